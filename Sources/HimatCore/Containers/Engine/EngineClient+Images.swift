// SPDX-License-Identifier: MIT
public import HimatHTTP
public import HimatSupport

extension EngineClient {
    /// The images that carry all of these labels (`key` or `key=value`); without any, all images.
    public func images(labelled labels: [String] = []) async throws -> [EngineImage] {
        let query = labels.isEmpty ? [] : [(name: "filters", value: Self.filters(labels))]
        let list = try await json(request("GET", "/images/json", query: query), to: "list the images")
        return (list.array ?? []).compactMap { EngineImage($0) }
    }

    /// What the engine knows of an image, by name or id; nil when it has none of that name.
    public func image(_ name: String) async throws -> EngineImageDetails? {
        let path = "/images/\(try Self.path(of: name))/json"
        do {
            return try EngineImageDetails(try await json(request("GET", path), to: "describe the image \(name)"))
        } catch let error as HimatError where error.code == .notFound {
            return nil
        }
    }

    /// Gives an image a further name.
    public func tag(_ name: String, as reference: ImageReference) async throws {
        let query = [(name: "repo", value: reference.name), (name: "tag", value: reference.tag ?? "latest")]
        let path = "/images/\(try Self.path(of: name))/tag"
        _ = try await answer(request("POST", path, query: query), to: "name the image \(name) \(reference)")
    }

    /// Takes a name off an image, and the image with its last name.
    /// - Parameter force: also when it has several names (by id) or stopped containers use it.
    /// - Returns: whether there was such an image.
    @discardableResult
    public func removeImage(_ name: String, force: Bool = false) async throws -> Bool {
        let query = force ? [(name: "force", value: "1")] : []
        let path = "/images/\(try Self.path(of: name))"
        do {
            _ = try await answer(request("DELETE", path, query: query), to: "remove the image \(name)")
            return true
        } catch let error as HimatError where error.code == .notFound {
            return false
        }
    }

    /// Removes the images that carry these labels, have no name and are used by no container.
    /// - Returns: the ids removed and the bytes won.
    public func pruneImages(labelled labels: [String]) async throws -> (removed: [String], bytes: Int) {
        let request = request("POST", "/images/prune", query: [(name: "filters", value: Self.filters(labels))])
        let answer = try await json(request, to: "remove the images without a name")
        let removed = (answer["ImagesDeleted"]?.array ?? []).compactMap { $0["Deleted"]?.string }
        return (removed, answer["SpaceReclaimed"]?.int ?? 0)
    }

    /// Makes an image of one layer from a file system packed as a tar.
    /// - Returns: its id.
    public func importImage(_ tar: HTTPRequestBody, as reference: ImageReference) async throws -> String {
        let head = try await stream(
            request(
                "POST", "/images/create", query: [("fromSrc", "-")], headers: ["Content-Type": "application/x-tar"],
                body: tar, isLong: true), to: "import \(reference)")
        let lines = EngineLines(
            head.body, failure: { HimatError(.service, "\(reference) was not imported", cause: $0) },
            lost: { self.lost($0, "import \(reference)") })
        var id: String?
        while let line = try await lines.next() {
            if let status = line["status"]?.string, status.hasPrefix("sha256:") { id = status }
        }
        guard let id else { throw HimatError(.malformed, "The engine imported \(reference) and named no image") }
        // podman gives an imported image another tag than the one asked for.
        try await tag(id, as: reference)
        return id
    }

    static func filters(_ labels: [String]) -> String {
        JSONValue.object(["label": .array(labels.map { .string($0) })]).rendered()
    }
}

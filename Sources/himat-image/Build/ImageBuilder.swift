// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Makes an image of a draft, or finds that there is one already.
struct ImageBuilder {
    let engine: EngineClient
    let runtime: Runtime
    let console: Console

    /// An image that is on the engine now.
    struct Result: Sendable {
        var id: String
        var isNew: Bool
        var steps = 0
        var cached = 0
    }

    /// The image of exactly this recipe, if the engine has one; it gets the name.
    func existing(_ recipe: ImageRecipe, as reference: ImageReference) async throws -> Result? {
        let images = try await engine.images(labelled: ["\(ImageLabel.environment)=\(recipe.hash)"])
        let named = images.first { $0.tags.contains { ImageReference($0) == reference } }
        if let named { return Result(id: named.id, isNew: false) }
        var other = images.first
        if other == nil { other = try await lockedAlready(recipe) }
        guard let other else { return nil }
        try await engine.tag(other.id, as: reference)
        return Result(id: other.id, isNew: false)
    }

    /// The image that a lock was taken from: built without one, but holding just what the lock says.
    private func lockedAlready(_ recipe: ImageRecipe) async throws -> EngineImage? {
        guard let lock = recipe.lock else { return nil }
        let label = "\(ImageLabel.environment)=\(recipe.withoutLock.hash)"
        for image in try await engine.images(labelled: [label]) {
            let inside = try await LockReader(engine: engine).lock(of: image.id)
            if inside?.fingerprint == lock.fingerprint { return image }
        }
        return nil
    }

    /// Builds. When a step fails, the error has its own last words.
    func build(
        _ recipe: ImageRecipe, as reference: ImageReference, arguments: [String: String], network: String?,
        isFresh: Bool
    ) async throws -> Result {
        let known = isFresh ? [] : try await engine.images(labelled: [ImageLabel.version])
        let lower = BaseLayers(for: recipe, among: known)
        let base = lower.packages
        let stream = ContextStream(try recipe.context(base: base))
        var options = BuildOptions(tags: [reference])
        options.arguments = arguments.merging(["BASE": recipe.from]) { $1 }
        options.labels = recipe.labels(base: base, version: runtime.version)
        options.platform = recipe.platform
        options.network = network
        options.ignoresCache = isFresh
        // docker follows the newest layers that fit, even of a build that was given up; this image's are all there.
        if !engine.isPodman { options.cacheSources = [lower.image].compactMap { $0 } }
        let added = recipe.packages.minus(base)
        if !added.isEmpty { console.say("only the last layer is made: \(added.names.joined(separator: " "))") }
        return try await console.whileLive { [options] in
            var progress = BuildProgress(runtime, console)
            do {
                var id = ""
                let context = HTTPRequestBody.stream(length: nil) { try await stream.next() }
                for try await event in try await engine.build(context: context, options: options) {
                    progress.take(event)
                    if case .built(let image) = event { id = image }
                }
                // A build that was given up ends like one that is done, but without an image.
                try Task.checkCancellation()
                return Result(id: id, isNew: true, steps: progress.steps, cached: progress.cached)
            } catch let error as HimatError where error.cause is EngineRefusal {
                progress.fail("see below")
                throw Self.explained(error, progress.words, added: added)
            }
        }
    }

    private static func explained(_ error: HimatError, _ lines: [String], added: PackageSet) -> HimatError {
        var explained = error
        explained.message = "The image was not built; environment.yml and apt.txt are as they were"
        explained.details = lines
        // Both engines repeat HiMAT's own long command; what it said is what counts.
        if !lines.isEmpty, let refusal = error.cause as? EngineRefusal,
            refusal.description.hasPrefix("The command ") || refusal.description.hasPrefix("building at STEP")
        {
            explained.cause = nil
        }
        if !added.isEmpty {
            explained.nextStep =
                "correct the package; if it does not go with what is installed, --no-cache solves everything anew"
        }
        return explained
    }
}

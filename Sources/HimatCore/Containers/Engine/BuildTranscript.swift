// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Reads a build's stream: docker and podman print steps, layers and the commands' own lines as one text.
struct BuildTranscript: Sendable {
    private var rest = ""
    /// The image's id, once the engine has said it.
    private(set) var imageID: String?

    /// What one document of the stream means.
    mutating func take(_ line: JSONValue) -> [BuildEvent] {
        if let id = line.at("aux", "ID")?.string {
            imageID = id
            return []
        }
        if let transfer = LayerTransfer(line) { return [.transfer(transfer)] }
        if let status = line["status"]?.string { return [.output(status.harmless)] }
        guard let text = line["stream"]?.string else { return [] }
        rest += text
        var events: [BuildEvent] = []
        while let end = rest.firstIndex(where: \.isNewline) {
            let whole = String(rest[..<end])
            rest = String(rest[rest.index(after: end)...])
            if let event = event(whole) { events.append(event) }
        }
        return events
    }

    /// What is left at the end of the stream.
    mutating func finish() -> [BuildEvent] {
        defer { rest = "" }
        return event(rest).map { [$0] } ?? []
    }

    private mutating func event(_ line: String) -> BuildEvent? {
        guard !line.allSatisfy(\.isWhitespace) else { return nil }
        if let step = Self.step(line) { return step }
        if let layer = Self.afterArrow(line) {
            if layer.hasPrefix("Using cache") { return .cached }
            if layer.hasPrefix("Running in ") { return nil }
            let isID = layer.utf8.count >= 10 && layer.utf8.allSatisfy(Self.isHexadecimal)
            return isID ? .layer(layer) : .output(line.harmless)
        }
        if let id = Self.builtID(line) {
            if imageID == nil { imageID = id }
            return nil
        }
        if line.hasPrefix("Removing intermediate container ") || line.hasPrefix("Successfully tagged ") { return nil }
        if line.utf8.count == 64, line.utf8.allSatisfy(Self.isHexadecimal) { return nil }
        return .output(line.harmless)
    }

    /// `Step 2/5 : RUN x` (docker) or `STEP 2/5: RUN x` (podman).
    private static func step(_ line: String) -> BuildEvent? {
        guard line.hasPrefix("Step ") || line.hasPrefix("STEP "), let colon = line.firstIndex(of: ":") else {
            return nil
        }
        let numbers = line[..<colon].dropFirst(5).filter { $0 != " " }.split(separator: "/")
        guard numbers.count == 2, let number = Int(numbers[0]), let count = Int(numbers[1]) else { return nil }
        let instruction = line[line.index(after: colon)...].drop { $0 == " " }
        return .step(number: number, count: count, instruction: String(instruction).harmless)
    }

    /// The text behind ` ---> ` (docker) or `--> ` (podman).
    private static func afterArrow(_ line: String) -> String? {
        for arrow in [" ---> ", "--> "] where line.hasPrefix(arrow) { return String(line.dropFirst(arrow.count)) }
        return nil
    }

    private static func builtID(_ line: String) -> String? {
        let start = "Successfully built "
        return line.hasPrefix(start) ? String(line.dropFirst(start.count)) : nil
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

// SPDX-License-Identifier: MIT
import HimatCore

/// What an environment.yml says, every item checked as if it had been typed.
struct EnvironmentReading {
    private(set) var channels: [String] = []
    private(set) var conda: [EnvironmentFile.Conda] = []
    private(set) var pip: [EnvironmentFile.Pip] = []
    private(set) var pipSection: Int?
    private let source: SourceText

    /// - Throws: `HimatError` (usage) with file, line and column.
    init(_ source: SourceText) throws {
        self.source = source
        let root = try YAMLParser(source, code: .usage).document()
        for channel in try items(root?["channels"], "channels") { channels.append(try self.channel(channel)) }
        if channels.isEmpty { channels = ["conda-forge"] }
        for (index, item) in try items(root?["dependencies"], "dependencies").enumerated() {
            if let members = item.members {
                guard members.count == 1, members[0].name == "pip", pipSection == nil else {
                    throw source.error(.usage, "only one 'pip:' section may stand among the packages", at: item.start)
                }
                pipSection = index
                try readPip(members[0].value)
            } else {
                conda.append(.init(spec: try read(item) { try CondaSpec($0) }, index: index))
            }
        }
        let twice = Dictionary(grouping: conda, by: \.spec.name).first { $0.value.count > 1 }
        if let twice { throw HimatError(.usage, "\(source.name) names the package \(twice.key) twice") }
    }

    private mutating func readPip(_ list: YAMLNode) throws {
        for (index, item) in try items(list, "pip").enumerated() {
            pip.append(.init(requirement: try read(item) { try PythonRequirement($0) }, index: index))
        }
    }

    private func items(_ node: YAMLNode?, _ key: String) throws -> [YAMLNode] {
        guard let node, !node.json.isNull else { return [] }
        guard let items = node.items else { throw source.error(.usage, "'\(key)' wants a list", at: node.start) }
        return items
    }

    private func read<Spec>(_ item: YAMLNode, _ parse: (String) throws -> Spec) throws -> Spec {
        guard let text = item.scalar else { throw source.error(.usage, "a package is wanted here", at: item.start) }
        do {
            return try parse(text)
        } catch {
            throw source.error(.usage, "\(text.debugDescription): \(error)", at: item.start)
        }
    }

    /// A channel's name, or the URL of one; never with a password or with a token (`/t/TOKEN/`): whoever has the image could
    /// read it.
    private func channel(_ item: YAMLNode) throws -> String {
        let text = item.scalar ?? ""
        let isURL = ["https://", "http://", "file:///"].contains { text.hasPrefix($0) }
        let allowed = isURL ? "._-/:" : "._-/"
        guard !text.isEmpty, !text.contains("/t/"), text.utf8.allSatisfy({ $0.isWord || allowed.utf8.contains($0) })
        else {
            throw source.error(
                .usage, "a channel is a name like conda-forge, or a URL without a password or token", at: item.start)
        }
        return text
    }
}

// SPDX-License-Identifier: MIT
internal import HimatSupport
internal import HimatYAML

extension ConfigSource {
    /// Reads a himat.yaml.
    /// - Throws: `HimatError` (usage) with the place when it is no YAML or no mapping.
    static func yaml(_ text: SourceText) throws -> ConfigSource {
        let document = try YAMLParser(text, code: .usage).document()
        guard let members = document?.members else {
            if let document, !document.json.isNull {
                throw text.error(.usage, "lines of the form 'key: value' are wanted here", at: document.start)
            }
            return ConfigSource(kind: .yaml, entries: [], text: text)
        }
        return ConfigSource(kind: .yaml, entries: members.map { entry($0, text.name) }, text: text)
    }

    private static func entry(_ member: YAMLNode.Member, _ file: String) -> ConfigEntry {
        ConfigEntry(
            key: member.name, keyOrigin: ConfigOrigin(.yaml, name: file, mark: member.key.start),
            value: node(member.value, file))
    }

    private static func node(_ node: YAMLNode, _ file: String) -> ConfigNode {
        let origin = ConfigOrigin(.yaml, name: file, mark: node.start)
        switch node.content {
        case .sequence(let items):
            return ConfigNode(content: .list(items.map { self.node($0, file) }), origin: origin)
        case .mapping(let members):
            return ConfigNode(content: .map(members.map { entry($0, file) }), origin: origin)
        case .scalar(let text, _):
            let kind: ConfigNode.Kind =
                switch node.json {
                case .null: .null
                case .bool: .boolean
                case .int, .double: .number
                default: .text
                }
            return ConfigNode(content: .scalar(text, kind), origin: origin)
        }
    }
}

// SPDX-License-Identifier: MIT
internal import HimatSupport

extension ConfigSource {
    /// Reads a terraform.tfvars.
    /// - Throws: `HimatError` (usage) with the place when it cannot be understood.
    static func tfvars(_ text: SourceText) throws -> ConfigSource {
        let entries = try TFVarsParser.parse(text).map { entry($0, text.name) }
        return ConfigSource(kind: .tfvars, entries: entries, text: text)
    }

    private static func entry(_ entry: TFVarsEntry, _ file: String) -> ConfigEntry {
        ConfigEntry(
            key: entry.name, keyOrigin: ConfigOrigin(.tfvars, name: file, mark: entry.start),
            value: node(entry.value, file))
    }

    private static func node(_ value: TFVarsValue, _ file: String) -> ConfigNode {
        let content: ConfigNode.Content =
            switch value.content {
            case .null: .scalar("", .null)
            case .boolean(let flag): .scalar(flag ? "true" : "false", .boolean)
            case .number(let text): .scalar(text, .number)
            case .string(let text): .scalar(text, .text)
            case .list(let items): .list(items.map { node($0, file) })
            case .map(let entries): .map(entries.map { entry($0, file) })
            }
        return ConfigNode(content: content, origin: ConfigOrigin(.tfvars, name: file, mark: value.start))
    }
}

// SPDX-License-Identifier: MIT
internal import HimatSupport

/// A JSON document in YAML's block form; keys sorted, strings quoted whenever a reader could take them for something else.
struct BlockText {
    let text: String

    init(_ value: JSONValue) {
        var lines: [String] = []
        Self.add(value, indent: "", prefix: "", to: &lines)
        text = lines.map { $0 + "\n" }.joined()
    }

    private static func add(_ value: JSONValue, indent: String, prefix: String, to lines: inout [String]) {
        switch value {
        case .object(let members) where !members.isEmpty:
            var lead = prefix
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                let name = lead + JSONValue.string(key).rendered() + ":"
                if member.isFilled {
                    lines.append(name)
                    add(member, indent: indent + "  ", prefix: indent + "  ", to: &lines)
                } else {
                    lines.append(name + " " + member.rendered())
                }
                lead = indent
            }
        case .array(let elements) where !elements.isEmpty:
            var lead = prefix
            for element in elements {
                add(element, indent: indent + "  ", prefix: lead + "- ", to: &lines)
                lead = indent
            }
        default:
            lines.append(prefix + value.rendered())
        }
    }
}

extension JSONValue {
    fileprivate var isFilled: Bool { array?.isEmpty == false || object?.isEmpty == false }
}

// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The members of a mapping while it is read: own keys once each, before inherited ones (`<<`), of which the first wins.
struct YAMLMembers {
    private enum Slot {
        case own(Int)
        case inherited(Int)
    }

    private(set) var ordered: [YAMLNode.Member] = []
    private var slots: [String: Slot] = [:]
    /// Where the last member ends in the text.
    var lastEnd: SourceMark?

    /// Adds a key of the mapping itself; false when it has the key already.
    mutating func set(_ member: YAMLNode.Member) -> Bool {
        lastEnd = member.value.end
        switch slots[member.name] {
        case .own: return false
        case .inherited(let index):
            ordered[index] = member
            slots[member.name] = .own(index)
        case nil:
            slots[member.name] = .own(ordered.count)
            ordered.append(member)
        }
        return true
    }

    /// Adds a key of a merged mapping unless there is one of that name.
    mutating func inherit(_ member: YAMLNode.Member) {
        guard slots[member.name] == nil else { return }
        slots[member.name] = .inherited(ordered.count)
        ordered.append(member)
    }
}

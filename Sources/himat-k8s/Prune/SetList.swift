// SPDX-License-Identifier: MIT
import HimatCore

/// What an apply made, remembered in the cluster: the only things a later apply may delete because nobody asks for them.
struct SetList: Sendable, Equatable {
    /// One object.
    struct Entry: Sendable, Hashable {
        let apiVersion: String
        let kind: String
        let name: String
        let uid: String
        /// The plug-in that asked for it.
        let plugin: String?

        init(_ reference: ObjectReference, uid: String, plugin: String? = nil) {
            apiVersion = reference.kind.apiVersion
            kind = reference.kind.kind
            name = reference.name
            self.uid = uid
            self.plugin = plugin
        }

        /// Reads a line of the list.
        init?(line: Substring) {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 4 || words.count == 5 && words[4].hasPrefix(Self.mark) else { return nil }
            (apiVersion, kind, name, uid) = (words[0], words[1], words[2], words[3])
            plugin = words.count == 5 ? String(words[4].dropFirst(Self.mark.count)) : nil
        }

        private static let mark = "plugin="

        /// `apps/v1 Deployment jupyter <uid>`, and `plugin=hello` where one asked for it.
        var line: String { "\(apiVersion) \(kind) \(name) \(uid)\(plugin.map { " " + Self.mark + $0 } ?? "")" }

        /// Where the object is; nil for a kind that is not known.
        func reference(in namespace: String) -> ObjectReference? {
            ObjectKind.known(apiVersion: apiVersion, kind: kind).map { ObjectReference($0, name, namespace: namespace) }
        }
    }

    /// The key of the ConfigMap.
    static let key = "objects"

    /// The objects.
    var entries: Set<Entry>

    init(_ entries: Set<Entry>) { self.entries = entries }

    /// Reads the list's text; a line nobody can read is passed over, which deletes less.
    init(text: String) { entries = Set(text.split(separator: "\n").compactMap(Entry.init(line:))) }

    /// The list's text.
    var text: String { entries.map { $0.line + "\n" }.sorted().joined() }

    /// What is remembered and no longer asked for. Homes, volumes and namespaces are never among it.
    func unwanted(_ wanted: [ObjectReference], namespace: String) -> [Member] {
        let kept: Set<ObjectKind> = [.persistentVolumeClaim, .persistentVolume, .namespace]
        return members(in: namespace).filter { !kept.contains($0.reference.kind) && !wanted.contains($0.reference) }
    }

    /// What plug-ins asked for.
    func pluginMembers(in namespace: String) -> [Member] { members(in: namespace).filter { $0.plugin != nil } }

    /// What is remembered of one object.
    typealias Member = (reference: ObjectReference, uid: String, plugin: String?)

    private func members(in namespace: String) -> [Member] {
        entries.compactMap { entry in
            entry.reference(in: namespace).map { (reference: $0, uid: entry.uid, plugin: entry.plugin) }
        }.sorted { $0.reference.description < $1.reference.description }
    }
}

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

        init(_ reference: ObjectReference, uid: String) {
            apiVersion = reference.kind.apiVersion
            kind = reference.kind.kind
            name = reference.name
            self.uid = uid
        }

        /// Reads a line of the list.
        init?(line: Substring) {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 4 else { return nil }
            (apiVersion, kind, name, uid) = (words[0], words[1], words[2], words[3])
        }

        /// `apps/v1 Deployment jupyter <uid>`
        var line: String { "\(apiVersion) \(kind) \(name) \(uid)" }
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
    func unwanted(_ wanted: [ObjectReference], namespace: String) -> [(reference: ObjectReference, uid: String)] {
        let kept: Set<ObjectKind> = [.persistentVolumeClaim, .persistentVolume, .namespace]
        return entries.compactMap { entry -> (reference: ObjectReference, uid: String)? in
            guard let kind = ObjectKind.known(apiVersion: entry.apiVersion, kind: entry.kind), !kept.contains(kind)
            else { return nil }
            let reference = ObjectReference(kind, entry.name, namespace: namespace)
            return wanted.contains(reference) ? nil : (reference, entry.uid)
        }.sorted { $0.reference.description < $1.reference.description }
    }
}

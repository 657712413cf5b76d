// SPDX-License-Identifier: MIT
import HimatCore

/// Which objects of a kind somebody looks at; one selection is one list, or one watch during a run.
struct Selection: Sendable, Hashable, CustomStringConvertible {
    let kind: ObjectKind
    /// Nil = of every namespace, or of none.
    let namespace: String?
    let selector: ObjectSelector

    init(_ kind: ObjectKind, in namespace: String?, _ selector: ObjectSelector = .all) {
        self.kind = kind
        self.namespace = kind.isNamespaced ? namespace : nil
        self.selector = selector
    }

    var description: String {
        let words = [kind.plural, namespace.map { "in \($0)" }, selector.labels, selector.fields]
        return words.compactMap { $0 }.joined(separator: " ")
    }
}

// SPDX-License-Identifier: MIT

/// A subcommand that other programs run again and again, always with words like `--region us-west-2`; it can do without the parser,
/// which costs more than the command itself.
public protocol QuickCommand: HimatCommand {
    /// The long names of its options, without the dashes; each takes a value.
    static var optionNames: [String] { get }
    /// Does what `run(in:)` does, with the values of the options that were given.
    static func run(_ words: OptionWords, in runtime: Runtime) async throws
}

/// Options in their plainest form, `--name value` or `--name=value`, each at most once.
public struct OptionWords: Sendable {
    private var values: [String: String] = [:]

    /// Reads them; nil when there is a word that only the full parser can judge.
    init?(_ words: some Sequence<String>, of names: [String]) {
        var words = words.makeIterator()
        while let word = words.next() {
            guard word.hasPrefix("--") else { return nil }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first.map(String.init), names.contains(name), values[name] == nil,
                let value = parts.count > 1 ? String(parts[1]) : words.next(), !value.hasPrefix("-")
            else { return nil }
            values[name] = value
        }
    }

    /// The value of an option; nil when it was not given.
    public subscript(name: String) -> String? { values[name] }
}

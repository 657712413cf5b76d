// SPDX-License-Identifier: MIT
public import HimatSupport

/// Something that a correct configuration asks for and that cannot run today, or not as meant.
public struct ConfigFinding: Sendable, Hashable {
    /// Whether the run is refused or only warned.
    public enum Level: String, Sendable, Hashable {
        case refused
        case warning
    }

    /// How bad it is.
    public var level: Level
    /// The key that asks for it.
    public var key: String
    /// Where the key is set.
    public var origin: ConfigOrigin
    /// What cannot run and why.
    public var message: String
    /// What to write instead.
    public var remedy: String

    /// `file:line:column: message; remedy`.
    public var line: String { (origin.source == .default ? "" : "\(origin): ") + "\(message); \(remedy)" }
}

extension [ConfigFinding] {
    /// The error of all refusals together (exit 4); nil when there are only warnings.
    public var refusal: HimatError? {
        let refused = filter { $0.level == .refused }
        guard let first = refused.first else { return nil }
        let count = refused.count == 1 ? "something" : "\(refused.count) things"
        return HimatError(
            .preflightRefused, "The configuration asks for \(count) that cannot run", details: refused.map(\.line),
            nextStep: first.origin.source == .tfvars
                ? "himat-eks init --from \(first.origin.name) writes a himat.yaml that runs" : nil)
    }
}

// SPDX-License-Identifier: MIT
public import HimatSupport

/// What a resource needs to become what the configuration asks for.
public enum Change: Sendable {
    /// Nothing.
    case none
    /// An update in place.
    case update([FieldChange])
    /// A new one is made and waited for, then the old one is deleted.
    case replace([FieldChange])
    /// HiMAT will not do this (a smaller volume, another VPC range): the plan stops with this error.
    case refuse(HimatError)
}

/// One field of one resource: what it is and what it will be.
public struct FieldChange: Sendable, Equatable {
    /// Where the field is, e.g. `scaling.desired`.
    public var path: String
    /// The present value as shown; nil when it is absent.
    public var old: String?
    /// The value to be as shown; nil when it is to be absent.
    public var new: String?
    /// Whether both are shown as `(sensitive)`.
    public var isSensitive: Bool
    /// Whether the new value depends on something that is yet to be created; shown as `(known after apply)`.
    public var isKnownAfterApply: Bool

    /// Builds a field change.
    public init(
        _ path: String, old: String?, new: String?, isSensitive: Bool = false, isKnownAfterApply: Bool = false
    ) {
        self.path = path
        self.old = old
        self.new = new
        self.isSensitive = isSensitive
        self.isKnownAfterApply = isKnownAfterApply
    }
}

/// A name and a value that a plan shows of something to be created.
public struct Property: Sendable, Equatable {
    /// What it is.
    public var name: String
    /// Its value; nil is shown as `(known after apply)`.
    public var value: String?

    /// Builds a property.
    public init(_ name: String, _ value: String?) {
        self.name = name
        self.value = value
    }
}

/// What is known of a resource's dependencies when it is diffed or applied.
public struct Inputs: Sendable {
    private let known: [Address: [String: String]]

    /// Wraps the attributes of the dependencies that exist.
    public init(_ known: [Address: [String: String]]) { self.known = known }

    /// Everything known, by address.
    public var all: [Address: [String: String]] { known }

    /// Every attribute known of one address; nil when it does not exist yet.
    public subscript(address: Address) -> [String: String]? { known[address] }

    /// The attribute, or nil while it will be known only after apply.
    public func known(_ address: Address, _ attribute: String) -> String? { known[address]?[attribute] }

    /// The attribute.
    /// - Throws: `HimatError` (internal) when the dependency has no such attribute.
    public func require(_ address: Address, _ attribute: String) throws -> String {
        guard let value = known[address]?[attribute] else {
            throw HimatError(.internalFault, "\(address) gave no \(attribute)")
        }
        return value
    }
}

// SPDX-License-Identifier: MIT
internal import HimatSupport

/// One way to make a key for each type of property.
extension ConfigKey {
    typealias Property<Value> = WritableKeyPath<ClusterConfig, Value> & Sendable

    static func text(
        _ name: String, _ property: any Property<String>, _ pattern: ConfigPattern, _ about: Description
    ) -> ConfigKey {
        ConfigKey(name, .string(pattern), about) {
            .string($0[keyPath: property])
        } set: {
            if case .string(let text) = $1 { $0[keyPath: property] = text }
        }
    }

    static func optionalText(
        _ name: String, _ property: any Property<String?>, _ pattern: ConfigPattern, _ about: Description
    ) -> ConfigKey {
        ConfigKey(name, .string(pattern), about) {
            $0[keyPath: property].map { .string($0) }
        } set: {
            if case .string(let text) = $1 { $0[keyPath: property] = text }
        }
    }

    static func integer(
        _ name: String, _ property: any Property<Int>, _ range: ClosedRange<Int>, _ about: Description
    ) -> ConfigKey {
        ConfigKey(name, .integer(range), about) {
            .integer($0[keyPath: property])
        } set: {
            if case .integer(let number) = $1 { $0[keyPath: property] = number }
        }
    }

    static func autoInteger(
        _ name: String, _ property: any Property<Int?>, _ range: ClosedRange<Int>, _ about: Description
    ) -> ConfigKey {
        ConfigKey(name, .integerOrAuto(range), about) {
            $0[keyPath: property].map { .integer($0) } ?? .auto
        } set: {
            if case .integer(let number) = $1 { $0[keyPath: property] = number }
        }
    }

    static func boolean(_ name: String, _ property: any Property<Bool>, _ about: Description) -> ConfigKey {
        ConfigKey(name, .boolean, about) {
            .boolean($0[keyPath: property])
        } set: {
            if case .boolean(let flag) = $1 { $0[keyPath: property] = flag }
        }
    }

    static func autoRanges(_ name: String, _ property: any Property<[CIDR]?>, _ about: Description) -> ConfigKey {
        ConfigKey(name, .listOrAuto(.addressRange), about) {
            $0[keyPath: property].map { .list($0.map(\.description)) } ?? .auto
        } set: {
            if case .list(let items) = $1 { $0[keyPath: property] = items.compactMap { CIDR($0) } }
        }
    }
}

// SPDX-License-Identifier: MIT

/// Reads that several parts of one run need, made once: whoever asks first makes the call, all others get its answer.
///
/// One instance lives as long as one round of observation, so nothing is ever stale beyond it. A failure is shared too.
public actor SharedReads {
    private enum Entry {
        case running([CheckedContinuation<Result<any Sendable, any Error>, Never>])
        case done(Result<any Sendable, any Error>)
    }

    private var entries: [String: Entry] = [:]

    /// An empty set of reads.
    public init() {}

    /// The answer under `key`, made by `read` if nobody has asked before.
    /// - Throws: what `read` threw, to every caller; `HimatError` (internal) when one key is used with two types.
    public func once<Value: Sendable>(_ key: String, _ read: @Sendable () async throws -> Value) async throws -> Value {
        let result: Result<any Sendable, any Error>
        switch entries[key] {
        case .done(let known):
            result = known
        case .running:
            result = await withCheckedContinuation { continuation in
                guard case .running(let waiting) = entries[key] else { return }
                entries[key] = .running(waiting + [continuation])
            }
        case nil:
            entries[key] = .running([])
            do {
                result = .success(try await read())
            } catch {
                result = .failure(error)
            }
            if case .running(let waiting) = entries[key] { for waiter in waiting { waiter.resume(returning: result) } }
            entries[key] = .done(result)
        }
        guard let value = try result.get() as? Value else {
            throw HimatError(.internalFault, "The shared read \(key) was asked for as two types")
        }
        return value
    }
}

// SPDX-License-Identifier: MIT
import HimatCore

/// What the registry said of the image, asked once a command at most: the plan that is shown and the one that is made under
/// the lock agree, whatever is published between the two.
final class ImageLookup: Sendable {
    /// What came of the question.
    enum Answer: Sendable, Equatable {
        /// The digest the tag stands for now.
        case digest(String)
        /// No digest, and why.
        case unknown(String)
    }

    /// A plan waits no longer than this, credentials included.
    static let deadline = Duration.seconds(8)

    private let memory = Lock<Answer?>(nil)

    /// The answer, if the registry was asked.
    var answer: Answer? { memory.withLock { $0 } }

    /// Asks, unless that was done before.
    /// - Parameter ask: the digest of the image in its registry; nil when it is not there.
    /// - Throws: `CancellationError` and nothing else.
    func answer(
        about image: ImageReference, clock: any WallClock,
        ask: @escaping @Sendable (ImageReference) async throws -> String?
    ) async throws -> Answer {
        if let answer { return answer }
        let found: Answer
        do {
            found =
                try await Self.within(Self.deadline, clock, image) { try await ask(image) }
                .map { .digest($0) } ?? .unknown("\(image.registry) has no such image")
        } catch {
            try Task.checkCancellation()
            found = .unknown(Self.words(error))
        }
        memory.withLock { $0 = found }
        return found
    }

    private static func within(
        _ limit: Duration, _ clock: any WallClock, _ image: ImageReference,
        _ ask: @escaping @Sendable () async throws -> String?
    ) async throws -> String? {
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { try await ask() }
            group.addTask {
                try await clock.sleep(for: limit)
                throw HimatError(.timedOut, "\(image.registry) did not answer within \(limit.components.seconds) s")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private static func words(_ error: any Error) -> String {
        guard let error = error as? HimatError else { return "\(error)" }
        // What mends a refusal is a command; the network's troubles have none.
        let step = [.credentials, .denied].contains(error.code) ? error.nextStep : nil
        return error.message + (step.map { " (\($0))" } ?? "")
    }
}

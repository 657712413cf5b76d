// SPDX-License-Identifier: MIT
import HimatSupport
public import Testing

/// Gives the tests of a suite one engine of each kind, with the small base image.
public struct EngineTrait: SuiteTrait, TestScoping {
    @TaskLocal static var running: [ContainerEngine.Kind: ContainerEngine] = [:]

    /// Starts the engines, runs the suite, ends them.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        var engines: [ContainerEngine.Kind: ContainerEngine] = [:]
        defer { for engine in engines.values { engine.stop() } }
        for kind in ContainerEngine.Kind.allCases {
            let engine = try ContainerEngine(kind)
            engines[kind] = engine
            try await engine.importBase()
        }
        try await Self.$running.withValue(engines) { try await function() }
    }
}

extension Trait where Self == EngineTrait {
    /// One engine of each kind for the whole suite.
    public static var engines: EngineTrait { EngineTrait() }
}

extension ContainerEngine {
    /// The engine of this kind that the suite under way was given.
    public static func shared(_ kind: Kind) throws -> ContainerEngine {
        guard let engine = EngineTrait.running[kind] else {
            throw HimatError(.internalFault, "The suite lacks the trait .engines")
        }
        return engine
    }
}

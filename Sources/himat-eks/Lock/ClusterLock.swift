// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// One at a time may change a cluster: an SSM parameter that only one can create.
/// See [PutParameter](https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html), `Overwrite`.
struct ClusterLock: Sendable {
    /// How often the holder says that it still lives.
    private static let renewal: Duration = .seconds(240)

    let site: Site
    let ssm: SSM
    let owner: String
    let machine: LocalMachine
    let localFolder: String

    private var parameter: String { Self.parameter(of: site.name) }

    /// The parameter that is a cluster's lock, in the cluster's own region.
    static func parameter(of cluster: String) -> String { "/himat/\(cluster)/lock" }

    /// Runs `body` while the lock is held, with the lock's epoch; gives it back also after failure and interruption.
    /// - Throws: `HimatError` (locked) that names the holder.
    func hold<Value: Sendable>(
        in context: OperationContext, _ body: @Sendable (OperationContext) async throws -> Value
    ) async throws -> Value {
        let record: LockRecord
        let isTakenOver: Bool
        do {
            (record, isTakenOver) = try await acquire(in: context)
        } catch let error as HimatError where error.isAWSDenied {
            return try await holdLocally(error, in: context, body)
        }
        var own = context
        own.epoch = record.epoch
        own.followsInterruption = isTakenOver
        let result = await run(body, in: own, renewing: record)
        // Cancelled or not, the lock goes back; a task of its own is not cancelled with us.
        await Task { try? await release(record, at: context.clock.now()) }.value
        return try result.get()
    }

    private func run<Value: Sendable>(
        _ body: @Sendable (OperationContext) async throws -> Value, in context: OperationContext,
        renewing record: LockRecord
    ) async -> Result<Value, any Error> {
        async let _ = renew(record, in: context)
        do {
            return .success(try await body(context))
        } catch {
            return .failure(error)
        }
    }

    private func renew(_ record: LockRecord, in context: OperationContext) async {
        var record = record
        while !Task.isCancelled {
            guard (try? await context.clock.sleep(for: Self.renewal)) != nil else { return }
            record.renewed = context.clock.now().timeIntervalSince1970
            try? await ssm.putParameter(parameter, value: record.text, overwrite: true)
        }
    }

    /// A lock that may have been taken for abandoned meanwhile (the machine slept) is looked at first.
    private func release(_ record: LockRecord, at now: Date) async throws {
        if now.timeIntervalSince1970 - record.since > LockRecord.staleAfter {
            let text = try await ssm.getParameter(parameter)
            guard text.flatMap(LockRecord.read)?.run == record.run else { return }
        }
        try await ignoringNotFound { try await ssm.deleteParameter(parameter) }
    }

    private func acquire(in context: OperationContext) async throws -> (LockRecord, isTakenOver: Bool) {
        let now = context.clock.now()
        var own = LockRecord(
            owner: owner, host: machine.host, pid: machine.pid, run: context.runID, since: now.timeIntervalSince1970,
            renewed: now.timeIntervalSince1970, epoch: context.runID)
        for _ in 0..<3 {
            do {
                let tags = site.lastingTags("lock", [TagKey.run: own.epoch])
                try await ssm.putParameter(parameter, value: own.text, overwrite: false, tags: tags)
                return (own, false)
            } catch let error as HimatError where error.awsCode == "ParameterAlreadyExists" {
                guard let text = try await ssm.getParameter(parameter) else { continue }
                let other = LockRecord.read(text)
                if other?.run == own.run { return (own, false) }
                if let other, !other.isAbandoned(at: now, on: machine) { throw taken(by: other) }
                own.epoch = other?.epoch ?? own.epoch
                return (try await takeOver(own, in: context), true)
            }
        }
        throw HimatError(
            .locked, "The lock of \(site.identity) changes hands too fast", nextStep: "run the command again")
    }

    /// Two may find the same abandoned lock: who is read back a moment later has it.
    private func takeOver(_ own: LockRecord, in context: OperationContext) async throws -> LockRecord {
        try await ssm.putParameter(parameter, value: own.text, overwrite: true)
        try await context.clock.sleep(for: context.interval(Patience(interval: .seconds(2), limit: .seconds(2))))
        let seen = try await ssm.getParameter(parameter).flatMap(LockRecord.read)
        guard let seen, seen.run == own.run else {
            throw seen.map(taken) ?? HimatError(.locked, "The lock of \(site.identity) was taken away")
        }
        context.progress.report(ProgressEvent(nil, .note("took over the lock of an interrupted run")))
        return own
    }

    private func taken(by other: LockRecord) -> HimatError {
        HimatError(
            .locked, "\(site.identity) is being changed by \(other.holder)",
            nextStep:
                "wait until that run ends; if it is dead, its lock counts as abandoned 15 minutes after its last sign")
    }

    /// Without the permission for SSM only runs on this machine keep out of each other's way.
    private func holdLocally<Value: Sendable>(
        _ error: HimatError, in context: OperationContext, _ body: @Sendable (OperationContext) async throws -> Value
    ) async throws -> Value {
        context.progress.report(
            ProgressEvent(
                nil,
                .warning(
                    "no lock across machines: \(error.message); see that nobody else changes \(site.identity) meanwhile"
                )))
        let lock = try LocalLock(folder: localFolder, identity: site.identity)
        defer { lock.release() }
        var own = context
        own.epoch = context.runID
        return try await body(own)
    }
}

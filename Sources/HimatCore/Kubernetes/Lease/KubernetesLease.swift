// SPDX-License-Identifier: MIT
internal import FoundationEssentials
public import HimatSupport

/// A lock that every machine sees: a `coordination.k8s.io/v1` Lease that its holder renews.
///
/// It lies in the namespace `default`, which always exists and which HiMAT never deletes, because the namespace of the
/// workloads comes and goes under the lock. A lease that was not renewed for its duration is free for the next.
public struct KubernetesLease: Sendable {
    /// The namespace leases of HiMAT lie in.
    public static let namespace = "default"

    /// The lease's name.
    public let name: String
    /// Who wants it.
    public let holder: String
    /// How long a silence frees it.
    public let duration: Duration
    let client: KubernetesClient
    let clock: any WallClock
    let isDead: @Sendable (_ holder: String) -> Bool

    /// Describes a lock.
    /// - Parameters:
    ///   - holder: `user@host/pid/run`; the same holder may take it again.
    ///   - isDead: whether a holder is known to have ended without letting go, e.g. a process of this machine.
    public init(
        name: String, holder: String, duration: Duration = .seconds(60), client: KubernetesClient,
        clock: any WallClock, isDead: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.name = name
        self.holder = holder
        self.duration = duration
        self.client = client
        self.clock = clock
        self.isDead = isDead
    }

    /// Takes the lease.
    /// - Returns: the holder it was taken over from, when that one had fallen silent.
    /// - Throws: `HimatError` (locked) naming the holder and since when; refusals of the server.
    @discardableResult
    public func acquire() async throws -> LeaseHolder? {
        for _ in 0..<5 {
            do {
                return try await attempt()
            } catch let error as HimatError where error.code == .conflict {
                continue
            }
        }
        throw HimatError(
            .locked, "The lock \(name) is being taken by others again and again", nextStep: "try again in a minute")
    }

    /// Says that the holder is alive.
    /// - Throws: `HimatError` (locked) when somebody else has it.
    public func renew() async throws {
        guard var lease = try await client.get(reference), lease.leaseHolder?.identity == holder else {
            throw HimatError(.locked, "The lock \(name) was lost: another run took it", nextStep: "run it again")
        }
        lease.json["spec"]?["renewTime"] = .string(KubernetesTime.micro(clock.now()))
        do {
            _ = try await client.replace(lease)
        } catch let error as HimatError where error.code == .conflict {
            throw HimatError(.locked, "The lock \(name) was lost", cause: error, nextStep: "run it again")
        }
    }

    /// Lets go; a lease that somebody else holds by now is left alone.
    public func release() async throws {
        guard let lease = try await client.get(reference), lease.leaseHolder?.identity == holder else { return }
        do {
            try await client.delete(reference, uid: lease.uid)
        } catch let error as HimatError where error.code == .conflict {
            return
        }
    }

    private var reference: ObjectReference { ObjectReference(.lease, name, namespace: Self.namespace) }

    private func attempt() async throws -> LeaseHolder? {
        guard let present = try await client.get(reference) else {
            _ = try await client.create(document(over: nil))
            return nil
        }
        if let other = present.leaseHolder, other.identity != holder, !isStale(present, other) {
            throw HimatError(
                .locked, "Another run works on this: \(other)",
                nextStep: "wait until it ends; if it died, the lock frees itself after \(duration.components.seconds) s"
            )
        }
        _ = try await client.replace(document(over: present))
        return present.leaseHolder.flatMap { $0.identity == holder ? nil : $0 }
    }

    private func isStale(_ lease: KubernetesObject, _ other: LeaseHolder) -> Bool {
        if isDead(other.identity) { return true }
        guard let renewed = other.renewed else { return true }
        let seconds = lease.spec["leaseDurationSeconds"]?.int ?? Int(duration.components.seconds)
        return clock.now().timeIntervalSince(renewed) > Double(seconds)
    }

    private func document(over present: KubernetesObject?) -> KubernetesObject {
        let now = JSONValue.string(KubernetesTime.micro(clock.now()))
        var lease = KubernetesObject(
            reference, labels: ["app.kubernetes.io/managed-by": "himat"],
            [
                "spec": [
                    "holderIdentity": .string(holder), "leaseDurationSeconds": .int(Int(duration.components.seconds)),
                    "acquireTime": now, "renewTime": now,
                    "leaseTransitions": .int((present?.spec["leaseTransitions"]?.int ?? -1) + 1),
                ]
            ])
        if let version = present?.resourceVersion {
            lease.json["metadata"]?["resourceVersion"] = .string(version)
        }
        return lease
    }
}

extension KubernetesObject {
    /// Who holds this lease; nil when nobody does.
    public var leaseHolder: LeaseHolder? {
        guard let identity = spec["holderIdentity"]?.string, !identity.isEmpty else { return nil }
        return LeaseHolder(
            identity: identity, since: spec["acquireTime"]?.string.flatMap(KubernetesTime.parse),
            renewed: spec["renewTime"]?.string.flatMap(KubernetesTime.parse))
    }
}

// SPDX-License-Identifier: MIT
import HimatCore

/// Looks at everything a deployment needs, all at once; each look is by itself, and none changes anything.
struct Doctor: Sendable {
    let layer: KubernetesLayer

    var client: KubernetesClient { layer.client }
    var namespace: String { layer.config.namespace }

    /// What the looks at the workloads share.
    struct Patient: Sendable {
        let status: StatusReport
        let services: Answer<[KubernetesObject]>
        let claims: Answer<[KubernetesObject]>

        func service(_ name: String) -> KubernetesObject? { services.value?.first { $0.name == name } }
    }

    typealias Look = @Sendable (Doctor, Patient) async throws -> [CheckLine]

    /// The looks in the order shown; what needs no answer of the server comes last, so that the cause stands before its effects.
    private static let looks: [(name: String, look: Look)] = [
        ("permissions", { doctor, _ in try await doctor.permissions() }),
        ("nodes", { doctor, patient in doctor.nodes(patient) }),
        ("pod security", { doctor, _ in try await doctor.podSecurity() }),
        ("network policies", { doctor, _ in try await doctor.networkPolicies() }),
        ("storage", { doctor, patient in try await doctor.storage(patient) }),
        ("images", { doctor, patient in doctor.images(patient) }),
        ("pods", { doctor, patient in doctor.pods(patient) }),
        ("services", { doctor, patient in doctor.services(patient) }),
        ("workers", { doctor, patient in doctor.workers(patient) }),
        ("versions", { doctor, patient in doctor.versions(patient) }),
        ("balancer", { doctor, patient in try await doctor.balancer(patient) }),
        ("leftovers", { doctor, _ in try await doctor.leftovers() }),
    ]

    func lines() async throws -> [CheckLine] {
        let server: CheckLine
        do {
            server = CheckLine("server", .pass, "Kubernetes \(try await client.serverVersion()) answers")
        } catch let error as HimatError {
            try Task.checkCancellation()
            return [Self.failed("server", error)]
                + Self.looks.map { CheckLine($0.name, .skip, "the server does not answer") }
        }
        let patient = try await patient()
        return try await withThrowingTaskGroup(of: (Int, [CheckLine]).self) { group in
            for (index, (name, look)) in Self.looks.enumerated() {
                group.addTask { (index, try await run(name, look, patient)) }
            }
            let found = try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }
            return [server] + found.flatMap(\.1)
        }
    }

    private func patient() async throws -> Patient {
        let labels = ObjectSelector.labels(ObjectNames.labels(cluster: layer.cluster.name))
        async let status = StatusReader(layer: layer).reportOfWhatAnswers()
        async let services = Answer.asking { try await client.list(.service, namespace: namespace, labels).items }
        async let claims = Answer.asking {
            try await client.list(.persistentVolumeClaim, namespace: namespace, labels).items
        }
        return Patient(status: try await status, services: try await services, claims: try await claims)
    }

    private func run(_ name: String, _ look: Look, _ patient: Patient) async throws -> [CheckLine] {
        do {
            return try await look(self, patient)
        } catch let error as HimatError where error.code == .denied {
            return [CheckLine(name, .warn, "could not be looked at: \(error.reason)")]
        } catch let error as HimatError {
            try Task.checkCancellation()
            return [Self.failed(name, error)]
        }
    }

    /// An error as a line, with the next step it knows.
    static func failed(_ name: String, _ error: HimatError) -> CheckLine {
        var step = error.nextStep
        var inner = error.cause as? HimatError
        while step == nil, let one = inner {
            step = one.nextStep
            inner = one.cause as? HimatError
        }
        return CheckLine(name, .fail, error.reason, next: step)
    }
}

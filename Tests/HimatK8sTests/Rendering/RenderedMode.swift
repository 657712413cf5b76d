// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatK8s

/// A way to deploy whose objects a golden file shows and every check of rendered objects looks at.
struct RenderedMode: Sendable, CustomTestStringConvertible {
    /// The golden file's name without its ending.
    let name: String
    var flags: [String: String] = [:]
    var change: @Sendable (inout Decisions) -> Void = { _ in }

    var testDescription: String { name }

    static let eks = RenderedMode(name: "eks")
    static let other = RenderedMode(name: "other") {
        $0.storage = .defaultClass
        $0.nodes = .any
    }
    static let labelled = RenderedMode(
        name: "other-labelled", flags: ["storage_class": "fast", "jupyter_uid": "4711"]
    ) {
        $0.storage = .defaultClass
    }
    static let processes = RenderedMode(
        name: "worker-processes",
        flags: ["dask_worker_procs": "2", "dask_worker_threads": "2", "dask_worker_mb_ram": "8000"])
    static let guarded = RenderedMode(
        name: "tls-password-uid",
        flags: [
            "tls_certificate_arn": certificate, "jupyter_host": "notebook.example.org", "jupyter_uid": "4711",
            "jupyter_password_hash": passwordHash,
        ]
    ) { $0.secretVersion = "0a1b2c3d" }

    static let all = [eks, other, labelled, processes, guarded]

    static let certificate = "arn:aws:acm:us-west-2:123456789012:certificate/0f0f0f0f-1111-2222-3333-444444444444"
    static let passwordHash =
        "argon2:$argon2id$v=19$m=10240,t=10,p=8$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo"

    func objects() throws -> [KubernetesObject] { try Example.objects(flags, change) }

    /// The objects as a server would get them: nothing is left open.
    func complete() throws -> [KubernetesObject] {
        try Example.objects(flags) {
            change(&$0)
            $0.token = .known(Sensitive("0123456789abcdef"))
        }
    }
}

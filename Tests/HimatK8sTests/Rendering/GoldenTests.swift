// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import Testing

@testable import HimatK8s

/// What is rendered, compared with files a reader can read. `HIMAT_WRITE_GOLDEN=1` writes them anew.
@Suite struct GoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")

    private func expect(_ objects: [KubernetesObject], equals name: String) throws {
        let text =
            "# SPDX-License-Identifier: MIT\n" + YAMLEmitter(order: .kubernetes).text(documents: objects.map(\.json))
        let file = Self.folder.appending(path: name)
        if ProcessInfo.processInfo.environment["HIMAT_WRITE_GOLDEN"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(text == golden, "\(name) differs")
    }

    @Test(arguments: [RenderedMode.eks, .other, .labelled, .guarded])
    func everyModeIsRenderedAsItsFileShows(mode: RenderedMode) throws {
        try expect(mode.objects(), equals: "\(mode.name).yaml")
    }

    @Test func withPortForwardThereIsNoBalancer() throws {
        let services = try Example.objects(["exposure": "port-forward"]).filter {
            $0.kindName == "Service" || ($0.kindName == "NetworkPolicy" && $0.name == Jupyter.name)
        }
        try expect(services, equals: "port-forward.yaml")
    }

    @Test func severalProcessesAWorkerAreProbedByTheScheduler() throws {
        let worker = try RenderedMode.processes.objects().filter {
            $0.name == DaskWorkers.name && $0.kindName == "Deployment"
        }
        try expect(worker, equals: "worker-processes.yaml")
    }

    @Test func withoutNetworkWhatIsUnknownIsMarked() throws {
        let config = try Example.config(["dask_worker_count": "auto"])
        let renderer = KubernetesRenderer(
            cluster: Example.cluster, config: config, decisions: .offline(config, isEKS: true),
            showsSecrets: false)
        try expect(renderer.objects(), equals: "offline.yaml")
    }
}

@Suite struct RenderingTests {
    @Test func theVolumesSizeIsStageOnesWhateverTheConfigurationSays() throws {
        let objects = try Example.objects(["jupyter_gb_storage": "64"]) {
            $0.storage = .volume(id: .known("vol-1"), zone: .known("us-west-2a"), gibibytes: 16)
        }
        let volume = objects.first { $0.kindName == "PersistentVolume" }
        let claim = objects.first { $0.kindName == "PersistentVolumeClaim" }
        #expect(volume?.spec.at("capacity", "storage") == "16Gi")
        #expect(claim?.spec.at("resources", "requests", "storage") == "16Gi")
    }

    @Test(arguments: RenderedMode.all) func noPodHasAnAccountsTokenAndMemoryIsNeverOvercommitted(mode: RenderedMode)
        throws
    {
        for object in try mode.objects() {
            if object.kindName == "ServiceAccount" { #expect(object.json["automountServiceAccountToken"] == false) }
            guard object.kindName == "Deployment" else { continue }
            let pod = object.spec.at("template", "spec")
            #expect(pod?["automountServiceAccountToken"] == false)
            for container in pod?["containers"]?.array ?? [] {
                let resources = container["resources"]
                #expect(resources?.at("limits", "memory") == resources?.at("requests", "memory"))
            }
        }
    }

    @Test func theUserIsTheConfiguredOneEverywhereWithAHomeToWriteTo() throws {
        for object in try Example.objects(["jupyter_uid": "4711"]) where object.kindName == "Deployment" {
            let pod = object.spec.at("template", "spec")
            for key in ["runAsUser", "runAsGroup", "fsGroup"] {
                #expect(pod?.at("securityContext", key) == 4711, "\(object.name) \(key)")
            }
            let variables = pod?["containers"]?[0]?["env"]?.array ?? []
            #expect(variables.contains { $0["name"] == "HOME" }, "\(object.name) has no HOME")
        }
    }

    @Test func onlyTheNamespaceOfOursIsLabelledRestricted() throws {
        let labels = try Example.object("Namespace", "himat")?.labels
        #expect(labels?["pod-security.kubernetes.io/enforce"] == "restricted")
        #expect(labels?["pod-security.kubernetes.io/warn"] == "restricted")
    }

    @Test func noBalancerIsWithoutSourceRanges() throws {
        for object in try Example.objects() where object.spec["type"] == "LoadBalancer" {
            #expect(object.spec["loadBalancerSourceRanges"] == ["203.0.113.7/32"])
        }
    }

    @Test func aCertificateEndsTLSAtTheBalancerWithoutCuttingWebsockets() throws {
        let service = try #require(try Example.object("Service", "jupyter", RenderedMode.guarded.flags))
        let prefix = "service.beta.kubernetes.io/aws-load-balancer-"
        #expect(service.annotations[prefix + "ssl-cert"] == RenderedMode.certificate)
        #expect(service.annotations[prefix + "ssl-ports"] == "443")
        #expect(service.annotations[prefix + "backend-protocol"] == "tcp")
        #expect(service.annotations[prefix + "ssl-negotiation-policy"] == "ELBSecurityPolicy-TLS-1-2-2017-01")
        #expect(service.spec["ports"]?[0]?["port"] == 443)
        #expect(service.spec["ports"]?[0]?["targetPort"] == 8888)
        let named = try Example.object(
            "Service", "jupyter", RenderedMode.guarded.flags.merging(["jupyter_port": "8443"]) { $1 })
        #expect(named?.annotations[prefix + "ssl-ports"] == "8443")
    }

    @Test func aPasswordsHashIsInTheSecretAndNowhereElse() throws {
        let objects = try RenderedMode.guarded.objects()
        let encoded = Data(RenderedMode.passwordHash.utf8).base64EncodedString()
        for object in objects {
            let text = object.json.rendered()
            #expect(!text.contains("argon2id"), "\(object.kindName) \(object.name)")
            #expect(text.contains(encoded) == (object.kindName == "Secret"))
        }
        let shown = KubernetesRenderer(
            cluster: Example.cluster, config: try Example.config(RenderedMode.guarded.flags),
            decisions: try Example.decisions(), showsSecrets: false
        ).objects().map { $0.json.rendered() }.joined()
        #expect(!shown.contains(encoded))
    }

    @Test func theBalancerHasNoAddressOfAKindForWhichThereAreNoRanges() throws {
        func service(_ ranges: String) throws -> JSONValue? {
            let typed = try Example.config(["allowed_cidrs": ranges]).allowedCIDRs ?? []
            return try Example.object("Service", "jupyter", ["allowed_cidrs": ranges]) {
                $0.sourceRanges = .known(typed)
            }?.spec
        }
        let both = try service("203.0.113.0/24,2001:DB8::/32")
        #expect(both?["loadBalancerSourceRanges"] == ["203.0.113.0/24", "2001:db8::/32"])
        #expect(both?["ipFamilies"] == ["IPv4", "IPv6"])
        #expect(try service("203.0.113.0/24")?["ipFamilies"] == ["IPv4"])
        let sixth = try service("2001:db8::/32")
        #expect(sixth?["ipFamilies"] == ["IPv6"])
        #expect(sixth?["loadBalancerSourceRanges"] == ["2001:db8::/32"])
    }
}

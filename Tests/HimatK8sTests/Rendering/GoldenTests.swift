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

    @Test func anEKSClusterWithTheDefaults() throws {
        try expect(Example.objects(), equals: "eks.yaml")
    }

    @Test func aForeignClusterClaimsItsDefaultStorage() throws {
        let objects = try Example.objects {
            $0.storage = .defaultClass
            $0.nodes = .any
        }
        try expect(objects, equals: "other.yaml")
    }

    @Test func withPortForwardThereIsNoBalancer() throws {
        let services = try Example.objects(["exposure": "port-forward"]).filter {
            $0.kindName == "Service" || ($0.kindName == "NetworkPolicy" && $0.name == Jupyter.name)
        }
        try expect(services, equals: "port-forward.yaml")
    }

    @Test func severalProcessesAWorkerAreProbedByTheScheduler() throws {
        let flags = ["dask_worker_procs": "2", "dask_worker_threads": "2", "dask_worker_mb_ram": "8000"]
        let worker = try Example.objects(flags).filter { $0.name == DaskWorkers.name && $0.kindName == "Deployment" }
        try expect(worker, equals: "worker-processes.yaml")
    }

    @Test func withoutNetworkWhatIsUnknownIsMarked() throws {
        let config = try Example.config(["dask_worker_count": "auto"])
        let renderer = KubernetesRenderer(
            cluster: Example.cluster, config: config, decisions: .offline(config, isEKS: true))
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

    @Test func everyPodHoldsWhatTheRestrictedLevelAsks() throws {
        for object in try Example.objects() where object.kindName == "Deployment" {
            let pod = object.spec.at("template", "spec")
            #expect(pod?.at("securityContext", "runAsNonRoot") == true)
            #expect(pod?.at("securityContext", "seccompProfile", "type") == "RuntimeDefault")
            #expect(pod?["automountServiceAccountToken"] == false)
            for container in pod?["containers"]?.array ?? [] {
                #expect(container.at("securityContext", "allowPrivilegeEscalation") == false)
                #expect(container.at("securityContext", "capabilities", "drop") == ["ALL"])
                let resources = container["resources"]
                #expect(resources?.at("limits", "memory") == resources?.at("requests", "memory"))
            }
        }
    }

    @Test func noBalancerIsWithoutSourceRanges() throws {
        for object in try Example.objects() where object.spec["type"] == "LoadBalancer" {
            #expect(object.spec["loadBalancerSourceRanges"] == ["203.0.113.7/32"])
        }
    }
}

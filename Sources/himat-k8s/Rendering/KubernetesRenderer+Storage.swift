// SPDX-License-Identifier: MIT
import Crypto
import HimatCore

extension KubernetesRenderer {
    /// The files of a workload as one ConfigMap, a key a file; nil when it has none.
    func files(_ workload: Workload) -> KubernetesObject? {
        guard !workload.files.isEmpty else { return nil }
        var texts: [String: JSONValue] = [:]
        for file in workload.files { texts[file.name] = .string(file.text) }
        return object(
            .configMap, ObjectNames.files(of: workload), workload: workload.name, ["data": .object(texts)])
    }

    /// A hash of a workload's files: a changed file changes the pods, which read files only when they start.
    func filesHash(_ workload: Workload) -> String {
        let text = workload.files.map { "\($0.path)\u{0}\($0.text)\u{0}" }.joined()
        return SHA256.hash(data: Array(text.utf8)).prefix(8)
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// The volume and the claim of a workload.
    func storage(_ workload: Workload) -> [KubernetesObject] {
        guard var volume = workload.volume else { return [] }
        switch decisions.storage {
        case .volume(let id, let zone, let gibibytes):
            volume.gibibytes = gibibytes ?? volume.gibibytes
            let name = ObjectNames.volume(volume, of: workload, cluster: cluster.name, namespace: namespace)
            let claim = claim(volume, workload, ["storageClassName": "", "volumeName": .string(name)])
            return [persistentVolume(volume, workload, name, id, zone), claim]
        case .defaultClass:
            return [claim(volume, workload, config.storageClass.map { ["storageClassName": .string($0)] } ?? [:])]
        }
    }

    private func claim(_ volume: Workload.DurableVolume, _ workload: Workload, _ special: JSONValue) -> KubernetesObject
    {
        var spec = special
        spec["accessModes"] = ["ReadWriteOnce"]
        spec["resources"] = ["requests": ["storage": .string(Quantity.gibibytes(volume.gibibytes).description)]]
        return object(
            .persistentVolumeClaim, ObjectNames.claim(volume, of: workload), workload: workload.name, ["spec": spec])
    }

    private func persistentVolume(
        _ volume: Workload.DurableVolume, _ workload: Workload, _ name: String, _ id: Decided<String>,
        _ zone: Decided<String>
    ) -> KubernetesObject {
        let zoneRule: JSONValue = [
            "key": "topology.kubernetes.io/zone", "operator": "In", "values": [zone.json { .string($0) }],
        ]
        return object(
            .persistentVolume, name, workload: workload.name,
            [
                "spec": [
                    "accessModes": ["ReadWriteOnce"],
                    "capacity": ["storage": .string(Quantity.gibibytes(volume.gibibytes).description)],
                    "csi": [
                        "driver": "ebs.csi.aws.com", "fsType": "ext4", "volumeHandle": id.json { .string($0) },
                    ],
                    "nodeAffinity": ["required": ["nodeSelectorTerms": [["matchExpressions": [zoneRule]]]]],
                    "persistentVolumeReclaimPolicy": "Retain", "storageClassName": "",
                ]
            ])
    }
}

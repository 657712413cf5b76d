// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

/// Every rendered object of every mode before judges who are not HiMAT: the published schemas, the pod security standards.
@Suite struct ManifestCheckTests {
    private func report(on modes: [String: [JSONValue]]) async throws -> JSONValue {
        let input = JSONValue.object(modes.mapValues { .array($0) }).rendered()
        let script = PackageFolder.path("Tests/Sandbox/checks/manifests.py")
        return try JSONValue.parse(try await PythonEnvironment.find().run(["-B", script], input: input))
    }

    @Test func everySchemaOfASupportedVersionAcceptsEveryObjectAndNoPodIsInsecure() async throws {
        var modes: [String: [JSONValue]] = [:]
        for mode in RenderedMode.all { modes[mode.name] = try mode.complete().map(\.json) }
        let report = try await report(on: modes)
        let schemas = try #require(report["schemas"]?.object)
        for (version, schema) in schemas.sorted(by: { $0.key < $1.key }) {
            print("Kubernetes \(version) is checked by the schema of \(schema.string ?? "")")
        }
        #expect(schemas.count >= 3)
        #expect(report["objects"]?.int == modes.values.reduce(0) { $0 + $1.count })
        #expect(report["pods"]?.int == 3 * modes.count)
        #expect(report["faults"] == [])
        #expect(report["insecure"] == [])
    }

    /// The judges themselves: they see what is wrong, in a pod's first steps too.
    @Test func aWrongFieldAndARootFirstStepAreFound() async throws {
        var worker = try #require(
            try RenderedMode.eks.complete().first { $0.name == DaskWorkers.name && $0.kindName == "Deployment" })
        worker.json["spec"]?["replicaz"] = 3
        worker.json["spec"]?["template"]?["spec"]?["initContainers"] = [
            ["name": "first", "image": "busybox:1", "securityContext": ["runAsUser": 0]]
        ]
        let report = try await report(on: ["broken": [worker.json]])
        #expect(report["faults"]?.array?.contains { $0.string?.contains("replicaz") == true } == true)
        let words = report["insecure"]?.array?.compactMap(\.string) ?? []
        #expect(words.contains { $0.contains("runAsUser=0") })
        #expect(words.contains { $0.contains("capabilities") && $0.contains("\"first\"") })
    }
}

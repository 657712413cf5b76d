// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatK8s

@Suite struct PluginRulesTests {
    private static let own = KubernetesObject(
        ObjectReference(.secret, "jupyter-token", namespace: "himat"), labels: ["app": "x"],
        ["type": "Opaque", "data": ["token": "c2VjcmV0"]])
    private let input = PluginInput([own], ClusterConfig(clusterName: "demo"))

    private func objects(_ items: JSONValue...) throws -> [PluginObject] {
        try PluginRules(
            plugin: "hello", cluster: "demo", namespace: "himat", given: input.items, limits: PluginLimits()
        ).objects(items)
    }

    private static func map(_ metadata: JSONValue) -> JSONValue {
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": ["a": "b"]]
    }

    @Test func theInputHoldsNoSecret() {
        let document = input.document(for: "hello")
        #expect(!document.rendered().contains("c2VjcmV0"))
        #expect(document["items"]?[0]?.at("metadata", "name") == "jupyter-token")
        #expect(document["functionConfig"]?["data"]?["cluster_name"] == "demo")
    }

    @Test func anObjectGetsOurNamespaceAndLabels() throws {
        let object = try #require(try objects(Self.map(["name": "greeting", "labels": ["team": "snow"]])).first)
        #expect(object.address == "hello/config-map.greeting")
        #expect(object.object.namespace == "himat")
        let labels = [
            "app.kubernetes.io/managed-by": "himat", "app.kubernetes.io/part-of": "demo", "himat/plugin": "hello",
            "team": "snow",
        ]
        #expect(object.object.labels == labels)
    }

    @Test func whatCameBackUnchangedIsNotItsOwn() throws {
        var back = input.items[0]
        back["metadata"]?["annotations"] = [
            "config.kubernetes.io/index": "0", "internal.config.kubernetes.io/path": "x",
        ]
        #expect(try objects(back).isEmpty)
    }

    @Test func whatServersFillInIsLeftOut() throws {
        var item = Self.map(["name": "a", "creationTimestamp": nil, "annotations": ["config.kubernetes.io/path": "a"]])
        item["status"] = [:]
        let json = try #require(try objects(item).first).object.json
        #expect(json["status"] == nil && json.at("metadata", "creationTimestamp") == nil)
        #expect(json.at("metadata", "annotations") == nil)
    }

    @Test(arguments: [
        "", "../../secrets/jupyter-token", "a/b", "Upper", "a b", "-a", "a..b", ".", "..", "a%2f", "a\u{1B}[2J", "ä",
        String(repeating: "a", count: 64), "a\nb",
    ])
    func hostileNamesAreRefused(_ name: String) async throws {
        let error = try await failure { _ = try objects(Self.map(["name": .string(name)])) }
        #expect(error.message.contains("which Kubernetes refuses"))
        #expect(!error.message.contains("\u{1B}") && !error.message.contains("\n"))
    }

    @Test(arguments: [
        ("v1", "Namespace", "not of one namespace"), ("v1", "Node", "not of one namespace"),
        ("v1", "PersistentVolume", "not of one namespace"), ("v1", "PersistentVolumeClaim", "may not make"),
        ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "may not make"), ("v1", "Pod", "may not make"),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "may not make"), ("v2", "ConfigMap", "may not make"),
        ("coordination.k8s.io/v1", "Lease", "may not make"), ("", "", "may not make"),
    ])
    func otherKindsAreRefusedInWords(_ version: String, _ kind: String, _ reason: String) async throws {
        let item: JSONValue = ["apiVersion": .string(version), "kind": .string(kind), "metadata": ["name": "x"]]
        let error = try await failure { _ = try objects(item) }
        #expect(error.message.contains(reason) && error.message.contains("ConfigMap, Secret"))
    }

    @Test func whatEscapesIsRefused() async throws {
        var changed = input.items[0]
        changed["data"] = ["token": "b3duZWQ="]
        var balancer = Self.map(["name": "public"])
        (balancer["kind"], balancer["spec"]) = ("Service", ["type": "LoadBalancer"])
        let refused: [(JSONValue, String)] = [
            (changed, "changes Secret jupyter-token, which is HiMAT's own"),
            (Self.map(["name": "himat-set"]), "himat-set, which is HiMAT's own"),
            (Self.map(["name": "himat-outputs"]), "himat-outputs, which is HiMAT's own"),
            (Self.map(["name": "x", "namespace": "kube-system"]), "in the namespace kube-system"),
            (Self.map(["name": "x", "finalizers": ["a/b"]]), "sets metadata.finalizers"),
            (Self.map(["name": "x", "uid": "1"]), "sets metadata.uid"),
            (Self.map(["name": "x", "labels": ["himat/plugin": "other"]]), "himat/ is HiMAT's own"),
            (Self.map(["name": "x", "annotations": ["himat/created": "y"]]), "himat/ is HiMAT's own"),
            (Self.map(["name": "x", "labels": ["a": 1]]), "labels that are not all texts"),
            (balancer, "open to the whole internet"),
            ("text", "may not make"), (nil, "may not make"),
        ]
        for (item, reason) in refused {
            let error = try await failure { _ = try objects(item) }
            #expect(error.message.contains(reason), "\(error.message)")
        }
    }

    @Test func oneObjectTwiceIsRefused() async throws {
        let error = try await failure { _ = try objects(Self.map(["name": "a"]), Self.map(["name": "a"])) }
        #expect(error.message.contains("gives ConfigMap himat/a twice"))
    }

    @Test func renderShowsNoSecretOfAPlugin() throws {
        let item: JSONValue = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"], "stringData": ["password": "hunter2"],
        ]
        let shown = try #require(try objects(item).first).shown
        #expect(shown["stringData"]?["password"] == "(sensitive)")
    }
}

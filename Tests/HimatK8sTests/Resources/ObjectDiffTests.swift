// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatK8s

@Suite struct ObjectDiffTests {
    private func diff(_ old: JSONValue, _ new: JSONValue) -> [FieldChange] {
        ObjectDiff(from: KubernetesObject(old), to: KubernetesObject(new)).changes
    }

    @Test func whatTheServerKeepsForItselfIsNoChange() {
        let old: JSONValue = [
            "kind": "ConfigMap",
            "metadata": ["name": "a", "resourceVersion": "1", "generation": 1, "managedFields": []],
            "status": ["phase": "x"],
        ]
        let new: JSONValue = ["kind": "ConfigMap", "metadata": ["name": "a", "resourceVersion": "2"]]
        #expect(diff(old, new) == [])
    }

    @Test func listsOfNamedThingsAreComparedByName() {
        let old: JSONValue = ["spec": ["env": [["name": "A", "value": "1"], ["name": "B", "value": "2"]]]]
        let new: JSONValue = [
            "spec": ["env": [["name": "B", "value": "3"], ["name": "A", "value": "1"], ["name": "C"]]]
        ]
        #expect(
            diff(old, new) == [
                FieldChange("spec.env[B].value", old: "2", new: "3"),
                FieldChange("spec.env[C]", old: nil, new: "{\"name\":\"C\"}"),
            ])
    }

    @Test func otherListsAreComparedByPlaceOrWhole() {
        #expect(diff(["a": ["x", "y"]], ["a": ["x", "z"]]) == [FieldChange("a[1]", old: "y", new: "z")])
        #expect(diff(["a": ["x"]], ["a": ["x", "z"]]) == [FieldChange("a", old: "[\"x\"]", new: "[\"x\",\"z\"]")])
    }

    @Test func aSecretsDataIsMarkedAndNotCarried() throws {
        let changes = diff(
            ["kind": "Secret", "data": ["token": "b2xk"]], ["kind": "Secret", "data": ["token": "bmV3"]])
        #expect(changes.map(\.isSensitive) == [true])
        let json = ObjectPlan(changes: changes).json
        #expect(!json.rendered().contains("b2xk") && !json.rendered().contains("bmV3"))
        guard case .update(let read) = ObjectPlan(json: json).change else {
            Issue.record("no update")
            return
        }
        #expect(read.map(\.path) == ["data.token"])
    }

    @Test func aRefusalSurvivesTheObservation() {
        let status = KubernetesStatus(code: 422, reason: "Invalid", message: "spec is immutable")
        let json = ObjectPlan(refusal: status.error("Planning PersistentVolume v")).json
        guard case .refuse(let error) = ObjectPlan(json: json).change else {
            Issue.record("no refusal")
            return
        }
        #expect(error.code == .invalid)
        #expect(error.description.contains("spec is immutable"))
    }
}

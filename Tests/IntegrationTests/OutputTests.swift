// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

/// stdout carries data, stderr carries words: a program reads one document of every command.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct OutputTests {
    @Test func everyCommandGivesOneDocument() async throws {
        let desk = try await Desk.make()
        for (program, arguments) in [
            (Desk.Program.eks, ["validate"]), (.eks, ["plan"]), (.eks, ["apply", "--yes"]), (.eks, ["status"]),
            (.eks, ["output"]), (.eks, ["scale", "3", "--yes"]), (.k8s, ["validate"]), (.k8s, ["plan"]),
            (.k8s, ["apply", "--yes"]), (.k8s, ["status"]), (.k8s, ["output"]), (.k8s, ["urls"]),
            (.inventory, ["list"]), (.inventory, ["show", "demo"]), (.k8s, ["destroy", "--yes"]),
            (.eks, ["destroy", "--yes"]),
        ] {
            let result = try await desk.start(program, arguments + ["-o", "json"]).wait()
            let command = "\(program.rawValue) \(arguments.joined(separator: " "))"
            #expect(result.status == 0, "\(command): \(result.errors)")
            let document = try? JSONValue.parse(result.output)
            #expect(document?.object != nil || document?.array != nil, "\(command): \(result.output)")
        }
    }

    @Test func theOutputsOfTheOriginAreThere() async throws {
        let desk = try await Desk.make(Desk.config + "config_map_output_path: ./config_map.yml\n")
        try await desk.succeed(.eks, "apply", "--yes")
        let outputs = try JSONValue.parse(try await desk.succeed(.eks, "output", "-o", "json").output).object ?? [:]
        for name in [
            "cluster_id", "cluster_endpoint", "cluster_certificate_authority_data", "cluster_version", "config_map",
            "kubeconfig", "jupyter_volume_id", "jupyter_volume_az",
        ] { #expect(outputs[name] != nil, "\(name): \(outputs.keys.sorted())") }
        #expect(outputs.description.contains(try await desk.homeVolumes().first ?? "none"))
        let map = try desk.read("config_map.yml")
        #expect(map.contains("aws-auth") && map.contains("himat-us-west-2-demo-node"))
        #expect(
            try await desk.objects("configmaps", namespace: "kube-system").allSatisfy {
                $0.at("metadata", "name") != "aws-auth"
            })
    }
}

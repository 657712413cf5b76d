// SPDX-License-Identifier: MIT
import HimatCore

extension EKSLayer {
    func outputs(from state: Inputs, in context: OperationContext) async throws -> [Output] {
        guard let endpoint = state.known(Cluster.address, "endpoint"),
            let authority = state.known(Cluster.address, "certificate_authority")
        else { return [] }
        func text(_ address: Address, _ attribute: String) -> JSONValue {
            state.known(address, attribute).map { .string($0) } ?? .null
        }
        return [
            Output("cluster_id", .string(cluster.name), description: "The cluster's name."),
            Output("cluster_endpoint", .string(endpoint), description: "The API server's URL."),
            Output(
                "cluster_certificate_authority_data", .string(authority), isBulky: true,
                description: "What the API server's certificate is trusted by, PEM in base64."),
            Output("cluster_version", text(Cluster.address, "version"), description: "The Kubernetes version."),
            Output(
                "config_map", .string(configMap(role: state.known(Role.Kind.node.address, "arn") ?? "")),
                isBulky: true,
                description: "The aws-auth document of the old recipe; nothing applies it, access entries do its work."),
            Output(
                "kubeconfig", .string(kubeconfig(endpoint: endpoint, authority: authority)), isBulky: true,
                description: "A kubeconfig without secrets; tokens come from himat-eks token."),
            Output("jupyter_volume_id", text(Volume.address, "id"), description: "The notebooks' volume."),
            Output("jupyter_volume_az", text(Volume.address, "zone"), description: "The zone of that volume."),
        ]
    }

    func publish(_ outputs: [Output], in context: OperationContext) async throws {
        let environment = runtime.environment
        if let text = outputs.first(where: { $0.name == "kubeconfig" })?.value.string {
            try PrivateFile.write(
                [UInt8](text.utf8), to: environment.absolute(config.kubeconfigOutputPath), suffix: context.runID)
        }
        if let path = config.configMapOutputPath,
            let text = outputs.first(where: { $0.name == "config_map" })?.value.string
        {
            try PrivateFile.write([UInt8](text.utf8), to: environment.absolute(path), suffix: context.runID)
        }
    }

    private func kubeconfig(endpoint: String, authority: String) -> String {
        let file = KubeconfigSource(environment: runtime.environment, settings: aws.settings)
            .file(identity: cluster, endpoint: endpoint, authority: authority)
        return YAMLEmitter().text(file.document)
    }

    private func configMap(role: String) -> String {
        let mapping = YAMLEmitter().text([
            [
                "rolearn": .string(role), "username": "system:node:{{EC2PrivateDNSName}}",
                "groups": ["system:bootstrappers", "system:nodes"],
            ]
        ])
        return YAMLEmitter().text([
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "aws-auth", "namespace": "kube-system"], "data": ["mapRoles": .string(mapping)],
        ])
    }
}

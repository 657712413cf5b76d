// SPDX-License-Identifier: MIT
import ArgumentParser
import FoundationEssentials
import HimatCore

/// `kubeconfig`: writes the file by which kubectl and other clients reach the cluster.
struct KubeconfigCommand: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubeconfig", abstract: "Write a kubeconfig for the cluster.",
        discussion: "It holds no secret: tokens come from himat-eks token. ~/.kube/config is touched only with --merge."
    )

    @OptionGroup var layerOptions: EKSOptions
    @OptionGroup var global: GlobalOptions

    @Flag(help: "Add the cluster to ~/.kube/config (or the first file of KUBECONFIG); all other entries stay.")
    var merge = false

    func run(in runtime: Runtime) async throws {
        let request = LayerRequest(verb: .output, global: global)
        let layer = try await EKSLayer.open(layerOptions, request: request, runtime: runtime)
        guard let found = try await layer.site.eks.describeCluster(layer.cluster.name), layer.site.owns(found.tags),
            let endpoint = found.endpoint, let authority = found.certificateAuthority
        else {
            throw HimatError(
                .notFound, "\(layer.cluster) does not exist, or its API server is not there yet",
                nextStep: "himat-eks apply")
        }
        let file = KubeconfigSource(environment: runtime.environment, settings: layer.aws.settings)
            .file(identity: layer.cluster, endpoint: endpoint, authority: authority)
        let path = merge ? defaultPath(runtime) : runtime.environment.absolute(layer.config.kubeconfigOutputPath)
        let document = merge ? file.merged(into: try present(path)) : file.document
        if merge { try makeFolder(of: path) }
        try PrivateFile.write([UInt8](YAMLEmitter().text(document).utf8), to: path, suffix: runtime.makeRunID())
        runtime.standardError.write("Wrote \(path)\n")
    }

    private func defaultPath(_ runtime: Runtime) -> String {
        let listed = runtime.environment["KUBECONFIG"]?.split(separator: ":").first.map(String.init)
        return runtime.environment.absolute(listed ?? "~/.kube/config")
    }

    private func present(_ path: String) throws -> JSONValue {
        guard let data = FileManager.default.contents(atPath: path), !data.isEmpty else { return .null }
        return try YAMLParser.json(String(decoding: data, as: UTF8.self), name: path).first ?? .null
    }

    private func makeFolder(of path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}

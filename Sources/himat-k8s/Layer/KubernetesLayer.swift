// SPDX-License-Identifier: MIT
import HimatCore

/// Stage two: the notebook, the scheduler, the workers and what they need, on a cluster that is there.
struct KubernetesLayer: Layer {
    typealias Options = KubernetesOptions

    static let command = "himat-k8s"
    static let name = "kubernetes"
    static let refreshNames = [
        RefreshName("address", "the caller's address for allowed_cidrs"),
        RefreshName("image", "the digest that worker_image's tag stands for"),
        RefreshName(
            "placement", "whether pods are bound to nodes labelled kind=, on a cluster that is not stage one's"),
        RefreshName("workers", "how many workers fit, for dask_worker_count: auto"),
    ]

    let config: ClusterConfig
    let options: KubernetesOptions
    let request: LayerRequest
    let runtime: Runtime
    let cluster: ClusterIdentity
    let client: KubernetesClient
    /// Stage one, when this is its cluster.
    let stageOne: (any StageOne)?
    /// What reaches the balancer and the address service.
    let sender: any HTTPSending
    /// What the address service's TLS is trusted by.
    let addressTLS: TLSOptions
    /// The token a new Secret gets.
    let freshToken: Sensitive<String>
    /// The token the user set in HIMAT_JUPYTER_TOKEN.
    let ownToken: Sensitive<String>?
    /// The programs that add objects of their own.
    let plugins: PluginSet

    /// Whether a destroy found that the EKS cluster itself is gone; the client then leads nowhere.
    var isGone = false
    /// What watches keep up to date while a run is under way.
    let view: ClusterView
    /// What the image's registry said in this command.
    let imageLookup = ImageLookup()

    var isEKS: Bool { stageOne != nil }

    var target: Target {
        Target(
            client: client, cluster: cluster, namespace: config.namespace, takesOwnership: options.takeOwnership,
            isDestroying: request.verb == .destroy, looksAhead: [.plan, .apply].contains(request.verb),
            doesNotWait: options.noWait && request.verb == .apply, view: view)
    }

    func outputs(from state: Inputs, in context: OperationContext) async throws -> [Output] {
        let links = Links(state, config)
        let jupyter = links?.jupyter ?? state.known(OutputsResource.address, "jupyter_url")
        let dask = links?.dask ?? state.known(OutputsResource.address, "dask_url")
        guard jupyter != nil || target.doesNotWait else { return [] }
        return [
            Output(
                "jupyter_url", jupyter.map { .string($0) } ?? .null, description: "The notebook; it asks for the token."
            ),
            Output(
                "dask_url", dask.map { .string($0) } ?? .null,
                description: "The scheduler's dashboard, through the notebook server."),
        ]
    }

    func facts(from state: Inputs, outputs: [Output]) -> ClusterFacts {
        func text(_ name: String) -> String? { outputs.first { $0.name == name }?.value.string }
        return ClusterFacts(
            state: isEKS ? nil : "ready", jupyterURL: text("jupyter_url"), daskURL: text("dask_url"),
            workerImage: state.known(OutputsResource.address, "image") ?? config.workerImage)
    }

    /// Stage one's cluster is still there when stage two is gone.
    var factsAfterDestroy: ClusterFacts {
        ClusterFacts(state: isEKS ? nil : "destroyed", jupyterURL: "", daskURL: "", workerImage: "")
    }
}

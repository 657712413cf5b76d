// SPDX-License-Identifier: MIT
import HimatCore

/// Which image the pods are to name: `worker_image`, with the digest that its tag stood for when it was first applied.
///
/// The Deployments themselves remember it, so an image that is there is never asked for again: not when something newer is
/// published under its tag, not when its registry is away, not when an older HiMAT put it there by its tag alone.
struct WorkerImage: Sendable {
    let layer: KubernetesLayer
    let context: OperationContext

    private var wanted: String { layer.config.workerImage }
    private var asksAnew: Bool { layer.request.refresh.contains("image") }
    private var looksUp: Bool { [.plan, .apply].contains(layer.request.verb) }

    /// The image as the pods name it.
    func decide() async throws -> String {
        guard layer.config.pinsDigest, let image = ImageReference(wanted) else { return wanted }
        let live = try await live(image)
        guard image.digest == nil, looksUp else { return live.first ?? wanted }
        // Two digests under one tag: a refresh was cut off, and goes on.
        if live.count == 1, !asksAnew { return live[0] }
        let answer = try await layer.imageLookup.answer(about: image, clock: layer.runtime.clock, ask: layer.digest)
        if case .digest(let digest) = answer, let pinned = image.pinned(to: digest, keepsTag: true) {
            return pinned.description
        }
        return live.first ?? wanted
    }

    /// The names under which the Deployments run this image now, those with a digest if there are any.
    private func live(_ image: ImageReference) async throws -> [String] {
        var names: [String] = []
        for workload in Deployment.workloads(for: layer.config) {
            let place = ObjectReference(.deployment, workload.name, namespace: layer.target.namespace)
            guard let object = try await layer.target.live(place, in: context), layer.target.owns(object),
                let containers = object.spec.at("template", "spec", "containers")?.array,
                let name = containers.first(where: { $0["name"]?.string == workload.name })?["image"]?.string,
                let present = ImageReference(name), image.isServed(by: present), !names.contains(name)
            else { continue }
            names.append(name)
        }
        let pinned = names.filter { $0.contains("@") }
        return pinned.isEmpty ? names : pinned
    }
}

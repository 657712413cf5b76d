// SPDX-License-Identifier: MIT
import HimatCore

extension KubernetesLayer {
    /// What is not ready yet after an apply that does not wait, and how to look.
    func tellWhatIsAwaited(_ state: Inputs, in context: OperationContext) {
        let awaited = state.all.sorted { $0.key < $1.key }.compactMap { address, attributes in
            attributes["awaited"].map { ProgressEvent(address, .note("not ready yet: \($0)")) }
        }
        for event in awaited { context.progress.report(event) }
        let next = "himat-k8s status shows how far it is, himat-k8s urls the links once they are known"
        context.progress.report(ProgressEvent(nil, .note(awaited.isEmpty ? "not waited for the links" : next)))
    }
}

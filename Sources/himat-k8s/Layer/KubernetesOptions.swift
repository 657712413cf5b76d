// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// The flags that only stage two has.
struct KubernetesOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("A cluster that is not stage one's: its kubeconfig.", valueName: "path"))
    var kubeconfig: String?

    @Option(
        help: ArgumentHelp("The context of the kubeconfig; alone, of KUBECONFIG or ~/.kube/config.", valueName: "name"))
    var context: String?

    @Flag(help: "Take fields and objects that somebody else owns instead of stopping.")
    var takeOwnership = false

    @Flag(help: "With destroy on a cluster that is not stage one's: delete the home claim too; asks for the name.")
    var deleteVolume = false

    @Flag(help: "With apply: return when the cluster has accepted everything, and say what is not ready yet.")
    var noWait = false

    /// Whether the cluster is the one stage one made.
    var isEKS: Bool { kubeconfig == nil && context == nil }

    func validate() throws {
        if deleteVolume && isEKS {
            throw ValidationError("the home volume is stage one's: himat-eks destroy --volume delete")
        }
    }
}

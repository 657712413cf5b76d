// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `himat-k8s`: the second stage of a deployment.
struct HimatK8sCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: KubernetesLayer.command,
        abstract: "Run Jupyter and Dask on the cluster of himat-eks, or on any other.", version: HimatVersion.current,
        subcommands: [
            PlanCommand<KubernetesLayer>.self, ApplyCommand<KubernetesLayer>.self, Render.self,
            ClusterStatus.self, Logs.self, Check.self, URLs.self, Open.self, OutputCommand<KubernetesLayer>.self,
            ValidateCommand<KubernetesLayer>.self, DestroyCommand<KubernetesLayer>.self,
            Scale.self, Drain.self, Uncordon.self,
        ])
}

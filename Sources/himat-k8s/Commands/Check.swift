// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `check`: whether all that a deployment needs is well, and what to do where it is not.
struct Check: HimatCommand {
    static let configuration = CommandConfiguration(
        abstract: "Examine cluster and deployment; say what is wrong and what to do.",
        discussion: "Changes nothing. Ends with 1 when something failed; warnings alone end with 0.")

    @OptionGroup var layer: KubernetesOptions
    @OptionGroup var global: GlobalOptions

    func run(in runtime: Runtime) async throws {
        let request = LayerRequest(verb: .status, global: global)
        let report: CheckReport
        do {
            let opened = try await KubernetesLayer.open(layer, request: request, runtime: runtime)
            report = CheckReport(cluster: "\(opened.cluster)", lines: try await Doctor(layer: opened).lines())
        } catch let error as HimatError where error.code != .usage {
            // Without a way to the cluster there is this one line to show.
            let name = try KubernetesLayer.config(global, runtime).clusterName
            report = CheckReport(cluster: name, lines: [Doctor.failed("cluster", error)])
        }
        runtime.show(report, global.output)
        if report.count(.fail) > 0 { throw ProcessStatus.failed }
    }
}

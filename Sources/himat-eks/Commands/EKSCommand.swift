// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `himat-eks`: all verbs of stage one.
struct EKSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: EKSLayer.command, abstract: "Stage one of HiMAT: the AWS layer.",
        discussion: "VPC, IAM, EKS, one stable node, a spot group and the notebooks' volume.",
        version: HimatVersion.current,
        subcommands: [
            InitCommand.self, ValidateCommand<EKSLayer>.self, PlanCommand<EKSLayer>.self, ApplyCommand<EKSLayer>.self,
            DestroyCommand<EKSLayer>.self, ScaleCommand.self, StatusCommand<EKSLayer>.self,
            OutputCommand<EKSLayer>.self, KubeconfigCommand.self, TokenCommand.self,
        ])
}

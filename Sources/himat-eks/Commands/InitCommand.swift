// SPDX-License-Identifier: MIT
import ArgumentParser
import FoundationEssentials
import HimatCore

/// `init`: writes a himat.yaml, new or from the Terraform recipe's tfvars.
struct InitCommand: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a himat.yaml.",
        discussion: "With --from, the settings of a terraform.tfvars that runs today; changed values are commented.")

    @Option(help: ArgumentHelp("The terraform.tfvars to start from.", valueName: "path"))
    var from: String?

    @Option(help: ArgumentHelp("The cluster's name.", valueName: "name"))
    var clusterName: String?

    @Option(help: ArgumentHelp("The region; by default as AWS_REGION and the profile say.", valueName: "region"))
    var region: String?

    @Option(
        name: [.customShort("c"), .customLong("config")], help: ArgumentHelp("The file to write.", valueName: "path"))
    var path: String = ConfigLoader.yamlName

    @Flag(help: "Overwrite an existing file.")
    var force = false

    func run(in runtime: Runtime) async throws {
        let target = runtime.environment.absolute(path)
        guard force || !FileManager.default.fileExists(atPath: target) else {
            throw HimatError(.usage, "\(path) exists", nextStep: "himat-eks init --force overwrites it")
        }
        let text = try from.map { try migrated($0, runtime) } ?? fresh(runtime)
        do {
            try Data(text.utf8).write(to: URL(filePath: target), options: .atomic)
        } catch {
            throw HimatError(.storage, "\(path) cannot be written", cause: error)
        }
        runtime.standardError.write("Wrote \(path). Next: himat-eks validate, himat-eks plan, himat-eks apply\n")
    }

    private func fresh(_ runtime: Runtime) throws -> String {
        let settings = try AWSSettings(environment: runtime.environment)
        return InitialConfig(clusterName: clusterName ?? "himat", region: try settings.region(region)).text
    }

    private func migrated(_ source: String, _ runtime: Runtime) throws -> String {
        guard let data = try? Data(contentsOf: URL(filePath: runtime.environment.absolute(source))) else {
            throw HimatError(.usage, "\(source) cannot be read")
        }
        let migrated = try MigratedConfig(from: SourceText(name: source, bytes: [UInt8](data)))
        for warning in migrated.warnings { runtime.warn(warning.description) }
        for change in migrated.changes { runtime.standardError.write("changed: \(change)\n") }
        return migrated.text
    }
}

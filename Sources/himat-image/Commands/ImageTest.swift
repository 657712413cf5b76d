// SPDX-License-Identifier: MIT
import ArgumentParser
import FoundationEssentials
import HimatCore

/// `test REFERENCE`: starts the image once and looks whether what a cluster needs of it works.
struct ImageTest: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Start an image once: imports, versions, JupyterLab, scheduler, worker, a computation.",
        discussion: "Runs on this machine in a container without a network, as user 1000, as the cluster runs it.")

    @Argument(help: "The image's name or id; by default the one built last.")
    var reference: String?

    @OptionGroup var output: OutputOptions

    func run(in runtime: Runtime) async throws {
        let console = Console(runtime, output)
        let engine = try await EngineClient.connect(
            runtime.environment, sender: HTTPClient(environment: runtime.environment))
        let name = try reference ?? newest(runtime)
        let image = try await engine.imageMeant(by: name)
        let packages = PackageSet(labels: image.labels) ?? PackageSet()
        let address = Address(name)
        console.report(ProgressEvent(address, .started("testing")))
        let start = runtime.clock.now()
        let checks = try await console.whileLive {
            try await ImageProbe(engine: engine).run(image.id, importing: packages.modules)
        }
        let took = Duration.seconds(runtime.clock.now().timeIntervalSince(start))
        console.report(ProgressEvent(address, .finished("tested", took)))
        runtime.show(ProbeReport(reference: name, checks: checks), output)
        guard checks.allSatisfy(\.isGood) else { throw ProcessStatus.failed }
    }

    private func newest(_ runtime: Runtime) throws -> String {
        guard let record = try runtime.openInventory().images().first else {
            throw HimatError(.notFound, "No image was built here yet", nextStep: "himat-image build")
        }
        return record.reference
    }
}

extension PackageSet {
    /// What can be imported of it, in PyPI's names.
    var modules: [String] {
        let translated = conda.compactMap { text -> String? in
            guard let name = try? CondaSpec(text).name, case .named(let python) = PyPINames.answer(for: name) else {
                return nil
            }
            return String(python.prefix { $0 != "[" })
        }
        return translated + pip.compactMap { try? PythonRequirement($0).name }
    }
}

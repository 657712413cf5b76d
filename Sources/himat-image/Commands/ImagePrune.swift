// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `prune`: removes images that HiMAT built and nobody names any more.
struct ImagePrune: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove images that HiMAT built here and nothing names any more.",
        discussion: """
            Kept are images that worker_image names, that a cluster of the inventory runs, and that the inventory lists: what was \
            pushed, and the last build of each name. Images of others are never touched.
            """)

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(help: "Show what would be removed and end.")
    var dryRun = false

    @OptionGroup var output: OutputOptions

    func run(in runtime: Runtime) async throws {
        let console = Console(runtime, output)
        let question = Confirmation(runtime: runtime, command: "himat-image prune")
        // Without the inventory nobody can say what is still wanted.
        let inventory = try runtime.openInventory()
        let engine = try await EngineClient.connect(
            runtime.environment, sender: HTTPClient(environment: runtime.environment))
        let kept = KeptImages(
            records: try inventory.images(), clusters: try inventory.clusters(),
            configured: try? ConfigLoader(environment: runtime.environment).load().config.workerImage)
        let images = try await engine.images(labelled: [ImageLabel.version]).filter { !kept.contains($0) }
        guard !images.isEmpty else { return console.say("nothing to remove") }
        var table = Table()
        for image in images {
            let name = image.tags.isEmpty ? String(image.id.prefix(19)) : image.tags.joined(separator: " ")
            table.add([name, ByteCount.text(image.size)])
        }
        runtime.standardOutput.write(table.text())
        if dryRun { return }
        try question.requireAnswerable(orFlag: "--yes", given: yes)
        if !yes { try await question.ask("Remove \(images.count) images?") }
        for image in images {
            for name in image.tags.isEmpty ? [image.id] : image.tags {
                do {
                    try await engine.removeImage(name)
                } catch let error as HimatError where error.code == .conflict {
                    console.warn("\(name) stays: a container uses it")
                }
            }
        }
        console.say("removed \(images.count) images; layers that others share are still there")
    }
}

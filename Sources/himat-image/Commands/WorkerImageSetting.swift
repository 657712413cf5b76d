// SPDX-License-Identifier: MIT
import HimatCore

/// `worker_image` in the configuration's file.
struct WorkerImageSetting: Sendable {
    private let editor: ConfigEditor
    /// The file that is written.
    let file: String
    /// What it says now.
    let current: String
    /// What its nodes run.
    let platform: NodePlatform

    /// Finds the file.
    /// - Throws: `HimatError` (usage) when there is none, or when a flag or variable would win over it.
    init(config: String?, _ runtime: Runtime) throws {
        let loaded = try ConfigLoader(environment: runtime.environment).load(path: config)
        let origin = loaded.origin("worker_image")
        if origin.source == .flag || origin.source == .environment {
            throw HimatError(
                .usage, "worker_image is set by \(origin), which would win over the file",
                nextStep: "take it away, then repeat the command")
        }
        guard !loaded.files.isEmpty else {
            throw HimatError(
                .usage, "There is no configuration file to write the image into", nextStep: "himat-eks init")
        }
        editor = ConfigEditor(environment: runtime.environment)
        file = loaded.editableFile
        current = loaded.config.workerImage
        platform = NodePlatform(loaded.config)
    }

    /// Writes the image, everything else as it was.
    func write(_ image: String) throws { try editor.set("worker_image", to: .string(image), in: file) }

    /// What was done and what comes next.
    func words(_ image: String, _ remark: String = "") -> String {
        "\(file): worker_image is \(image) now\(remark)\nnext: himat-k8s apply\n"
    }
}

// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

@Suite struct ImageUseTests {
    private let folder: TemporaryFolder
    private let settings = "# ours\ncluster_name: demo\nworker_image: old/image:1  # the old one\nspot_node_count: 2\n"

    init() throws { folder = try TemporaryFolder() }

    private func use(_ reference: String, variables: [String: String] = [:]) async -> (status: Int32, errors: String) {
        let errors = BufferOutput()
        var runtime = Runtime.test(output: BufferOutput(), errors: errors)
        runtime.environment = ProcessEnvironment(
            variables: variables, home: folder.path, currentDirectory: folder.path)
        let status = await CommandRunner.run(ImageRoot.self, ["use", reference, "--offline"], in: runtime)
        return (status, errors.text)
    }

    private func file() throws -> String { try String(contentsOfFile: folder.file("himat.yaml"), encoding: .utf8) }

    @Test func theImageIsWrittenAndEverythingElseKept() async throws {
        try settings.write(toFile: folder.file("himat.yaml"), atomically: true, encoding: .utf8)
        let run = await use("quay.io/pangeo/pangeo-notebook:2026.01.30")
        #expect(run.status == 0)
        #expect(run.errors.contains("next: himat-k8s apply"))
        #expect(
            try file()
                == settings.replacingOccurrences(of: "old/image:1", with: "quay.io/pangeo/pangeo-notebook:2026.01.30"))
    }

    @Test(arguments: ["registry.example/UPPER:1", "a b", "name@sha256:1234", "", "$(reboot)"])
    func whatIsNoReferenceIsRefusedAndNothingWritten(_ reference: String) async throws {
        try settings.write(toFile: folder.file("himat.yaml"), atomically: true, encoding: .utf8)
        #expect(await use(reference).status == 64)
        #expect(try file() == settings)
    }

    @Test func aVariableThatWouldWinIsNamed() async throws {
        try settings.write(toFile: folder.file("himat.yaml"), atomically: true, encoding: .utf8)
        let run = await use("busybox:1", variables: ["HIMAT_WORKER_IMAGE": "other/image:2"])
        #expect(run.status == 64)
        #expect(run.errors.contains("HIMAT_WORKER_IMAGE"))
        #expect(try file() == settings)
    }

    @Test func withoutAConfigurationTheNextStepIsSaid() async {
        let run = await use("busybox:1")
        #expect(run.status == 64)
        #expect(run.errors.contains("himat-eks init"))
    }
}

// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

@Suite struct PluginProgramTests {
    private func reason(_ file: PluginFile) async throws -> String {
        let error = try await failure { _ = try PluginProgram(file) }
        #expect(error.code == .preflightRefused)
        return error.description
    }

    @Test func whatIsNoProgramIsRefusedWithTheReason() async throws {
        let shop = try Workshop()
        let missing = PluginFile(name: "gone", path: shop.folder.file("gone"))
        #expect(try await reason(missing).contains("No such file"))
        #expect(try await reason(PluginFile(name: "x", path: shop.folder.path)).contains("it is not a file"))
        #expect(try await reason(shop.write("text", "true", mode: 0o600)).contains("chmod u+x"))
        #expect(try await reason(shop.write("open", "true", mode: 0o777)).contains("everybody may write to it"))
        let empty = shop.folder.file("empty")
        _ = FileManager.default.createFile(atPath: empty, contents: nil, attributes: [.posixPermissions: 0o700])
        #expect(try await reason(PluginFile(name: "empty", path: empty)).contains("it is empty"))
    }

    @Test func aPipeHoldsNobodyUp() async throws {
        let shop = try Workshop()
        let path = shop.folder.file("pipe")
        #expect(mkfifo(path, 0o700) == 0)
        #expect(try await reason(PluginFile(name: "pipe", path: path)).contains("it is not a file"))
    }

    @Test func theHashIsThatOfTheBytes() throws {
        let shop = try Workshop()
        let program = try PluginProgram(try shop.write("hello", "#!/bin/true\n"))
        // printf '#!/bin/true\n' | sha256sum
        #expect(program.hash == "1b577383bcfb9f191c785497f4ac34a8fb546807bd1094ef65d0ce9a5a63423e")
    }

    @Test func aLinkIsShownAsWhatItPointsTo() throws {
        let shop = try Workshop()
        let file = try shop.write("real", "true")
        let link = shop.folder.file("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file.path)
        let real = OpenFile.resolved(file.path)
        #expect(try PluginProgram(PluginFile(name: "link", path: link)).path == real)
    }

    private func files(_ paths: String, in shop: Workshop) throws -> [PluginFile] {
        let project = shop.folder.file("project")
        try FileManager.default.createDirectory(atPath: project, withIntermediateDirectories: true)
        try "cluster_name: demo\nplugins: \(paths)\n".write(
            toFile: project + "/himat.yaml", atomically: true, encoding: .utf8)
        let loaded = try ConfigLoader(environment: shop.environment).load(path: "project/himat.yaml")
        return try PluginFile.all(in: loaded, shop.environment)
    }

    @Test func pathsStartFromTheConfigurationsFolder() throws {
        let shop = try Workshop()
        let found = try files("[./plugins/hello.py, ../shared/nightly, /opt/tools/backup, ~/own]", in: shop)
        #expect(found.map(\.name) == ["hello", "nightly", "backup", "own"])
        let project = shop.folder.file("project")
        let wanted = ["\(project)/./plugins/hello.py", "\(project)/../shared/nightly", "/opt/tools/backup"]
        #expect(found.map(\.path) == wanted + [shop.folder.file("own")])
        #expect(found.first?.origin?.description == "project/himat.yaml:2:10")
    }

    @Test func aFlagsPathsStartFromTheCurrentFolder() throws {
        let shop = try Workshop()
        let loaded = try ConfigLoader(environment: shop.environment)
            .load(flags: ["cluster_name": "demo", "plugins": "./a,b"])
        #expect(
            try PluginFile.all(in: loaded, shop.environment).map(\.path) == [
                "\(shop.folder.path)/./a", "\(shop.folder.path)/b",
            ])
    }

    @Test(arguments: ["[./Hello]", "[\"./a b\"]", "[./..]", "[./-x]", "[\"./a\\e[2Jb\"]"])
    func aNameThatNoLabelCarriesIsRefused(_ paths: String) async throws {
        let error = try await failure { _ = try files(paths, in: Workshop()) }
        #expect(error.code == .usage)
        #expect(!error.description.contains("\u{1B}"))
    }

    @Test func oneNameTwiceIsRefused() async throws {
        let error = try await failure { _ = try files("[a/hello.py, b/hello.sh]", in: Workshop()) }
        #expect(error.message.contains("two plug-ins are called hello"))
    }
}

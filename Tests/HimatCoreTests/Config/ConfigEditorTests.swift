// SPDX-License-Identifier: MIT
import Foundation
import HimatSupport
import Testing

@testable import HimatConfig

@Suite struct ConfigEditorTests {
    private func edit(_ folder: ConfigFolder, _ file: String, _ key: String, _ value: ConfigValue) throws -> String {
        let environment = ProcessEnvironment(variables: [:], home: folder.path, currentDirectory: folder.path)
        try ConfigEditor(environment: environment).set(key, to: value, in: file)
        return try String(contentsOfFile: folder.path + "/" + file, encoding: .utf8)
    }

    @Test func aFileThatIsMissingOrWrongIsRefusedAndLeftAlone() throws {
        let folder = try ConfigFolder(["himat.yaml": "a: [\n"])
        let missing = #expect(throws: HimatError.self) { try edit(folder, "no.yaml", "spot_node_count", .integer(5)) }
        #expect(missing?.message == "The configuration no.yaml does not exist")
        #expect(throws: HimatError.self) { try edit(folder, "himat.yaml", "spot_node_count", .integer(5)) }
        #expect(try String(contentsOfFile: folder.path + "/himat.yaml", encoding: .utf8) == "a: [\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["himat.yaml"])
    }

    @Test func aYAMLFileKeepsItsComments() throws {
        let folder = try ConfigFolder(["himat.yaml": "# mine\ncluster_name: a\nspot_node_count: 3 # cheap\n"])
        #expect(
            try edit(folder, "himat.yaml", "spot_node_count", .integer(5))
                == "# mine\ncluster_name: a\nspot_node_count: 5 # cheap\n")
        #expect(try folder.load().config.spotNodeCount == 5)
    }

    @Test func anInitialFileGetsTheKeyWhereItsCommentStands() throws {
        let folder = try ConfigFolder(["himat.yaml": InitialConfig(clusterName: "a", region: "us-west-2").text])
        let text = try edit(folder, "himat.yaml", "spot_node_count", .integer(5))
        #expect(text.contains("#spot_node_count: 3\nspot_node_count: 5\n"))
    }

    @Test(arguments: [
        ("cluster_name = \"a\"\nspot_node_count = 3 # cheap\n", "cluster_name = \"a\"\nspot_node_count = 5 # cheap\n"),
        ("cluster_name = \"a\"", "cluster_name = \"a\"\nspot_node_count = 5\n"),
        ("spot_node_count=\"3\"\r\ncluster_name = \"a\"\r\n", "spot_node_count=5\r\ncluster_name = \"a\"\r\n"),
        ("", "spot_node_count = 5\n"),
    ])
    func aTFVarsFileKeepsItsComments(_ text: String, _ expected: String) throws {
        let folder = try ConfigFolder(["terraform.tfvars": text])
        #expect(try edit(folder, "terraform.tfvars", "spot_node_count", .integer(5)) == expected)
    }

    @Test(arguments: 1...20) func whatIsWrittenIntoTFVarsReadsBack(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let texts = ["${a} %{b} $${c}", generator.text(), generator.text() + "${" + generator.text()]
            let source = SourceText(name: "t.tfvars", text: "a = 1 # one\nk = \"\"\n")
            let edited = try ConfigEditor.setting("k", to: .list(texts), in: source)
            guard case .list(let items) = try TFVarsParser.parse(edited)[1].value.content else {
                Issue.record("no list")
                return
            }
            let read = items.map { if case .string(let text) = $0.content { text } else { "no text" } }
            #expect(read.map { Array($0.utf8) } == texts.map { Array($0.utf8) })
        }
    }

    @Test func aLinkAndItsModeStay() throws {
        let folder = try ConfigFolder(["real.yaml": "cluster_name: a\n"])
        let manager = FileManager.default
        try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path + "/real.yaml")
        try manager.createSymbolicLink(atPath: folder.path + "/himat.yaml", withDestinationPath: "real.yaml")
        #expect(try edit(folder, "himat.yaml", "hibernate", .boolean(true)) == "cluster_name: a\nhibernate: true\n")
        #expect(try manager.destinationOfSymbolicLink(atPath: folder.path + "/himat.yaml") == "real.yaml")
        let mode = try manager.attributesOfItem(atPath: folder.path + "/real.yaml")[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }
}

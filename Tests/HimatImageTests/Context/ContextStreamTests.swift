// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

@Suite struct ContextStreamTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func archive(_ entries: [ContextEntry]) async throws -> [UInt8] {
        let stream = ContextStream(entries)
        var bytes: [UInt8] = []
        while let piece = try await stream.next() {
            #expect(piece.count <= 1 << 20)
            bytes += piece
        }
        return bytes
    }

    private func write(_ name: String, _ text: String) throws {
        let path = URL(filePath: folder.file(name))
        try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: path, atomically: true, encoding: .utf8)
    }

    private func entries(_ ignore: String = "") throws -> [ContextEntry] {
        try ContextFolder(
            path: folder.path, ignore: DockerIgnore(SourceText(name: ".dockerignore", text: ignore))
        ).entries()
    }

    @Test func pythonReadsWhatIsWritten() async throws {
        let long = String(repeating: "d/", count: 70) + String(repeating: "ö", count: 90)
        try write("a/run", "#!/bin/sh\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.file("a/run"))
        try write(long, String(repeating: "x", count: 700_001))
        try write("empty", "")
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "a/run")
        let made = ContextEntry(path: "Dockerfile", content: .bytes([UInt8]("FROM x\n".utf8)))
        let tar = try await archive(try entries() + [made])
        let file = folder.file("context.tar")
        try Data(tar).write(to: URL(filePath: file))
        let program = """
            import sys, tarfile
            with tarfile.open(sys.argv[1]) as tar:
                for m in tar:
                    kind = "l" if m.issym() else "d" if m.isdir() else "f"
                    print(kind, oct(m.mode), m.uid, m.mtime, m.size, len(m.name.encode()), m.name[:5], m.linkname)
            """
        let listed = try await PythonEnvironment.find().run(["-c", program, file]).split(separator: "\n")
        #expect(listed.contains("f 0o755 0 0 10 5 a/run "))
        #expect(listed.contains("f 0o644 0 0 700001 320 d/d/d "))
        #expect(listed.contains("f 0o644 0 0 0 5 empty "))
        #expect(listed.contains("l 0o777 0 0 0 4 link a/run"))
        #expect(listed.contains("f 0o644 0 0 7 10 Docke "))
        #expect(listed.contains("d 0o755 0 0 0 1 a "))
    }

    @Test func theSameFilesMakeTheSameBytes() async throws {
        try write("b", "1")
        try write("a", "2")
        let first = try await archive(try entries())
        try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: folder.file("a"))
        #expect(try await archive(try entries().reversed()) == first)
    }

    @Test func whatIsIgnoredIsNotSent() throws {
        for name in ["a/x", "a/keep", "b/y", ".git/config", "environment.yml"] { try write(name, name) }
        #expect(
            try entries(".git\na\n!a/keep\n").map(\.path).sorted() == ["a/keep", "b", "b/y", "environment.yml"])
    }

    @Test func aFileThatShrinksOrGoesIsAnErrorAndNoBrokenArchive() async throws {
        try write("a", String(repeating: "x", count: 1000))
        let found = try entries()
        try write("a", "x")
        await #expect(throws: HimatError.self) { try await archive(found) }
        try FileManager.default.removeItem(atPath: folder.file("a"))
        await #expect(throws: HimatError.self) { try await archive(found) }
    }
}

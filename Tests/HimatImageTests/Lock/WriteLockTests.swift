// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

/// `docker/write_lock.py` in a made-up environment.
@Suite struct WriteLockTests {
    /// Makes a Python believe that it lives there, with nothing of its own installed.
    private static let program = """
        import os, runpy, sys
        sys.prefix = sys.argv[1]
        sys.path = [path for path in sys.path if "-packages" not in path] + [sys.prefix + "/site-packages"]
        os.environ["PATH"] = sys.prefix + "/bin"
        runpy.run_path(sys.prefix + "/himat/write_lock.py")
        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try write("himat/write_lock.py", TemplateFile.writeLock.text)
        try write("bin/dpkg-query", "#!/bin/sh\necho 'base-files 12.4'\necho 'adduser 3.134'\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.file("bin/dpkg-query"))
    }

    private func write(_ name: String, _ text: String) throws {
        let path = URL(filePath: folder.file(name))
        try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: path)
    }

    private func conda(_ name: String, _ depends: [String], files: [String] = []) throws {
        let record: JSONValue = [
            "name": .string(name), "version": "1", "build": "0", "channel": "forge", "md5": "aa",
            "url": .string("https://x.example/\(name).conda"), "depends": .array(depends.map(JSONValue.string)),
            "files": .array(files.map { .string("lib/python3.12/site-packages/\($0)") }),
        ]
        try write("conda-meta/\(name)-1-0.json", record.rendered())
    }

    private func python(_ place: String, _ name: String, _ version: String) throws {
        try write("site-packages/\(place)", "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n")
    }

    private func lock() async throws -> ImageLock {
        _ = try await PythonEnvironment.find().run(["-c", Self.program, folder.path])
        return try ImageLock(JSONValue.parse([UInt8](Data(contentsOf: URL(filePath: folder.file("himat/lock.json"))))))
    }

    @Test func whatCondaBroughtIsNotPips() async throws {
        try conda("python", [])
        try conda("a-package", ["python >=3"], files: ["a_package-1.0.dist-info/METADATA"])
        try conda("old", ["python"], files: ["Old.Style-2.0-py3.12.egg-info"])
        try python("a_package-1.0.dist-info/METADATA", "a-package", "1.0")
        try python("Old.Style-2.0-py3.12.egg-info", "Old.Style", "2.0")
        try python("said-1.dist-info/METADATA", "said", "1")
        try write("site-packages/said-1.dist-info/INSTALLER", "conda\n")
        try python("pips-3.dist-info/METADATA", "pips", "3")
        try write("site-packages/left_behind-1.dist-info/RECORD", "")
        let lock = try await lock()
        #expect(lock.pip.map(\.name) == ["pips"])
        #expect(lock.conda.map(\.name) == ["python", "a-package", "old"])
        #expect(lock.apt.map(\.name) == ["adduser", "base-files"])
        let constraints = try String(contentsOfFile: folder.file("himat/constraints.txt"), encoding: .utf8)
        #expect(constraints == "a-package==1.0\nOld.Style==2.0\npips==3\nsaid==1\n")
    }

    /// A later pip has the last word over the same package of conda's.
    @Test func anotherVersionThanCondasIsPips() async throws {
        try conda("dask-core", [], files: ["dask-1.0.dist-info/METADATA"])
        try python("dask-2.0.dist-info/METADATA", "dask", "2.0")
        #expect(try await lock().constraints == "dask==2.0\n")
    }

    @Test func eachPackageStandsBehindWhatItNeeds() async throws {
        try conda("app", ["plugin", "python >=3"])
        try conda("pip", ["python", "setuptools"])
        try conda("plugin", ["app", "__glibc >=2.17"])
        try conda("python", ["libz", "pip"])
        try conda("libz", [])
        try conda("setuptools", ["python"])
        let lines = try await lock().explicit.split(separator: "\n").dropFirst()
        let names = lines.map { $0.split(separator: "/").last?.prefix { $0 != "." } ?? "" }
        #expect(names == ["libz", "python", "plugin", "app", "setuptools", "pip"])
    }

    /// micromamba 2.3.0 keeps nothing of what the packages of a list need.
    @Test func withoutNeedsTheyStandAsTheyWereInstalled() async throws {
        let order = ["libz", "python", "zlib-tool", "app"]
        for name in order { try conda(name, []) }
        let lines = order.map { "+https://x.example/noarch::\($0)-1-0" }
        try write(
            "conda-meta/history", "==> 2026-11-22 10:00:00 <==\n# cmd: micromamba\n" + lines.joined(separator: "\n"))
        #expect(try await lock().conda.map(\.name) == order)
    }

    @Test func anEnvironmentOfPipsHasNothingOfConda() async throws {
        try python("dask-2.0.dist-info/METADATA", "dask", "2.0")
        let lock = try await lock()
        #expect(lock.conda.isEmpty && lock.explicit.isEmpty && lock.pip.map(\.name) == ["dask"])
    }
}

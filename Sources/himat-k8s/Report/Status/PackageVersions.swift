// SPDX-License-Identifier: MIT
import HimatCore

/// The versions that notebook, scheduler and workers must share: Dask sends Python objects between them.
struct PackageVersions: Sendable, Equatable {
    /// What is compared, in the order shown.
    static let names = ["python", "dask", "distributed"]

    /// Version by name; what is not installed is left out.
    let versions: [String: String]

    /// Prints the versions without importing the packages, which would take seconds.
    static let command = [
        "python3", "-c",
        """
        import json, platform
        from importlib.metadata import PackageNotFoundError, version

        def installed(name):
            try:
                return version(name)
            except PackageNotFoundError:
                return None

        print(json.dumps({"python": platform.python_version(), "dask": installed("dask"),
                          "distributed": installed("distributed")}))

        """,
    ]

    /// Reads what the command printed; an image may print words before it.
    init(_ result: ExecResult) throws {
        let line = result.stdout.split(separator: UInt8(ascii: "\n")).last { $0.first == UInt8(ascii: "{") }
        guard result.exitCode == 0, let line else {
            let words =
                String(decoding: result.stderr.suffix(300), as: UTF8.self)
                .split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
            throw HimatError(.service, "python3 ended with code \(result.exitCode)\(words)")
        }
        versions = try JSONValue.parse(Array(line)).object?.compactMapValues(\.string) ?? [:]
    }

    init(_ versions: [String: String]) { self.versions = versions }
}

/// What one pod, or none, of a role has installed.
struct RoleVersions: Sendable {
    let role: String
    /// The pod that was asked; nil when there was none.
    let pod: String?
    let answer: Answer<PackageVersions>
}

extension [RoleVersions] {
    /// A sentence for each package that differs between the roles.
    var differences: [String] {
        PackageVersions.names.compactMap { name in
            let known = compactMap { one in one.answer.value.map { (one.role, $0.versions[name] ?? "none") } }
            guard Set(known.map(\.1)).count > 1 else { return nil }
            var said: [String] = []
            for text in known.map({ "\($0.0) \($0.1)" }) where !said.contains(text) { said.append(text) }
            return "\(name) differs: \(said.joined(separator: ", "))"
        }
    }
}

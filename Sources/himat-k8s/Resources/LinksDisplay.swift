// SPDX-License-Identifier: MIT
import HimatCore

/// How the two links are printed: two lines, or a document.
struct LinksDisplay: Sendable {
    /// The notebook.
    var jupyter: String
    /// The dashboard.
    var dask: String

    /// Refuses a flag that would write the token anywhere but to a terminal.
    static func checkToken(_ isAsked: Bool, _ runtime: Runtime) throws {
        guard !isAsked || runtime.terminal.isOutputInteractive else {
            throw HimatError(
                .usage, "--with-token prints a secret, so it prints to a terminal only",
                nextStep: "leave it out; the token is in the Secret \(ObjectNames.token)")
        }
    }

    /// The same links, which open at once.
    func with(token: Sensitive<String>) -> LinksDisplay {
        LinksDisplay(jupyter: "\(jupyter)?token=\(token.revealed)", dask: "\(dask)?token=\(token.revealed)")
    }

    /// Writes them to stdout.
    func write(as format: OutputFormat, _ runtime: Runtime) {
        let document: JSONValue = ["jupyter_url": .string(jupyter), "dask_url": .string(dask)]
        switch format {
        case .table: runtime.standardOutput.write("jupyter_url = \(jupyter)\ndask_url = \(dask)\n")
        case .json: runtime.standardOutput.write(document.rendered(pretty: true) + "\n")
        case .yaml: runtime.standardOutput.write(YAMLEmitter().text(document))
        }
    }
}

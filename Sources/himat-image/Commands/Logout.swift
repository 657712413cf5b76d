// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `logout REGISTRY`: forgets a registry's credentials.
struct ImageLogout: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Forget the credentials of a registry.",
        discussion: "They are taken out of docker's config.json, or out of the credential helper that it names.")

    @Argument(help: "The registry's host, e.g. ghcr.io.")
    var host: String

    func run(in runtime: Runtime) async throws {
        let host = try ImageLogin.registry(host)
        let keeper = CredentialKeeper(runtime.environment, clock: runtime.clock)
        let wasThere = try await keeper.remove(host)
        runtime.standardError.write(
            wasThere ? "the credentials of \(host) are forgotten\n" : "there were none of \(host)\n")
        if let other = try await keeper.credentials(registry: host) {
            runtime.warn("\(other.origin) still holds credentials of \(host)")
        }
    }
}

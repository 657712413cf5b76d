// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `login REGISTRY`: proves credentials at the registry and keeps them where docker and podman find them.
struct ImageLogin: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Keep the credentials of a registry.",
        discussion: """
            The password, or better an access token, is asked for on a terminal, which does not show it, or read from standard \
            input; never from the command line:
              himat-image login ghcr.io --username ada
              himat-image login ghcr.io --username ada < token.txt
            The registry is asked whether it takes them. They are kept by the credential helper that docker's config.json
            names, else in that file, which only its owner may read. For ECR no name is needed: AWS gives the password.
            """)

    @Argument(help: "The registry's host, e.g. ghcr.io, quay.io, docker.io.")
    var host: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The user's name.", valueName: "name"))
    var username: String?

    @Flag(
        help:
            "Ask nobody: the password comes by standard input, as it does without this flag where that is no terminal.")
    var passwordStdin = false

    @OptionGroup var registry: RegistryOptions

    func run(in runtime: Runtime) async throws {
        let host = try Self.registry(host)
        let access = RegistryAccess(registry, runtime)
        let credentials = try await credentials(host, access)
        try await access.client(host, credentials).checkCredentials()
        guard case .password(let user, let password) = credentials.proof else { return }
        let place = try await access.keeper.store(user: user, password: password, for: host)
        let remark = place.hasPrefix("/") ? ", unencrypted, for you alone to read" : ""
        runtime.standardError.write("\(host) takes them; they are kept in \(place)\(remark)\n")
        if ECRRegistry(host) != nil { runtime.standardError.write("ECR's passwords end after 12 hours\n") }
    }

    private func credentials(_ host: String, _ access: RegistryAccess) async throws -> RegistryCredentials {
        if let place = ECRRegistry(host), username == nil { return try await access.ecr(place).ecr.credentials() }
        guard let username, !username.isEmpty else {
            throw HimatError(
                .usage, "login needs the name of a user",
                nextStep: "himat-image login \(host) --username NAME"
            )
        }
        guard !username.contains(":"), username.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw HimatError(.usage, "The user's name holds a colon, a space or a control character")
        }
        return try await password(of: username, for: host, access.runtime)
    }

    private func password(of user: String, for host: String, _ runtime: Runtime) async throws -> RegistryCredentials {
        let isAsked = runtime.terminal.isInputInteractive
        let pipe = "himat-image login \(host) --username \(user) < password.txt"
        guard !(isAsked && passwordStdin) else {
            throw HimatError(
                .usage, "With --password-stdin standard input is no terminal, which would show the password",
                nextStep: "leave it out to be asked, or \(pipe)")
        }
        let typed = isAsked ? try await runtime.readSecret("Password of \(user): ") : await runtime.readLine()
        guard let password = typed, !password.isEmpty else {
            throw HimatError(
                .usage, isAsked ? "No password was typed" : "Standard input holds no password", nextStep: pipe)
        }
        let origin = isAsked ? "the terminal" : "standard input"
        return RegistryCredentials(.password(user: user, Sensitive(password)), origin: origin)
    }

    /// The host as references write it; addresses that people copy are understood.
    static func registry(_ text: String) throws -> String {
        var host = text[...]
        for scheme in ["https://", "http://"] where host.hasPrefix(scheme) { host = host.dropFirst(scheme.count) }
        host = host.prefix { $0 != "/" }
        let name =
            ["index.docker.io", "registry-1.docker.io", "hub.docker.com"].contains(host) ? "docker.io" : String(host)
        guard let reference = ImageReference("\(name)/x/y"), reference.registry == name else {
            throw HimatError(
                .usage, "\(text.debugDescription) is no registry", nextStep: "name its host, e.g. ghcr.io or docker.io")
        }
        return name
    }
}

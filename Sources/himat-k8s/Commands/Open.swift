// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `open`: the notebook on a port of this machine, until Ctrl-C.
struct Open: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Reach the notebook on 127.0.0.1, through the Kubernetes API alone.",
        discussion: """
            Needs no load balancer and no kubectl. Only the notebook's port is forwarded; the dashboard is reached through the \
            notebook. Goes on when the pod is replaced or the connection is cut, until Ctrl-C. --timeout limits how long the \
            first connection may take; two minutes unless given.
            """)

    @OptionGroup var layer: KubernetesOptions
    @OptionGroup var global: GlobalOptions

    @Option(
        help: ArgumentHelp(
            "The port of 127.0.0.1; 0 is any that is free. By default jupyter_port, else a free one.",
            valueName: "number"))
    var port: Int?

    @Flag(help: "Add the token, so that the links open at once; to a terminal only.")
    var withToken = false

    func validate() throws {
        guard let port, !(0...65535).contains(port) else { return }
        throw ValidationError("--port must be between 0 and 65535, not \(port)")
    }

    func run(in runtime: Runtime) async throws {
        try LinksDisplay.checkToken(withToken, runtime)
        let request = LayerRequest(verb: .output, global: global)
        let opened = try await KubernetesLayer.open(layer, request: request, runtime: runtime)
        let notebook = ObjectReference(.deployment, Jupyter.name, namespace: opened.config.namespace)
        guard try await opened.client.get(notebook) != nil else {
            throw HimatError(
                .notFound, "\(opened.cluster) has no notebook: stage two is not deployed", nextStep: "himat-k8s apply")
        }
        let isQuiet = global.output.quiet
        let forward = try forward(opened) { if !isQuiet { runtime.standardError.write("\($0)\n") } }
        do {
            try await serve(forward, opened, runtime)
        } catch is CancellationError {
            forward.tell("closed")
            throw ProcessStatus.interrupted
        }
    }

    /// Prints the links once the notebook answers, and stays.
    private func serve(_ forward: NotebookForward, _ opened: KubernetesLayer, _ runtime: Runtime) async throws {
        let limit = global.timeout?.duration ?? .seconds(120)
        try await forward.during {
            try await forward.untilAnswered(by: opened.sender, within: limit)
            var links = LinksDisplay(jupyter: forward.links.jupyter, dask: forward.links.dask)
            if withToken { links = links.with(token: try await opened.token()) }
            links.write(as: global.output.output, runtime)
            forward.tell("open until Ctrl-C")
            while true { try await runtime.clock.sleep(for: .seconds(3600)) }
        }
    }

    /// The port that was typed and no other; else the usual one if it can be had.
    private func forward(_ opened: KubernetesLayer, _ tell: @escaping @Sendable (String) -> Void) throws
        -> NotebookForward
    {
        if let port { return try NotebookForward(opened, port: port, tell: tell) }
        let usual = opened.config.localPort
        do {
            return try NotebookForward(opened, port: usual, tell: tell)
        } catch let error as HimatError where error.code == .conflict || error.code == .denied {
            let forward = try NotebookForward(opened, port: 0, tell: tell)
            tell("port \(usual) is taken, using \(forward.listener.port)")
            return forward
        }
    }
}

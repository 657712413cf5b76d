// SPDX-License-Identifier: MIT
import ArgumentParser
import FoundationEssentials
import HimatCore

/// `logs`: what the notebook server, the scheduler and the workers write.
struct Logs: HimatCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what notebook, scheduler or workers write.",
        discussion: """
            Without a role the logs of all pods are printed. Of several pods each line begins with its pod's name, and only the \
            last 20 lines of each are printed unless --tail or --since says otherwise.
            With --follow new pods and restarted containers are followed too; Ctrl-C ends it. The notebook's token is never printed.
            """)

    @OptionGroup var layer: KubernetesOptions
    @OptionGroup var global: GlobalOptions

    @Argument(help: "Whose logs: jupyter, scheduler or worker.")
    var role: LogRole?

    @Option(help: ArgumentHelp("Only this pod.", valueName: "name"))
    var pod: String?

    @Flag(name: .shortAndLong, help: "Go on with what is written from now on.")
    var follow = false

    @Flag(help: "Of the container that ran before the last restart.")
    var previous = false

    @Option(help: ArgumentHelp("How many of the last lines of each pod; -1 = all.", valueName: "count"))
    var tail: Int?

    @Option(help: ArgumentHelp("Only lines of this last while, e.g. 90s, 10m, 2h.", valueName: "duration"))
    var since: TimeSpan?

    @Flag(help: "Begin each line with its time.")
    var timestamps = false

    func validate() throws {
        if follow && previous { throw ValidationError("--previous is over: it cannot be followed") }
        if let tail, tail < -1 { throw ValidationError("--tail must be -1 or more, not \(tail)") }
        if global.output.output != .table { throw ValidationError("logs are lines of text; leave out --output") }
    }

    func run(in runtime: Runtime) async throws {
        let request = LayerRequest(verb: .status, global: global)
        let opened = try await KubernetesLayer.open(layer, request: request, runtime: runtime)
        let source = LogSource(layer: opened, role: role, pod: pod)
        let found = try await source.pods()
        if found.isEmpty { try await source.refuseUnlessExpected(isFollowing: follow) }
        let printer = LogPrinter(
            output: runtime.standardOutput, redaction: Redaction(token: try? await opened.token()),
            showsStamps: timestamps, namesPods: found.count > 1 || (follow && pod == nil && role?.isAlone != true))
        do {
            if follow {
                try await LogFollower(
                    source: source, request: wanted(of: found, at: runtime.clock.now()), printer: printer,
                    say: { if !global.output.quiet { runtime.standardError.write("\($0)\n") } }
                ).follow()
            } else {
                try await source.print(
                    found, wanted(of: found, at: runtime.clock.now()), to: printer, warn: runtime.warn)
            }
        } catch is OutputClosed {
            // `| head` has what it wanted.
        } catch  where Task.isCancelled {
            throw ProcessStatus.interrupted
        }
    }

    private func wanted(of pods: [LogPod], at now: Date) -> LogRequest {
        var request = LogRequest()
        request.follows = follow
        request.isPrevious = previous
        request.since = since.map { now.addingTimeInterval(-Double($0.seconds)) }
        request.tail = tail.map { $0 < 0 ? nil : $0 } ?? (pods.count > 1 && since == nil ? 20 : nil)
        return request
    }
}

/// Whose logs.
enum LogRole: String, CaseIterable, ExpressibleByArgument, Sendable {
    case jupyter
    case scheduler
    case worker

    /// Whether there is one pod of it at a time.
    var isAlone: Bool { self != .worker }

    /// The Deployment behind it.
    var workload: String {
        switch self {
        case .jupyter: Jupyter.name
        case .scheduler: DaskScheduler.name
        case .worker: DaskWorkers.name
        }
    }
}

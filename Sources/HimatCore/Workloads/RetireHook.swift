// SPDX-License-Identifier: MIT

/// What a worker does before it stops: it asks the scheduler to move its results to the others.
///
/// The scheduler answers 200 with `{}` when it refuses because the results have nowhere to go, so the worker asks again
/// every two seconds until it is gone from the scheduler's list or its time is over. Without a scheduler it gives up at once;
/// a name server that is away for a moment, a slow answer or a cut one is no such thing. An alarm ends it whatever hangs.
public enum RetireHook {
    /// Seconds the hook may take.
    public static let limitSeconds = 100
    /// Seconds from the first word to the kill: the hook's time and ten for the worker's own end.
    public static let graceSeconds = 110

    /// The program and its arguments.
    public static let command = ["python3", "-c", script]

    /// The program's text; its lines appear in the log of the worker's own process.
    static let script = """
        import ipaddress, json, os, signal, socket, sys, time, urllib.error, urllib.request

        api = "http://\(DaskScheduler.name):\(DaskScheduler.dashboardPort)/api/v1/"

        def say(words):
            try:
                with open("/proc/1/fd/2", "w") as log:
                    log.write("himat retire: " + words + "\\n")
            except OSError:
                print("himat retire: " + words, file=sys.stderr)

        def time_is_over(*_):
            say("time is over, results held here are lost")
            sys.exit()

        def ask(path, seconds, body=None):
            data = None if body is None else json.dumps(body).encode()
            request = urllib.request.Request(api + path, data, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=seconds) as answer:
                return json.load(answer)

        \(PodWorkers.script)
        def is_hopeless(error):
            if isinstance(error, urllib.error.HTTPError):
                return error.code == 404
            if not isinstance(error, urllib.error.URLError):
                return False
            if isinstance(error.reason, socket.gaierror):
                return error.reason.errno != socket.EAI_AGAIN
            return not isinstance(error.reason, TimeoutError)

        signal.signal(signal.SIGALRM, time_is_over)
        signal.alarm(\(limitSeconds))
        while True:
            pause = 2
            try:
                mine = of_this_pod(ask("get_workers", 10))
                if not mine:
                    say("done, the scheduler holds nothing of this pod")
                    break
                say("asking the scheduler to take over from " + ", ".join(mine))
                if set(mine) <= set(ask("retire_workers", \(limitSeconds), {"workers": mine})):
                    pause = 0.1
            except (OSError, ValueError, LookupError) as error:
                if is_hopeless(error):
                    say("no scheduler: " + str(error))
                    break
                say("again in two seconds: " + (str(error) or type(error).__name__))
            time.sleep(pause)

        """
}

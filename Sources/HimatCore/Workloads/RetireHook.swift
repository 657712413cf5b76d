// SPDX-License-Identifier: MIT

/// What a worker does before it stops: it asks the scheduler to move its results to the others.
///
/// The scheduler answers 200 with `{}` when it refuses because the results have nowhere to go, so the worker asks again
/// every two seconds until it is gone from the scheduler's list or its time is over. Without a scheduler it gives up at once.
public enum RetireHook {
    /// Seconds the hook may take.
    public static let limitSeconds = 100
    /// Seconds from the first word to the kill: the hook's time and ten for the worker's own end.
    public static let graceSeconds = 110

    /// The program and its arguments.
    public static let command = ["python3", "-c", script]

    /// The program's text; its lines appear in the log of the worker's own process.
    static let script = """
        import json, os, sys, time, urllib.error, urllib.request

        api = "http://\(DaskScheduler.name):\(DaskScheduler.dashboardPort)/api/v1/"
        me = os.environ["POD_IP"]
        end = time.monotonic() + \(limitSeconds)

        def say(words):
            try:
                with open("/proc/1/fd/2", "w") as log:
                    log.write("himat retire: " + words + "\\n")
            except OSError:
                print("himat retire: " + words, file=sys.stderr)

        def ask(path, body=None):
            data = None if body is None else json.dumps(body).encode()
            request = urllib.request.Request(api + path, data, {"Content-Type": "application/json"})
            limit = max(1, min(10, end - time.monotonic()))
            with urllib.request.urlopen(request, timeout=limit) as answer:
                return json.load(answer)

        def host(address):
            return address.split("://")[-1].rpartition(":")[0].strip("[]")

        while time.monotonic() < end:
            try:
                mine = [w["address"] for w in ask("get_workers")["workers"] if host(w["address"]) == me]
                if not mine:
                    say("done, the scheduler holds nothing of this pod")
                    break
                say("asking the scheduler to take over from " + ", ".join(mine))
                ask("retire_workers", {"workers": mine})
            except TimeoutError:
                say("the scheduler is slow to answer")
            except urllib.error.HTTPError as error:
                say("the scheduler answered " + str(error.code))
            except (urllib.error.URLError, ConnectionError) as error:
                say("no scheduler: " + str(error))
                break
            time.sleep(2)
        else:
            say("time is over, results held here are lost")

        """
}

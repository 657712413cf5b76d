// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// The hook's own text, run by Python against a scheduler's HTTP API that a few lines play.
@Suite struct RetireHookTests {
    /// Plays a scheduler with one worker on 127.0.0.9 that is given up after `refusals` requests, runs the hook, and prints
    /// the requests it got.
    private func run(refusals: Int, isThere: Bool = true) async throws -> [String] {
        let script = RetireHook.command[2].replacing("http://dask-scheduler:8787", with: "http://127.0.0.1:PORT")
            .replacing("pause = 2", with: "pause = 0.01").replacing("/proc/1/fd/2", with: "/dev/null")
        let player = """
            import http.server, json, os, subprocess, sys, threading
            left, seen = [\(refusals)], []
            class Handler(http.server.BaseHTTPRequestHandler):
                def log_message(self, *words): pass
                def answer(self, document):
                    body = json.dumps(document).encode()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                def do_GET(self):
                    seen.append("GET " + self.path)
                    mine = [{"name": "w", "address": "tcp://127.0.0.9:4000"}] if left[0] >= 0 else []
                    self.answer({"workers": mine + [{"name": "o", "address": "tcp://127.0.0.8:4000"}]})
                def do_POST(self):
                    body = self.rfile.read(int(self.headers["Content-Length"]))
                    seen.append("POST " + self.path + " " + body.decode())
                    left[0] -= 1
                    self.answer({})
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            port = server.server_address[1]
            if \(isThere ? "True" : "False"):
                threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            else:
                server.server_close()
            text = sys.stdin.read().replace("PORT", str(port))
            done = subprocess.run([sys.executable, "-c", text], env={**os.environ, "POD_IP": "127.0.0.9"}, timeout=60)
            print("\\n".join(seen + ["exit " + str(done.returncode)]))
            """
        let printed = try await PythonEnvironment.find().run(["-c", player], input: script)
        return printed.split(separator: "\n").map(String.init)
    }

    @Test func theHookAsksUntilTheSchedulerLetsTheWorkerGo() async throws {
        let list = "GET /api/v1/get_workers"
        let ask = "POST /api/v1/retire_workers {\"workers\": [\"tcp://127.0.0.9:4000\"]}"
        #expect(try await run(refusals: 2) == [list, ask, list, ask, list, ask, list, "exit 0"])
    }

    @Test func withoutASchedulerTheHookEndsAtOnce() async throws {
        #expect(try await run(refusals: 0, isThere: false) == ["exit 0"])
    }

    @Test func theGraceCoversTheHook() {
        #expect(RetireHook.graceSeconds >= RetireHook.limitSeconds + 10)
    }
}

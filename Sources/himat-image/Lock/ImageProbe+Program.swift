// SPDX-License-Identifier: MIT

extension ImageProbe {
    /// Runs inside of the image; prints a line of JSON for each check. Every wait has an end.
    static let program = #"""
        import importlib, importlib.metadata, json, os, re, signal, subprocess, sys, time, urllib.request

        signal.alarm(280)

        def say(check, good, words=""):
            print(json.dumps({"check": check, "good": bool(good), "words": str(words)[-600:]}), flush=True)

        def key(name):
            return re.sub(r"[-_.]+", "-", name).lower()

        def start(*command):
            log = open("/tmp/" + "-".join(command[:2]) + ".log", "w+")
            return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT), log

        def read(url):
            request = urllib.request.Request(url, headers={"Authorization": "token probe"})
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read()

        def until(url, process, log):
            for _ in range(200):
                try:
                    return read(url)
                except Exception as error:
                    last = error
                    if process.poll() is not None:
                        break
                    time.sleep(0.5)
            log.seek(0)
            raise RuntimeError(f"{last}: " + log.read()[-500:])

        os.environ["JUPYTER_TOKEN"] = "probe"
        here, address = "127.0.0.1", "tcp://127.0.0.1:8786"
        jupyter = start("jupyter", "lab", "--ip=" + here, "--port=8888", "--no-browser")
        scheduler = start("dask", "scheduler", "--host", here, "--port", "8786", "--dashboard-address", here + ":8787")
        worker = start("dask", "worker", address, "--host", here, "--nworkers", "1", "--nthreads", "1",
                       "--memory-limit", "1000MB", "--death-timeout", "60", "--dashboard-address", here + ":8789")

        modules = {}
        for module, names in importlib.metadata.packages_distributions().items():
            for name in names:
                modules.setdefault(key(name), []).append(module)
        failed, tried = [], 0
        for name in sys.argv[1:]:
            found = [m for m in modules.get(key(name), []) if m.isidentifier() and not m.startswith("_")]
            # The module that is called like the package, else those that are called like nothing else.
            own = [m for m in found if key(m) == key(name)] or found[:3]
            for module in own:
                tried += 1
                try:
                    importlib.import_module(module)
                except BaseException as error:
                    failed.append(f"{module}: {type(error).__name__}: {error}")
        say("imports", not failed, "; ".join(failed) or f"{tried} modules")

        def check(name):
            def run(body):
                try:
                    say(name, True, body())
                except BaseException as error:
                    say(name, False, f"{type(error).__name__}: {error}")
            return run

        @check("lock")
        def _():
            lock = json.load(open("/opt/himat/lock.json"))
            wrong = []
            for package in lock["pip"]:
                version = importlib.metadata.version(package["name"])
                if version != package["version"]:
                    wrong.append(f"{package['name']} is {version}, the lock says {package['version']}")
            if wrong:
                raise RuntimeError("; ".join(wrong))
            return f"{len(lock['pip']) + len(lock['conda'])} packages"

        @check("scheduler")
        def _():
            until("http://127.0.0.1:8787/health", *scheduler)
            return "answers"

        @check("worker")
        def _():
            until("http://127.0.0.1:8789/health", *worker)
            return "answers"

        @check("versions")
        def _():
            from distributed import Client
            with Client(address, timeout=30) as client:
                client.wait_for_workers(1, timeout=60)
                known = client.get_versions(check=True)
                names = ["python", "dask", "distributed"]
                return ", ".join(f"{name} {known['client']['packages'][name]}" for name in names)

        @check("computation")
        def _():
            from distributed import Client
            with Client(address, timeout=30) as client:
                squares = client.map(lambda number: number ** 2, range(100))
                total = client.submit(sum, squares).result(timeout=60)
                if total != 328350:
                    raise RuntimeError(f"the sum of 100 squares came out as {total}")
                return "100 tasks on the worker"

        @check("jupyter")
        def _():
            until("http://127.0.0.1:8888/api", *jupyter)
            status, body = read("http://127.0.0.1:8888/lab")
            if b"jupyter" not in body.lower():
                raise RuntimeError("/lab is not JupyterLab")
            return "JupyterLab " + importlib.metadata.version("jupyterlab")

        @check("dashboard")
        def _():
            status, body = read("http://127.0.0.1:8888/proxy/8787/health")
            if body.strip() != b"ok":
                raise RuntimeError("the scheduler does not answer through jupyter-server-proxy")
            return "through jupyter-server-proxy " + importlib.metadata.version("jupyter-server-proxy")

        for process, _ in (jupyter, worker, scheduler):
            process.terminate()
        """#
}

// SPDX-License-Identifier: MIT

/// How to see that all worker processes of one pod are registered, when no single port can say so.
enum RegistrationProbe {
    /// The program and its arguments; it ends with success when the scheduler lists so many workers of this address.
    static func command(processes: Int) -> [String] { ["python3", "-c", script(processes)] }

    private static func script(_ processes: Int) -> String {
        """
        import json, os, sys, urllib.request

        url = "http://\(DaskScheduler.name):\(DaskScheduler.dashboardPort)/api/v1/get_workers"
        with urllib.request.urlopen(url, timeout=4) as answer:
            workers = json.load(answer)["workers"]
        hosts = [w["address"].split("://")[-1].rpartition(":")[0].strip("[]") for w in workers]
        sys.exit(hosts.count(os.environ["POD_IP"]) < \(processes))

        """
    }
}

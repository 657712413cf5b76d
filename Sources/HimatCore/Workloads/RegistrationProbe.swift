// SPDX-License-Identifier: MIT

/// How to see that all worker processes of one pod are registered, when no single port can say so.
enum RegistrationProbe {
    /// The program and its arguments; it ends with success when the scheduler lists so many workers of this address.
    static func command(processes: Int) -> [String] { ["python3", "-c", script(processes)] }

    private static func script(_ processes: Int) -> String {
        """
        import ipaddress, json, os, sys, urllib.request

        \(PodWorkers.script)
        url = "http://\(DaskScheduler.name):\(DaskScheduler.dashboardPort)/api/v1/get_workers"
        with urllib.request.urlopen(url, timeout=4) as answer:
            sys.exit(len(of_this_pod(json.load(answer))) < \(processes))

        """
    }
}

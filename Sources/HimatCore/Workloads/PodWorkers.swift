// SPDX-License-Identifier: MIT

/// Which workers of the scheduler's list run in this pod, as a piece of Python for the hook and the probe.
///
/// The list knows names and addresses alone, and several processes share a pod: the host of the address decides, compared as
/// an address because IPv6 has many spellings.
enum PodWorkers {
    /// Defines `of_this_pod(answer)`; needs `ipaddress`, `os` and `POD_IP`.
    static let script = """
        def of_this_pod(answer):
            me = ipaddress.ip_address(os.environ["POD_IP"])
            return [w["address"] for w in answer["workers"] if is_at(w["address"], me)]

        def is_at(address, me):
            try:
                return ipaddress.ip_address(address.split("://")[-1].rpartition(":")[0].strip("[]")) == me
            except ValueError:
                return False

        """
}

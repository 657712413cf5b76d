// SPDX-License-Identifier: MIT
import HimatCore

/// One request, as the sandbox logged it.
struct Call: Sendable, CustomStringConvertible {
    let entry: JSONValue

    var sequence: Int { entry["seq"]?.int ?? 0 }
    /// `ec2`, `eks`, …; `kubernetes` for the other API.
    var service: String { entry["service"]?.string ?? "" }
    /// `CreateVpc`; of Kubernetes the verb.
    var action: String { entry["action"]?.string ?? entry["verb"]?.string ?? "" }
    var resource: String { entry["resource"]?.string ?? "" }
    var region: String { entry["region"]?.string ?? "" }
    /// Nil while it is being answered.
    var status: Int? { entry["status"]?.int }

    /// Whether it changes what a user has: no dry run, and no sign that somebody is at work (the lock of stage one, a parameter;
    /// the lock of stage two, a lease).
    var isChange: Bool {
        guard entry["mutating"]?.bool == true, entry["dry_run"]?.bool != true else { return false }
        if service == "ssm" { return !["PutParameter", "DeleteParameter"].contains(action) }
        return resource != "leases"
    }

    var description: String { "\(service):\(action)" + (service == "kubernetes" ? " \(resource)" : "") }
}

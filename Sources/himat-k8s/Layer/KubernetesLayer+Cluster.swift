// SPDX-License-Identifier: MIT
import HimatCore

/// What a cluster must have for the workloads, asked before the first change.
extension KubernetesLayer {
    /// On a cluster that is not stage one's, somebody must make the home volume: the StorageClass named, else the default.
    func storageFinding() async throws -> Finding? {
        guard !isEKS, request.verb != .destroy, let volume = Jupyter().workload(for: config).volume else { return nil }
        let claim = ObjectReference(
            .persistentVolumeClaim, ObjectNames.claim(volume, of: Jupyter().workload(for: config)),
            namespace: config.namespace)
        let classes: [KubernetesObject]
        do {
            guard try await client.get(claim) == nil else { return nil }
            classes = try await client.list(.storageClass).items
        } catch let error as HimatError where error.code == .denied {
            return .warning("which StorageClasses there are could not be looked at: \(error.message)")
        }
        return StorageClasses(classes).fault(wanted: config.storageClass).map { .refusal($0) }
    }

    /// The balancer that takes a certificate is AWS's, and takes those of its own region alone.
    var certificateFinding: Finding? {
        guard let certificate = config.tlsCertificateARN.flatMap({ CertificateARN($0) }) else { return nil }
        guard isEKS else {
            return .refusal(
                HimatError(
                    .preflightRefused, "tls_certificate_arn is for the balancer that AWS makes, not for \(cluster)",
                    nextStep: "leave it out, and put TLS before the Service with the means of that cluster"))
        }
        guard let region = certificate.region, region != cluster.region else { return nil }
        return .refusal(
            HimatError(
                .preflightRefused, "tls_certificate_arn is of \(region), the cluster is in \(cluster.region)",
                nextStep: "name a certificate of \(cluster.region)"))
    }

    /// The balancer that AWS makes has IPv4 addresses alone.
    var familyFinding: Finding? {
        guard isEKS, let range = config.allowedIPv6.first else { return nil }
        return .refusal(
            HimatError(
                .preflightRefused, "allowed_cidrs names \(range), but the balancer that AWS makes has no IPv6 address",
                nextStep: "name IPv4 ranges alone"))
    }

    /// What the user's DNS has to say before a link by his own name works.
    func nameNote(_ state: Inputs) -> String? {
        guard let name = config.jupyterHost, let host = state.known(OutputsResource.service, "host"), name != host
        else {
            return nil
        }
        return "your DNS must lead \(name) to \(host) (a CNAME record)"
    }
}

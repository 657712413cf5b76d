// SPDX-License-Identifier: MIT
import HimatCore

extension Preflight {
    /// What the configuration asks for and cannot run today; versions are judged when a cluster is made or upgraded.
    func configuration() async throws -> [Finding] {
        var versions: SupportedVersions?
        var doubts: [Finding] = []
        if changesVersion {
            do {
                let offered = try await catalog.versions()
                versions = SupportedVersions(
                    standard: offered.filter(\.isStandard).map(\.version),
                    extended: offered.filter(\.isExtended).map(\.version))
            } catch let error as HimatError {
                doubts.append(.warning("not checked whether EKS offers \(config.clusterVersion): \(error.message)"))
            }
        }
        let described = starts.isEmpty ? [] : (try? await catalog.describe(types)) ?? []
        let shapes = described.map { ($0.name, InstanceShape(vCPU: $0.vcpus, memoryMiB: $0.memory)) }
        let known = Dictionary(shapes, uniquingKeysWith: { $1 }).filter { InstanceShape.usual($0.key) == nil }
        let found = ConfigFindings(layer.loaded, versions: versions, shapes: known).all
        let warnings = found.filter { $0.level == .warning }.map { Finding.warning($0.line) }
        return (found.refusal.map { [.refusal($0)] } ?? []) + warnings + doubts
    }
}

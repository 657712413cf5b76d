// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatSupport

/// File systems of base images, made on this machine and kept in `.build-images/` of the package for the next run.
public enum BaseImage {
    /// This machine's shell and a few commands, some megabytes.
    public static func small() throws -> String { try make("small") }

    /// Debian with python3 and pip, by mmdebstrap; half a minute the first time.
    public static func debian() throws -> String { try make("debian") }

    /// That, with a stand-in for micromamba (`Servers/conda/micromamba.py`), or with the real one where there is one.
    public static func conda() throws -> String { try make(hasMicromamba ? "micromamba" : "conda") }

    /// Whether `HIMAT_TEST_MICROMAMBA` names a micromamba for the conda images.
    public static let hasMicromamba = ProcessEnvironment.current()["HIMAT_TEST_MICROMAMBA"] != nil

    private static func make(_ kind: String) throws -> String {
        let path = PackageFolder.path(".build-images/\(kind).tar")
        // Only what stands for micromamba changes.
        guard kind == "conda" || kind == "micromamba" || !FileManager.default.fileExists(atPath: path) else {
            return path
        }
        let program = PackageFolder.path("Tests/HimatTestSupport/Servers/engines/base.py")
        try ServerProcess([program, kind, path], variables: [:]).finish()
        guard FileManager.default.fileExists(atPath: path) else {
            throw HimatError(
                .internalFault, "The base image \(kind) was not made", nextStep: "python3 \(program) \(kind) \(path)")
        }
        return path
    }
}

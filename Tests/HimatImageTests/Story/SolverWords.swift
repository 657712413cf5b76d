// SPDX-License-Identifier: MIT

/// How conda's solvers say what cannot be had.
struct SolverWords {
    /// Of a package that no channel has.
    let unknown: String
    /// Of a package that is installed and may not move.
    let frozen: String
    /// Of a package that wants another version of a second one.
    let requires: String
    /// Of a file that has another hash than the lock says.
    let forged: String

    static let rattler = SolverWords(
        unknown: "No candidates were found for no-such-package-of-himat",
        frozen: "is locked, but another version is required", requires: "would require",
        forged: "is not the file that the list means")

    static let micromamba = SolverWords(
        unknown: "no-such-package-of-himat =* * does not exist (perhaps a typo or a missing channel)",
        frozen: "it conflicts with any installable versions previously reported",
        requires: "is not installable because it requires", forged: "MD5 doesn't match expectation")
}

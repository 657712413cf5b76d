// SPDX-License-Identifier: MIT
import ArgumentParser

/// Where an image's packages come from.
enum ImageVariant: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// conda-forge, by micromamba.
    case conda
    /// PyPI, by pip.
    case pip

    /// The image it is built on unless `--from` names another.
    var base: String {
        switch self {
        case .conda: "docker.io/mambaorg/micromamba:2.3.0-debian12-slim"
        case .pip: "docker.io/library/python:3.13-slim-trixie"
        }
    }
}

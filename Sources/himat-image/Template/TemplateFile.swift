// SPDX-License-Identifier: MIT

/// A file of `docker/`, carried by the binary so that it works where the project's folder is not. A test holds them equal.
struct TemplateFile {
    let name: String
    let text: String

    /// Every file of the folder.
    static let all = [environment, dockerfile, pipDockerfile, jupyter, checkPython, writeLock, dockerignore]

    /// The Dockerfile of a variant.
    static func dockerfile(_ variant: ImageVariant) -> TemplateFile { variant == .conda ? dockerfile : pipDockerfile }
}

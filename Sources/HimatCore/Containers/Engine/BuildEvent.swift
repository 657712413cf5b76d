// SPDX-License-Identifier: MIT

/// What a build says while it runs.
public enum BuildEvent: Sendable, Equatable {
    /// An instruction of the Dockerfile begins; steps count from 1.
    case step(number: Int, count: Int, instruction: String)
    /// The step under way was done before and its layer is used again.
    case cached
    /// The step under way has made a layer with this (short) id.
    case layer(String)
    /// A line that a command, or the engine, printed.
    case output(String)
    /// A layer of the base image is being fetched.
    case transfer(LayerTransfer)
    /// The image is built; its id is `sha256:…`.
    case built(imageID: String)
}

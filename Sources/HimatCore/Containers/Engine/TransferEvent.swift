// SPDX-License-Identifier: MIT

/// What an engine says while it sends an image to a registry or fetches one.
public enum TransferEvent: Sendable, Equatable {
    /// A layer has come further.
    case layer(LayerTransfer)
    /// A sentence of the engine's.
    case status(String)
    /// The digest the registry knows the image by, `sha256:…`.
    case digest(String)
}

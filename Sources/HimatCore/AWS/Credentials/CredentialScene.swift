// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

/// What every provider of the chain needs: settings, region, a way out and the time.
struct CredentialScene: Sendable {
    let settings: AWSSettings
    let region: String
    let sender: any HTTPSending
    let clock: any WallClock

    /// A client for the calls that fetch keys: with these keys, or for unsigned calls with none.
    func client(_ keys: AWSCredentials? = nil, region other: String? = nil) throws -> AWSClient {
        let source: any CredentialSource = keys.map { StaticCredentials($0) } ?? CredentialChain([])
        return try AWSClient(
            settings, region: other ?? region, sender: sender, clock: clock, credentials: source)
    }
}

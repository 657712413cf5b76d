// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP

/// What the echo route of the test server says about the request it got.
struct Echo: Decodable {
    var method: String
    var target: String
    var fields: [[String]]
    var length: Int
    var sha256: String
    var connection: Int
    var pieces: Int

    /// The values of a header field as the server saw them.
    func values(_ name: String) -> [String] {
        fields.filter { $0.first?.lowercased() == name.lowercased() }.compactMap(\.last)
    }

    init(_ answer: HTTPResponse) throws { self = try JSONDecoder().decode(Echo.self, from: Data(answer.body)) }
}

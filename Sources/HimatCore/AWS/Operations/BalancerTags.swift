// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Reads the tags of balancers of either kind: twenty at once, which is the most that both services take.
enum BalancerTags {
    /// The tags by name or ARN; what somebody deletes meanwhile is left out.
    /// - Parameter read: the service's own DescribeTags for one page.
    static func describe(_ names: [String], _ read: ([String]) async throws -> [String: [String: String]])
        async throws -> [String: [String: String]]
    {
        var tags: [String: [String: String]] = [:]
        for start in stride(from: 0, to: names.count, by: 20) {
            let page = Array(names[start..<min(start + 20, names.count)])
            do {
                tags.merge(try await read(page)) { $1 }
            } catch let error as HimatError where error.isAWSNotFound {
                // One that somebody deleted meanwhile spoils the answer for all, so each is asked for itself.
                for one in page { tags.merge(try await nilIfNotFound { try await read([one]) } ?? [:]) { $1 } }
            }
        }
        return tags
    }
}

// SPDX-License-Identifier: MIT
import HimatCore

/// Which pods there are and which of them are read: the newest state of each, and words about those that come and go.
struct LogBoard {
    private let limit: Int
    private var known: [String: LogPod] = [:]
    private var feeds: [String: LogFeed] = [:]
    private var isFirst = true
    private var hasWarned = false

    init(limit: Int) { self.limit = limit }

    /// Takes an event and gives what is to be said about it.
    mutating func take(_ event: WatchEvent) -> [String] {
        defer { isFirst = false }
        switch event {
        case .listed(let objects):
            let pods = objects.map(LogPod.init)
            let present = Set(pods.map(\.uid))
            let gone = known.values.filter { !present.contains($0.uid) }.sorted {
                $0.reference.name < $1.reference.name
            }
            let none = isFirst && pods.isEmpty ? ["no pod yet: waiting for one"] : []
            return none + gone.flatMap { remove($0) } + pods.flatMap { add($0) }
        case .added(let object), .modified(let object): return add(LogPod(object))
        case .deleted(let object): return remove(LogPod(object))
        }
    }

    /// A pod that is to be read from now on; nil when all are, or as many as can be.
    mutating func admitted() -> LogFeed? {
        guard feeds.count < limit,
            let next = known.values.filter({ feeds[$0.uid] == nil }).min(by: { $0.reference.name < $1.reference.name })
        else { return nil }
        let feed = LogFeed(next)
        feeds[next.uid] = feed
        return feed
    }

    private mutating func add(_ pod: LogPod) -> [String] {
        let isNew = known.updateValue(pod, forKey: pod.uid) == nil
        feeds[pod.uid]?.tell(pod)
        var words: [String] = []
        if isNew && !isFirst { words.append("\(pod.reference.name): new") }
        if known.count > limit && !hasWarned {
            hasWarned = true
            words.append("warning: only \(limit) logs are followed at once; --pod names the one you want")
        }
        if isNew, pod.life == nil, let trouble = pod.trouble { words.append("\(pod.reference.name): \(trouble)") }
        return words
    }

    private mutating func remove(_ pod: LogPod) -> [String] {
        guard known.removeValue(forKey: pod.uid) != nil else { return [] }
        feeds.removeValue(forKey: pod.uid)?.end()
        return ["\(pod.reference.name): gone"]
    }
}

// SPDX-License-Identifier: MIT
import HimatCore

/// The workers as the scheduler counts them.
struct WorkerLoad: Sendable {
    let workers: [SchedulerWorker]

    var threads: Int { workers.reduce(0) { $0 + $1.threads } }
    var processing: Int { workers.reduce(0) { $0 + $1.processing } }
    var held: Int { workers.reduce(0) { $0 + $1.held } }
    var memory: Int { workers.reduce(0) { $0 + ($1.memory ?? 0) } }
    /// Nil when a worker has no limit.
    var memoryLimit: Int? {
        workers.reduce(0) { sum, worker in sum.flatMap { sum in worker.memoryLimit.map { sum + $0 } } }
    }
    /// The workers that use more than 80 % of their memory, where Dask begins to pause them, the fullest first.
    var full: [SchedulerWorker] {
        workers.filter { $0.share > 0.8 }.sorted { $0.share > $1.share }
    }

    /// `3 workers, 12 threads, memory 3.2 GB of 96.0 GB, 24 tasks under way, 1200 results held`
    var words: String {
        let limit = memoryLimit.map { " of \(ByteCount.text($0))" } ?? ""
        return
            "\(Words.count(workers.count, "worker")), \(Words.count(threads, "thread")), memory \(ByteCount.text(memory))"
            + "\(limit), \(Words.count(processing, "task")) under way, \(Words.count(held, "result")) held"
    }

    /// - Parameter pods: names by address.
    func document(pods: [String: String]) -> JSONValue {
        [
            "count": .int(workers.count), "threads": .int(threads), "memory": .int(memory),
            "memory_limit": .count(memoryLimit), "processing": .int(processing), "held": .int(held),
            "list": .array(
                workers.map { worker in
                    [
                        "address": .string(worker.address), "pod": .text(pods[worker.host]),
                        "threads": .int(worker.threads), "memory": .count(worker.memory),
                        "memory_limit": .count(worker.memoryLimit), "processing": .int(worker.processing),
                        "held": .int(worker.held),
                    ]
                }),
        ]
    }
}

extension SchedulerWorker {
    /// The part of its memory that it uses; 0 when one of the two is not known.
    var share: Double {
        guard let memory, let memoryLimit, memoryLimit > 0 else { return 0 }
        return Double(memory) / Double(memoryLimit)
    }
}

enum Words {
    /// `1 pod`, `2 pods`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

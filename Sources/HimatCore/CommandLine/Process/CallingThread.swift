// SPDX-License-Identifier: MIT
internal import HimatSupport

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Runs one task on the thread that asks for it: a process that lives for milliseconds spares the pool of threads.
///
/// Unchecked Sendable because the compiler cannot see that the queue is touched under the mutex only; the mutex alone would not
/// do, for the thread must sleep while the task waits for somebody else.
final class CallingThread: TaskExecutor, @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [UnownedJob] = []
    private var isOver = false

    init() {
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        change { $0.jobs.append(job) }
    }

    /// Runs the body to its end, and returns what it returns.
    func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value {
        let result = Lock<Value?>(nil)
        let task = Task(executorPreference: self) {
            let value = await body()
            result.withLock { $0 = value }
            self.change { $0.isOver = true }
        }
        defer { withExtendedLifetime(task) {} }
        while true {
            next()?.runSynchronously(on: asUnownedTaskExecutor())
            if let value = result.withLock({ $0 }) { return value }
        }
    }

    /// The next job, waited for; nil when the task is over.
    private func next() -> UnownedJob? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty, !isOver { pthread_cond_wait(condition, mutex) }
        return jobs.isEmpty ? nil : jobs.removeFirst()
    }

    private func change(_ body: (CallingThread) -> Void) {
        pthread_mutex_lock(mutex)
        body(self)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }
}

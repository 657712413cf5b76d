// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport

/// A cloud in memory, with the bad habits of a real one: slow, late to show what was made, forgetful of its answers.
actor FakeCloud {
    struct Thing: Equatable {
        var id: String
        var address: Address
        var size: String
        var state: Observation.State = .ready
        var createdAt: Date
        var isUsed = false
        /// How many more looks find it in its passing state.
        var looksLeft = 0
        var visibleFrom: Date
    }

    nonisolated let clock: ManualClock
    private(set) var things: [String: Thing] = [:]
    /// Every call that changes something, in order: `create vpc`.
    private(set) var mutations: [String] = []
    /// Every call that only looks.
    private(set) var looks: [String] = []
    private(set) var mostAtOnce = 0
    private var running = 0
    private var lastID = 0

    /// How long new things stay hidden.
    var hidesFor: TimeInterval = 0
    /// How many looks find a new thing pending.
    var pendingLooks: [Address: Int] = [:]
    /// What a call answers instead of doing its work: `create vpc`; each is used once.
    var failures: [String: [HimatError]] = [:]
    /// Creations whose answer gets lost after the work is done, once each.
    var lostAnswers: Set<Address> = []
    /// Things that end as failed.
    var doomed: [Address: String] = [:]
    /// Things that cannot be deleted while another address exists: `vpc` while `subnet`.
    var holders: [Address: Address] = [:]
    /// Calls held until as many of the group have arrived: proof that they run at once.
    var barrier: (members: Set<String>, waiting: [CheckedContinuation<Void, Never>]) = ([], [])
    /// Called inside every mutating call, e.g. to cancel a run.
    var onMutation: (@Sendable (String) -> Void)?

    init(_ clock: ManualClock = ManualClock()) { self.clock = clock }

    func configure(_ change: @Sendable (isolated FakeCloud) -> Void) { change(self) }

    @discardableResult
    func put(
        _ address: Address, size: String = "s", state: Observation.State = .ready, id: String? = nil,
        createdAt: Date = Date(timeIntervalSince1970: 0), isUsed: Bool = false, looksLeft: Int = 0
    ) -> String {
        lastID += 1
        let id = id ?? "\(address.kind)-\(lastID)"
        things[id] = Thing(
            id: id, address: address, size: size, state: state, createdAt: createdAt, isUsed: isUsed,
            looksLeft: looksLeft, visibleFrom: .distantPast)
        return id
    }

    func forget(_ id: String) { things[id] = nil }

    func ids(of address: Address) -> [String] { things.values.filter { $0.address == address }.map(\.id).sorted() }

    func observe(_ address: Address) -> [Observation] {
        looks.append("observe \(address)")
        return things.values.filter { $0.address == address && $0.visibleFrom <= clock.now() }
            .sorted { $0.id < $1.id }.map(Self.observation)
    }

    func refresh(_ id: String) -> Observation? {
        looks.append("refresh \(id)")
        guard var thing = things[id], thing.visibleFrom <= clock.now() else { return nil }
        if thing.looksLeft > 0 {
            thing.looksLeft -= 1
        } else {
            switch thing.state {
            case .deleting:
                things[id] = nil
                return nil
            case .pending: thing.state = doomed[thing.address].map { .failed($0) } ?? .ready
            case .ready, .failed: break
            }
        }
        things[id] = thing
        return Self.observation(thing)
    }

    func create(_ address: Address, size: String) async throws -> Observation {
        try await enter("create \(address)")
        defer { running -= 1 }
        lastID += 1
        let wait = pendingLooks[address] ?? 0
        let isPending = wait > 0 || doomed[address] != nil
        let thing = Thing(
            id: "\(address.kind)-\(lastID)", address: address, size: size,
            state: isPending ? .pending("CREATING") : .ready,
            createdAt: clock.now(), looksLeft: wait, visibleFrom: clock.now() + hidesFor)
        things[thing.id] = thing
        if lostAnswers.remove(address) != nil { throw HimatError(.network, "\(address): the connection was cut") }
        return Self.observation(thing)
    }

    func update(_ id: String, size: String) async throws -> Observation {
        try await enter("update \(things[id]?.address.text ?? id)")
        defer { running -= 1 }
        if case .pending = things[id]?.state { throw HimatError(.conflict, "\(id) is in use by another update") }
        things[id]?.size = size
        guard let thing = things[id] else { throw HimatError(.notFound, "\(id) is gone") }
        return Self.observation(thing)
    }

    func delete(_ id: String) async throws {
        let address = things[id]?.address
        try await enter("delete \(id)")
        defer { running -= 1 }
        guard things[id] != nil else { throw HimatError(.notFound, "\(id) is gone") }
        if let holder = address.flatMap({ holders[$0] }), !ids(of: holder).isEmpty {
            throw HimatError(.denied, "\(id) was deleted before \(holder)")
        }
        things[id]?.state = .deleting("DELETING")
        things[id]?.looksLeft = address.flatMap { pendingLooks[$0] } ?? 0
    }

    func mark(_ id: String) async throws {
        try await enter("keep \(id)")
        running -= 1
    }

    private func enter(_ call: String) async throws {
        mutations.append(call)
        running += 1
        mostAtOnce = max(mostAtOnce, running)
        onMutation?(call)
        if barrier.members.remove(call) != nil {
            if barrier.members.isEmpty {
                for waiter in barrier.waiting { waiter.resume() }
                barrier.waiting = []
            } else {
                await withCheckedContinuation { barrier.waiting.append($0) }
            }
        }
        if var list = failures[call], !list.isEmpty {
            let error = list.removeFirst()
            failures[call] = list
            running -= 1
            throw error
        }
    }

    private static func observation(_ thing: Thing) -> Observation {
        Observation(
            id: thing.id, state: thing.state, attributes: ["size": thing.size],
            properties: ["size": .string(thing.size)], createdAt: thing.createdAt, isUsed: thing.isUsed)
    }
}

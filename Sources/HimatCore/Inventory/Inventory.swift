// SPDX-License-Identifier: MIT
public import HimatSupport

/// What this user's machine remembers of clusters, runs and images; the cloud stays the truth.
public final class Inventory: Sendable {
    init() {}
}

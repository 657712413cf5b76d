// SPDX-License-Identifier: MIT
public import HimatSupport

/// What a preflight check found.
public enum Finding: Sendable {
    /// The plan may not start: exit 4. The error says what and how to go on.
    case refusal(HimatError)
    /// The plan may start; the reader should know.
    case warning(String)
}

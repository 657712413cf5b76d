// SPDX-License-Identifier: MIT
public import HimatSupport

extension ProcessEnvironment {
    /// No variables at all, so that no proxy or profile of the machine leaks into a test.
    public static var none: ProcessEnvironment {
        ProcessEnvironment(variables: [:], home: "/nonexistent", currentDirectory: "/")
    }
}

// SPDX-License-Identifier: MIT
import Testing

/// Commands typed at a sandbox of their own, one test after the other: twenty API servers at once would only wait for each other.
@Suite(.serialized) struct DeployTests {}

// SPDX-License-Identifier: MIT
import HimatCore

struct EKSLayer { static let name = "eks" }

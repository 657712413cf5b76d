# SPDX-License-Identifier: MIT
"""The controllers of a cluster: each has `step(now)`, which does what is due."""

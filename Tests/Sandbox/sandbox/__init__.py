# SPDX-License-Identifier: MIT
"""One process, one world on loopback: an AWS emulator and a Kubernetes API joined together."""

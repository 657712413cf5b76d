# SPDX-License-Identifier: MIT
"""Judges that tests of the binaries call: what they are given comes from HiMAT, the rules from elsewhere."""

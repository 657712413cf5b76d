# SPDX-License-Identifier: MIT
"""The AWS half: moto behind a strict front door, extended where it lacks or fakes what a deployment meets."""

# SPDX-License-Identifier: MIT
"""Extensions of single services: one topic a module."""

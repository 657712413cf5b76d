# SPDX-License-Identifier: MIT
"""EKS as botocore's model describes it, with states that take time."""

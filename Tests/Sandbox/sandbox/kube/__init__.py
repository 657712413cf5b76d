# SPDX-License-Identifier: MIT
"""A Kubernetes API server and its controllers, played by the standard library: enough of 1.36 to deploy against."""

from .kube_world import KubeWorld

__all__ = ["KubeWorld"]

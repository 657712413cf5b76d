# SPDX-License-Identifier: MIT
"""Every module that registers operations; importing this one makes them known."""

from sandbox.aws.eks import (  # noqa: F401
    access,
    addons,
    cluster_updates,
    clusters,
    group_updates,
    identity,
    nodegroups,
    tags,
    updates,
    versions,
)
from sandbox.aws.services import (  # noqa: F401
    autoscaling,
    client_tokens,
    dependencies,
    elb,
    iam,
    instances,
    offers,
    pricing,
    quotas,
    sts,
    tagging,
    volumes,
)

# SPDX-License-Identifier: MIT
"""What DescribeInstances says of an instance and moto leaves out: its processors."""

from __future__ import annotations

from moto.ec2.models.instance_types import INSTANCE_TYPES
from moto.ec2.models.instances import Instance


def _processors(instance: Instance) -> dict[str, int] | None:
    found = INSTANCE_TYPES.get(instance.instance_type)
    if found is None:
        return None
    return {"CoreCount": found["VCpuInfo"]["DefaultVCpus"], "ThreadsPerCore": 1}


Instance.cpu_options = property(_processors)

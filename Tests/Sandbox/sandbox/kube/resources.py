# SPDX-License-Identifier: MIT
"""Which resources this API server has: names, groups, scopes, verbs and sub-resources, as discovery lists them."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

ALL = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")


@dataclass(frozen=True)
class Resource:
    group: str
    version: str
    plural: str
    singular: str
    kind: str
    namespaced: bool
    verbs: tuple[str, ...] = ALL
    short: tuple[str, ...] = ()
    in_all: bool = False
    subresources: tuple[tuple[str, str, tuple[str, ...], str], ...] = field(default=())

    @property
    def key(self) -> str:
        """The name of the store's shelf; one for all versions of a resource."""
        return self.qualified

    @property
    def qualified(self) -> str:
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def qualified_kind(self) -> str:
        return f"{self.kind}.{self.group}" if self.group else self.kind

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def has_status(self) -> bool:
        return any(name == "status" for name, *_ in self.subresources)

    @property
    def stored(self) -> bool:
        return "list" in self.verbs

    @property
    def storage_hash(self) -> str:
        text = f"{self.group}/{self.version}/{self.kind}"
        return base64.b64encode(hashlib.sha256(text.encode()).digest()[:8]).decode()


_GPU = ("get", "patch", "update")
_PROXY = ("create", "delete", "get", "patch", "update")
_STATUS = "status"
_SCALE = ("scale", "Scale", _GPU, "autoscaling/v1")


def _make(api_version: str, line: str, subresources: tuple = (), verbs: tuple[str, ...] = ALL) -> Resource:
    """`line`: Kind plural scope [short,short] [all]; the scope is ns or cluster; `status` adds that sub-resource."""
    group, _, version = api_version.rpartition("/")
    kind, plural, scope, *more = line.split()
    singular = "endpoints" if plural == "endpoints" else kind.lower()
    short: tuple[str, ...] = ()
    for word in more:
        if word not in ("all", "status"):
            short = tuple(word.split(","))
    subs = tuple(subresources)
    if _STATUS in more:
        subs += ((_STATUS, kind, _GPU, ""),)
    return Resource(group, version, plural, singular, kind, scope == "ns", verbs, short, "all" in more, subs)


_PODS = (
    ("attach", "PodAttachOptions", ("create", "get"), ""),
    ("binding", "Binding", ("create",), ""),
    ("ephemeralcontainers", "Pod", _GPU, ""),
    ("eviction", "Eviction", ("create",), "policy/v1"),
    ("exec", "PodExecOptions", ("create", "get"), ""),
    ("log", "Pod", ("get",), ""),
    ("portforward", "PodPortForwardOptions", ("create", "get"), ""),
    ("proxy", "PodProxyOptions", _PROXY, ""),
    ("resize", "Pod", _GPU, ""),
)
_NO_COLLECTION = ("create", "delete", "get", "list", "patch", "update", "watch")

_CORE = [
    _make("v1", "Binding bindings ns", verbs=("create",)),
    _make("v1", "ComponentStatus componentstatuses cluster cs", verbs=("get", "list")),
    _make("v1", "ConfigMap configmaps ns cm"),
    _make("v1", "Endpoints endpoints ns ep"),
    _make("v1", "Event events ns ev"),
    _make("v1", "LimitRange limitranges ns limits"),
    _make(
        "v1", "Namespace namespaces cluster ns status", (("finalize", "Namespace", ("update",), ""),), _NO_COLLECTION
    ),
    _make("v1", "Node nodes cluster no status", (("proxy", "NodeProxyOptions", _PROXY, ""),)),
    _make("v1", "PersistentVolumeClaim persistentvolumeclaims ns pvc status"),
    _make("v1", "PersistentVolume persistentvolumes cluster pv status"),
    _make("v1", "Pod pods ns po all status", _PODS),
    _make("v1", "PodTemplate podtemplates ns"),
    _make("v1", "ReplicationController replicationcontrollers ns rc all status", (_SCALE,)),
    _make("v1", "ResourceQuota resourcequotas ns quota status"),
    _make("v1", "Secret secrets ns"),
    _make(
        "v1",
        "ServiceAccount serviceaccounts ns sa",
        (("token", "TokenRequest", ("create",), "authentication.k8s.io/v1"),),
    ),
    _make("v1", "Service services ns svc all status", (("proxy", "ServiceProxyOptions", _PROXY, ""),)),
]
_APPS = [
    _make("apps/v1", "ControllerRevision controllerrevisions ns"),
    _make("apps/v1", "DaemonSet daemonsets ns ds all status"),
    _make("apps/v1", "Deployment deployments ns deploy all status", (_SCALE,)),
    _make("apps/v1", "ReplicaSet replicasets ns rs all status", (_SCALE,)),
    _make("apps/v1", "StatefulSet statefulsets ns sts all status", (_SCALE,)),
]
_CREATE = ("create",)
_OTHERS = [
    _make("events.k8s.io/v1", "Event events ns ev"),
    _make("authentication.k8s.io/v1", "SelfSubjectReview selfsubjectreviews cluster", verbs=_CREATE),
    _make("authentication.k8s.io/v1", "TokenReview tokenreviews cluster", verbs=_CREATE),
    _make("authorization.k8s.io/v1", "SelfSubjectAccessReview selfsubjectaccessreviews cluster", verbs=_CREATE),
    _make("autoscaling/v2", "HorizontalPodAutoscaler horizontalpodautoscalers ns hpa all status"),
    _make("batch/v1", "CronJob cronjobs ns cj all status"),
    _make("batch/v1", "Job jobs ns all status"),
    _make("networking.k8s.io/v1", "IngressClass ingressclasses cluster"),
    _make("networking.k8s.io/v1", "Ingress ingresses ns ing status"),
    _make("networking.k8s.io/v1", "NetworkPolicy networkpolicies ns netpol"),
    _make("policy/v1", "PodDisruptionBudget poddisruptionbudgets ns pdb status"),
    _make("rbac.authorization.k8s.io/v1", "ClusterRoleBinding clusterrolebindings cluster"),
    _make("rbac.authorization.k8s.io/v1", "ClusterRole clusterroles cluster"),
    _make("rbac.authorization.k8s.io/v1", "RoleBinding rolebindings ns"),
    _make("rbac.authorization.k8s.io/v1", "Role roles ns"),
    _make("storage.k8s.io/v1", "CSIDriver csidrivers cluster"),
    _make("storage.k8s.io/v1", "CSINode csinodes cluster"),
    _make("storage.k8s.io/v1", "StorageClass storageclasses cluster sc"),
    _make("storage.k8s.io/v1", "VolumeAttachment volumeattachments cluster status"),
    _make("scheduling.k8s.io/v1", "PriorityClass priorityclasses cluster pc"),
    _make("coordination.k8s.io/v1", "Lease leases ns"),
    _make("discovery.k8s.io/v1", "EndpointSlice endpointslices ns"),
]

# Groups in the order and with the versions that a 1.36 server lists them.
GROUPS: list[tuple[str, list[str]]] = [
    ("apiregistration.k8s.io", ["v1"]),
    ("apps", ["v1"]),
    ("events.k8s.io", ["v1"]),
    ("authentication.k8s.io", ["v1"]),
    ("authorization.k8s.io", ["v1"]),
    ("autoscaling", ["v2", "v1"]),
    ("batch", ["v1"]),
    ("certificates.k8s.io", ["v1"]),
    ("networking.k8s.io", ["v1"]),
    ("policy", ["v1"]),
    ("rbac.authorization.k8s.io", ["v1"]),
    ("storage.k8s.io", ["v1"]),
    ("admissionregistration.k8s.io", ["v1"]),
    ("apiextensions.k8s.io", ["v1"]),
    ("scheduling.k8s.io", ["v1"]),
    ("coordination.k8s.io", ["v1"]),
    ("node.k8s.io", ["v1"]),
    ("discovery.k8s.io", ["v1"]),
    ("resource.k8s.io", ["v1"]),
    ("flowcontrol.apiserver.k8s.io", ["v1"]),
]

RESOURCES: list[Resource] = _CORE + _APPS + _OTHERS
_BY_PATH = {(one.api_version, one.plural): one for one in RESOURCES}
_BY_KEY = {one.key: one for one in RESOURCES}


def find(api_version: str, plural: str) -> Resource | None:
    """The resource of that group and version; events.k8s.io events are the core ones by another name."""
    if (api_version, plural) == ("events.k8s.io/v1", "events"):
        api_version = "v1"
    return _BY_PATH.get((api_version, plural))


def named(key: str) -> Resource:
    """The resource of a key such as `pods` or `deployments.apps`."""
    return _BY_KEY[key]


def of(obj: dict) -> Resource | None:
    """The resource an object's apiVersion and kind belong to."""
    for one in RESOURCES:
        if one.api_version == obj.get("apiVersion") and one.kind == obj.get("kind") and one.stored:
            return one
    return None

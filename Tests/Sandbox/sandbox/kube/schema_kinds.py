# SPDX-License-Identifier: MIT
"""Field tables of the kinds themselves; the language is explained in schema.py."""

_TOP = "apiVersion:s kind:s metadata:ObjectMeta "

KIND_TYPES = {
    "Namespace": _TOP + "spec:NamespaceSpec status:NamespaceStatus",
    "NamespaceSpec": "finalizers:[s]",
    "NamespaceStatus": "phase:s conditions:[Condition|type]",
    "Condition": "type:s status:s observedGeneration:i lastUpdateTime:s lastTransitionTime:s reason:s message:s",
    "ServiceAccount": _TOP
    + """secrets:[ObjectReference|name] imagePullSecrets:[LocalObjectReference]
        automountServiceAccountToken:b""",
    "Secret": _TOP + "immutable:b data:{s} stringData:{s} type:s",
    "ConfigMap": _TOP + "immutable:b data:{s} binaryData:{s}",
    "PersistentVolume": _TOP + "spec:PersistentVolumeSpec status:PersistentVolumeStatus",
    "PersistentVolumeSpec": """capacity:{q} accessModes:[s] claimRef:ObjectReference persistentVolumeReclaimPolicy:s
        storageClassName:s mountOptions:[s] volumeMode:s nodeAffinity:VolumeNodeAffinity volumeAttributesClassName:s
        csi:CSIPersistentVolume hostPath:HostPathVolume nfs:NFSVolume local:LocalVolume
        awsElasticBlockStore:BlockStoreVolume""",
    "VolumeNodeAffinity": "required:NodeSelector!",
    "LocalVolume": "path:s fsType:s",
    "CSIPersistentVolume": """driver:s volumeHandle:s readOnly:b fsType:s volumeAttributes:{s}
        controllerPublishSecretRef:any nodeStageSecretRef:any nodePublishSecretRef:any
        controllerExpandSecretRef:any nodeExpandSecretRef:any""",
    "PersistentVolumeStatus": "phase:s message:s reason:s lastPhaseTransitionTime:s",
    "PersistentVolumeClaim": _TOP + "spec:PersistentVolumeClaimSpec status:PersistentVolumeClaimStatus",
    "PersistentVolumeClaimSpec": """accessModes:[s] selector:LabelSelector! resources:ClaimResources volumeName:s
        storageClassName:s volumeMode:s dataSource:any dataSourceRef:any volumeAttributesClassName:s""",
    "ClaimResources": "limits:{q} requests:{q}",
    "PersistentVolumeClaimStatus": """phase:s accessModes:[s] capacity:{q} conditions:[any] allocatedResources:{q}
        allocatedResourceStatuses:{s} currentVolumeAttributesClassName:s""",
    "Service": _TOP + "spec:ServiceSpec status:ServiceStatus",
    "ServiceSpec": """ports:[ServicePort|port,protocol] selector:{s}! clusterIP:s clusterIPs:[s] type:s externalIPs:[s]
        sessionAffinity:s loadBalancerIP:s loadBalancerSourceRanges:[s] externalName:s externalTrafficPolicy:s
        healthCheckNodePort:i publishNotReadyAddresses:b sessionAffinityConfig:any ipFamilies:[s] ipFamilyPolicy:s
        allocateLoadBalancerNodePorts:b loadBalancerClass:s internalTrafficPolicy:s trafficDistribution:s""",
    "ServicePort": "name:s protocol:s appProtocol:s port:i targetPort:p nodePort:i",
    "ServiceStatus": "loadBalancer:LoadBalancerStatus conditions:[Condition|type]",
    "LoadBalancerStatus": "ingress:[any]",
    "Pod": _TOP + "spec:PodSpec status:PodStatus",
    "Node": _TOP + "spec:NodeSpec status:NodeStatus",
    "NodeSpec": """podCIDR:s podCIDRs:<s> providerID:s unschedulable:b taints:[any] configSource:any externalID:s""",
    "NodeStatus": """capacity:{q} allocatable:{q} phase:s conditions:[NodeCondition|type]
        addresses:[NodeAddress|type] daemonEndpoints:NodeEndpoints nodeInfo:NodeInfo images:[any] volumesInUse:[s]
        volumesAttached:[any] config:any runtimeHandlers:[any] features:any declaredFeatures:[s]""",
    "NodeCondition": "type:s status:s lastHeartbeatTime:s lastTransitionTime:s reason:s message:s",
    "NodeAddress": "type:s address:s",
    "NodeEndpoints": "kubeletEndpoint:NodeEndpoint",
    "NodeEndpoint": "Port:i",
    "NodeInfo": """machineID:s systemUUID:s bootID:s kernelVersion:s osImage:s containerRuntimeVersion:s
        kubeletVersion:s kubeProxyVersion:s operatingSystem:s architecture:s swap:any""",
    "Event": _TOP
    + """involvedObject:ObjectReference! reason:s message:s source:EventSource firstTimestamp:s
        lastTimestamp:s count:i type:s eventTime:s series:any action:s related:ObjectReference! reportingComponent:s
        reportingInstance:s""",
    "EventSource": "component:s host:s",
    "ResourceQuota": _TOP + "spec:ResourceQuotaSpec status:ResourceQuotaStatus",
    "ResourceQuotaSpec": "hard:{q} scopes:[s] scopeSelector:any",
    "ResourceQuotaStatus": "hard:{q} used:{q}",
    "Deployment": _TOP + "spec:DeploymentSpec status:DeploymentStatus",
    "DeploymentSpec": """replicas:i selector:LabelSelector! template:PodTemplateSpec strategy:DeploymentStrategy
        minReadySeconds:i revisionHistoryLimit:i paused:b progressDeadlineSeconds:i""",
    "DeploymentStrategy": "type:s rollingUpdate:RollingUpdate",
    "RollingUpdate": "maxUnavailable:p maxSurge:p",
    "DeploymentStatus": """observedGeneration:i replicas:i updatedReplicas:i readyReplicas:i availableReplicas:i
        unavailableReplicas:i terminatingReplicas:i conditions:[Condition|type] collisionCount:i""",
    "ReplicaSet": _TOP + "spec:ReplicaSetSpec status:ReplicaSetStatus",
    "ReplicaSetSpec": "replicas:i minReadySeconds:i selector:LabelSelector! template:PodTemplateSpec",
    "ReplicaSetStatus": """replicas:i fullyLabeledReplicas:i readyReplicas:i availableReplicas:i terminatingReplicas:i
        observedGeneration:i conditions:[Condition|type]""",
    "DaemonSet": _TOP + "spec:DaemonSetSpec status:DaemonSetStatus",
    "DaemonSetSpec": """selector:LabelSelector! template:PodTemplateSpec updateStrategy:DeploymentStrategy
        minReadySeconds:i revisionHistoryLimit:i""",
    "DaemonSetStatus": """currentNumberScheduled:i numberMisscheduled:i desiredNumberScheduled:i numberReady:i
        observedGeneration:i updatedNumberScheduled:i numberAvailable:i numberUnavailable:i collisionCount:i
        conditions:[Condition|type]""",
    "NetworkPolicy": _TOP + "spec:NetworkPolicySpec",
    "NetworkPolicySpec": """podSelector:LabelSelector! ingress:[NetworkPolicyIngressRule]
        egress:[NetworkPolicyEgressRule] policyTypes:[s]""",
    "NetworkPolicyIngressRule": "ports:[NetworkPolicyPort] from:[NetworkPolicyPeer]",
    "NetworkPolicyEgressRule": "ports:[NetworkPolicyPort] to:[NetworkPolicyPeer]",
    "NetworkPolicyPort": "protocol:s port:p endPort:i",
    "NetworkPolicyPeer": "podSelector:LabelSelector! namespaceSelector:LabelSelector! ipBlock:IPBlock",
    "IPBlock": "cidr:s except:[s]",
    "Ingress": _TOP + "spec:IngressSpec status:ServiceStatus",
    "IngressSpec": "ingressClassName:s defaultBackend:any tls:[any] rules:[any]",
    "StorageClass": _TOP
    + """provisioner:s parameters:{s} reclaimPolicy:s mountOptions:[s] allowVolumeExpansion:b
        volumeBindingMode:s allowedTopologies:[any]""",
    "Lease": _TOP + "spec:LeaseSpec",
    "LeaseSpec": """holderIdentity:s leaseDurationSeconds:i acquireTime:s renewTime:s leaseTransitions:i strategy:s
        preferredHolder:s""",
    "PodDisruptionBudget": _TOP + "spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus",
    "PodDisruptionBudgetSpec": "minAvailable:p selector:LabelSelector! maxUnavailable:p unhealthyPodEvictionPolicy:s",
    "PodDisruptionBudgetStatus": """observedGeneration:i disruptedPods:{s} disruptionsAllowed:i currentHealthy:i
        desiredHealthy:i expectedPods:i conditions:[Condition|type]""",
    "Role": _TOP + "rules:[PolicyRule]",
    "ClusterRole": _TOP + "rules:[PolicyRule] aggregationRule:any",
    "PolicyRule": "verbs:[s] apiGroups:[s] resources:[s] resourceNames:[s] nonResourceURLs:[s]",
    "RoleBinding": _TOP + "subjects:[Subject] roleRef:RoleRef!",
    "ClusterRoleBinding": _TOP + "subjects:[Subject] roleRef:RoleRef!",
    "Subject": "kind:s apiGroup:s name:s namespace:s",
    "RoleRef": "apiGroup:s kind:s name:s",
    "SelfSubjectAccessReview": _TOP + "spec:SelfSubjectAccessReviewSpec status:any",
    "SelfSubjectAccessReviewSpec": "resourceAttributes:ResourceAttributes nonResourceAttributes:NonResourceAttributes",
    "ResourceAttributes": """namespace:s verb:s group:s version:s resource:s subresource:s name:s fieldSelector:any
        labelSelector:any""",
    "NonResourceAttributes": "path:s verb:s",
    "SelfSubjectReview": _TOP + "status:any",
}

# Kinds whose fields are declared; objects of any other kind are taken as they come.
ROOTS = {name for name, fields in KIND_TYPES.items() if fields.startswith(_TOP)}

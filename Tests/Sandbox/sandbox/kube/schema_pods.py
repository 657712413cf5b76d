# SPDX-License-Identifier: MIT
"""Field tables of metadata and of everything inside a pod's spec and status; the language is explained in schema.py."""

POD_TYPES = {
    "ObjectMeta": """name:s generateName:s namespace:s selfLink:s uid:s resourceVersion:s generation:i
        creationTimestamp:s deletionTimestamp:s deletionGracePeriodSeconds:i labels:{s} annotations:{s}
        ownerReferences:[OwnerReference!|uid] finalizers:<s> managedFields:[any]""",
    "OwnerReference": "apiVersion:s kind:s name:s uid:s controller:b blockOwnerDeletion:b",
    "LabelSelector": "matchLabels:{s} matchExpressions:[any]",
    "LocalObjectReference": "name:s",
    "ObjectReference": "kind:s namespace:s name:s uid:s apiVersion:s resourceVersion:s fieldPath:s",
    "PodTemplateSpec": "metadata:ObjectMeta spec:PodSpec",
    "PodSpec": """volumes:[Volume|name] initContainers:[Container|name] containers:[Container|name]
        ephemeralContainers:[Container|name] restartPolicy:s terminationGracePeriodSeconds:i activeDeadlineSeconds:i
        dnsPolicy:s nodeSelector:{s}! serviceAccountName:s serviceAccount:s automountServiceAccountToken:b nodeName:s
        hostNetwork:b hostPID:b hostIPC:b hostUsers:b shareProcessNamespace:b securityContext:PodSecurityContext
        imagePullSecrets:[LocalObjectReference!|name] hostname:s subdomain:s affinity:Affinity schedulerName:s
        tolerations:[Toleration] hostAliases:[HostAlias|ip] priorityClassName:s priority:i dnsConfig:PodDNSConfig
        readinessGates:[any] runtimeClassName:s enableServiceLinks:b preemptionPolicy:s overhead:{q}
        topologySpreadConstraints:[TopologySpreadConstraint|topologyKey,whenUnsatisfiable] setHostnameAsFQDN:b os:PodOS
        schedulingGates:[LocalObjectReference|name] resourceClaims:[PodResourceClaim|name] resources:Resources
        hostnameOverride:s""",
    "PodOS": "name:s",
    "PodResourceClaim": "name:s resourceClaimName:s resourceClaimTemplateName:s",
    "HostAlias": "ip:s hostnames:[s]",
    "PodDNSConfig": "nameservers:[s] searches:[s] options:[any]",
    "Toleration": "key:s operator:s value:s effect:s tolerationSeconds:i",
    "TopologySpreadConstraint": """maxSkew:i topologyKey:s whenUnsatisfiable:s labelSelector:LabelSelector! minDomains:i
        nodeAffinityPolicy:s nodeTaintsPolicy:s matchLabelKeys:[s]""",
    "Affinity": "nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAffinity",
    "NodeAffinity": """requiredDuringSchedulingIgnoredDuringExecution:NodeSelector!
        preferredDuringSchedulingIgnoredDuringExecution:[any]""",
    "NodeSelector": "nodeSelectorTerms:[NodeSelectorTerm]",
    "NodeSelectorTerm": "matchExpressions:[NodeSelectorRequirement] matchFields:[NodeSelectorRequirement]",
    "NodeSelectorRequirement": "key:s operator:s values:[s]",
    "PodAffinity": """requiredDuringSchedulingIgnoredDuringExecution:[any]
        preferredDuringSchedulingIgnoredDuringExecution:[any]""",
    "PodSecurityContext": """seLinuxOptions:SELinuxOptions windowsOptions:any runAsUser:i runAsGroup:i runAsNonRoot:b
        supplementalGroups:[i] supplementalGroupsPolicy:s fsGroup:i sysctls:[any] fsGroupChangePolicy:s
        seccompProfile:SeccompProfile appArmorProfile:SeccompProfile seLinuxChangePolicy:s""",
    "SELinuxOptions": "user:s role:s type:s level:s",
    "SeccompProfile": "type:s localhostProfile:s",
    "Container": """name:s image:s command:[s] args:[s] workingDir:s ports:[ContainerPort|containerPort,protocol]
        envFrom:[EnvFromSource] env:[EnvVar|name] resources:Resources resizePolicy:[any] restartPolicy:s
        restartPolicyRules:[any] volumeMounts:[VolumeMount|mountPath] volumeDevices:[VolumeDevice|devicePath]
        livenessProbe:Probe readinessProbe:Probe startupProbe:Probe lifecycle:Lifecycle terminationMessagePath:s
        terminationMessagePolicy:s imagePullPolicy:s securityContext:SecurityContext stdin:b stdinOnce:b tty:b
        targetContainerName:s""",
    "ContainerPort": "name:s hostPort:i containerPort:i protocol:s hostIP:s",
    "EnvFromSource": "prefix:s configMapRef:SourceReference secretRef:SourceReference",
    "SourceReference": "name:s optional:b",
    "EnvVar": "name:s value:s valueFrom:EnvVarSource",
    "EnvVarSource": """fieldRef:FieldReference! resourceFieldRef:ResourceFieldReference! configMapKeyRef:KeyReference!
        secretKeyRef:KeyReference! fileKeyRef:any""",
    "FieldReference": "apiVersion:s fieldPath:s",
    "ResourceFieldReference": "containerName:s resource:s divisor:q",
    "KeyReference": "name:s key:s optional:b",
    "Resources": "limits:{q} requests:{q} claims:[ResourceClaim|name]",
    "ResourceClaim": "name:s request:s",
    "VolumeMount": """name:s readOnly:b recursiveReadOnly:s mountPath:s subPath:s mountPropagation:s subPathExpr:s""",
    "VolumeDevice": "name:s devicePath:s",
    "Probe": """exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction grpc:GRPCAction initialDelaySeconds:i
        timeoutSeconds:i periodSeconds:i successThreshold:i failureThreshold:i terminationGracePeriodSeconds:i""",
    "ExecAction": "command:[s]",
    "HTTPGetAction": "path:s port:p host:s scheme:s httpHeaders:[HTTPHeader]",
    "HTTPHeader": "name:s value:s",
    "TCPSocketAction": "port:p host:s",
    "GRPCAction": "port:i service:s",
    "Lifecycle": "postStart:LifecycleHandler preStop:LifecycleHandler stopSignal:s",
    "LifecycleHandler": "exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction sleep:SleepAction",
    "SleepAction": "seconds:i",
    "SecurityContext": """capabilities:Capabilities privileged:b seLinuxOptions:SELinuxOptions windowsOptions:any
        runAsUser:i runAsGroup:i runAsNonRoot:b readOnlyRootFilesystem:b allowPrivilegeEscalation:b procMount:s
        seccompProfile:SeccompProfile appArmorProfile:SeccompProfile""",
    "Capabilities": "add:[s] drop:[s]",
    "Volume": """name:s hostPath:HostPathVolume emptyDir:EmptyDirVolume secret:SecretVolume configMap:ConfigMapVolume
        persistentVolumeClaim:ClaimVolume projected:ProjectedVolume downwardAPI:DownwardAPIVolume csi:CSIVolume
        ephemeral:any nfs:NFSVolume awsElasticBlockStore:BlockStoreVolume image:any iscsi:any""",
    "HostPathVolume": "path:s type:s",
    "EmptyDirVolume": "medium:s sizeLimit:q",
    "SecretVolume": "secretName:s items:[KeyToPath] defaultMode:i optional:b",
    "ConfigMapVolume": "name:s items:[KeyToPath] defaultMode:i optional:b",
    "KeyToPath": "key:s path:s mode:i",
    "ClaimVolume": "claimName:s readOnly:b",
    "ProjectedVolume": "sources:[any] defaultMode:i",
    "DownwardAPIVolume": "items:[any] defaultMode:i",
    "CSIVolume": """driver:s readOnly:b fsType:s volumeAttributes:{s} nodePublishSecretRef:LocalObjectReference!""",
    "NFSVolume": "server:s path:s readOnly:b",
    "BlockStoreVolume": "volumeID:s fsType:s partition:i readOnly:b",
    "PodStatus": """observedGeneration:i phase:s conditions:[PodCondition|type] message:s reason:s nominatedNodeName:s
        hostIP:s hostIPs:[HostIP] podIP:s podIPs:[PodIP|ip] startTime:s initContainerStatuses:[any]
        containerStatuses:[any] qosClass:s ephemeralContainerStatuses:[any] resize:s resourceClaimStatuses:[any]""",
    "HostIP": "ip:s",
    "PodIP": "ip:s",
    "PodCondition": """type:s observedGeneration:i status:s lastProbeTime:s lastTransitionTime:s reason:s message:s""",
}

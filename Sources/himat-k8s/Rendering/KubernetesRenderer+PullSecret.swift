// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

extension KubernetesRenderer {
    /// What kubelets show the image's registry
    /// ([docs](https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/)).
    func pullSecret(_ credentials: Decided<Sensitive<String>>) -> KubernetesObject {
        let document = credentials.json { .string(Data($0.revealed.utf8).base64EncodedString()) }
        return object(
            .secret, ObjectNames.pullSecret,
            ["type": "kubernetes.io/dockerconfigjson", "data": [".dockerconfigjson": document]])
    }
}

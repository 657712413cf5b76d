// SPDX-License-Identifier: MIT
import HimatCore

extension ClusterConfig {
    /// The port of this machine that the notebook is reached on without a balancer: `jupyter_port`, unless that is one of
    /// those that take root; then Jupyter's own.
    var localPort: Int { jupyterPort >= 1024 ? jupyterPort : Jupyter.port }
}

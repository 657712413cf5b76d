// SPDX-License-Identifier: MIT

/// Names that files of earlier days use, and names that no file may use.
enum RetiredKeys {
    /// The new name of an old one; an empty name means that the key has no effect any more.
    static let replacements: [String: String] = [
        "spot_pool_size": "spot_node_count",
        "jupyter_volume_gb": "jupyter_gb_storage",
        "apply_config_map": "",
        "apply_kubeconfig": "",
    ]

    /// Why a key has no effect.
    static func reason(_ name: String) -> String {
        name == "apply_config_map"
            ? "nodes join through access entries now"
            : "himat-eks kubeconfig writes the file, --merge adds it to ~/.kube/config"
    }

    /// What to do instead of writing a secret into a file; nil for a name that is none.
    static func secret(_ name: String) -> String? {
        let word = name.lowercased()
        if word.hasPrefix("aws_") || word == "access_key" || word == "secret_key" {
            return "keys of AWS do not belong into this file: use a profile (AWS_PROFILE) or the environment"
        }
        if word.contains("token") || word.contains("password") || word.contains("passwd") {
            return "a notebook token does not belong into this file: one is made at random and kept in the cluster; "
                + "to choose it, set HIMAT_JUPYTER_TOKEN in the environment, or write a password's hash as "
                + "jupyter_password_hash (jupyter server password makes one)"
        }
        return nil
    }
}

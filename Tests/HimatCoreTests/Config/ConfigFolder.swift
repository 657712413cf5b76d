// SPDX-License-Identifier: MIT
import Foundation
import HimatConfig
import HimatSupport

/// A folder of its own with configuration files in it, gone when the test ends.
final class ConfigFolder {
    let path: String
    var variables: [String: String] = [:]

    init(_ files: [String: String] = [:]) throws {
        path = NSTemporaryDirectory() + "himat-config-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name)) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func load(flags: [String: String] = [:], path file: String? = nil) throws -> LoadedConfig {
        let environment = ProcessEnvironment(variables: variables, home: path, currentDirectory: path)
        return try ConfigLoader(environment: environment).load(flags: flags, path: file)
    }

    /// The whole text of the error that loading ends in; nil when it does not.
    func refusal(flags: [String: String] = [:], path file: String? = nil) -> String? {
        do {
            _ = try load(flags: flags, path: file)
            return nil
        } catch {
            return "\(error)"
        }
    }
}

/// A file of the keys and values that the Terraform recipe shipped in 2018.
let recipeTFVars = """
    # The cluster
    cluster_name = "himat"
    cluster_region = "us-west-2"
    cluster_version = "1.10"
    // Machines
    stable_instance_type = "m5.xlarge"
    spot_instance_type = "m5.xlarge"
    /* One image
       for all */
    worker_image = "jonahjoughin/pangeo-himat:latest"
    spot_node_count = 3
    spot_price = 0.192
    dask_worker_count = 100
    hibernate = false
    dask_worker_mb_ram = 1600 # MB
    dask_worker_milli_cpu = 400
    dask_worker_threads = 1
    dask_worker_procs = 1
    dask_scheduler_mb_ram = 6000
    dask_scheduler_milli_cpu = 1500
    jupyter_mb_ram = 6000
    jupyter_milli_cpu = 1500
    jupyter_gb_storage = 16
    config_map_output_path = "./config_map.yml"
    kubeconfig_output_path = "./kubeconfig.yml"

    """

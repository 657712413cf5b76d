// SPDX-License-Identifier: MIT
public import HimatConfig

/// The notebook server: home on the durable volume, a client of the scheduler, the way to its dashboard.
public struct Jupyter: WorkloadKind {
    /// The name of the workload.
    public static let name = "jupyter"
    /// Where it listens.
    public static let port = 8888
    /// The user's home, on the volume.
    public static let home = "/home/jovyan"

    /// The notebook server.
    public init() {}

    /// The workload a configuration asks for.
    public func workload(for config: ClusterConfig) -> Workload {
        let hasPassword = config.jupyterPasswordHash != nil
        let settings = Self.settings(hasPassword: hasPassword)
        return Workload(
            name: Self.name, role: .notebook, image: config.workerImage,
            command: ["jupyter", "lab", "--ip=0.0.0.0", "--port=\(Self.port)", "--no-browser"],
            environment: [
                .init("HOME", Self.home),
                .init("JUPYTER_CONFIG_PATH", settings.folder),
                .init("JUPYTER_TOKEN", .secret(.notebookToken)),
                .init("DASK_SCHEDULER_ADDRESS", DaskScheduler.address),
            ] + (hasPassword ? [.init(Self.passwordVariable, .secret(.notebookPassword))] : []),
            files: [settings],
            ports: [.init("http", Self.port, reach: .users(port: config.balancerPort))],
            volume: .init(name: "home", path: Self.home, gibibytes: config.jupyterGBStorage),
            resources: .init(megabytes: config.jupyterMBRAM, milliCPU: config.jupyterMilliCPU),
            replicas: .fixed(1), placement: .stable, user: .init(config),
            health: .http(path: "/api", port: Self.port), stop: .init(), renewal: .recreate, usesDataIdentity: true)
    }

    /// The dashboard is reached through jupyter-server-proxy, which allows another host only when a file says so:
    /// as a flag the same setting breaks the extension.
    ///
    /// A password's hash comes from the Secret, never through this file. The token stays good beside it: HiMAT and scripts
    /// use it. On the login page it cannot be changed, since what is typed there would not outlive the pod.
    static func settings(hasPassword: Bool) -> Workload.MountedFile {
        var text = """
            c.ServerApp.root_dir = "\(home)"
            c.ServerProxy.host_allowlist = ["localhost", "\(DaskScheduler.name)"]

            """
        if hasPassword {
            text += """
                import os
                c.PasswordIdentityProvider.hashed_password = os.environ["\(passwordVariable)"]
                c.PasswordIdentityProvider.allow_password_change = False

                """
        }
        return Workload.MountedFile(path: "/etc/himat/jupyter/jupyter_server_config.py", text: text)
    }

    private static let passwordVariable = "HIMAT_PASSWORD_HASH"
}

// SPDX-License-Identifier: MIT
internal import HimatSupport

extension ConfigSource {
    /// The settings of the command line, by key in snake case or with hyphens; each is named as it was typed.
    static func flags(_ flags: [String: String], names: [String: String]) -> ConfigSource {
        let entries = flags.sorted { $0.key < $1.key }.map { flag in
            let name = String(flag.key.map { $0 == "-" ? "_" : $0 })
            return entry(name, flag.value, ConfigOrigin(.flag, name: names[name] ?? "--set \(flag.key)"))
        }
        return ConfigSource(kind: .flag, entries: entries)
    }

    /// The settings of the environment, `HIMAT_<KEY>`; empty counts as not set.
    static func environment(_ environment: ProcessEnvironment) -> ConfigSource {
        let entries = ConfigSchema.keys.compactMap { key in
            environment[key.environmentName].map {
                entry(key.name, $0, ConfigOrigin(.environment, name: key.environmentName))
            }
        }
        return ConfigSource(kind: .environment, entries: entries)
    }

    /// Warnings about variables that look like misspelt settings.
    static func misspelt(_ environment: ProcessEnvironment) -> [ConfigNote] {
        let names = ConfigSchema.keys.map(\.environmentName)
        return environment.variables.keys.sorted().compactMap { variable in
            guard variable.hasPrefix("HIMAT_"), !names.contains(variable) else { return nil }
            let near = names.first { EditDistance.between($0, variable) <= 2 }
            return near.map {
                ConfigNote(
                    message: "no setting has this name; did you mean \($0)?",
                    origin: ConfigOrigin(.environment, name: variable))
            }
        }
    }

    private static func entry(_ key: String, _ text: String, _ origin: ConfigOrigin) -> ConfigEntry {
        ConfigEntry(key: key, keyOrigin: origin, value: ConfigNode(content: .scalar(text, .word), origin: origin))
    }
}

// SPDX-License-Identifier: MIT
internal import FoundationEssentials
public import HimatSupport

extension Kubeconfig {
    /// Reads one file's document.
    /// - Parameters:
    ///   - folder: where relative paths in it start from: the file's own folder.
    ///   - file: its path, for errors.
    /// - Throws: `HimatError` (malformed) naming the entry and the field.
    public init(_ json: JSONValue, folder: String, file: String) throws {
        let reader = Reader(folder: folder, file: file)
        for (name, body) in try reader.entries(json, "clusters", "cluster") {
            clusters[name] = try reader.cluster(body, name)
        }
        for (name, body) in try reader.entries(json, "users", "user") {
            users[name] = try reader.user(body, name)
        }
        for (name, body) in try reader.entries(json, "contexts", "context") {
            contexts[name] = Context(
                cluster: body["cluster"]?.string ?? "", user: body["user"]?.string ?? "",
                namespace: body["namespace"]?.string)
        }
        currentContext = json["current-context"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    private struct Reader {
        let folder: String
        let file: String

        func entries(_ json: JSONValue, _ list: String, _ body: String) throws -> [(String, JSONValue)] {
            guard let value = json[list], !value.isNull else { return [] }
            guard let elements = value.array else { throw malformed("\(list) is no list") }
            var seen: Set<String> = []
            return try elements.map { element in
                guard let name = element["name"]?.string else { throw malformed("an entry of \(list) has no name") }
                guard seen.insert(name).inserted else { throw malformed("\(list) names \(name) twice") }
                return (name, element[body] ?? .object([:]))
            }
        }

        func cluster(_ json: JSONValue, _ name: String) throws -> Cluster {
            Cluster(
                server: json["server"]?.string ?? "",
                certificateAuthority: try bytes(json, "certificate-authority", "cluster \(name)"),
                isInsecure: json["insecure-skip-tls-verify"]?.bool ?? false,
                tlsServerName: json["tls-server-name"]?.string.flatMap { $0.isEmpty ? nil : $0 },
                proxyURL: json["proxy-url"]?.string.flatMap { $0.isEmpty ? nil : $0 },
                execConfig: json["extensions"]?.array?
                    .first { $0["name"]?.string == "client.authentication.k8s.io/exec" }?["extension"])
        }

        func user(_ json: JSONValue, _ name: String) throws -> User {
            User(
                clientCertificate: try bytes(json, "client-certificate", "user \(name)"),
                clientKey: try bytes(json, "client-key", "user \(name)"),
                token: json["token"]?.string.flatMap { $0.isEmpty ? nil : Sensitive($0) },
                tokenFile: json["tokenFile"]?.string.flatMap { $0.isEmpty ? nil : absolute($0) },
                username: json["username"]?.string.flatMap { $0.isEmpty ? nil : $0 },
                password: json["password"]?.string.map { Sensitive($0) }, exec: plugin(json["exec"]),
                authProvider: json.at("auth-provider", "name")?.string, impersonation: impersonation(json))
        }

        /// `KEY-data` inline wins over the path under `KEY`, as in kubectl.
        func bytes(_ json: JSONValue, _ key: String, _ owner: String) throws -> FileOrInline? {
            if let text = json["\(key)-data"]?.string, !text.isEmpty {
                let compact = String(text.filter { !$0.isWhitespace })
                guard let data = Data(base64Encoded: compact) else {
                    throw malformed("\(key)-data of \(owner) is not base64")
                }
                return .inline(Sensitive([UInt8](data)))
            }
            return json[key]?.string.flatMap { $0.isEmpty ? nil : .file(absolute($0)) }
        }

        func impersonation(_ json: JSONValue) -> Impersonation {
            let extra = json["as-user-extra"]?.object ?? [:]
            return Impersonation(
                user: json["as"]?.string ?? "", uid: json["as-uid"]?.string ?? "",
                groups: json["as-groups"]?.array?.compactMap(\.string) ?? [],
                extra: extra.mapValues { $0.array?.compactMap(\.string) ?? [] })
        }

        /// What is wrong with a plug-in matters only to whom it is to serve.
        func plugin(_ json: JSONValue?) -> ExecPlugin? {
            guard let json, !json.isNull else { return nil }
            let command = json["command"]?.string ?? ""
            var variables: [String: String] = [:]
            for variable in json["env"]?.array ?? [] {
                if let name = variable["name"]?.string { variables[name] = variable["value"]?.string ?? "" }
            }
            return ExecPlugin(
                command: command.contains("/") ? absolute(command) : command,
                arguments: json["args"]?.array?.compactMap(\.string) ?? [], environment: variables,
                apiVersion: json["apiVersion"]?.string ?? "", installHint: json["installHint"]?.string,
                providesClusterInfo: json["provideClusterInfo"]?.bool ?? false,
                interactiveMode: json["interactiveMode"]?.string.flatMap { $0.isEmpty ? nil : $0 })
        }

        func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }

        func malformed(_ what: String) -> HimatError { HimatError(.malformed, "The kubeconfig \(file): \(what)") }
    }
}

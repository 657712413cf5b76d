// SPDX-License-Identifier: MIT

extension Workload {
    /// An environment variable.
    public struct Variable: Sendable, Equatable {
        /// Where the value comes from.
        public enum Source: Sendable, Equatable {
            /// The value itself.
            case text(String)
            /// A secret of the deployment, by name; the value never passes through here.
            case secret(SecretReference)
            /// The address the process gets in its network.
            case ownAddress
        }

        /// The variable's name.
        public var name: String
        /// Where its value comes from.
        public var source: Source

        /// Builds a variable.
        public init(_ name: String, _ source: Source) {
            self.name = name
            self.source = source
        }

        /// Builds a variable with a plain value.
        public init(_ name: String, _ text: String) { self.init(name, .text(text)) }
    }

    /// A value of a secret of the deployment.
    public struct SecretReference: Sendable, Equatable {
        /// The secret.
        public var secret: String
        /// The value's key in it.
        public var key: String

        /// Names a value.
        public init(secret: String, key: String) {
            self.secret = secret
            self.key = key
        }

        /// The notebook's token.
        public static let notebookToken = SecretReference(secret: "jupyter-token", key: "token")
        /// The hash of the notebook's password, where there is one.
        public static let notebookPassword = SecretReference(secret: "jupyter-token", key: "password-hash")
    }

    /// A file the process finds, read only.
    public struct MountedFile: Sendable, Equatable {
        /// Its absolute path.
        public var path: String
        /// Its text; never a secret.
        public var text: String

        /// Builds a file.
        public init(path: String, text: String) {
            self.path = path
            self.text = text
        }

        /// The folder it lies in.
        public var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "/" }
        /// Its name without the folder.
        public var name: String { path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path }
    }
}

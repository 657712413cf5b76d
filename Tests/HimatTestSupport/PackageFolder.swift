// SPDX-License-Identifier: MIT

/// The package's folders, found from where this file was compiled.
public enum PackageFolder {
    /// The folder of `Package.swift`.
    public static let root: String = {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// A path inside the package.
    public static func path(_ relative: String) -> String { "\(root)/\(relative)" }
}

// SPDX-License-Identifier: MIT
import HimatCore

/// What a plug-in gave back: items, and results in words.
struct PluginAnswer: Sendable {
    let items: [JSONValue]
    /// What its results warn of.
    let warnings: [String]

    /// Reads the document.
    /// - Throws: `HimatError` (malformed): no YAML, no ResourceList, or a result of severity `error`.
    init(_ writing: PluginProcess.Writing, of plugin: String) throws {
        func fault(_ what: String, _ cause: (any Error)? = nil) -> HimatError {
            var error = PluginFault(plugin, what, saying: writing.words).error
            error.cause = cause
            return error
        }
        guard String(validating: writing.output, as: UTF8.self) != nil else {
            throw fault("printed something that is not UTF-8")
        }
        let document: JSONValue
        do {
            let source = SourceText(name: "output of \(plugin)", bytes: writing.output)
            document = try YAMLParser(source).document()?.json ?? .null
        } catch let error as HimatError {
            throw fault("printed no YAML document", HimatError(.malformed, error.message.harmless))
        }
        guard document["kind"]?.string == "ResourceList", document["apiVersion"]?.string == PluginInput.apiVersion
        else {
            throw fault("printed no ResourceList of \(PluginInput.apiVersion)")
        }
        let results = document["results"]?.array ?? []
        func texts(_ severity: String) -> [String] {
            results.filter { ($0["severity"]?.string ?? "info") == severity }
                .map { ($0["message"]?.string ?? "without a message").harmless.cut(to: 300) }
        }
        let errors = texts("error")
        guard errors.isEmpty else {
            var error = fault("refuses: \(errors[0])")
            error.details = errors.dropFirst() + error.details
            throw error
        }
        switch document["items"] {
        case .array(let items)?: self.items = items
        case nil, .null?: items = []
        default: throw fault("printed a ResourceList whose items are no list")
        }
        warnings = texts("warning")
    }
}

// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport

extension Desk {
    /// Where the inventory of this desk lies, with nothing in the environment that moves it.
    var inventoryFile: String { variables["HIMAT_INVENTORY"] ?? folder.file(".local/share/himat/inventory.sqlite") }

    /// The first column of a query, read by Python's SQLite.
    func inventory(_ query: String) async throws -> JSONValue {
        let script = """
            import json, sqlite3, sys
            file, query = json.load(sys.stdin)
            print(json.dumps([row[0] for row in sqlite3.connect(f"file:{file}?mode=ro", uri=True).execute(query)]))
            """
        let input: JSONValue = [.string(inventoryFile), .string(query)]
        return try JSONValue.parse(
            try await PythonEnvironment.find().run(["-B", "-c", script], input: input.rendered()))
    }
}

// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport

/// The account as AWS's own library for Python sees it.
extension Desk {
    private static let prelude = """
        import json, os, sys, time, boto3
        os.environ.update(json.load(sys.stdin))
        os.environ.setdefault("AWS_REGION", "us-west-2")
        def client(service, region="us-west-2"):
            return boto3.client(service, region_name=region)
        def eventually(what):
            end = time.monotonic() + 30
            while not (answer := what()):
                assert time.monotonic() < end, "it never came true"
                time.sleep(0.02)
            return answer

        """

    /// Runs a script with the administrator's key, which never stands in an argument, and parses what it prints.
    @discardableResult
    func boto(_ script: String) async throws -> JSONValue {
        var given = variables.filter { $0.key.hasPrefix("AWS_") && $0.key != "AWS_SESSION_TOKEN" }
        given["AWS_ENDPOINT_URL"] = sandbox["aws_endpoint"]
        given["AWS_ACCESS_KEY_ID"] = sandbox["access_key_id"]
        given["AWS_SECRET_ACCESS_KEY"] = sandbox["secret_access_key"]
        let input = JSONValue.object(given.mapValues(JSONValue.string)).rendered()
        let output = try await PythonEnvironment.find().run(["-B", "-c", Self.prelude + script], input: input)
        return output.isEmpty ? .null : try JSONValue.parse(output)
    }
}

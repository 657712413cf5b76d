// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// Keys and tokens are in memory, in Kubernetes' Secret, and nowhere else.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(3)))
struct SecretTests {
    @Test func noSecretIsFoundAnywhereAfterAWholeDeployment() async throws {
        let (desk, secrets) = try await deskOfASession()
        let watch = ProcessWatch(secrets.map(\.value))
        var said = ""
        for (program, arguments) in [
            (Desk.Program.eks, ["plan", "-v"]), (.eks, ["apply", "--yes", "-v"]), (.eks, ["kubeconfig"]),
            (.eks, ["status", "-o", "json"]), (.eks, ["output", "-o", "json", "-v"]),
            (.k8s, ["plan", "-v", "-o", "json"]), (.k8s, ["apply", "--yes", "-v"]), (.k8s, ["render", "-v"]),
            (.k8s, ["urls", "-v"]), (.k8s, ["plan", "-v", "-o", "yaml"]), (.inventory, ["show", "demo", "-o", "json"]),
        ] {
            let child = try desk.start(program, arguments)
            while child.isRunning {
                try watch.look()
                try await Task.sleep(for: .milliseconds(2))
            }
            let result = try await child.wait()
            #expect(result.status == 0, "\(program.rawValue) \(arguments): \(result.errors)")
            said += result.output + result.errors
        }
        let notebookToken = try await notebookToken(desk)
        #expect(notebookToken.utf8.count >= 32, "the notebook's token is too short to be safe")
        try await desk.succeed(.k8s, "destroy", "--yes")

        let log = try await desk.sandbox.control("GET", "log").rendered()
        for (name, secret) in secrets + [("notebook token", notebookToken), ("EKS token", "k8s-aws-v1.")] {
            #expect(!said.contains(secret), "\(name) was said")
            #expect(!log.contains(secret), "\(name) stands in a request's line of the log")
            #expect(try files(of: desk, with: secret) == [], "\(name) stands in a file")
        }
        #expect(watch.leaks == [], "in /proc/<pid>/cmdline")
        #expect(watch.looks > 0)
    }

    @Test func aTokenThatTheUserChoseIsNotShownEither() async throws {
        let token = "chosen-by-the-user-0123456789"
        let desk = try await Desk.make().with(["HIMAT_JUPYTER_TOKEN": token])
        try await desk.succeed(.eks, "apply", "--yes")
        let applied = try await desk.succeed(.k8s, "apply", "--yes", "-v")
        let plan = try await desk.with(["HIMAT_JUPYTER_TOKEN": "another-one-of-the-user-0123"]).run(.k8s, "plan", "-v")
        for text in [applied.output, applied.errors, plan.output, plan.errors] {
            #expect(!text.contains(token) && !text.contains("another-one-of"))
            #expect(!text.contains(Data(token.utf8).base64EncodedString()))
        }
        #expect(plan.output.contains("(sensitive)"), "\(plan.output)")
        #expect(try files(of: desk, with: token) == [])
    }

    @Test func whatIsWrittenBelongsToTheUserAlone() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        let files = ["kubeconfig.yml"] + (try inventoryFiles(desk))
        #expect(files.count >= 2)
        for file in files { #expect(try mode(desk.folder.file(file)) == 0o600, "\(file)") }
        #expect(
            !FileManager.default.fileExists(atPath: desk.folder.file(".kube")), "the user's own kubeconfig was touched")
        #expect(!(try desk.read("kubeconfig.yml")).contains("token:"))
    }

    @Test func theKubeconfigLetsIn() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        let nodes = try await desk.kubernetes("GET", "/api/v1/nodes")
        #expect(nodes["items"]?.array?.count == 3)
        let kubeconfig = try desk.read("kubeconfig.yml")
        #expect(kubeconfig.contains("client.authentication.k8s.io/v1beta1"))
        #expect(
            kubeconfig.contains(ChildProcess.path(of: "himat-eks")), "the program is not named by its absolute path")
    }

    // MARK: - Looking for secrets

    /// A desk whose user has taken on a role: key, secret and session token are all temporary.
    private func deskOfASession() async throws -> (Desk, [(name: String, value: String)]) {
        let desk = try await Desk.make()
        let keys =
            try await desk.boto(
                """
                statement = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}
                document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
                role = client("iam").create_role(RoleName="scientist", AssumeRolePolicyDocument=document)["Role"]["Arn"]
                keys = client("sts").assume_role(RoleArn=role, RoleSessionName="acceptance")["Credentials"]
                print(json.dumps([keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]]))
                """
            ).array?.compactMap(\.string) ?? []
        try #require(keys.count == 3)
        let session = desk.with([
            "AWS_ACCESS_KEY_ID": keys[0], "AWS_SECRET_ACCESS_KEY": keys[1], "AWS_SESSION_TOKEN": keys[2],
        ])
        return (session, [("secret key", keys[1]), ("session token", keys[2])])
    }

    private func notebookToken(_ desk: Desk) async throws -> String {
        let secrets = try await desk.objects("secrets", namespace: "himat")
        let values = secrets.flatMap { ($0["data"]?.object ?? [:]).values }.compactMap(\.string)
        try #require(values.count == 1)
        return String(decoding: try #require(Data(base64Encoded: values[0])), as: UTF8.self)
    }

    /// The files of a desk that hold a text.
    private func files(of desk: Desk, with text: String) throws -> [String] {
        try files(desk).filter { path in
            FileManager.default.contents(atPath: desk.folder.file(path))?.range(of: Data(text.utf8)) != nil
        }
    }

    private func files(_ desk: Desk) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: desk.folder.path)
    }

    private func inventoryFiles(_ desk: Desk) throws -> [String] { try files(desk).filter { $0.contains(".sqlite") } }

    private func mode(_ path: String) throws -> Int {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }
}

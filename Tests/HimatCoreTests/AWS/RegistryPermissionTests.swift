// SPDX-License-Identifier: MIT
import Foundation
import HimatSupport
import HimatTestSupport
import Testing

/// `docs/iam-policy-images.json` allows what himat-image and the registry room ask of ECR, and nothing else.
@Suite struct RegistryPermissionTests {
    /// What ECR checks for each path of the distribution protocol that is asked
    /// ([authorization](https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html)).
    private static let paths: [String: Set<String>] = [
        "/v2/": [],
        "/v2/*/manifests/*": ["ecr:BatchGetImage"],
        "/v2/*/blobs/*": ["ecr:GetDownloadUrlForLayer"],
        "/v2/*/blobs/uploads/": ["ecr:InitiateLayerUpload"],
    ]
    /// What the engine's own push asks for beside that: is the layer there, its pieces, its end, the manifest.
    private static let pushed: Set = [
        "ecr:BatchCheckLayerAvailability", "ecr:CompleteLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
    ]
    /// A repository is made with tags.
    private static let implied: Set = ["ecr:TagResource"]

    private func sources(_ folder: String) throws -> [(name: String, text: String)] {
        let path = PackageFolder.path(folder)
        let names = try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.hasSuffix(".swift") }
        return try names.sorted().map { ($0, try String(contentsOfFile: "\(path)/\($0)", encoding: .utf8)) }
    }

    /// Every path under `/v2/` that stands in the registry room, with `*` for what is filled in.
    private func asked() throws -> Set<String> {
        let literal = try Regex(#""(/v2/(?:[^"\\]|\\\([^)]*\))*)""#)
        let filled = try Regex(#"\\\([^)]*\)"#)
        var found: Set<String> = []
        for file in try sources("Sources/HimatCore/Containers/Registry") {
            for line in file.text.split(separator: "\n") where !line.contains("///") {
                for match in line.matches(of: literal) {
                    guard let path = match.output[1].substring else { continue }
                    found.insert(String(path).replacing(filled, with: "*"))
                }
            }
        }
        return found
    }

    /// The calls to ECR's own API, each a string of the typed operations.
    private func called() throws -> Set<String> {
        let action = try Regex(#"\.ecr, "([A-Za-z]+)""#)
        let text = try String(
            contentsOfFile: PackageFolder.path("Sources/HimatCore/AWS/Operations/ECR.swift"), encoding: .utf8)
        let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return Set(flat.matches(of: action).compactMap { $0.output[1].substring.map { "ecr:\($0)" } })
    }

    private func statements() throws -> [JSONValue] {
        let text = try String(contentsOfFile: PackageFolder.path("docs/iam-policy-images.json"), encoding: .utf8)
        return try #require(try JSONValue.parse(text)["Statement"]?.array)
    }

    private func actions(_ statement: JSONValue) -> [String] {
        (statement["Action"]?.array ?? [statement["Action"] ?? .null]).compactMap(\.string)
    }

    @Test func everyPathThatIsAskedIsKnownHere() throws {
        #expect(try asked().sorted() == Self.paths.keys.sorted())
    }

    @Test func whatIsAskedIsAllowedAndNothingElse() throws {
        let called = try called()
        #expect(called.count == 3, "\(called)")
        let needed = called.union(Self.paths.values.joined()).union(Self.pushed).union(Self.implied)
        #expect(try statements().flatMap(actions).sorted() == needed.sorted())
    }

    /// Otherwise the policy would have to allow another service too.
    @Test func theImageCommandsCallNoOtherServiceOfAWS() throws {
        let service = try Regex(#"\b(AutoScaling|EC2|EKS|ELB|ELBv2|IAM|Logs|Pricing|SSM|STS|ServiceQuotas)\("#)
        for file in try sources("Sources/himat-image") { #expect(!file.text.contains(service), "\(file.name)") }
    }

    @Test func onlyThePasswordIsForEveryRegistryAndTheRestForRepositories() throws {
        for statement in try statements() {
            #expect(statement["Effect"] == "Allow" && statement["NotAction"] == nil)
            let isPassword = actions(statement) == ["ecr:GetAuthorizationToken"]
            #expect(statement["Resource"]?.string == (isPassword ? "*" : "arn:*:ecr:*:*:repository/*"))
        }
    }
}

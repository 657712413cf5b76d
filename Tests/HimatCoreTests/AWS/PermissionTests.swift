// SPDX-License-Identifier: MIT
import Foundation
import HimatAWS
import HimatSupport
import HimatTestSupport
import Testing

/// `docs/iam-policy.json` allows what the code calls and nothing else.
@Suite struct PermissionTests {
    /// Typed calls that no binary makes yet.
    private static let uncalled: Set = [
        "eks:DeleteAccessEntry", "eks:DisassociateAccessPolicy", "eks:ListAddons", "iam:ListRoles",
    ]
    /// What AWS asks of the caller beside the call itself: tags on what is made, roles handed over, templates tried out.
    private static let implied: Set = [
        "ec2:DescribeLaunchTemplateVersions", "ec2:RunInstances", "iam:PassRole", "ssm:AddTagsToResource",
    ]
    /// Strings that read like actions and are fields of answers.
    private static let fields: Set<Substring> = ["CreateDate"]
    private static let services = [
        "AutoScaling": "autoscaling", "EC2": "ec2", "EKS": "eks", "ELB": "elasticloadbalancing",
        "ELBv2": "elasticloadbalancing", "IAM": "iam", "Logs": "logs", "Pricing": "pricing", "SSM": "ssm",
        "STS": "sts", "ServiceQuotas": "servicequotas",
    ]

    /// `service:Action` for every action that stands as a string in the typed operations.
    private func called() throws -> Set<String> {
        let folder = PackageFolder.path("Sources/HimatCore/AWS/Operations")
        let verbs =
            "Create|Delete|Describe|List|Get|Put|Attach|Detach|Modify|Update|Associate|Disassociate|Revoke|Replace|Remove"
        let action = try Regex("\"((?:\(verbs))[A-Z][A-Za-z]+|(?:Tag|Untag)(?:Role|Resource)|(?:Create|Delete)Tags)\"")
        var found: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let topic = file.split { $0 == "+" || $0 == "." }.first.map(String.init) ?? ""
            guard let service = Self.services[topic] else { continue }
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            for match in text.matches(of: action) {
                guard let name = match.output[1].substring, !Self.fields.contains(name), !name.hasSuffix("Result")
                else { continue }
                found.insert("\(service):\(name)")
            }
        }
        return found
    }

    private func policy() throws -> JSONValue {
        try JSONValue.parse(
            String(contentsOfFile: PackageFolder.path("docs/iam-policy.json"), encoding: .utf8))
    }

    @Test func whatIsCalledIsAllowedAndNothingElse() throws {
        let statements = try #require(try policy()["Statement"]?.array)
        let allowed = Set(
            statements.flatMap { one in
                one["Action"]?.array?.compactMap(\.string) ?? [one["Action"]?.string].compactMap { $0 }
            })
        let called = try called()
        #expect(Self.uncalled.subtracting(called).sorted() == [])
        #expect(called.subtracting(Self.uncalled).subtracting(allowed).sorted() == [])
        #expect(allowed.subtracting(Self.implied).subtracting(called).sorted() == [])
        #expect(Self.implied.subtracting(allowed).sorted() == [])
    }

    /// Otherwise its holder makes a role that may do anything, and takes it on.
    @Test func noRoleIsGivenWhatNobodyBounds() throws {
        let statements = try #require(try policy()["Statement"]?.array)
        func allowing(_ action: String) -> [JSONValue] {
            statements.filter { ($0["Action"]?.array ?? [$0["Action"] ?? .null]).contains(.string(action)) }
        }
        for action in ["iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"] {
            let granted = allowing(action)
            #expect(granted.count == 1)
            #expect(
                granted.first?.at("Condition", "StringLike", "iam:PermissionsBoundary")?.string
                    == "arn:*:iam::*:policy/himat-pods")
        }
        let attached = allowing("iam:AttachRolePolicy").first?.at("Condition", "ArnLike", "iam:PolicyARN")?.array
        #expect(attached?.allSatisfy { $0.string?.hasPrefix("arn:*:iam::aws:policy/") == true } == true)
        for action in [
            "iam:DeleteRolePermissionsBoundary", "iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:PutUserPolicy",
            "iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:SetDefaultPolicyVersion",
        ] { #expect(allowing(action).isEmpty, "\(action)") }
    }

    @Test func theBoundaryAllowsWhatThePodsRoleIsGiven() throws {
        let boundary = try JSONValue.parse(
            String(contentsOfFile: PackageFolder.path("docs/iam-boundary.json"), encoding: .utf8))
        func actions(_ document: JSONValue) -> Set<String> {
            Set(
                (document["Statement"]?.array ?? []).flatMap {
                    ($0["Action"]?.array ?? [$0["Action"] ?? .null]).compactMap(\.string)
                })
        }
        #expect(actions(boundary) == actions(PolicyDocument.buckets([("my-data", true)], partition: "aws")))
    }

    @Test func thePolicyFitsIntoAManagedPolicyOfIAM() throws {
        let text = try policy().rendered()
        #expect(text.utf8.count <= 6144)
        let wide = try #require(try policy()["Statement"]?.array).filter {
            $0["Resource"]?.string == "*" && $0["Condition"] == nil
        }
        #expect(wide.compactMap { $0["Sid"]?.string } == ["Look"])
    }
}

// SPDX-License-Identifier: MIT
import Foundation
import HimatSupport
import HimatTestSupport
import Testing

/// `docs/iam-policy.json` allows what the code calls and nothing else.
@Suite struct PermissionTests {
    /// Typed calls that no binary makes yet.
    private static let uncalled: Set = [
        "eks:DeleteAccessEntry", "eks:DisassociateAccessPolicy", "eks:ListAddons", "iam:ListRoles",
        "pricing:GetProducts",
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

    @Test func thePolicyFitsIntoAManagedPolicyOfIAM() throws {
        let text = try policy().rendered()
        #expect(text.utf8.count <= 6144)
        let wide = try #require(try policy()["Statement"]?.array).filter {
            $0["Resource"]?.string == "*" && $0["Condition"] == nil
        }
        #expect(wide.compactMap { $0["Sid"]?.string } == ["Look"])
    }
}

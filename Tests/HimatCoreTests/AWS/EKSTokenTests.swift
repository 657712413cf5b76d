// SPDX-License-Identifier: MIT
import Foundation
import HimatSupport
import Testing

@testable import HimatAWS

struct EKSTokenTests {
    private func token() throws -> EKSToken {
        try EKSToken(
            cluster: "climate", region: "eu-central-1", endpoint: "https://sts.eu-central-1.amazonaws.com/",
            credentials: AWSCredentials(accessKeyID: "AKID", secretAccessKey: Sensitive("s"), source: "a test"),
            at: Date(timeIntervalSince1970: 1_772_366_400))
    }

    private func environment(_ info: String?) -> ProcessEnvironment {
        ProcessEnvironment(
            variables: info.map { ["KUBERNETES_EXEC_INFO": $0] } ?? [:], home: "/", currentDirectory: "/")
    }

    @Test(arguments: [
        (nil, "client.authentication.k8s.io/v1beta1"), ("", "client.authentication.k8s.io/v1beta1"),
        ("no JSON", "client.authentication.k8s.io/v1beta1"), ("{}", "client.authentication.k8s.io/v1beta1"),
        (
            #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential"}"#,
            "client.authentication.k8s.io/v1"
        ),
    ])
    func theDocumentSpeaksTheClientsVersion(info: String?, version: String) throws {
        let made = try token()
        let document = try JSONValue.parse(made.execCredential(environment: environment(info)))
        #expect(document["apiVersion"]?.string == version)
        #expect(document["kind"]?.string == "ExecCredential")
        #expect(document.at("status", "token")?.string == made.token.revealed)
        #expect(document.at("status", "expirationTimestamp")?.string == "2026-03-01T12:14:00Z")
    }

    @Test func theTokenIsAPresignedURLWithoutPadding() throws {
        let made = try token()
        let text = made.token.revealed
        #expect(text.hasPrefix("k8s-aws-v1."))
        #expect(!text.contains("=") && !text.contains("+") && !text.contains("/"))
        #expect("\(made)".contains("(sensitive)"))
        #expect(!"\(made)".contains("k8s-aws-v1"))
    }
}

// SPDX-License-Identifier: MIT
import Crypto
import Foundation
import HimatHTTP
import HimatSupport
import HimatTestSupport

@testable import HimatAWS

/// The suite's files, fetched once into the build folder.
enum SigV4Suite {
    /// One case: a raw request and what each step of the algorithm makes of it.
    struct Case {
        let name: String
        let request: HTTPRequest
        let credentials: AWSCredentials
        let payloadHash: String
        let canonicalRequest: String
        let stringToSign: String
        let authorization: String
    }

    /// The moment of all cases, 2015-08-30T12:36:00Z.
    static let date = Date(timeIntervalSince1970: 1_440_938_160)

    static func folder() async throws -> String {
        do {
            let printed = try await PythonEnvironment.find().run([
                PackageFolder.path("Tests/Oracles/botocore_suite.py"), PackageFolder.path(".build/oracles"),
            ])
            return printed.trimmingCharacters(in: .whitespacesAndNewlines)
        } catch {
            throw HimatError(
                .network, "The published signature suite cannot be fetched from the package index", cause: error,
                nextStep: "connect to PyPI, or leave this test out with HIMAT_TEST_OFFLINE=1")
        }
    }

    static func cases(in folder: String) throws -> [Case] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".req") }.sorted().map { name in
            try read("\(folder)/\(name.dropLast(4))", name: String(name.dropLast(4)))
        }
    }

    private static func read(_ path: String, name: String) throws -> Case {
        func text(_ kind: String) throws -> String {
            try String(contentsOfFile: "\(path).\(kind)", encoding: .utf8).replacingOccurrences(of: "\r", with: "")
        }
        let canonical = try text("creq")
        let token = canonical.split(separator: "\n").first { $0.hasPrefix("x-amz-security-token:") }
        let (request, body) = parse(try text("req"))
        return Case(
            name: name, request: request,
            credentials: AWSCredentials(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: Sensitive("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                sessionToken: token.map { Sensitive(String($0.dropFirst("x-amz-security-token:".count))) },
                source: "the suite"),
            payloadHash: SigV4Signer.hex(SHA256.hash(data: Data(body.utf8))), canonicalRequest: canonical,
            stringToSign: try text("sts"), authorization: try text("authz"))
    }

    /// Reads a raw request; a line that begins with white space goes on with the header before it.
    private static func parse(_ raw: String) -> (HTTPRequest, String) {
        let halves = raw.components(separatedBy: "\n\n")
        let lines = halves[0].components(separatedBy: "\n")
        let requestLine = lines[0].dropLast(" HTTP/1.1".count)
        let method = requestLine.prefix { $0 != " " }
        var fields: [(String, String)] = []
        for line in lines.dropFirst() where !line.isEmpty {
            if line.hasPrefix(" "), let last = fields.indices.last {
                fields[last].1 += "\n" + line
            } else {
                let name = line.prefix { $0 != ":" }
                fields.append((String(name), String(line.dropFirst(name.count + 1))))
            }
        }
        var headers: HTTPHeaders = [:]
        for (name, value) in fields { headers.add(name, value) }
        let body = halves.dropFirst().joined(separator: "\n\n")
        let url = "https://\(headers["Host"] ?? "")\(requestLine.dropFirst(method.count + 1))"
        return (HTTPRequest(String(method), url, headers: headers, body: .bytes([UInt8](body.utf8))), body)
    }
}

// SPDX-License-Identifier: MIT
public import HimatSupport

/// The policy documents that HiMAT writes ([grammar](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html)).
public enum PolicyDocument {
    /// Who may assume a role: a service of AWS, with the given actions.
    public static func trust(service: String, actions: [String] = ["sts:AssumeRole"]) -> JSONValue {
        statements([
            ["Effect": "Allow", "Principal": ["Service": .string(service)], "Action": .strings(actions)]
        ])
    }

    /// Reading the named buckets, and writing those that are writable.
    public static func buckets(_ buckets: [(name: String, isWritable: Bool)], partition: String) -> JSONValue {
        let arns = buckets.map { "arn:\(partition):s3:::\($0.name)" }
        let writable = buckets.filter(\.isWritable).map { "arn:\(partition):s3:::\($0.name)/*" }
        var list: [JSONValue] = [
            ["Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketLocation"], "Resource": .strings(arns)],
            ["Effect": "Allow", "Action": ["s3:GetObject"], "Resource": .strings(arns.map { "\($0)/*" })],
        ]
        if !writable.isEmpty {
            list.append([
                "Effect": "Allow", "Action": ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
                "Resource": .strings(writable),
            ])
        }
        return statements(list)
    }

    private static func statements(_ list: [JSONValue]) -> JSONValue {
        ["Version": "2012-10-17", "Statement": .array(list)]
    }

    /// Undoes the percent-encoding in which IAM returns documents ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986)).
    static func decodingPercent(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatSupport
import Testing

@testable import HimatAWS

/// A refusal on the wire and what is to be made of it.
struct Dialect: Sendable, CustomTestStringConvertible {
    var name: String
    var response: HTTPResponse
    var code: String
    var message: String
    var requestID: String?
    var testDescription: String { name }
}

struct AWSErrorTests {
    private static let dialects = [
        Dialect(
            name: "EC2",
            response: .init(
                400,
                "<?xml version=\"1.0\"?><Response><Errors><Error><Code>VpcLimitExceeded</Code><Message>The maximum number of VPCs has been reached.</Message></Error></Errors><RequestID>ea966190</RequestID></Response>"
            ), code: "VpcLimitExceeded", message: "The maximum number of VPCs has been reached.", requestID: "ea966190"),
        Dialect(
            name: "query",
            response: .init(
                404,
                "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>The role cannot be found.</Message></Error><RequestId>0b1</RequestId></ErrorResponse>"
            ), code: "NoSuchEntity", message: "The role cannot be found.", requestID: "0b1"),
        Dialect(
            name: "JSON 1.1, shape with namespace",
            response: .init(
                400, #"{"__type":"com.amazonaws.ssm#ParameterAlreadyExists","message":"It exists."}"#,
                ["x-amzn-RequestId": "77"]),
            code: "ParameterAlreadyExists", message: "It exists.", requestID: "77"),
        Dialect(
            name: "JSON 1.1, capital Message",
            response: .init(400, #"{"__type":"AccessDeniedException","Message":"User: u is not authorized"}"#),
            code: "AccessDeniedException", message: "User: u is not authorized"),
        Dialect(
            name: "REST JSON, code in the header",
            response: .init(
                404, #"{"message":"No cluster found for name: c."}"#,
                ["x-amzn-ErrorType": "ResourceNotFoundException:http://internal.amazon.com/", "x-amzn-RequestId": "9"]),
            code: "ResourceNotFoundException", message: "No cluster found for name: c.", requestID: "9"),
        Dialect(
            name: "REST JSON, code in the body",
            response: .init(409, #"{"code":"ResourceInUseException","message":"Busy"}"#),
            code: "ResourceInUseException", message: "Busy"),
        Dialect(
            name: "JSON with the query code kept in a header",
            response: .init(
                400, #"{"__type":"com.amazonaws#QueueDoesNotExist","message":"gone"}"#,
                ["x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender"]),
            code: "AWS.SimpleQueueService.NonExistentQueue", message: "gone"),
        Dialect(
            name: "S3",
            response: .init(
                403, "<Error><Code>AccessDenied</Code><Message>no</Message><RequestId>4</RequestId></Error>"),
            code: "AccessDenied", message: "no", requestID: "4"),
        Dialect(
            name: "HTML of a gateway",
            response: .init(
                502, "<!DOCTYPE html>\n<html><head><TITLE>502 Bad\n Gateway</TITLE></head><body>…</body></html>",
                ["X-Amz-Request-Id": "g"]),
            code: "HTTP502", message: "502 Bad Gateway", requestID: "g"),
        Dialect(
            name: "HTML without title", response: .init(503, "<html><body><h1>Busy</h1></body>"), code: "HTTP503",
            message: "Busy"),
        Dialect(name: "empty", response: .init(500), code: "HTTP500", message: "the answer was empty"),
        Dialect(
            name: "JSON without code", response: .init(403, #"{"message":"Forbidden"}"#), code: "HTTP403",
            message: "Forbidden"),
        Dialect(name: "plain text", response: .init(429, "slow\n down"), code: "HTTP429", message: "slow down"),
        Dialect(name: "cut JSON", response: .init(500, #"{"message":"#), code: "HTTP500", message: #"{"message":"#),
        Dialect(
            name: "bytes that are no text", response: HTTPResponse(status: 500, body: [0xFF, 0xFE, 0x00]),
            code: "HTTP500", message: "the answer said no more"),
        Dialect(
            name: "EC2 with an encoded reason",
            response: .init(
                403,
                "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation. Encoded authorization failure message: \(String(repeating: "x9", count: 900))</Message></Error></Errors><RequestID>5</RequestID></Response>"
            ), code: "UnauthorizedOperation",
            message: "You are not authorized to perform this operation. (the encoded reason is left out)",
            requestID: "5"),
    ]

    @Test(arguments: dialects)
    func everyDialectGivesCodeMessageAndRequestID(dialect: Dialect) {
        let error = AWSError(dialect.response, service: .ec2, action: "CreateVpc")
        #expect(error.code == dialect.code)
        #expect(error.message == dialect.message)
        #expect(error.requestID == dialect.requestID)
        #expect(error.status == dialect.response.status)
    }

    @Test(arguments: [
        ("AuthFailure", 401, HimatError.Code.credentials, "AWS_ACCESS_KEY_ID"),
        ("UnrecognizedClientException", 403, .credentials, "AWS_PROFILE"),
        ("InvalidClientTokenId", 403, .credentials, "AWS_PROFILE"),
        ("SignatureDoesNotMatch", 403, .credentials, "secret access key"),
        ("InvalidSignatureException", 403, .credentials, "clock"),
        ("ExpiredTokenException", 403, .credentials, "aws sso login"),
        ("UnauthorizedOperation", 403, .denied, "allow the action ec2:CreateVpc"),
        ("AccessDeniedException", 403, .denied, "allow the action ec2:CreateVpc"),
        ("RequestLimitExceeded", 503, .throttled, "wait a minute"),
        ("TooManyRequestsException", 429, .throttled, "wait a minute"),
    ])
    func theUserIsToldWhatToDo(code: String, status: Int, expected: HimatError.Code, step: String) {
        let refusal = AWSError(
            service: "ec2", action: "CreateVpc", status: status, code: code, message: "m", requestID: "id-7")
        let error = refusal.himatError(credentialsFrom: "the environment")
        #expect(error.code == expected)
        #expect(error.nextStep?.contains(step) == true, "\(error.nextStep ?? "")")
        #expect(error.description.contains("ec2:CreateVpc"))
        #expect(error.description.contains("request id id-7"))
        #expect(error.awsError?.code == code)
    }

    @Test(arguments: [
        "InvalidVpcID.NotFound", "ResourceNotFoundException", "NoSuchEntity", "ParameterNotFound",
        "LoadBalancerNotFound",
        "InvalidVolume.NotFound",
    ])
    func whatIsNotThereIsNotFound(code: String) {
        let refusal = AWSError(service: "x", action: "y", status: 400, code: code, message: "", requestID: nil)
        #expect(refusal.himatError(credentialsFrom: nil).code == .notFound)
    }

    @Test func anythingElseIsTheServicesOwnError() {
        let refusal = AWSError(
            service: "ec2", action: "DeleteVpc", status: 400, code: "DependencyViolation", message: "x", requestID: nil)
        #expect(refusal.himatError(credentialsFrom: nil).code == .service)
    }
}

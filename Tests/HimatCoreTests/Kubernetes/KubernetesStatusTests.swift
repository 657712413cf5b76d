// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@Suite struct KubernetesStatusTests {
    @Test(arguments: [
        (401, "Unauthorized", HimatError.Code.credentials), (403, "Forbidden", .denied), (404, "NotFound", .notFound),
        (409, "AlreadyExists", .conflict), (410, "Expired", .expired), (422, "Invalid", .invalid),
        (429, "TooManyRequests", .throttled), (500, "", .service), (504, "Timeout", .timedOut),
    ])
    func everyRefusalHasItsClass(code: Int, reason: String, expected: HimatError.Code) {
        let body: JSONValue = ["kind": "Status", "code": .int(code), "reason": .string(reason), "message": "words"]
        let error = KubernetesStatus(httpStatus: code, body: body.bytes).error("Reading Secret a/b")
        #expect(error.code == expected)
        #expect(error.description.contains("words"))
    }

    @Test func aProxysPageIsQuotedAndNotTakenForAStatus() {
        let status = KubernetesStatus(httpStatus: 502, body: Array("<html>Bad Gateway</html>".utf8))
        #expect(status.code == 502)
        #expect(status.message == "<html>Bad Gateway</html>")
        #expect(KubernetesStatus(httpStatus: 403, body: []).message == "an empty answer")
    }

    @Test func aConflictOfFieldsTellsHowToGoOn() {
        let body: JSONValue = [
            "kind": "Status", "code": 409, "reason": "Conflict", "message": "Apply failed with 1 conflict",
            "details": [
                "causes": [
                    [
                        "reason": "FieldManagerConflict", "message": "conflict with \"kubectl-edit\" using apps/v1",
                        "field": ".spec.replicas",
                    ]
                ]
            ],
        ]
        let error = KubernetesStatus(httpStatus: 409, body: body.bytes).error("Applying Deployment demo/jupyter")
        #expect(error.details == [".spec.replicas is owned by kubectl-edit"])
        #expect(error.nextStep?.contains("--take-ownership") == true)
    }

    @Test func momentsAreReadAndWrittenAsTheServerDoes() {
        let moment = KubernetesTime.parse("2026-11-22T09:02:48.250000Z")
        #expect(moment.map(KubernetesTime.micro) == "2026-11-22T09:02:48.250000Z")
        #expect(KubernetesTime.parse("2026-11-22T09:02:48Z") != nil)
        #expect(KubernetesTime.parse("yesterday") == nil)
    }
}

// SPDX-License-Identifier: MIT
import HimatSupport
import HimatTestSupport
import Testing

@testable import HimatAWS

struct AWSSettingsTests {
    private static let config = "[default]\nregion = eu-north-1\nmax_attempts = 2\n[profile us]\nregion = us-east-2\n"

    @Test(
        arguments: [
            ("eu-west-3", ["AWS_REGION": "eu-west-1"], "eu-west-3"),
            (nil, ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-1"),
            (nil, ["AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-2"),
            (nil, [:], "eu-north-1"), (nil, ["AWS_PROFILE": "us"], "us-east-2"),
        ] as [(String?, [String: String], String)])
    func theNearestRegionWins(given: String?, variables: [String: String], expected: String) async throws {
        try await AWSFolder.with(config: Self.config) { folder in
            let region = try folder.settings(variables).region(given)
            #expect(region == expected)
        }
    }

    @Test func noRegionIsRefusedWithTheKeyToSet() async throws {
        try await AWSFolder.with { folder in
            let error = #expect(throws: HimatError.self) { try folder.settings().region() }
            #expect(error?.code == .usage)
            #expect(error?.nextStep?.contains("cluster_region") == true)
        }
    }

    @Test(arguments: ["evil.example.com/", "EU-CENTRAL-1", "eu central", "-eu", "eu-", "europé"])
    func aRegionThatCouldNotBeInAHostNameIsRefused(region: String) async throws {
        try await AWSFolder.with { folder in
            let error = #expect(throws: HimatError.self) { try folder.settings().region(region) }
            #expect(error?.code == .usage)
        }
    }

    @Test func attemptsComeFromVariableThenProfileThenDefault() async throws {
        try await AWSFolder.with(config: Self.config) { folder in
            let limits = try [["AWS_MAX_ATTEMPTS": "9"], [:], ["AWS_PROFILE": "us"]].map {
                try folder.settings($0).attemptLimit()
            }
            #expect(limits == [9, 2, 6])
            #expect(throws: HimatError.self) { try folder.settings(["AWS_MAX_ATTEMPTS": "0"]).attemptLimit() }
        }
    }

    @Test func theProfileIsHandedOnOnlyWhenItWasAskedFor() async throws {
        try await AWSFolder.with(config: Self.config) { folder in
            let chosen = [
                try folder.settings().chosenProfile, try folder.settings(["AWS_PROFILE": "us"]).chosenProfile,
                try folder.settings(profile: "us").chosenProfile,
            ]
            #expect(chosen == [nil, "us", "us"])
        }
    }

    @Test func aCABundleThatIsNotThereIsNamed() async throws {
        try await AWSFolder.with { folder in
            let error = #expect(throws: HimatError.self) { try folder.settings(["AWS_CA_BUNDLE": "~/none.pem"]) }
            #expect(error?.code == .usage)
            #expect(error?.message.contains("~/none.pem") == true)
            try folder.write("ca.pem", "PEM")
            let found = try folder.settings(["AWS_CA_BUNDLE": "~/ca.pem"]).certificateAuthorities
            #expect(found == [UInt8]("PEM".utf8))
        }
    }
}

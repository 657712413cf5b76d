// SPDX-License-Identifier: MIT
import Foundation
import HimatSupport
import HimatTestSupport
import Testing

@testable import HimatAWS

/// Real programs, run as `credential_process` says.
struct CredentialProcessTests {
    private func run(_ script: String, arguments: String = "", clock: any WallClock = SystemClock()) async throws
        -> AWSCredentials
    {
        try await AWSFolder.with { folder in
            let path = try folder.write("my tools/keys.sh", "#!/bin/sh\n\(script)\n", mode: 0o700)
            try folder.write(".aws/config", "[default]\ncredential_process = \"\(path)\" \(arguments)\n")
            return try await folder.credentials(
                ["PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true", "MARK": "here"], clock: clock)
        }
    }

    @Test func itsDocumentIsTaken() async throws {
        let found = try await run(
            #"printf '{"Version":1,"AccessKeyId":"%s-%s","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-03-01T13:00:00Z"}' "$1" "$MARK""#,
            arguments: "'a b'")
        #expect(found.accessKeyID == "a b-here")
        #expect(found.sessionToken?.revealed == "t")
        #expect(found.expiration == Date(timeIntervalSince1970: 1_772_370_000))
    }

    @Test(arguments: [
        ("echo hush; exit 3", "ended with"), ("echo hush", "printed no JSON document"),
        (#"echo '{"Version":2,"SecretAccessKey":"hush"}'"#, "without \"Version\": 1"),
        (#"echo '{"Version":1,"AccessKeyId":"A"}'"#, "lack SecretAccessKey"),
        (#"echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"hush","Expiration":"soon"}'"#, "is no date"),
        ("head -c 2000000 /dev/zero", "could not be run"),
    ])
    func whatGoesWrongIsSaidWithoutItsOutput(script: String, reason: String) async throws {
        let error = await #expect(throws: HimatError.self) { try await run(script) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("hush") == false)
    }

    @Test func aProgramThatIsNotThereIsNamed() async throws {
        try await AWSFolder.with(config: "[default]\ncredential_process = /nowhere/keys\n") { folder in
            let error = await #expect(throws: HimatError.self) { try await folder.credentials() }
            #expect(error?.description.contains("/nowhere/keys") == true)
        }
    }

    @Test func whoTakesTooLongIsEndedWithItsChildren() async throws {
        let mark = FileManager.default.temporaryDirectory.appending(path: "himat-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: mark) }
        // The grandchild would hold the pipe open for a minute.
        let error = await #expect(throws: HimatError.self) {
            try await run("sleep 60 & echo $! > \(mark); wait", clock: HastyClock(after: mark))
        }
        #expect(error?.description.contains("took longer than 60.0 seconds") == true)
        let number = try #require(
            Int32(String(contentsOfFile: mark, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
        let isAlive = kill(number, 0) == 0 && !Self.isZombie(number)
        #expect(!isAlive)
    }

    private static func isZombie(_ number: Int32) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)) ?? ""
        return status.contains(") Z ")
    }
}

/// Lets the deadline pass as soon as a file has appeared.
private struct HastyClock: WallClock {
    let after: String
    func now() -> Date { Date() }
    func sleep(for duration: Duration) async throws {
        while (try? String(contentsOfFile: after, encoding: .utf8))?.contains("\n") != true {
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

// SPDX-License-Identifier: MIT
import HimatSupport
import Testing

@testable import HimatAWS

struct ProfileFileTests {
    @Test func sectionsSettingsCommentsAndBlocksAreRead() throws {
        let text = """
            # a comment
            [default]
            region = eu-central-1
            ; another
            aws_secret_access_key = a=b/c+d#e
            [profile  with space]\tand more
            Output=json
            s3 =
              max_concurrent_requests = 20
              endpoint_url = http://localhost:1
            role_arn = arn:aws:iam::1:role/r
            [default]
            output = text
            """
        let file = try ProfileFile(path: "config", text: text)
        #expect(Set(file.sections.keys) == ["default", "profile with space"])
        #expect(
            file.sections["default"]?.settings == [
                "region": "eu-central-1", "aws_secret_access_key": "a=b/c+d#e", "output": "text",
            ])
        let profile = file.sections["profile with space"]
        #expect(profile?.settings["output"] == "json")
        #expect(profile?.settings["role_arn"] == "arn:aws:iam::1:role/r")
        #expect(profile?.nested["s3"]?["endpoint_url"] == "http://localhost:1")
    }

    @Test(arguments: [
        ("region = x", 1), ("\n[default\n", 2), ("[ ]", 1), ("[a]\nregion\n", 2), ("[a]\r\n= hush\r\n", 2),
        ("[a]\nx = 1\n# c\n hush\n", 4),
    ])
    func aFaultIsNamedByFileAndLineAndShowsNoContent(text: String, line: Int) {
        let error = #expect(throws: HimatError.self) { try ProfileFile(path: "/home/a/.aws/config", text: text) }
        #expect(error?.code == .usage)
        #expect(error?.message.hasPrefix("/home/a/.aws/config:\(line): ") == true, "\(error?.message ?? "")")
        #expect(error?.description.contains("hush") == false)
    }
}

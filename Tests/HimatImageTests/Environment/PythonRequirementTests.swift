// SPDX-License-Identifier: MIT
import HimatTestSupport
import Testing

@testable import HimatImage

@Suite struct PythonRequirementTests {
    private static let refused = [
        "", "-e .", "-r x.txt", "--index-url=https://evil", "a --index-url https://x", "git+https://x/y",
        "a @ https://x/y.whl",
        "https://x/y.whl", "./a", "/a", "a\nb", "$(id)", "a;", "a; os == 'x'", "a; python_version", "a==", "a=1",
        "a==1.*.2",
        "a>=1.*", "a[", "a[x", "a==1 b", "a>=$(id)", "a; python_version < '3' and", "a; python_version not '3'", "-a",
        "a-", "a\u{0}",
        "a; python_version < '3\"", "a;python_version<`id`",
    ]
    private static let taken = [
        ("pyastronomy", "pyastronomy"), ("a>=1,<2", "a>=1,<2"), ("a >= 1 , < 2", "a>=1,<2"),
        ("a[x, y]==1.*", "a[x,y]==1.*"),
        ("a (>=1)", "a>=1"), ("a~=1.4", "a~=1.4"), ("a===1.0", "a===1.0"), ("a==1.0+local", "a==1.0+local"),
        ("a; python_version < '3.13'", "a; python_version < \"3.13\""),
        (
            "a>=1; (os_name == \"nt\" or sys_platform=='linux') and extra not in 'x'",
            "a>=1; (os_name == \"nt\" or sys_platform == \"linux\") and extra not in \"x\""
        ),
        ("Zope.Interface", "Zope.Interface"), ("a!=1.0rc1", "a!=1.0rc1"),
    ]

    @Test(arguments: refused) func whatIsNoPackageIsRefused(_ text: String) {
        #expect(throws: SpecError.self) { try PythonRequirement(text) }
    }

    @Test(arguments: taken) func oneMeaningHasOneText(_ typed: String, _ expected: String) throws {
        let requirement = try PythonRequirement(typed)
        #expect(requirement.text == expected)
        #expect(try PythonRequirement(expected) == requirement)
    }

    /// Whatever is taken must be a requirement in the words of those who wrote PEP 508's reader, and mean the same.
    @Test func pipsOwnReaderTakesWhatIsTaken() async throws {
        let program = """
            import sys
            from pip._vendor.packaging.requirements import Requirement
            for line in sys.stdin:
                left, right = (Requirement(text) for text in line.rstrip("\\n").split("\\t"))
                assert str(left) == str(right), line
            """
        let lines = Self.taken.map { "\($0.0)\t\($0.1)\n" }.joined()
        _ = try await PythonEnvironment.find().run(["-c", program], input: lines)
    }

    @Test(arguments: [("Zope.Interface", "zope-interface"), ("a__b--c", "a-b-c")])
    func spellingsOfOneNameAreOne(_ name: String, _ key: String) { #expect(PythonRequirement.key(name) == key) }

    @Test(arguments: ["", "a", "-y", "a b", "A1", "a=1", "a;b", "$(id)", "a\n", "--allow-x"])
    func debianNamesAreStrict(_ name: String) { #expect(throws: SpecError.self) { try DebianPackage(name) } }

    @Test(arguments: ["git", "g++", "libgdal-dev", "python3.11"]) func debianNamesAreTaken(_ name: String) throws {
        #expect(try DebianPackage(name).name == name)
    }
}

// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

@Suite struct CondaSpecTests {
    @Test(arguments: [
        "", " ", "$(reboot)", "`id`", "a; rm -rf /", "a && b", "a | b", "a\nb", "a\r", "a\u{0}", "-e", "--index-url=x",
        "-c evil a", "https://x/y.tar.bz2", "/tmp/x.conda", "../x", "a==", "a>=", "a=1=b=c", "a>=1,<2=b", "a[",
        "a[x=1]",
        "a[version=1]x", "a[url='https://x']", "a[version='1;']", "::a", "x::", "a>=;", "a=1.*.2", "ä", "a$HOME",
        "a{b}", "a>1>2", "numpy 1 2 3", "'a'", "\"a\"", "a\u{202E}b", String(repeating: "a", count: 301),
    ])
    func whatIsNoPackageIsRefused(_ text: String) { #expect(throws: SpecError.self) { try CondaSpec(text) } }

    private static let meanings = [
        ("zarr", "zarr"), ("zarr>=3", "zarr>=3"), (" zarr >= 3 ", "zarr>=3"), ("numpy>=1.8, <2", "numpy>=1.8,<2"),
        ("numpy=1.26", "numpy=1.26"), ("numpy=1.26.*", "numpy=1.26.*"), ("numpy==1.26.4", "numpy==1.26.4"),
        ("numpy 1.26", "numpy==1.26"), ("numpy 1.26.*", "numpy==1.26.*"), ("numpy=1.26=py312_0", "numpy=1.26=py312_0"),
        ("numpy==1.26=py312_0", "numpy=1.26=py312_0"), ("numpy 1.26 py312_0", "numpy=1.26=py312_0"),
        ("conda-forge::gdal", "conda-forge::gdal"), ("a>=1|==0.5", "a>=1|==0.5"), ("NumPy", "numpy"),
        ("a~=1.4", "a~=1.4"),
        ("numpy[version='>=1,<2']", "numpy>=1,<2"), ("_x", "_x"),
        ("libblas=*=*mkl", "libblas=*=*mkl"), ("a!=2", "a!=2"), ("a=1!2.0", "a=1!2.0"),
        ("a[version='>=1',build='x*']", "a[version='>=1',build='x*']"), ("a[build='x*']", "a[build='x*']"),
    ]

    @Test(arguments: meanings) func oneMeaningHasOneText(_ typed: String, _ expected: String) throws {
        let spec = try CondaSpec(typed)
        #expect(spec.text == expected)
        #expect(try CondaSpec(spec.text) == spec)
    }

    /// Another implementation reads what was typed and what is written as the same.
    @Test func rattlerReadsTheSame() async throws {
        func read(_ texts: [String]) async throws -> [JSONValue] {
            let input = JSONValue.array(texts.map(JSONValue.string)).rendered()
            let oracle = PackageFolder.path("Tests/Oracles/conda_match.py")
            return try JSONValue.parse(await PythonEnvironment.find().run([oracle], input: input)).array ?? []
        }
        let (typed, written) = (try await read(Self.meanings.map(\.0)), try await read(Self.meanings.map(\.1)))
        #expect(typed.count == Self.meanings.count)
        for (index, meaning) in typed.enumerated() {
            #expect(!meaning.isNull && meaning == written[index], "\(Self.meanings[index])")
        }
    }

    @Test(arguments: [
        ("a", ""), ("a>=3", ">=3"), ("a=1.2", "==1.2.*"), ("a=1.2.*", "==1.2.*"), ("a==1.2", "==1.2"),
        ("a 1.2.*", "==1.2.*"),
        ("a>=1,<2", ">=1,<2"), ("a>=1.2.*", ">=1.2"), ("a=*", ""), ("a~=1.4.2", "~=1.4.2"), ("a!=2.*", "!=2.*"),
    ])
    func pipGetsTheSameVersions(_ typed: String, _ expected: String) throws {
        #expect(try CondaSpec(typed).versions?.python() ?? "" == expected)
    }

    @Test(arguments: ["a>=1|<0.5", "a=1.2*"]) func whatPipHasNoWordsForIsSaid(_ typed: String) throws {
        let versions = try CondaSpec(typed).versions
        #expect(throws: SpecError.self) { try versions?.python() }
    }
}

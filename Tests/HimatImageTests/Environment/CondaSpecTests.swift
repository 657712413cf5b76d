// SPDX-License-Identifier: MIT
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

    @Test(arguments: [
        ("zarr", "zarr"), ("zarr>=3", "zarr>=3"), (" zarr >= 3 ", "zarr>=3"), ("numpy>=1.8, <2", "numpy>=1.8,<2"),
        ("numpy=1.26", "numpy=1.26"), ("numpy=1.26.*", "numpy=1.26.*"), ("numpy==1.26.4", "numpy==1.26.4"),
        ("numpy 1.26", "numpy==1.26"), ("numpy 1.26.*", "numpy==1.26.*"), ("numpy=1.26=py312_0", "numpy=1.26=py312_0"),
        ("numpy==1.26=py312_0", "numpy=1.26=py312_0"), ("numpy 1.26 py312_0", "numpy=1.26=py312_0"),
        ("conda-forge::gdal", "conda-forge::gdal"), ("a>=1|==0.5", "a>=1|==0.5"), ("NumPy", "numpy"),
        ("a~=1.4", "a~=1.4"),
        ("numpy[version='>=1,<2']", "numpy>=1,<2"), ("_x", "_x"),
        ("libblas=*=*mkl", "libblas=*=*mkl"), ("a!=2", "a!=2"), ("a=1!2.0", "a=1!2.0"),
    ])
    func oneMeaningHasOneText(_ typed: String, _ expected: String) throws {
        let spec = try CondaSpec(typed)
        #expect(spec.text == expected)
        #expect(try CondaSpec(spec.text) == spec)
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

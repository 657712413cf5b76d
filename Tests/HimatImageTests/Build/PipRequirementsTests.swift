// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatImage

@Suite struct PipRequirementsTests {
    private func packages(_ conda: [String], pip: [String] = []) -> PackageSet {
        var packages = PackageSet()
        packages.conda = conda
        packages.pip = pip
        return packages
    }

    @Test func namesAndVersionsAreTranslated() throws {
        let requirements = try PipRequirements(
            packages(["python>=3.12", "pip", "dask", "psycopg2=2.9", "zarr>=3", "pytorch"], pip: ["pyastronomy"]))
        #expect(
            requirements.lines == ["dask[complete]", "psycopg2-binary==2.9.*", "zarr>=3", "torch", "pyastronomy"])
        #expect(requirements.python == ">=3.12")
    }

    @Test func allThatPyPILacksIsNamedAtOnce() {
        let error = #expect(throws: HimatError.self) {
            try PipRequirements(
                packages(["dask", "gdal", "esmpy", "libgdal", "r-base", "numpy=1=py_0", "bioconda::x"]))
        }
        #expect(error?.details.count == 6)
        #expect(error?.details.first?.contains("--apt gdal-bin") == true)
        #expect(error?.nextStep?.contains("--variant conda") == true)
    }

    @Test func ourOwnEnvironmentCanBeHadFromPyPI() throws {
        let file = TemplateFile.environment
        let environment = try EnvironmentFile(SourceText(name: file.name, text: file.text))
        let apt = try AptFile(SourceText(name: "apt.txt", text: ""))
        #expect(try PipRequirements(PackageSet(environment, apt)).lines.count > 25)
    }
}

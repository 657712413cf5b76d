// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatImage

@Suite struct EnvironmentFileTests {
    private func file(_ text: String) throws -> EnvironmentFile {
        try EnvironmentFile(SourceText(name: "environment.yml", text: text))
    }

    private func changed(
        _ text: String, add: [String] = [], pip: [String] = [], remove: [String] = []
    ) throws -> String {
        var environment = try file(text)
        var apt = try AptFile(SourceText(name: "apt.txt", text: ""))
        let changes = try PackageChanges(add: add, pip: pip, apt: [], remove: remove)
        _ = try changes.apply(to: &environment, &apt)
        return String(decoding: environment.source.bytes, as: UTF8.self)
    }

    private static let text = """
        # ours
        name: demo
        channels: [conda-forge]
        dependencies:
          # the base
          - dask   # always
          - zarr=2  # old

          - "numpy>=1"
          - pip:
              - regionmask # masks
        prefix: /x

        """

    @Test func aPackageIsAddedBehindTheOthersAndBeforePip() throws {
        let expected = Self.text.replacing("  - pip:\n", with: "  - xarray\n  - pip:\n")
        #expect(try changed(Self.text, add: ["xarray"]) == expected)
        #expect(try changed(expected, add: ["xarray"]) == expected)
    }

    @Test func aNewVersionReplacesTheOldOneInItsPlace() throws {
        #expect(try changed(Self.text, add: ["zarr>=3"]) == Self.text.replacing("zarr=2", with: "zarr>=3"))
        #expect(try changed(Self.text, add: ["NumPy"]) == Self.text.replacing("\"numpy>=1\"", with: "numpy"))
    }

    @Test func pipHasItsOwnSection() throws {
        let expected = Self.text.replacing("# masks\n", with: "# masks\n      - pyastronomy>=0.20\n")
        #expect(try changed(Self.text, pip: ["pyastronomy >= 0.20"]) == expected)
        #expect(
            try changed("dependencies:\n- dask # d\n", pip: ["x"])
                == "dependencies:\n- dask # d\n- pip\n- pip:\n    - x\n")
    }

    @Test func whatIsRemovedTakesItsLineAlong() throws {
        #expect(try changed(Self.text, remove: ["zarr"]) == Self.text.replacing("  - zarr=2  # old\n", with: ""))
        #expect(
            try changed(Self.text, remove: ["Regionmask"])
                == Self.text.replacing("  - pip:\n      - regionmask # masks\n", with: ""))
    }

    @Test func aListInBracketsStaysOne() throws {
        #expect(try changed("dependencies: [dask, numpy]\n", add: ["x"]) == "dependencies: [dask, numpy, x]\n")
        #expect(try changed("dependencies: [dask, numpy]\n", remove: ["dask"]) == "dependencies: [numpy]\n")
        #expect(try changed("name: x\n", add: ["dask"]) == "name: x\ndependencies: [dask]\n")
    }

    @Test func otherLineEndingsStay() throws {
        #expect(
            try changed("dependencies:\r\n  - dask\r\n", add: ["x"]) == "dependencies:\r\n  - dask\r\n  - x\r\n")
        #expect(try changed("dependencies:\n  - dask", add: ["x"]) == "dependencies:\n  - dask\n  - x\n")
    }

    @Test func whatIsMissingIsNamedWithWhatWasMeant() throws {
        let error = #expect(throws: HimatError.self) { try changed(Self.text, remove: ["zar"]) }
        #expect(error?.nextStep == "himat-image build --remove zarr")
        let channel = #expect(throws: HimatError.self) { try changed(Self.text, add: ["bioconda::x"]) }
        #expect(channel?.message.contains("no channel bioconda") == true)
    }

    @Test(arguments: [
        ("dependencies:\n  - dask; rm -rf /\n", "environment.yml:2:5"),
        ("dependencies: dask\n", "environment.yml:1:15"),
        ("dependencies:\n  - pip:\n    - -r evil.txt\n", "environment.yml:3:7"),
        ("dependencies:\n  - pip:\n    - git+https://x\n", "environment.yml:3:7"),
        ("dependencies:\n  - conda: [a]\n", "environment.yml:2:5"), ("dependencies:\n  - [a]\n", "environment.yml:2:5"),
        ("channels: [\"https://user:secret@x\"]\n", "environment.yml:1:12"),
        ("channels: [\"$(id)\"]\n", "environment.yml:1:12"),
        ("channels: [\"https://x.example/t/to-12-ken/private\"]\n", "environment.yml:1:12"),
    ])
    func whatAFileMayNotSayIsShownWhereItStands(_ text: String, _ place: String) throws {
        let error = #expect(throws: HimatError.self) { try file(text) }
        #expect(error?.message.hasPrefix(place) == true)
    }

    @Test func noChannelIsTakenThatIsNone() throws {
        let apt = try AptFile(SourceText(name: "apt.txt", text: ""))
        let own = try file("channels: [http://mirror.example:8080/forge, nodefaults]\ndependencies: [dask]\n")
        #expect(PackageSet(own, apt).channels == ["http://mirror.example:8080/forge"])
        #expect(PackageSet(try file("channels: [defaults]\n"), apt).channels == ["conda-forge"])
    }

    @Test func aFileOf2018IsUnderstood() throws {
        let old = try file(
            """
            name: pangeo-cluster
            channels:
              - conda-forge
              - defaults
            dependencies:
              - dask
              - python=3.6.5
              - zarr
              - pip:
                - pyastronomy
                - regionmask
            prefix: /Users/someone/miniconda3/envs/pangeo-cluster
            """)
        #expect(old.names == ["dask", "python", "zarr", "pyastronomy", "regionmask"])
        let apt = try AptFile(SourceText(name: "apt.txt", text: ""))
        #expect(PackageSet(old, apt).channels == ["conda-forge"])
    }
}

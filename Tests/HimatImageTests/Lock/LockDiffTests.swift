// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatImage

@Suite struct LockDiffTests {
    private func lock(_ pip: [String: String], conda: [JSONValue] = [], python: String = "3.13.5") throws -> ImageLock {
        let packages = pip.map { JSONValue.object(["name": .string($0.key), "version": .string($0.value)]) }
        return try ImageLock([
            "format": 1, "python": .string(python), "conda": .array(conda), "pip": .array(packages), "apt": [],
        ])
    }

    @Test func whatCameWentAndChangedIsTold() throws {
        let diff = LockDiff(
            try lock(["dask": "1", "zarr": "2", "numpy": "1"]), try lock(["dask": "1", "zarr": "3", "xarray": "9"]))
        #expect(
            diff.text(Palette(isOn: false)) == "- numpy   1       pip\n+ xarray  9       pip\n~ zarr    2 -> 3  pip\n")
        #expect(diff.document[2]?["before"]?.string == "2")
    }

    @Test func anotherBuildOfTheSameVersionIsADifference() throws {
        let one: JSONValue = ["name": "gdal", "version": "3", "build": "a_0"]
        let other: JSONValue = ["name": "gdal", "version": "3", "build": "b_1"]
        #expect(LockDiff(try lock([:], conda: [one]), try lock([:], conda: [other])).changes.count == 1)
        #expect(LockDiff(try lock([:], conda: [one]), try lock([:], conda: [one])).changes.isEmpty)
    }

    @Test(arguments: ["{}", "[]", "{\"format\": 2, \"conda\": [], \"pip\": []}"]) func aForeignFileIsNoLock(
        _ text: String
    ) {
        #expect(throws: HimatError.self) { try ImageLock(try JSONValue.parse(text)) }
    }

    @Test func condaGetsExactFilesAndPipExactVersions() throws {
        let package: JSONValue = [
            "name": "gdal", "version": "3", "url": "https://conda.anaconda.org/x/gdal-3.conda", "md5": "aa",
            "sha256": "bb",
        ]
        let lock = try lock(["dask": "1"], conda: [package])
        #expect(lock.explicit == "@EXPLICIT\nhttps://conda.anaconda.org/x/gdal-3.conda#aa\n")
        #expect(lock.constraints == "dask==1\n")
        #expect(try self.lock(["dask": "1"]).explicit.isEmpty)
    }

    @Test func aProbesLinesAreReadAmongOthers() {
        let output = "noise\n{\"check\": \"worker\", \"good\": false, \"words\": \"no\"}\n{\"x\": 1}\n"
        #expect(ImageProbe.checks(in: output) == [.init(name: "worker", isGood: false, words: "no")])
    }
}

// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatImage

@Suite struct ImageRecipeTests {
    private func recipe(
        _ conda: [String] = ["dask", "zarr"], apt: [String] = [], variant: ImageVariant = .pip, from: String = "base:1"
    ) -> ImageRecipe {
        var packages = PackageSet()
        packages.channels = ["conda-forge"]
        packages.conda = conda
        packages.apt = apt
        return ImageRecipe(
            variant: variant, from: from, platform: "linux/amd64", packages: packages, dockerfile: "FROM x\n",
            settings: ["write_lock.py": "x"], files: [], lock: nil)
    }

    private func text(_ name: String, _ recipe: ImageRecipe, base: PackageSet) throws -> String? {
        let entry = try recipe.context(base: base).first { $0.path == name }
        guard case .bytes(let bytes)? = entry?.content else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func theOrderOfPackagesIsNoDifference() {
        #expect(recipe(["zarr", "dask"]).hash == recipe().hash)
        #expect(recipe(["dask"]).hash != recipe().hash)
        #expect(recipe(from: "base:2").hash != recipe().hash)
        #expect(recipe(variant: .conda).hash != recipe().hash)
    }

    @Test func whatIsAddedGoesIntoTheLastLayerAlone() throws {
        let before = recipe()
        let after = recipe(["dask", "zarr", "xarray>=2024"], apt: ["git"])
        let base = before.packages
        #expect(base.isContained(in: after.packages))
        for name in ["apt.txt", "pip.txt", "python.txt", "Dockerfile"] {
            #expect(try text(name, after, base: base) == text(name, before, base: base), "\(name)")
        }
        #expect(try text("added/pip.txt", after, base: base) == "xarray>=2024\n")
        #expect(try text("added/apt.txt", after, base: base) == "git\n")
        #expect(try text("added/pip.txt", before, base: base) == "")
    }

    @Test func condaGetsAFileOfWhatIsAdded() throws {
        let after = recipe(["dask", "zarr", "xarray>=2024"], variant: .conda)
        let base = recipe(variant: .conda).packages
        let file = try text("added/environment.yml", after, base: base)
        #expect(file == "channels:\n  - conda-forge\ndependencies:\n  - xarray>=2024\n")
        #expect(try text("environment.yml", after, base: base)?.contains("  - zarr\n") == true)
    }

    @Test func anotherVersionOrARemovalIsSolvedAnew() {
        #expect(!recipe().packages.isContained(in: recipe(["dask", "zarr>=3"]).packages))
        #expect(!recipe(["dask", "zarr>=3"]).packages.isContained(in: recipe().packages))
        #expect(!recipe().packages.isContained(in: recipe(["dask"]).packages))
    }

    @Test func theLabelsTellTheWholeStory() throws {
        let after = recipe(["dask", "zarr", "xarray"])
        let labels = after.labels(base: recipe().packages, version: "1")
        let base = try #require(PackageSet(label: labels[ImageLabel.base] ?? ""))
        #expect(base == recipe().packages)
        #expect(PackageSet(label: labels[ImageLabel.added] ?? "")?.conda == ["xarray"])
        #expect(labels[ImageLabel.environment] == after.hash)
        #expect(PackageSet(label: "no json") == nil)
    }
}

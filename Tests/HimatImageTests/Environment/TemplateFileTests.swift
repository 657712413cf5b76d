// SPDX-License-Identifier: MIT
import Foundation
import HimatTestSupport
import Testing

@testable import HimatImage

@Suite struct TemplateFileTests {
    /// The folder is what people read, the binary what runs where there is no folder.
    @Test func theBinaryCarriesTheFilesOfTheFolder() throws {
        let folder = PackageFolder.path("docker")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                == TemplateFile.all.map(\.name).sorted())
        for file in TemplateFile.all {
            #expect(try String(contentsOfFile: "\(folder)/\(file.name)", encoding: .utf8) == file.text, "\(file.name)")
        }
    }

    @Test(arguments: ImageVariant.allCases) func theDockerfileStartsFromTheVariantsBase(_ variant: ImageVariant) {
        #expect(TemplateFile.dockerfile(variant).text.contains("ARG BASE=\(variant.base)\nFROM ${BASE}\n"))
    }

    @Test func bothVariantsEndAlike() {
        func tail(_ variant: ImageVariant) -> Substring {
            let text = TemplateFile.dockerfile(variant).text
            return text[(text.range(of: "\nENV HOME=")?.lowerBound ?? text.startIndex)...]
        }
        #expect(tail(.conda) == tail(.pip))
        #expect(tail(.conda).contains("USER 1000:1000"))
    }

    @Test func noPasswordAndNoMachinesSettingsAreBakedIn() {
        for file in TemplateFile.all {
            for word in ["password =", "token =", "ENV PIP_INDEX_URL", "ENV HTTP", "ca-certificates.crt"] {
                #expect(!file.text.contains(word), "\(file.name) has \(word)")
            }
        }
    }
}

// SPDX-License-Identifier: MIT
import HimatSupport
import Testing

@testable import HimatHTTP

@Suite struct CurlLibraryTests {
    @Test func aMissingLibraryIsAnErrorThatNamesThePackage() {
        let error = #expect(throws: HimatError.self) { try CurlLibrary.load("libcurl-nowhere.so.4").get() }
        #expect(error?.message.contains("libcurl-nowhere.so.4") == true)
        #expect(error?.nextStep?.contains("apt-get install libcurl4") == true)
    }

    @Test func aLibraryWithoutTheFunctionsIsAnError() {
        let error = #expect(throws: HimatError.self) { try CurlLibrary.load("libc.so.6").get() }
        #expect(error?.details == ["curl_global_init is missing"])
    }
}

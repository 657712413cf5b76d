// SPDX-License-Identifier: MIT
internal import CCurl
internal import HimatSupport

/// libcurl's functions, loaded when the first transfer needs them.
///
/// Unchecked Sendable: the table is filled once, before anyone else sees it, and never changes or goes away.
struct CurlLibrary: @unchecked Sendable {
    let table: UnsafePointer<himat_curl>
    /// The version as `(major << 16) | (minor << 8) | patch`.
    let version: UInt32
    /// Whether TLS is OpenSSL's or of its kin, whose verdicts on certificates are numbers that we know.
    let speaksOpenSSL: Bool

    private static let loaded: Result<CurlLibrary, HimatError> = load(fileName)

    #if canImport(Darwin)
        static let fileName = "libcurl.4.dylib"
    #else
        static let fileName = "libcurl.so.4"
    #endif

    /// The library, loaded at the first call of the process.
    /// - Throws: `HimatError` (network) that names the package to install.
    static func shared() throws -> CurlLibrary { try loaded.get() }

    /// Loads the named library.
    static func load(_ file: String) -> Result<CurlLibrary, HimatError> {
        let table = UnsafeMutablePointer<himat_curl>.allocate(capacity: 1)
        table.initialize(to: himat_curl())
        if let words = himat_curl_load(table, file) {
            let error = HimatError(
                .network, "The library that carries HTTP, \(file), cannot be loaded",
                details: [String(cString: words)],
                nextStep:
                    "Install libcurl 7.84 or newer: apt-get install libcurl4 (Debian, Ubuntu), brew install curl (macOS)"
            )
            table.deallocate()
            return .failure(error)
        }
        guard table.pointee.global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK,
            let about = himat_curl_about(table)
        else {
            table.deallocate()
            return .failure(HimatError(.network, "\(file) cannot be initialised"))
        }
        let tls = about.pointee.ssl_version.map { String(cString: $0) } ?? ""
        return .success(
            CurlLibrary(
                table: UnsafePointer(table), version: UInt32(about.pointee.version_num),
                speaksOpenSSL: tls.contains("SSL/") || tls.contains("AWS-LC")))
    }

    /// What interrupts the poll of a multi handle, from any thread and as long as the handle lives.
    func wakeUp(_ multi: UnsafeMutableRawPointer) -> @Sendable () -> Void {
        let address = UInt(bitPattern: multi)
        return {
            if let multi = UnsafeMutableRawPointer(bitPattern: address) { _ = table.pointee.multi_wakeup(multi) }
        }
    }

    /// libcurl's own words for a result.
    func words(for code: CURLcode) -> String {
        table.pointee.easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
    }
}

// SPDX-License-Identifier: MIT
internal import CCurl
internal import HimatSupport

/// The owner of one curl easy handle with all that must live as long as it: lists and the buffer for error words.
///
/// Belongs to the thread of its `CurlLoop`.
final class EasyHandle {
    let library: CurlLibrary
    let pointer: UnsafeMutableRawPointer
    private let words: UnsafeMutablePointer<CChar>
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    /// A new handle, which writes its error words into a buffer of its own.
    init(_ library: CurlLibrary) throws {
        guard let pointer = library.table.pointee.easy_init() else {
            throw HimatError(.internalFault, "libcurl gave no handle for a transfer")
        }
        self.library = library
        self.pointer = pointer
        words = .allocate(capacity: Int(CURL_ERROR_SIZE))
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try check(
            himat_curl_set_pointer(library.table, pointer, CURLOPT_ERRORBUFFER, words), CURLOPT_ERRORBUFFER)
    }

    deinit {
        library.table.pointee.easy_cleanup(pointer)
        for list in lists { library.table.pointee.slist_free_all(list) }
        words.deallocate()
    }

    /// What libcurl said about its last failure, or its words for the code.
    func words(for code: CURLcode) -> String {
        words[0] == 0 ? library.words(for: code) : String(cString: words)
    }

    func set(_ option: CURLoption, _ value: Int) throws {
        try check(himat_curl_set_long(library.table, pointer, option, value), option)
    }

    func set(_ option: CURLoption, size: Int) throws {
        try check(himat_curl_set_size(library.table, pointer, option, curl_off_t(size)), option)
    }

    func set(_ option: CURLoption, _ value: String?) throws {
        try check(himat_curl_set_string(library.table, pointer, option, value), option)
    }

    func set(_ option: CURLoption, context: UnsafeMutableRawPointer) throws {
        try check(himat_curl_set_pointer(library.table, pointer, option, context), option)
    }

    /// Sets bytes that libcurl copies.
    func set(_ option: CURLoption, blob: [UInt8]) throws {
        try blob.withUnsafeBytes { bytes in
            try check(
                himat_curl_set_blob(library.table, pointer, option, bytes.baseAddress, bytes.count), option)
        }
    }

    /// Sets the bytes of a request's body, which libcurl copies.
    func set(body: [UInt8]) throws {
        try set(CURLOPT_POSTFIELDSIZE_LARGE, size: body.count)
        let code = body.withUnsafeBytes { bytes in
            "".withCString { empty in
                himat_curl_set_pointer(
                    library.table, pointer, CURLOPT_COPYPOSTFIELDS,
                    UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(empty)))
            }
        }
        try check(code, CURLOPT_COPYPOSTFIELDS)
    }

    func set(_ option: CURLoption, list values: [String]) throws {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values {
            guard let longer = library.table.pointee.slist_append(list, value) else {
                library.table.pointee.slist_free_all(list)
                throw HimatError(.internalFault, "libcurl has no memory left for a list")
            }
            list = longer
        }
        guard let list else { return }
        lists.append(list)
        try check(himat_curl_set_list(library.table, pointer, option, list), option)
    }

    func set(_ option: CURLoption, callback: himat_curl_bytes) throws {
        try check(himat_curl_set_bytes_callback(library.table, pointer, option, callback), option)
    }

    func set(beforeRequest callback: curl_prereq_callback) throws {
        try check(himat_curl_set_prereq_callback(library.table, pointer, callback), CURLOPT_PREREQFUNCTION)
    }

    /// A number that libcurl keeps about the transfer; 0 when it has none.
    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return himat_curl_get_long(library.table, pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// A time or size that libcurl keeps about the transfer; 0 when it has none.
    func size(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return himat_curl_get_size(library.table, pointer, info, &value) == CURLE_OK ? Int(value) : 0
    }

    /// The socket of a connection that `CURLOPT_CONNECT_ONLY` has opened.
    var activeSocket: curl_socket_t? {
        var socket: curl_socket_t = -1
        let code = himat_curl_get_socket(library.table, pointer, &socket)
        return code == CURLE_OK && socket != -1 ? socket : nil
    }

    private func check(_ code: CURLcode, _ option: CURLoption) throws {
        guard code == CURLE_OK else {
            throw HimatError(
                .internalFault, "libcurl refused the option \(option.rawValue): \(words(for: code))",
                nextStep: "HiMAT needs libcurl 7.84 or newer.")
        }
    }
}

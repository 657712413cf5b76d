// SPDX-License-Identifier: MIT
#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What stands at the path of a unix socket, to say why nobody answered there.
enum SocketState: Equatable {
    case missing
    case forbidden
    case noSocket
    case present

    init(_ path: String) {
        var about = stat()
        guard stat(path, &about) == 0 else {
            self = errno == EACCES ? .forbidden : .missing
            return
        }
        guard about.st_mode & S_IFMT == S_IFSOCK else {
            self = .noSocket
            return
        }
        self = access(path, W_OK) == 0 ? .present : .forbidden
    }
}

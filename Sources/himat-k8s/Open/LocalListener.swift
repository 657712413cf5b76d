// SPDX-License-Identifier: MIT
import HimatCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A port of 127.0.0.1, and nothing else, that takes connections.
struct LocalListener: Sendable {
    private let socket: LocalSocket
    /// The port's number.
    let port: Int

    /// Opens a port; 0 = any that is free.
    /// - Throws: `HimatError` (conflict) when somebody else has it, (denied) when it takes root.
    init(port: Int) throws {
        #if canImport(Darwin)
            let descriptor = Darwin.socket(AF_INET, SOCK_STREAM, 0)
        #else
            let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        guard descriptor >= 0 else { throw Self.failure(port) }
        socket = LocalSocket(descriptor)
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let bound = Self.with(&address) { bind(descriptor, $0, $1) }
        guard bound == 0, listen(descriptor, 128) == 0 else { throw Self.failure(port) }
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = Self.with(&address) { pointer, _ in getsockname(descriptor, pointer, &size) }
        self.port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// The next connection. When the process has no descriptor left, it waits until others have ended.
    func accept(clock: any WallClock) async throws -> LocalSocket {
        while true {
            #if canImport(Darwin)
                let descriptor = Darwin.accept(socket.descriptor, nil, nil)
            #else
                let descriptor = Glibc.accept(socket.descriptor, nil, nil)
            #endif
            if descriptor >= 0 { return LocalSocket(descriptor) }
            switch errno {
            case EAGAIN, EWOULDBLOCK: try await socket.readable()
            default: try await clock.sleep(for: .milliseconds(100))
            }
        }
    }

    private static func with(
        _ address: inout sockaddr_in, _ call: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func failure(_ port: Int) -> HimatError {
        let words = String(cString: strerror(errno))
        let other = "himat-k8s open --port \(port < 1024 ? Jupyter.port : port + 1), or --port 0 for any free one"
        switch errno {
        case EADDRINUSE:
            return HimatError(.conflict, "Port \(port) of this machine is in use by another program", nextStep: other)
        case EACCES:
            return HimatError(.denied, "Port \(port) of this machine is for root only", nextStep: other)
        default:
            return HimatError(.network, "Port \(port) of this machine cannot be opened: \(words)", nextStep: other)
        }
    }
}

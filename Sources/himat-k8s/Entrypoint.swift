// SPDX-License-Identifier: MIT
@main
enum Entrypoint {
    static func main() {}
}

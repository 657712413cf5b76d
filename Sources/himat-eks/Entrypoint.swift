// SPDX-License-Identifier: MIT
import HimatCore

@main
enum Entrypoint {
    static func main() { CommandRunner.main(EKSCommand.self, quick: TokenCommand.self) }
}

// SPDX-License-Identifier: MIT
import HimatCore

@main
enum Entrypoint {
    static func main() async { await CommandRunner.main(EKSCommand.self, quick: TokenCommand.self) }
}

// SPDX-License-Identifier: MIT
import Testing

@testable import HimatAWS

struct CommandWordsTests {
    @Test(arguments: [
        ("/opt/bin/keys --account  1", ["/opt/bin/keys", "--account", "1"]),
        (#""/opt/my bin/keys" 'a "b" c' d\ e"#, ["/opt/my bin/keys", #"a "b" c"#, "d e"]),
        (#"a "" b'c d'e"#, ["a", "", "bc de"]),
        (#""x\"y\n" $HOME *"#, [#"x"y\n"#, "$HOME", "*"]),
        ("  ", []),
    ])
    func wordsAreCutAsAShellCutsThem(line: String, words: [String]) {
        #expect(CommandWords.split(line) == words)
    }

    @Test(arguments: ["'open", "\"open", "end\\"])
    func anOpenQuoteIsNoCommand(line: String) { #expect(CommandWords.split(line) == nil) }
}

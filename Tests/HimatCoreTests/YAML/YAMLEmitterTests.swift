// SPDX-License-Identifier: MIT
import HimatSupport
import HimatYAML
import Testing

@Suite struct YAMLEmitterTests {
    @Test(arguments: [
        "", "~", "null", "Null", "true", "no", "No", "off", "y", "N", "1", "-1", "+1", "1.5", ".5", "1e3", "1_000",
        "0x1f", "0o7",
        "010", "1:30", "190:20:30", "2026-01-30", "2001-12-14t21:59:43.10-05:00", ".inf", "-.INF", ".nan", "=", "<<",
        " a", "a ",
        "a: b", "a:", "a #b", "#a", "- a", "-", "---", "--- a", "...", "? a", "*a", "&a", "!a", "|", ">", "%a", "@a",
        "`a", "'a",
        "\"a", "{a", "[a", ",a", "a\tb", "a\rb", "\u{FEFF}", "\u{85}", "a\u{2028}b", "\u{0}",
    ])
    func aTextThatAReaderWouldMisreadIsQuoted(_ text: String) throws {
        let scalar = YAMLText.scalar(text)
        #expect(scalar.hasPrefix("\""))
        #expect(try YAMLParser.json("k: \(scalar)\n") == [["k": .string(text)]])
    }

    @Test(arguments: [
        "a", "himat", "a b", "a:b", "http://x/y?z=1#f", "tcp://dask-scheduler:8786", "--nthreads", "-c", "1600M",
        "16Gi",
        "10.0.0.0/16", "m5.xlarge", "a#b", "größe", "日本", "quay.io/pangeo/pangeo-notebook:2026.01.30", "v1", "it's",
        "nope",
    ])
    func aPlainTextIsNotQuoted(_ text: String) throws {
        #expect(YAMLText.scalar(text) == text)
        #expect(try YAMLParser.json("k: \(text)\n") == [["k": .string(text)]])
    }

    @Test func anObjectOfKubernetesComesInItsUsualOrder() {
        let object: JSONValue = [
            "kind": "ConfigMap", "data": ["run.sh": "#!/bin/sh\necho hi\n", "b": "no"], "apiVersion": "v1", "alpha": [],
            "metadata": ["labels": ["app": "x"], "namespace": "himat", "name": "c"],
            "spec": ["ports": [["port": 80, "name": "http"], ["port": 81]], "empty": [:], "nested": [[1, 2], []]],
        ]
        #expect(
            YAMLEmitter(order: .kubernetes).text(object) == """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: c
                  namespace: himat
                  labels:
                    app: x
                spec:
                  empty: {}
                  nested:
                    - - 1
                      - 2
                    - []
                  ports:
                    - name: http
                      port: 80
                    - port: 81
                data:
                  b: "no"
                  run.sh: |
                    #!/bin/sh
                    echo hi
                alpha: []

                """)
    }

    @Test func documentsAreParted() throws {
        let text = YAMLEmitter().text(documents: [["a": 1], "b", ["c\n\nd\n\n"]])
        #expect(text == "a: 1\n---\nb\n---\n- |+\n  c\n\n  d\n\n")
        #expect(try YAMLParser.json(text) == [["a": 1], "b", ["c\n\nd\n\n"]])
    }

    @Test func onOneLineNothingBreaks() throws {
        let value: JSONValue = ["a,b", "c: d", ["k]": "x\ny", "e": []], 1.5, nil]
        let line = YAMLEmitter().inline(value)
        #expect(line == "[\"a,b\", \"c: d\", {e: [], \"k]\": \"x\\ny\"}, 1.5, null]")
        #expect(try YAMLParser.json("k: \(line)\n") == [["k": value]])
    }

    @Test(arguments: ["a?", "a,b", "[a", "b}"]) func insideBracketsMoreIsQuoted(_ text: String) {
        #expect(YAMLEmitter().inline([.string(text)]) == "[\"\(text)\"]")
    }

    @Test(arguments: 1...20) func whateverIsWrittenReadsBackTheSame(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let value = Self.value(&generator, depth: 4)
            for text in [YAMLEmitter().text(value), YAMLEmitter(order: .kubernetes).text(value)] {
                #expect(try YAMLParser.json(text) == [value], "\(text)")
            }
            #expect(try YAMLParser.json("k: \(YAMLEmitter().inline(value))\n") == [["k": value]])
        }
    }

    private static func value(_ generator: inout SeededGenerator, depth: Int) -> JSONValue {
        switch Int.random(in: 0...(depth > 0 ? 9 : 6), using: &generator) {
        case 0: return .null
        case 1: return .bool(.random(using: &generator))
        case 2: return .int(.random(in: .min ... .max, using: &generator))
        case 3:
            return .double(
                [1e300, -1.5, 0.1, 1e-7, 12345678901234567890.0, 3.0, 1e16].randomElement(using: &generator) ?? 0)
        case 7, 8:
            return .array(
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in value(&generator, depth: depth - 1) })
        case 9:
            var members: [String: JSONValue] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                members[generator.text()] = value(&generator, depth: depth - 1)
            }
            return .object(members)
        default: return .string(generator.text())
        }
    }
}

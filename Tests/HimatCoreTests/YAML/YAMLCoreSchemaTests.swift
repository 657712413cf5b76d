// SPDX-License-Identifier: MIT
import HimatSupport
import HimatYAML
import Testing

@Suite struct YAMLCoreSchemaTests {
    @Test(arguments: [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("y", "y"), ("TrUe", "TrUe"), ("1:30", "1:30"), ("1_000", "1_000"),
        ("2026-01-30", "2026-01-30"), ("0b11", "0b11"), ("1e", "1e"), ("+", "+"), (".", "."), ("-.", "-."),
        ("0x", "0x"),
        ("0o8", "0o8"), ("0x-1", "0x-1"), ("nan", "nan"), (".inf", ".inf"), ("-.NaN", "-.NaN"), ("1e999", "1e999"),
        ("1.36.0", "1.36.0"), ("infinity", "infinity"), ("0x1p3", "0x1p3"), ("--1", "--1"), ("10Gi", "10Gi"),
    ])
    func aWordStaysText(_ text: String, _ value: String) { #expect(YAMLNode.resolvePlain(text) == .string(value)) }

    @Test(arguments: [
        ("", JSONValue.null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("true", true),
        ("True", true), ("FALSE", false), ("0", 0), ("-17", -17), ("+3", 3), ("010", 10), ("0o10", 8), ("0xFf", 255),
        ("1e3", 1000.0), ("1.", 1.0), (".5", 0.5), ("-1.5E-2", -0.015), ("1.30", 1.3), ("-0.0", -0.0),
        ("9223372036854775807", .int(.max)), ("9223372036854775808", 9223372036854775808.0),
    ])
    func aWordIsResolved(_ text: String, _ value: JSONValue) { #expect(YAMLNode.resolvePlain(text) == value) }

    @Test(arguments: [
        ("'1'", "1" as JSONValue), ("\"true\"", "true"), ("|\n  1\n", "1\n"), ("!!str 1", "1"), ("! 1", "1"),
        ("!!int \"7\"", 7), ("!!float 1", 1.0), ("!!bool 'true'", true), ("!!int abc", "abc"), ("!mine 5", 5),
        ("!!null ''", .null), ("!!str", ""),
    ])
    func quotesAndTagsDecide(_ text: String, _ value: JSONValue) throws {
        #expect(try YAMLParser.json(text) == [value])
    }
}

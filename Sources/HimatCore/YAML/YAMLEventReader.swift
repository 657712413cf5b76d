// SPDX-License-Identifier: MIT
internal import CLibYAML
internal import HimatSupport

/// libyaml: the only file that knows it. Owns the C parser and the copy of the text it reads from.
final class YAMLEventReader {
    private let source: SourceText
    private let code: HimatError.Code
    private let offsets: ScalarOffsets
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// - Throws: `HimatError` (internal) when there is no memory for the parser.
    init(_ source: SourceText, code: HimatError.Code) throws {
        self.source = source
        self.code = code
        offsets = ScalarOffsets(source.bytes)
        input = .allocate(capacity: max(1, source.bytes.count))
        _ = input.initialize(from: source.bytes + (source.bytes.isEmpty ? [0] : []))
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            // A failed initialisation has freed and zeroed what it made, so the deinit's delete is harmless.
            throw HimatError(.internalFault, "There is no memory to read \(source.name)")
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, source.bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event; the start of the stream is passed over.
    /// - Throws: `HimatError` with the code given, at the place libyaml names.
    func next() throws -> YAMLEvent {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
            defer { yaml_event_delete(&event) }
            guard let kind = Self.kind(event) else { continue }
            let (tag, anchor) = Self.properties(event)
            return YAMLEvent(
                kind: kind, tag: tag, anchor: anchor, start: mark(event.start_mark), end: mark(event.end_mark))
        }
    }

    private static func kind(_ event: yaml_event_t) -> YAMLEvent.Kind? {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return .scalar(String(decoding: bytes, as: UTF8.self), style(scalar.style))
        case YAML_SEQUENCE_START_EVENT:
            return .sequenceStart(isFlow: event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE)
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            return .mappingStart(isFlow: event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE)
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_STREAM_END_EVENT: return .streamEnd
        default: return nil
        }
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLNode.ScalarStyle {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private static func properties(_ event: yaml_event_t) -> (tag: String?, anchor: String?) {
        switch event.type {
        case YAML_SCALAR_EVENT: (text(event.data.scalar.tag), text(event.data.scalar.anchor))
        case YAML_SEQUENCE_START_EVENT:
            (text(event.data.sequence_start.tag), text(event.data.sequence_start.anchor))
        case YAML_MAPPING_START_EVENT: (text(event.data.mapping_start.tag), text(event.data.mapping_start.anchor))
        default: (nil, nil)
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(decodingCString: $0, as: UTF8.self) }
    }

    private func mark(_ mark: yaml_mark_t) -> SourceMark {
        SourceMark(line: Int(mark.line) + 1, column: Int(mark.column) + 1, offset: offsets.offset(Int(mark.index)))
    }

    /// What is open at the end of the text, by what libyaml was doing.
    private static func open(_ context: String) -> String? {
        if context.contains("quoted scalar") { return "quote" }
        if context.contains("flow sequence") { return "[" }
        return context.contains("flow mapping") ? "{" : nil
    }

    private func failure() -> HimatError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
        if parser.pointee.error == YAML_READER_ERROR {
            let place = source.mark(at: Int(clamping: parser.pointee.problem_offset))
            let reason =
                problem.contains("control") ? "this control character is not allowed" : "this is not valid UTF-8"
            return source.error(code, reason, at: place)
        }
        if parser.pointee.error == YAML_MEMORY_ERROR {
            return HimatError(.internalFault, "There is no memory to read \(source.name)")
        }
        let place = mark(parser.pointee.problem_mark)
        if place.offset < source.bytes.count, source.bytes[place.offset] == 0x09 {
            return source.error(code, "a tab cannot indent YAML, use spaces", at: place)
        }
        let context = parser.pointee.context.map { String(cString: $0) } ?? ""
        let opened = mark(parser.pointee.context_mark)
        if place.offset >= source.bytes.count, let open = Self.open(context) {
            return source.error(code, "this \(open) is never closed", at: opened)
        }
        let doing = context.isEmpty ? "" : " (\(context), line \(opened.line))"
        return source.error(code, "not valid YAML: \(problem)\(doing)", at: place)
    }
}

// SPDX-License-Identifier: MIT
internal import HimatSupport

/// One step of reading a YAML stream.
struct YAMLEvent {
    enum Kind {
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(String, YAMLNode.ScalarStyle)
        case sequenceStart(isFlow: Bool)
        case sequenceEnd
        case mappingStart(isFlow: Bool)
        case mappingEnd
        case streamEnd
    }

    var kind: Kind
    var tag: String?
    var anchor: String?
    var start: SourceMark
    var end: SourceMark
}

// SPDX-License-Identifier: MIT
internal import HimatSupport

/// An error as the user or a program reads it on stderr.
struct ErrorReport {
    let error: any Error

    /// `error: …`, with details, causes and the next step on lines of their own.
    func text(_ palette: Palette) -> String {
        palette.bad("error:") + " " + (known?.description ?? String(describing: error)) + "\n"
    }

    /// One JSON document: `{"error": {code, message, details, causes, next_step, exit_status}}`.
    func json() -> String {
        var document: JSONValue = [
            "code": .string(known?.code.rawValue ?? HimatError.Code.internalFault.rawValue),
            "message": .string(known?.message ?? String(describing: error)),
            "details": .array((known?.details ?? []).map(JSONValue.string)),
            "causes": .array(causes.map(JSONValue.string)),
            "exit_status": .int(Int(ProcessStatus(for: error).rawValue)),
        ]
        if let step = known?.nextStep { document["next_step"] = .string(step) }
        return JSONValue.object(["error": document]).rendered() + "\n"
    }

    private var known: HimatError? {
        if error is CancellationError { return HimatError(.interrupted, "Interrupted before anything was changed") }
        return error as? HimatError
    }

    private var causes: [String] {
        var (texts, underneath) = ([String](), known?.cause)
        while let cause = underneath {
            let inner = cause as? HimatError
            texts.append(inner?.message ?? String(describing: cause))
            texts += inner?.details ?? []
            underneath = inner?.cause
        }
        return texts
    }
}

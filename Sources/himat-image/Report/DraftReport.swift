// SPDX-License-Identifier: MIT
import HimatCore

/// What a build would do.
struct DraftReport: Displayable {
    let draft: ImageDraft
    let reference: ImageReference

    private var recipe: ImageRecipe { draft.recipe }

    var document: JSONValue {
        [
            "reference": .string(reference.description), "variant": .string(recipe.variant.rawValue),
            "from": .string(recipe.from), "platform": .string(recipe.platform), "environment": .string(recipe.hash),
            "file": .string(draft.sources.environment.source.name), "packages": recipe.packages.json,
            "changed": .array(draft.changed.map(JSONValue.string)),
        ]
    }

    func text(_ palette: Palette) -> String {
        var table = Table()
        table.add(["image", reference.description])
        table.add(["from", recipe.from])
        table.add(["variant", "\(recipe.variant.rawValue), \(recipe.platform)"])
        let file = draft.sources.environment.source.name
        table.add([
            "packages", "\(recipe.packages.count) of \(file)\(draft.sources.isNew ? " (new, HiMAT's own)" : "")",
        ])
        table.add(["environment", recipe.hash])
        let lines = draft.changed.isEmpty ? ["no file would change"] : draft.changed
        return table.text() + lines.map { $0 + "\n" }.joined() + "nothing was built: --dry-run\n"
    }
}

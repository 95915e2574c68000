package import ReleaseModel
import ReleaseText

/// A `Cargo.toml` as it stands in a throw-away tree from which a crate is published: path requirements become
/// registry requirements, and local `[patch]` sections vanish. Every other byte stays.
///
/// A dev-dependency with a path and no version keeps its path, since Cargo leaves it out of what is published.
///
/// - Throws: ``EditError/unsupported(place:key:why:)`` for a requirement with a path and no version.
package func publishTree(manifest bytes: [UInt8], file: String) throws(EditError) -> [UInt8] {
    let document = TOMLDocument(file: file, bytes: bytes)
    guard document.diagnostics.isEmpty else { throw .unreadable(document.diagnostics) }
    var removals = PublishRemovals(document: document)
    try removals.collect()
    let edited = document.spliced(removals.ranges.map { ($0, []) })
    let after = TOMLDocument(file: file, bytes: edited)
    guard after.diagnostics.isEmpty else { throw .unreadable(after.diagnostics) }
    let wanted = leaves(of: document.root).filter { leaf in
        leaf.path.steps.first != .key("patch") && !removals.paths.contains(leaf.path)
    }
    // Without its path, a dependency of dotted keys begins at a later line.
    guard inPathOrder(wanted) == inPathOrder(leaves(of: after.root)) else {
        throw .notVerified(file: file, key: "publish tree", why: "more than paths and patches changed")
    }
    return edited
}

/// What is left out of a manifest for publishing.
private struct PublishRemovals {
    let document: TOMLDocument
    var paths: Set<ValuePath> = []
    private var found: [Range<Int>] = []

    /// Ascending, without overlaps.
    var ranges: [Range<Int>] { found.sorted { $0.lowerBound < $1.lowerBound } }

    init(document: TOMLDocument) { self.document = document }

    mutating func collect() throws(EditError) {
        let root = document.root
        try collectPaths(of: root, at: ValuePath())
        for target in root["target"]?.table?.entries ?? [] {
            guard let table = target.value.table else { continue }
            try collectPaths(of: table, at: ValuePath(keys: "target", target.key))
        }
        if let workspace = root["workspace"]?.table {
            try collectPaths(of: workspace, at: ValuePath(keys: "workspace"))
        }
        collectPatches()
    }

    private mutating func collectPaths(of table: TOMLTable, at path: ValuePath) throws(EditError) {
        for (name, kind) in CargoDependency.tables {
            for dependency in table[name]?.table?.entries ?? [] {
                guard let inner = dependency.value.table, let written = inner.entry("path") else { continue }
                let key = path.appending(name, dependency.key)
                guard inner["version"] != nil else {
                    if kind == .dev { continue }
                    throw .unsupported(
                        place: document.place(of: dependency), key: key.description,
                        why: "it has a path and no version, so no registry can resolve it; add version = \"…\" to it")
                }
                paths.insert(key.appending("path"))
                remove(written)
            }
        }
    }

    private mutating func collectPatches() {
        for section in document.sections where section.path.first == "patch" {
            found.append(lines(of: section.range))
        }
        removeStatements(below: document.root.entry("patch"))
    }

    /// `patch.crates-io.core = { … }` before any header; those below `[patch]` go with their section.
    private mutating func removeStatements(below entry: TOMLEntry?) {
        guard let entry else { return }
        if let statement = entry.statement {
            let lines = lines(of: statement)
            if !found.contains(where: { $0.overlaps(lines) }) { found.append(lines) }
            return
        }
        for inner in entry.value.table?.entries ?? [] { removeStatements(below: inner) }
    }

    private mutating func remove(_ entry: TOMLEntry) {
        guard let statement = entry.statement else { return }
        found.append(entry.isInline ? inlineEntry(statement) : lines(of: statement))
    }

    /// The lines that a statement stands on, with their ends.
    private func lines(of range: Range<Int>) -> Range<Int> {
        let bytes = document.bytes
        var start = range.lowerBound
        while start > 0, bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09 { start -= 1 }
        var end = range.upperBound
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        return start..<min(end + 1, bytes.count)
    }

    /// An entry between braces with the comma after it, or the one before it if it is the last.
    private func inlineEntry(_ range: Range<Int>) -> Range<Int> {
        let bytes = document.bytes
        var end = range.upperBound
        while end < bytes.count, bytes[end].isBlank { end += 1 }
        if end < bytes.count, bytes[end] == UInt8(ascii: ",") {
            end += 1
            while end < bytes.count, bytes[end].isBlank { end += 1 }
            return range.lowerBound..<end
        }
        var start = range.lowerBound
        while start > 0, bytes[start - 1].isBlank { start -= 1 }
        if start > 0, bytes[start - 1] == UInt8(ascii: ",") { return (start - 1)..<range.upperBound }
        return range
    }
}

/// A value that holds no other, or an empty table or array, with its path.
private struct Leaf: Equatable {
    var path: ValuePath
    var value: TOMLValue

    static func == (left: Leaf, right: Leaf) -> Bool {
        left.path == right.path && firstDifference(left.value, right.value) == nil
    }
}

private func inPathOrder(_ leaves: [Leaf]) -> [Leaf] {
    leaves.map { (path: $0.path.description, leaf: $0) }
        .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }.map(\.leaf)
}

private func leaves(of table: TOMLTable, at path: ValuePath = ValuePath()) -> [Leaf] {
    table.entries.flatMap { entry -> [Leaf] in
        let path = path.appending(entry.key)
        if let inner = entry.value.table, !inner.entries.isEmpty { return leaves(of: inner, at: path) }
        return [Leaf(path: path, value: entry.value)]
    }
}

import ReleaseConfig
import ReleaseModel
import ReleaseText

/// Checks one of release-please's files against its schema, and records every mismatch.
struct ReleasePleaseCheck {
    let document: JSONDocument
    private let package: ReleasePleaseObject
    private let top: ReleasePleaseObject
    private(set) var diagnostics: [Diagnostic] = []
    /// A problem that occurs a hundred times has one cause. Warnings never crowd out an error.
    private static let limit = 100
    private var counts: [Diagnostic.Severity: Int] = [:]

    init(document: JSONDocument, releaseTypes: Set<ReleaseTypeName>) {
        self.document = document
        let names = releaseTypes.map(\.text).sorted()
        package = ReleasePleaseKeys.package(releaseTypes: names)
        top = ReleasePleaseKeys.top(releaseTypes: names)
    }

    mutating func checkConfiguration(_ root: JSONNode) { check(root, top) }

    /// Whether one more of this kind would not be reported; then no suggestion is needed.
    func isFull(_ severity: Diagnostic.Severity) -> Bool { counts[severity, default: 0] >= ReleasePleaseCheck.limit }

    mutating func report(
        _ code: String, at range: Range<Int>, _ message: String, _ suggestion: String? = nil,
        severity: Diagnostic.Severity = .error
    ) {
        guard !isFull(severity) else { return }
        counts[severity, default: 0] += 1
        diagnostics.append(
            Diagnostic(
                severity, code: "release-please." + code, place: document.place(at: range.lowerBound),
                message: message, excerpt: document.excerpt(at: range.lowerBound), suggestion: suggestion))
    }

    mutating func wrongType(_ node: JSONNode, _ expected: String, _ suggestion: String? = nil) {
        report(
            "wrong-type", at: node.range, "Expected \(expected) here, found \(node.kindName).",
            suggestion ?? "Write \(expected).")
    }

    // MARK: Objects and lists

    mutating func check(_ node: JSONNode, _ object: ReleasePleaseObject) {
        guard let entries = node.entries else { return wrongType(node, "an object: \(object.name)") }
        for entry in entries {
            if let shape = object.keys[entry.key.text] {
                check(entry.value, shape)
            } else {
                unknownKey(entry, object)
            }
        }
        for name in object.required where !sets(node, name) {
            report(
                "missing-key", at: node.range, "The key `\(name)` is missing in \(object.name).",
                "Add `\"\(name)\": …` to it.")
        }
    }

    private func sets(_ node: JSONNode, _ name: String) -> Bool {
        let spellings = name == "groupName" ? [name, "group-name"] : [name]
        return spellings.contains { node[$0].map { !$0.isNull } ?? false }
    }

    private mutating func unknownKey(_ entry: JSONEntry, _ object: ReleasePleaseObject) {
        guard !isFull(.warning) else { return }
        let key = entry.key
        let isOfTop = object.name == package.name && ReleasePleaseKeys.topOnly[key.text] != nil
        let advice = isOfTop ? "Move it to the top level." : ReleasePleaseKeys.advice[key.text]
        let nearest = advice == nil ? nearestName(to: key.text, among: object.keys.keys.sorted()) : nil
        let suggestion = advice ?? nearest.map { "Did you mean `\($0)`?" }
        let name = key.text.prefix(80)
        // A key that was meant to be another, or that would narrow what its object is about, changes what is released.
        if nearest != nil || (object.isSelecting && advice == nil) {
            return report(
                "unknown-key", at: key.range,
                "The key `\(name)` is not known in \(object.name)"
                    + (nearest == nil ? ", and may change what that means." : "."),
                suggestion ?? "Remove it.")
        }
        report(
            "unknown-key", at: key.range,
            isOfTop
                ? "The key `\(name)` has no meaning in \(object.name)."
                : "The key `\(name)` is not known in \(object.name), and is ignored.",
            suggestion, severity: .warning)
    }

    mutating func checkList(_ node: JSONNode, _ item: ReleasePleaseShape) {
        guard let items = node.items else { return wrongType(node, "an array") }
        for one in items {
            if one.isNull { wrongType(one, "a value") } else { check(one, item) }
        }
    }

    mutating func checkPackages(_ node: JSONNode) {
        guard let entries = node.entries else { return wrongType(node, "an object: options by path") }
        var paths: [String: String] = [:]
        for entry in entries {
            let path = packagePath(entry.key.text)
            if let problem = repositoryPathProblem(path) {
                report("path", at: entry.key.range, problem, "Write the package's folder in the repository.")
            } else if let other = paths[path], other != entry.key.text {
                report(
                    "duplicate-package", at: entry.key.range,
                    "`\(entry.key.text)` is the same folder as `\(other)`.", "Keep one of the two.")
            }
            paths[path] = entry.key.text
            if !entry.value.isNull { check(entry.value, package) }
        }
    }
}

/// What is wrong with a path within the repository; nil where nothing is.
func repositoryPathProblem(_ path: String) -> String? {
    let parts = path.split(separator: "/")
    guard parts.contains("..") || parts.first == "~" || path.unicodeScalars.contains("\0") else { return nil }
    return "The path `\(path.prefix(80))` leaves the repository."
}

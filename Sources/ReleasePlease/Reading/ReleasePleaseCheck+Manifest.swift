import ReleaseConfig
import ReleaseModel
import ReleaseText

extension ReleasePleaseCheck {
    /// Checks the manifest, and answers its versions by package path, as written.
    ///
    /// - Parameter packages: The configuration's; nil where it can't be read.
    mutating func checkManifest(_ root: JSONNode, packages: Set<String>?) -> [String: String] {
        guard let entries = root.entries else {
            wrongType(root, "an object: versions by package path")
            return [:]
        }
        var versions: [String: String] = [:]
        for entry in entries {
            let path = packagePath(entry.key.text)
            if let packages, !packages.contains(path) { noteStray(entry, path, packages) }
            if let text = checkedVersion(entry) { versions[path] = text }
        }
        return versions
    }

    private mutating func checkedVersion(_ entry: JSONEntry) -> String? {
        guard let text = entry.value.string else {
            wrongType(entry.value, "a version in quotes")
            return nil
        }
        guard let numbers = readableVersion(in: text) else {
            report(
                "version", at: entry.value.range, "`\(text.prefix(80))` is not a valid version.",
                "Write it with three numbers: `1.2.3`; `0.0.0` stands for a package that was never released.")
            return nil
        }
        if Version(semantic: text) == nil {
            report(
                "version", at: entry.value.range,
                "`\(text.prefix(80))` is not a semantic version; its numbers are read as `\(numbers)`.",
                "Write a version such as `\(numbers)`.", severity: .warning)
        }
        return text
    }

    private mutating func noteStray(_ entry: JSONEntry, _ path: String, _ packages: Set<String>) {
        guard !isFull(.warning) else { return }
        // Among thousands the search would take long, and the nearest would rarely be the one that is meant.
        let candidates = packages.count <= 1_000 ? packages.sorted() : []
        report(
            "stray-version", at: entry.key.range, "`\(path.prefix(80))` is not a package of the configuration.",
            nearestName(to: path, among: candidates).map {
                "Write `\($0)` if that is meant, or remove the entry."
            }
                ?? "Remove the entry, or add the package.", severity: .warning)
    }
}

import ReleaseManifests
import ReleaseModel

/// Reads files given as texts.
func read(_ ecosystem: some Ecosystem, _ files: [String: String]) -> ManifestReading {
    ecosystem.read(files.mapValues { Array($0.utf8) })
}

/// The requirement of a package, as `name kind requirement path key`, with `-` for nothing.
func line(_ one: FoundRequirement) -> String {
    [one.package, one.kind.rawValue, one.requirement ?? "-", one.path ?? "-", one.key ?? "-"].joined(separator: " ")
}

extension ManifestReading {
    func package(_ name: String) -> FoundPackage? { packages.first { $0.name == name } }
    /// `code file:line:column` of each diagnostic.
    var faults: [String] { diagnostics.map { "\($0.code) \($0.place)" } }
}

extension Ecosystem {
    /// Performs one edit on a text; one from the empty text adds something, or makes a version file.
    func edited(
        _ text: String, file: String, _ key: String, from: String, to: String
    ) throws(EditError) -> String {
        let adds = from.isEmpty && makes(file: file)
        let change: FileEdit.Change = !adds ? .set(from: from, to: to) : name == .versionFile ? .create(to) : .add(to)
        let edit = FileEdit(ecosystem: name, file: file, key: key, change: change)
        return String(decoding: try apply([edit], to: file, bytes: Array(text.utf8)), as: UTF8.self)
    }
}

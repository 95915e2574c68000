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
    /// Performs one edit on a text.
    func edited(
        _ text: String, file: String, _ key: String, from: String, to: String
    ) throws(EditError) -> String {
        let edit = FileEdit(ecosystem: name, file: file, key: key, from: from, to: to)
        return String(decoding: try apply([edit], to: file, bytes: Array(text.utf8)), as: UTF8.self)
    }
}

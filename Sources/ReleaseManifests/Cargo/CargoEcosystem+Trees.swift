package import ReleaseModel
import ReleaseText

/// What builds before and for publication see of a package.
///
/// A candidate is used through a `[patch]` in the checkout's own
/// [configuration](https://doc.rust-lang.org/cargo/reference/config.html#patch).
extension CargoEcosystem {
    private static let configuration = ".cargo/config.toml"

    package var candidateFilePaths: [String] { [CargoEcosystem.configuration] }

    package func candidateFiles(_ candidates: [PackageCandidate], existing: [String: [UInt8]]) -> [String: [UInt8]] {
        let own = existing[CargoEcosystem.configuration] ?? []
        // A repository that patches by itself knows better; a second table of that name would be no TOML.
        guard TOMLDocument(file: CargoEcosystem.configuration, bytes: own).entry(at: ValuePath(keys: "patch")) == nil
        else { return [:] }
        let lines = candidates.map { "\(quoted($0.package)) = { path = \(quoted($0.folder)) }\n" }
        let separator = own.isEmpty || own.last == 10 ? "" : "\n"
        return [CargoEcosystem.configuration: own + Array((separator + "[patch.crates-io]\n" + lines.joined()).utf8)]
    }

    package func publishTree(file: String, bytes: [UInt8]) throws(EditError) -> [UInt8]? {
        guard RepositoryPath.name(of: file) == "Cargo.toml" else { return nil }
        return try ReleaseManifests.publishTree(manifest: bytes, file: file)
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

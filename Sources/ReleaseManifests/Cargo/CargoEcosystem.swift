package import ReleaseModel
package import ReleaseText

/// Rust packages: [`Cargo.toml`](https://doc.rust-lang.org/cargo/reference/manifest.html), workspaces, `Cargo.lock`.
package struct CargoEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.cargo

    package init() {}

    package func isManifest(path: String) -> Bool { CargoEcosystem.isManifest(path) }

    static func isManifest(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        return (name == "Cargo.toml" || name == "Cargo.lock") && !liesInSkippedFolder(path: path)
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading { CargoWorkspaces.read(files) }

    package var versionForm: VersionForm? { .semantic }

    package func accepts(requirement: String, version: Version) -> Bool? {
        CargoRequirement(requirement)?.accepts(version)
    }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        let plain = String(version.text.prefix { $0 != "+" })
        guard Version(semantic: plain) != nil else { return nil }
        return switch policy {
        case .exact: "=" + plain
        case .caret: "^" + plain
        case .tilde: "~" + plain
        }
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        CargoRequirement(requirement)?.rewritten(toFollow: version)
    }

    /// Without the caret that a bare version means anyway.
    package func full(requirement: String, toFollow version: Version) -> String? {
        guard let followed = rewritten(requirement: requirement, toFollow: version) else { return nil }
        let bare = followed.drop { $0 == "^" || $0 == " " }
        let isOne = bare.allSatisfy { $0.isNumber || $0.isLetter || ".-+".contains($0) }
        return isOne && accepts(requirement: version.text, version: version) == true ? version.text : followed
    }

    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] {
        try CargoLock.edits(files: files, changes: changes)
    }

    package func form(of file: String) -> ValueForm {
        guard RepositoryPath.name(of: file) == "Cargo.lock" else { return .tomlTexts }
        return .toml { key, document throws(EditError) in CargoLock(document: document).target(at: key) }
    }

    package func normalized(packageName: String) -> String { packageName }
}

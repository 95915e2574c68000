package import ReleaseModel

/// Elixir projects: [`mix.exs`](https://hexdocs.pm/mix/Mix.Project.html), umbrella projects among them.
package struct MixEcosystem: Ecosystem {
    package let name = EcosystemName.mix

    package init() {}

    package func isManifest(path: String) -> Bool {
        RepositoryPath.name(of: path) == "mix.exs" && !liesInSkippedFolder(path: path)
            && !path.split(separator: "/").dropLast().contains("deps")
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        let projects = files.filter { isManifest(path: $0.key) }.map { MixProject(file: $0.key, bytes: $0.value) }
        var reading = ManifestReading(packages: projects.compactMap(\.package))
        let umbrellas = projects.compactMap(\.applications)
        markSamples(&reading.packages) { one in umbrellas.contains { RepositoryPath.folder(of: one.path) == $0 } }
        reading.packages.sort { ($0.path, $0.name) < ($1.path, $1.name) }
        return reading
    }

    package func accepts(requirement: String, version: Version) -> Bool? {
        MixRequirement(requirement)?.accepts(version)
    }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        let plain = String(version.text.prefix { $0 != "+" })
        guard Version(semantic: plain) != nil else { return nil }
        return switch policy {
        case .exact: "== " + plain
        case .caret where version.isPrerelease || version.major == 0:
            ">= \(plain) and < \(version.major == 0 ? "0.\(version.minor + 1)" : "\(version.major + 1).0").0"
        case .caret: "~> \(version.major).\(version.minor) and >= " + plain
        case .tilde: "~> " + plain
        }
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        MixRequirement(requirement)?.rewritten(toFollow: version)
    }

    /// None: `mix.lock` lists no siblings by path, and those from Hex with hashes that only a publication gives.
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        try edited(edits, of: file, bytes: bytes) { MixProject(file: file, bytes: $0).scanned }
    }

    package func normalized(packageName: String) -> String { packageName }
}

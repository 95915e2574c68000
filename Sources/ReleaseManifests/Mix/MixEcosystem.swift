package import ReleaseModel
package import ReleaseText

/// Elixir projects: [`mix.exs`](https://hexdocs.pm/mix/Mix.Project.html), umbrella projects among them.
package struct MixEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.mix

    package init() {}

    package func isManifest(path: String) -> Bool {
        ["mix.exs", "mix.lock"].contains(RepositoryPath.name(of: path)) && !liesInSkippedFolder(path: path)
            && !path.split(separator: "/").dropLast().contains("deps")
    }

    /// The files that projects read their versions from.
    package func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String] {
        let named = manifests.filter { isManifest(path: $0.key) && !$0.key.hasSuffix(".lock") }.flatMap {
            MixProject(file: $0.key, bytes: $0.value).versionFile?.existing(among: paths) ?? []
        }
        return Set(named).sorted()
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        let projects = files.filter { isManifest(path: $0.key) && !$0.key.hasSuffix(".lock") }.map {
            MixProject(file: $0.key, bytes: $0.value)
        }
        var reading = ManifestReading(packages: projects.compactMap { $0.package(with: files) })
        let umbrellas = projects.compactMap(\.applications)
        reading.finish { one in umbrellas.contains { RepositoryPath.folder(of: one.path) == $0 } }
        return reading
    }

    package var versionForm: VersionForm? { .semantic }

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

    /// `"core": {:hex, :core, "1.0.0", …}`
    package func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage] {
        files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [LockedPackage] in
            guard RepositoryPath.name(of: path) == "mix.lock", isManifest(path: path) else { return [] }
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated().compactMap { number, line in
                    guard let match = line.firstMatch(of: /^\s*"([^"]+)": \{:hex, :[^,]+, "([^"]+)"/) else {
                        return nil
                    }
                    return LockedPackage(
                        package: String(match.1), version: String(match.2),
                        place: Place(file: path, line: number + 1, column: 1), isLocal: false)
                }
        }
    }

    package func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        unlockedMixRequirements(in: files, of: self)
    }

    package func lockCommand(for file: String) -> String? {
        RepositoryPath.name(of: file) == "mix.lock" ? "mix deps.get" : nil
    }

    package func missingTargets(in files: [String: [UInt8]]) -> [MissingTarget] {
        ReleaseManifests.missingTargets(in: files, of: self, manifests: ["mix.exs"])
    }

    package func form(of file: String) -> ValueForm {
        .scanned { MixProject(file: file, bytes: $0).scanned }
    }

    package func normalized(packageName: String) -> String { packageName }
}

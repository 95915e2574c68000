package import ReleaseModel
package import ReleaseText

/// Maven projects: [`pom.xml`](https://maven.apache.org/pom.html), with parents and modules.
///
/// A package is called `groupId:artifactId`. Its version stands in its own `<version>`, in the property that this refers
/// to, or in the parent's pom of the same repository.
package struct MavenEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.maven

    package init() {}

    package func isManifest(path: String) -> Bool {
        RepositoryPath.name(of: path) == "pom.xml" && !liesInSkippedFolder(path: path)
    }

    package func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String] {
        guard manifests.keys.contains(where: isManifest(path:)) else { return [] }
        return paths.filter(MavenOptions.isFile(path:))
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        let options = files.filter { MavenOptions.isFile(path: $0.key) }.map {
            MavenOptions(file: $0.key, bytes: $0.value)
        }
        return MavenReactor(files.filter { isManifest(path: $0.key) }, options: options).reading()
    }

    package func precedes(_ version: Version, _ other: Version) -> Bool? {
        guard let one = MavenVersion(version.text), let other = MavenVersion(other.text) else { return nil }
        return one < other
    }

    package func accepts(requirement: String, version: Version) -> Bool? {
        MavenRequirement(requirement)?.accepts(version)
    }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        MavenRequirement.written(policy, for: version)
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        MavenRequirement(requirement)?.rewritten(toFollow: version)
    }

    /// None: Maven has no lock files.
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func form(of file: String) -> ValueForm { .xml }

    package func normalized(packageName: String) -> String { packageName }
}

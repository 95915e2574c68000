package import ReleaseModel

/// Every ecosystem, in the order in which a folder's first manifest decides what its component is. ReleasePlease has one more,
/// for its own manifest.
package let allEcosystems: [any Ecosystem] = [
    CargoEcosystem(),
    PythonEcosystem(),
    NpmEcosystem(),
    ComposerEcosystem(),
    SwiftEcosystem(),
    MavenEcosystem(),
    GradleEcosystem(),
    NuGetEcosystem(),
    GoEcosystem(),
    RubyEcosystem(),
    PubEcosystem(),
    MixEcosystem(),
    HelmEcosystem(),
    DockerEcosystem(),
    KustomizeEcosystem(),
    VersionFileEcosystem(),
    VersionsTomlEcosystem(),
    ExtraFileEcosystem(),
    VersionLineEcosystem(),
    ChangelogEcosystem(),
]

/// nil for a name that no ecosystem has, such as one from a plan of a newer Slipway.
package func ecosystem(named name: EcosystemName) -> (any Ecosystem)? {
    allEcosystems.first { $0.name == name }
}

/// The names as they stand in plans and configuration; they never change.
extension EcosystemName {
    package static let cargo: EcosystemName = "cargo"
    package static let python: EcosystemName = "python"
    package static let npm: EcosystemName = "npm"
    package static let go: EcosystemName = "go"
    package static let ruby: EcosystemName = "ruby"
    package static let pub: EcosystemName = "pub"
    package static let mix: EcosystemName = "mix"
    package static let helm: EcosystemName = "helm"
    package static let docker: EcosystemName = "docker"
    package static let kustomize: EcosystemName = "kustomize"
    package static let composer: EcosystemName = "composer"
    package static let maven: EcosystemName = "maven"
    package static let gradle: EcosystemName = "gradle"
    package static let swift: EcosystemName = "swift"
    package static let nuget: EcosystemName = "nuget"
    package static let versionFile: EcosystemName = "version-file"
    package static let extraFile: EcosystemName = "extra-file"
    package static let versionsToml = VersionSet.ecosystem
    package static let versionLine: EcosystemName = "version-line"
    package static let changelog: EcosystemName = "changelog"
}

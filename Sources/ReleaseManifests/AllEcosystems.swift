package import ReleaseModel

/// Every ecosystem, in the order in which a folder's first manifest decides what its component is.
package let allEcosystems: [any Ecosystem] = [
    CargoEcosystem(),
    PythonEcosystem(),
    MavenEcosystem(),
    GradleEcosystem(),
    NuGetEcosystem(),
    GoEcosystem(),
    VersionFileEcosystem(),
    VersionsTomlEcosystem(),
]

/// nil for a name that no ecosystem has, such as one from a plan of a newer Slipway.
package func ecosystem(named name: EcosystemName) -> (any Ecosystem)? {
    allEcosystems.first { $0.name == name }
}

/// The names as they stand in plans and configuration; they never change.
extension EcosystemName {
    package static let cargo: EcosystemName = "cargo"
    package static let python: EcosystemName = "python"
    package static let maven: EcosystemName = "maven"
    package static let gradle: EcosystemName = "gradle"
    package static let nuget: EcosystemName = "nuget"
    package static let go: EcosystemName = "go"
    package static let versionFile: EcosystemName = "version-file"
    package static let versionsToml: EcosystemName = "versions-toml"
}

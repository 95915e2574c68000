import ReleaseManifests
import ReleaseModel

/// Every release type: those of release-please by their names there, then those that it lacks.
package let allReleaseTypes: [any ReleaseType] = [
    BazelReleaseType(),
    DartReleaseType(),
    DotnetReleaseType(),
    ElixirReleaseType(),
    ExpoReleaseType(),
    GoReleaseType("go"),
    GoReleaseType("go-yoshi"),
    GoReleaseType("go-librarian"),
    HelmReleaseType(),
    JavaReleaseType("java"),
    JavaReleaseType("maven"),
    JavaYoshiReleaseType("java-yoshi"),
    JavaYoshiReleaseType("java-yoshi-mono-repo"),
    JavaYoshiReleaseType("java-backport", strategy: .alwaysBumpPatch),
    JavaYoshiReleaseType("java-bom"),
    JavaYoshiReleaseType("java-lts", strategy: .servicePack),
    BlueprintReleaseType(),
    NodeReleaseType("node"),
    NodeReleaseType("node-librarian"),
    OCamlReleaseType(),
    PHPReleaseType("php"),
    PHPReleaseType("php-yoshi"),
    PHPReleaseType("php-librarian"),
    PythonReleaseType("python"),
    PythonReleaseType("python-librarian"),
    RReleaseType(),
    RubyReleaseType("ruby"),
    RubyReleaseType("ruby-yoshi"),
    RubyReleaseType("ruby-librarian"),
    RustReleaseType(),
    SalesforceReleaseType("salesforce"),
    SalesforceReleaseType("sfdx"),
    SimpleReleaseType(),
    TerraformReleaseType(),
    CMakeReleaseType(),
    DenoReleaseType(),
    DockerReleaseType(),
    GradleReleaseType(),
    NuGetReleaseType(),
    SwiftReleaseType(),
    VersionsTomlReleaseType(),
    ZigReleaseType(),
]

/// nil for a name that no release type has.
package func releaseType(named name: ReleaseTypeName) -> (any ReleaseType)? {
    allReleaseTypes.first { $0.name == name }
}

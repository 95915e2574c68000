import ReleaseModel
import ReleaseText

/// What `versioning` says; each key that it leaves out is inherited.
struct WrittenVersioning: Sendable {
    let strategy: Written<VersioningConfiguration.Strategy>?
    let format: Written<String>?
    private let bumpsMinorBeforeMajor: Bool?
    private let bumpsPatchForMinorBeforeMajor: Bool?
    private let isPrerelease: Bool?
    private let prereleaseType: String?
    private let releaseAs: Written<String>?
    private let initialVersion: String?

    init(_ node: YAMLNode) {
        let short = node.choice(VersioningConfiguration.Strategy.self).map { Written(value: $0, place: node.place) }
        strategy = short ?? node.written("strategy") { $0.choice(VersioningConfiguration.Strategy.self) }
        format = node.written("format", \.text)
        bumpsMinorBeforeMajor = node["bump-minor-pre-major"]?.boolean
        bumpsPatchForMinorBeforeMajor = node["bump-patch-for-minor-pre-major"]?.boolean
        isPrerelease = node["prerelease"]?.boolean
        prereleaseType = node["prerelease-type"]?.text
        releaseAs = node.written("release-as", \.text)
        initialVersion = node["initial-version"]?.text
    }

    func settings(over base: VersioningConfiguration) -> VersioningConfiguration {
        var settings = base
        settings.strategy = strategy?.value ?? base.strategy
        settings.format = settings.strategy == .calver ? format?.value ?? base.format : nil
        settings.bumpsMinorBeforeMajor = bumpsMinorBeforeMajor ?? base.bumpsMinorBeforeMajor
        settings.bumpsPatchForMinorBeforeMajor = bumpsPatchForMinorBeforeMajor ?? base.bumpsPatchForMinorBeforeMajor
        settings.isPrerelease = isPrerelease ?? base.isPrerelease
        settings.prereleaseType = prereleaseType ?? base.prereleaseType
        settings.releaseAs = releaseAs?.value ?? base.releaseAs
        settings.releaseAsPlace = releaseAs?.place ?? base.releaseAsPlace
        settings.initialVersion = initialVersion ?? base.initialVersion
        return settings
    }
}

import ReleasePlanning
import ReleaseModel

/// A configured package with everything that follows from the configuration and its own file alone.
struct PackageIdentity: Sendable {
    var package: ReleasePleasePackage
    var type: any ReleaseType
    /// From the configuration or the package's file; empty if neither has it.
    var packageName: String
    /// In branch names and titles; may be empty.
    var branchComponent: String
    /// In tags; empty where they carry none.
    var component: String
    /// As in the manifest; nil where it is not in it.
    var written: LooseVersion?
    /// The last released version; nil: never released, which the manifest may also say as `0.0.0`.
    var current: LooseVersion? { written?.text == "0.0.0" ? nil : written }

    init(_ package: ReleasePleasePackage, type: any ReleaseType, world: ReleasePleaseWorld) {
        self.package = package
        self.type = type
        packageName = package.packageName ?? type.packageName(of: package, in: world.repository.files) ?? ""
        branchComponent = package.component ?? type.component(ofPackageNamed: packageName)
        component = package.includesComponentInTag ? branchComponent : ""
        written = world.configuration.manifest[package.path].flatMap { text in
            package.versioning.strategy == .calver ? LooseVersion(calendar: text) : LooseVersion(text)
        }
    }

    var path: String { package.path }

    func tag(_ version: LooseVersion) -> String { tag(version, separator: type.tagSeparator ?? package.tagSeparator) }

    /// The tag that entries compare with where there is none: with the configuration's separator, whatever the release
    /// type's own is. So does release-please.
    func missingTag(_ version: LooseVersion) -> String { tag(version, separator: package.tagSeparator) }

    private func tag(_ version: LooseVersion, separator: String) -> String {
        component + (component.isEmpty ? "" : separator) + (package.includesVInTag ? "v" : "") + version.text
    }

    /// What a person calls it.
    var name: ComponentID {
        if !branchComponent.isEmpty { return ComponentID(branchComponent) }
        return ComponentID(packageName.isEmpty ? path : packageName)
    }

    var sections: [ChangelogSection] { package.changelog.sections ?? type.sections }

    func strategy(rules: MessageRules, day: ReleaseDate? = nil) -> VersioningStrategy {
        var versioning = package.versioning
        if let fixed = type.strategy { versioning.strategy = fixed }
        return VersioningStrategy(
            configuration: versioning, ignoresCase: rules.ignoresCaseOfTypes, finishesSuffix: rules.finishesSuffix,
            day: day)
    }

    /// The version that the configuration requests; nil if none, or in a strict plan if it is already released.
    func pendingReleaseAs(rules: MessageRules) -> String? {
        guard let asked = package.versioning.releaseAs, !asked.isEmpty else { return nil }
        return rules.finishesSuffix && isReleaseAsStale ? nil : asked
    }

    /// Whether the version that the configuration requests, or a later one, is already released.
    var isReleaseAsStale: Bool {
        guard let asked = package.versioning.releaseAs.flatMap({ LooseVersion($0) }), let current else { return false }
        return !LooseVersion.precedes(current, asked)
    }

    /// The version of a first release.
    var initial: LooseVersion? {
        let configured = type.ignoresConfiguredInitialVersion ? nil : package.versioning.initialVersion
        return configured.flatMap { LooseVersion($0) } ?? LooseVersion(type.initialVersion)
    }
}

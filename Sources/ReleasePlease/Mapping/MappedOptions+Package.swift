import ReleaseConfig
import ReleaseModel

extension MappedOptions {
    /// The options of one package.
    init(of package: ReleasePleasePackage, cascade: CascadePolicy?) {
        addReleaseType(package)
        addVersioning(package.versioning)
        addChangelog(package.changelog)
        keep("exclude-paths", as: "exclude-paths", package.excludedPaths.isEmpty ? nil : .texts(package.excludedPaths))
        addFiles(package)
        addForge(package)
        replace(
            "no workspace plugin", if: cascade == .never, by: "cascade",
            "`never`, for then no upstream's release reaches it; without the key, one that it doesn't accept does")
        if let cascade { entries.append(DraftEntry("cascade", .text(cascade.rawValue))) }
    }

    private mutating func addReleaseType(_ package: ReleasePleasePackage) {
        let type = package.releaseType.text
        let ecosystem: [String: String] = [
            "node": "npm", "expo": "npm", "node-librarian": "npm", "rust": "cargo", "python": "python",
            "python-librarian": "python", "go": "go", "go-yoshi": "go", "go-librarian": "go", "helm": "helm",
            "java": "maven", "maven": "maven", "php": "composer", "php-yoshi": "composer", "php-librarian": "composer",
            "ruby": "ruby", "ruby-yoshi": "ruby", "ruby-librarian": "ruby", "dart": "pub", "elixir": "mix",
            "gradle": "gradle", "nuget": "nuget", "dotnet-yoshi": "nuget", "swift": "swift", "docker": "docker",
        ]
        if type == "simple" {
            let file = package.versionFile ?? "version.txt"
            keep("release-type: simple", as: "version-files", .texts([file]))
        } else if let name = ecosystem[type] {
            replace(
                "release-type: \(type)", if: true, by: "derived", "the \(name) manifests say names and versions")
        } else {
            drop("release-type: \(type)", if: true, "Slipway knows no such manifests: name its files in `extra-files`")
        }
    }

    private mutating func addVersioning(_ versioning: VersioningConfiguration) {
        let usual = VersioningConfiguration()
        keep(
            "versioning", as: "versioning.strategy",
            changed(versioning.strategy.rawValue, from: usual.strategy.rawValue)
        )
        keep(
            "bump-minor-pre-major", as: "versioning.bump-minor-pre-major",
            changed(versioning.bumpsMinorBeforeMajor, from: false))
        keep(
            "bump-patch-for-minor-pre-major", as: "versioning.bump-patch-for-minor-pre-major",
            changed(versioning.bumpsPatchForMinorBeforeMajor, from: false))
        keep("prerelease", as: "versioning.prerelease", changed(versioning.isPrerelease, from: false))
        keep("prerelease-type", as: "versioning.prerelease-type", changed(versioning.prereleaseType, from: nil))
        let version = versioning.releaseAs.flatMap { $0.isEmpty ? nil : $0 }
        keep(
            "release-as", as: "versioning.release-as", changed(version, from: nil),
            "remove it after that release, or it is asked for again")
        keep("initial-version", as: "versioning.initial-version", changed(versioning.initialVersion, from: nil))
    }

    private mutating func addChangelog(_ changelog: ChangelogConfiguration) {
        let usual = ChangelogConfiguration()
        keep("changelog-path", as: "changelog.path", changed(changelog.path, from: usual.path))
        keep("skip-changelog", as: "changelog.skip", changed(changelog.isSkipped, from: false))
        keep("changelog-type", as: "changelog.type", changed(changelog.kind.rawValue, from: usual.kind.rawValue))
        keep("changelog-host", as: "changelog.host", changed(changelog.host, from: usual.host))
        keep("date-format", as: "changelog.date-format", changed(changelog.dateFormat, from: usual.dateFormat))
        keep("include-commit-authors", as: "changelog.authors", changed(changelog.includesAuthors, from: false))
        keep("changelog-sections", as: "changelog.sections", changelog.sections.map { .list($0.compactMap(\.draft)) })
    }

    private mutating func addFiles(_ package: ReleasePleasePackage) {
        var files = package.extraFiles.map(\.draft)
        if let file = package.versionFile, package.releaseType != "simple" {
            if package.releaseType.text.hasPrefix("ruby") {
                replace("version-file", if: true, by: "derived", "the gem's own file says where its version is")
            } else {
                files.append(.text(file))
                replace("version-file", if: true, by: "extra-files", "lines marked `x-release-please-version`")
            }
        }
        let isSet = !package.extraFiles.isEmpty
        replace("extra-files", if: isSet, by: "extra-files", "")
        if !files.isEmpty { entries.append(DraftEntry("extra-files", .list(files))) }
    }

    private mutating func addForge(_ package: ReleasePleasePackage) {
        let forge = "releases of a forge are made by `publish`, tags always"
        drop("skip-github-release", if: package.isReleaseSkipped, forge)
        drop("draft", if: package.isDraft, forge)
        drop("force-tag-creation", if: package.forcesTagCreation, "Slipway makes every tag itself")
        drop("include-v-in-release-name", if: !package.includesVInReleaseName, "a release is called as its tag")
        drop("skip-snapshot", if: package.isSnapshotSkipped, "Slipway makes no snapshots")
    }
}

extension ChangelogSection {
    /// nil for a section that no commit can be in.
    fileprivate var draft: DraftValue? {
        guard !type.isEmpty else { return nil }
        let section = title.isEmpty ? [] : [DraftEntry("section", .text(title))]
        let hidden = isHidden ? [DraftEntry("hidden", .flag(true))] : []
        let scope = self.scope.map { [DraftEntry("scope", .text($0))] } ?? []
        return .mapping([DraftEntry("type", .text(type))] + scope + section + hidden)
    }
}

extension ExtraFileConfiguration {
    fileprivate var draft: DraftValue {
        guard kind != .automatic || isPattern else { return .text(path) }
        var entries = [DraftEntry("type", .text(kind.rawValue)), DraftEntry("path", .text(path))]
        if let query, kind != .pom { entries.append(DraftEntry(kind == .xml ? "xpath" : "jsonpath", .text(query))) }
        if isPattern { entries.append(DraftEntry("glob", .flag(true))) }
        return .mapping(entries)
    }
}

package import ReleaseModel
package import ReleaseText

/// Gradle builds: scripts in Groovy and Kotlin, `gradle.properties` and version catalogues, as far as they say their
/// values in plain words; see ``GradleScript``.
///
/// A package is called `group:name`, as in Maven, whose packages it may require and be required by.
package struct GradleEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.gradle
    private static let scripts = ["build.gradle.kts", "build.gradle"]
    private static let settings = ["settings.gradle.kts", "settings.gradle"]
    private static let properties = "gradle.properties"

    package init() {}

    package func isManifest(path: String) -> Bool {
        let name = String(RepositoryPath.name(of: path))
        let isNamed =
            GradleEcosystem.scripts.contains(name) || GradleEcosystem.settings.contains(name)
            || name == GradleEcosystem.properties || name == GradleLock.name || GradleCatalogue.isCatalogue(path)
        // The build of the build is released with nothing.
        return isNamed && !liesInSkippedFolder(path: path) && !path.split(separator: "/").contains("buildSrc")
    }

    package func readsThroughLink(path: String) -> Bool { RepositoryPath.name(of: path) == GradleEcosystem.properties }

    /// Scripts that build scripts apply, the files that they read, and sources of the build that may say the version.
    package func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String] {
        let known = Set(paths)
        let names = GradleEcosystem.scripts + GradleEcosystem.settings
        let scripts = manifests.filter { path, _ in
            names.contains(String(RepositoryPath.name(of: path))) || (isScript(path) && !isManifest(path: path))
        }.map { GradleScript(file: $0.key, bytes: $0.value) }
        var wanted: Set<String> = []
        for script in scripts {
            let folders = RepositoryPath.selfAndAncestors(of: RepositoryPath.folder(of: script.file))
            wanted.formUnion(script.applied.flatMap { path in folders.map { RepositoryPath.joined($0, path) } })
            let plugins = Set(script.buildPlugins.flatMap { ["\($0).gradle", "\($0).gradle.kts"] })
            if !plugins.isEmpty {
                wanted.formUnion(paths.filter { plugins.contains(String(RepositoryPath.name(of: $0))) })
            }
            for expression in script.expressions.values + script.definedExpressions {
                if case .entry(_, let object) = expression.kind {
                    for folder in folders {
                        wanted.formUnion(
                            NamedVersionFile(
                                in: script.sourceTokens, folder: folder, isWanted: { $0.hasSuffix(".properties") }
                            ).existing(among: paths))
                    }
                    if object.first?.isUppercase == true { wanted.formUnion(paths.filter(isBuildSource)) }
                }
                guard expression.readsFile else { continue }
                for folder in folders { wanted.formUnion(expression.versionFile(in: folder).existing(among: paths)) }
                // Each project may have its own.
                if RepositoryPath.folder(of: script.file) == folders[0], script.isForOthers {
                    wanted.formUnion(
                        paths.filter { isFollowedVersionFile($0) && RepositoryPath.isInside($0, folder: folders[0]) })
                }
            }
        }
        return wanted.filter { known.contains($0) && !isManifest(path: $0) }.sorted()
    }

    private func isScript(_ path: String) -> Bool { path.hasSuffix(".gradle") || path.hasSuffix(".kts") }

    /// Whether a file may declare constants for the scripts.
    private func isBuildSource(_ path: String) -> Bool {
        path.split(separator: "/").contains { $0 == "buildSrc" || $0 == "build-logic" }
            && [".kt", ".java", ".groovy"].contains { path.hasSuffix($0) }
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        let catalogues = files.filter { GradleCatalogue.isCatalogue($0.key) }
            .map { GradleCatalogue(file: $0.key, bytes: $0.value) }
        let builds = builds(files, catalogues)
        let included = builds.reduce(into: Set<String>()) { $0.formUnion($1.includedFolders) }
        let ofPlugins = Set(builds.flatMap(\.pluginBuilds))
        reading.packages = builds.flatMap { build in
            guard ofPlugins.contains(build.folder), !build.publishes else { return build.packages() }
            return build.packages().map { package in
                var package = package
                package.unpublishedBy = package.unpublishedBy ?? "a build that settings include under pluginManagement"
                return package
            }
        }
        for catalogue in catalogues {
            let isSample = liesInSampleFolder(path: catalogue.document.file)
            reading.diagnostics += catalogue.diagnostics.map { $0.softened(if: isSample) }
        }
        reading.finish { !liesInSampleFolder(path: $0.manifest.file) || included.contains($0.path) }
        return reading
    }

    /// Projects that settings include and of which nothing is there: newer versions of Gradle refuse them.
    package func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic] {
        builds(files.filter { isManifest(path: $0.key) }, []).flatMap(\.included).compactMap { one in
            guard !one.folder.hasPrefix(".."), !liesInSampleFolder(path: one.settings),
                !paths.contains(where: { RepositoryPath.isInside($0, folder: one.folder) })
            else { return nil }
            return missingTarget(
                one.folder, of: one.project, at: Place(file: one.settings, line: 1, column: 1), in: name,
                severity: .warning
            ).diagnostic
        }
    }

    /// A script belongs to the nearest settings at or above it, or is a build of its own.
    private func builds(_ files: [String: [UInt8]], _ catalogues: [GradleCatalogue]) -> [GradleBuild] {
        let settings = scripts(GradleEcosystem.settings, of: files)
        let scripts = scripts(GradleEcosystem.scripts, of: files)
        var applied: [String: GradleScript] = [:]
        var loadedProperties: [String: JavaProperties] = [:]
        var plainFiles: [String: [UInt8]] = [:]
        for (path, bytes) in files {
            if path.hasSuffix(".properties") { loadedProperties[path] = JavaProperties(bytes: bytes) }
            guard !isManifest(path: path) else { continue }
            if isScript(path) || isBuildSource(path) {
                applied[path] = GradleScript(file: path, bytes: bytes)
            } else {
                plainFiles[path] = bytes
            }
        }
        var properties: [String: JavaProperties] = [:]
        for (path, bytes) in files where RepositoryPath.name(of: path) == GradleEcosystem.properties {
            properties[RepositoryPath.folder(of: path)] = JavaProperties(bytes: bytes)
        }
        let places = Dictionary(uniqueKeysWithValues: files.map { ($0, TextPlaces(file: $0, bytes: $1)) })
        let owners = Dictionary(grouping: scripts) { folder, _ in
            RepositoryPath.selfAndAncestors(of: folder).first { settings[$0] != nil } ?? folder
        }
        return owners.sorted { $0.key < $1.key }.map { folder, members in
            GradleBuild(
                folder: folder, settings: settings[folder],
                scripts: Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) }), applied: applied,
                properties: properties, loadedProperties: loadedProperties, plainFiles: plainFiles,
                catalogues: catalogues.filter {
                    RepositoryPath.folder(of: RepositoryPath.folder(of: $0.document.file)) == folder
                }, files: places)
        }
    }

    /// One script for each folder; where it has both languages, Gradle takes Groovy's.
    private func scripts(_ names: [String], of files: [String: [UInt8]]) -> [String: GradleScript] {
        var scripts: [String: GradleScript] = [:]
        for name in names {
            for (path, bytes) in files where RepositoryPath.name(of: path) == name && isManifest(path: path) {
                scripts[RepositoryPath.folder(of: path)] = GradleScript(file: path, bytes: bytes)
            }
        }
        return scripts
    }

    package func precedes(_ version: Version, _ other: Version) -> Bool? {
        guard let one = GradleVersion(version.text), let other = GradleVersion(other.text) else { return nil }
        return one < other
    }

    package func accepts(requirement: String, version: Version) -> Bool? {
        GradleRequirement(requirement)?.accepts(version)
    }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        GradleRequirement.written(policy, for: version)
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        GradleRequirement(requirement)?.rewritten(toFollow: version)
    }

    /// None: which configurations take another version with it is known to Gradle alone.
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func lockedLinks(in files: [String: [UInt8]]) -> [LockedLink] {
        files.sorted { $0.key < $1.key }.flatMap { path, bytes in
            RepositoryPath.name(of: path) == GradleLock.name ? GradleLock(file: path, bytes: bytes).links : []
        }
    }

    package func lockCommand(for file: String) -> String? {
        RepositoryPath.name(of: file) == GradleLock.name ? "./gradlew dependencies --write-locks" : nil
    }

    package func form(of file: String) -> ValueForm {
        if GradleCatalogue.isCatalogue(file) {
            return .toml { key, document throws(EditError) in try GradleCatalogue.target(at: key, in: document) }
        }
        return .scanned { bytes in
            let values =
                file.hasSuffix(".properties")
                ? JavaProperties(bytes: bytes).values : GradleScript(file: file, bytes: bytes).values
            return ScannedFile(file: file, bytes: bytes, values: values)
        }
    }

    package func normalized(packageName: String) -> String { packageName }
}

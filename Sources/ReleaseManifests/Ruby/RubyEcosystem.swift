package import ReleaseModel
import ReleaseText

/// Ruby gems: [`*.gemspec`](https://guides.rubygems.org/specification-reference/), the constants that gemspecs take their
/// versions from, Bundler's `Gemfile` and its lock.
package struct RubyEcosystem: Ecosystem {
    package let name = EcosystemName.ruby

    package init() {}

    package func isManifest(path: String) -> Bool { RubyEcosystem.isManifest(path) }

    static func isManifest(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        let isNamed =
            name == "Gemfile" || isLock(name) || (name.hasSuffix(".gemspec") && name.count > 8)
        return isNamed && !liesInSkippedFolder(path: path)
    }

    /// Bundler's lock, and those of further Gemfiles, as Appraisal makes them (`gemfiles/rails7.gemfile.lock`).
    static func isLock(_ name: Substring) -> Bool { name == "Gemfile.lock" || name.hasSuffix(".gemfile.lock") }

    package func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String] {
        var wanted = RubyEcosystem.gemspecs(in: manifests).flatMap { gemspec in
            gemspec.versionFiles(among: paths) + gemspec.versionFile.existing(among: paths)
        }
        // What a file of constants reads.
        for (path, bytes) in manifests where path.hasSuffix(".rb") {
            wanted += RubySource(file: path, bytes: bytes).versionFile(in: []).existing(among: paths)
        }
        return Set(wanted).filter { !isManifest(path: $0) }.sorted()
    }

    private static func gemspecs(in files: [String: [UInt8]]) -> [Gemspec] {
        files.filter { isManifest($0.key) && $0.key.hasSuffix(".gemspec") }
            .map { Gemspec(file: $0.key, bytes: $0.value) }.sorted { $0.file < $1.file }
    }

    private static func gemfiles(in files: [String: [UInt8]]) -> [Gemfile] {
        files.filter { isManifest($0.key) && RepositoryPath.name(of: $0.key) == "Gemfile" }
            .map { Gemfile(file: $0.key, bytes: $0.value) }.sorted { $0.source.file < $1.source.file }
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        var gemfiles = Dictionary(RubyEcosystem.gemfiles(in: files).map { ($0.folder, $0) }) { first, _ in first }
        let constants = RubyEcosystem.constants(in: files)
        for gemspec in RubyEcosystem.gemspecs(in: files) {
            reading.diagnostics += gemspec.diagnostics
            guard var package = gemspec.package else { continue }
            let gemfile = gemfiles.removeValue(forKey: gemspec.folder)
            for index in package.requirements.indices {
                package.requirements[index].path = gemfile?.paths[package.requirements[index].package]
            }
            // A Gemfile that lists the gem itself says nothing new.
            package.requirements += gemfile?.requirements.filter { $0.package != package.name } ?? []
            if let source = gemspec.versionSource(in: constants) {
                package.versionSources = [source]
            } else if let warning = gemspec.computedVersionWarning {
                let known = gemspec.versionFiles(among: constants.keys).compactMap { constants[$0]?.source }
                let (source, fault) = gemspec.computedVersion(beside: known, in: files)
                package.versionSources = [source].compactMap { $0 }
                package.versionFaults = [fault].compactMap { $0 }
                if source == nil { reading.diagnostics.append(warning) }
            }
            reading.packages.append(package)
        }
        for (path, bytes) in files where RubyEcosystem.isManifest(path) && path.hasSuffix(".lock") {
            reading.diagnostics += GemfileLock(file: path, bytes: bytes).diagnostics.map {
                $0.softened(if: liesInSampleFolder(path: path))
            }
        }
        reading.finish()
        return reading
    }

    private static func constants(in files: [String: [UInt8]]) -> [String: RubyConstants] {
        var constants: [String: RubyConstants] = [:]
        for (path, bytes) in files where path.hasSuffix(".rb") {
            constants[path] = RubyConstants(file: path, bytes: bytes)
        }
        return constants
    }

    package func precedes(_ version: Version, _ other: Version) -> Bool? {
        guard let one = RubyVersion(version.text), let other = RubyVersion(other.text) else { return nil }
        return one < other
    }

    package func accepts(requirement: String, version: Version) -> Bool? {
        RubyRequirement(requirement)?.accepts(version)
    }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        RubyRequirement.written(policy, for: version)
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        RubyRequirement(requirement)?.rewritten(toFollow: version)
    }

    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { try lockEdits(files: files, changes: changes, planned: []) }

    /// Own versions, and requirements of gems that lie in the same workspace.
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange], planned: [FileEdit]
    ) throws(EditError) -> [FileEdit] {
        let locks = files.filter { RubyEcosystem.isManifest($0.key) && $0.key.hasSuffix(".lock") }
            .map { GemfileLock(file: $0.key, bytes: $0.value) }.sorted { $0.file < $1.file }
            // A broken lock among the material of tests is meant to be broken.
            .filter { $0.diagnostics.isEmpty || !liesInSampleFolder(path: $0.file) }
        let faults = locks.flatMap(\.diagnostics)
        guard faults.isEmpty else { throw .unreadable(faults) }
        guard !locks.isEmpty else { return [] }
        let all = RubyEcosystem.changes(files: files, changes: changes, planned: planned)
        return locks.flatMap { $0.edits(for: all) }
    }

    private static func changes(
        files: [String: [UInt8]], changes: [PackageVersionChange], planned: [FileEdit]
    ) -> GemfileLock.Changes {
        var all = GemfileLock.Changes()
        all.versions = Dictionary(changes.map { ($0.package, $0) }) { first, _ in first }
        let gemspecs = Dictionary(gemspecs(in: files).map { ($0.file, $0) }) { first, _ in first }
        for gemspec in gemspecs.values {
            guard let name = gemspec.package?.name else { continue }
            all.computed.formUnion(gemspec.computedRequirements.map { [name, $0] })
        }
        for edit in planned {
            guard case .key(let list)? = ValuePath(edit.key)?.steps.first,
                case .key(let required)? = ValuePath(edit.key)?.steps.dropFirst().first
            else { continue }
            if list == "dependencies", let gem = gemspecs[edit.file]?.package?.name {
                all.requirements[[gem, required]] = (edit.change.before, edit.change.after)
            } else {
                all.roots[[RepositoryPath.folder(of: edit.file), required]] = (edit.change.before, edit.change.after)
            }
        }
        return all
    }

    package func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        unlockedRubyRequirements(in: files)
    }

    package func missingTargets(in files: [String: [UInt8]]) -> [MissingTarget] {
        // A folder may have its gemspecs one or two levels below it.
        let gems = files.keys.filter { $0.hasSuffix(".gemspec") }
        return ReleaseManifests.missingTargets(in: files, of: self, manifests: [".gemspec"]).filter { one in
            !gems.contains { RepositoryPath.isInside($0, folder: one.folder) }
        }
    }

    package func lockCommand(for file: String) -> String? {
        guard file.hasSuffix(".lock"), RubyEcosystem.isManifest(file) else { return nil }
        let name = RepositoryPath.name(of: file)
        return name == "Gemfile.lock" ? "bundle lock" : "BUNDLE_GEMFILE=\(name.dropLast(".lock".count)) bundle lock"
    }

    package func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage] {
        files.filter { RubyEcosystem.isManifest($0.key) && $0.key.hasSuffix(".lock") }.sorted { $0.key < $1.key }
            .flatMap { GemfileLock(file: $0.key, bytes: $0.value).lockedPackages }
    }

    package func normalized(packageName: String) -> String { packageName }
}

extension Gemspec {
    /// The version's constant in the first file that has exactly one of its name.
    fileprivate func versionSource(in constants: [String: RubyConstants]) -> VersionSource? {
        guard let versionConstant else { return nil }
        for file in versionFiles(among: constants.keys) {
            guard let found = constants[file], let value = found.value(of: versionConstant),
                let token = found.source.tokens.first(where: { $0.range == value.range })
            else { continue }
            return VersionSource(
                ecosystem: .ruby, place: found.source.place(of: token), key: value.key, value: value.text)
        }
        return nil
    }
}

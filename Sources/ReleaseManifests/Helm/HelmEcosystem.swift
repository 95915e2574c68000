package import ReleaseModel
package import ReleaseText

/// Helm charts: [`Chart.yaml`](https://helm.sh/docs/topics/charts/#the-chartyaml-file) with its dependencies, and the
/// images that its `values.yaml` names.
///
/// `version` is the chart's own version. `appVersion` is the version of what it installs: where an image of the values
/// has no tag, charts take `appVersion` for it, so it stands for that image's requirement.
package struct HelmEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.helm

    package init() {}

    package func isManifest(path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        return ["Chart.yaml", "requirements.yaml", "Chart.lock", "requirements.lock"].contains(name)
            && !liesInSkippedFolder(path: path)
    }

    package func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String] {
        let charts = Set(
            manifests.keys.filter { RepositoryPath.name(of: $0) == "Chart.yaml" }.map(RepositoryPath.folder))
        return paths.filter { path in
            RepositoryPath.name(of: path) == "values.yaml" && charts.contains(RepositoryPath.folder(of: path))
        }
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        for (path, bytes) in files where RepositoryPath.name(of: path) == "Chart.yaml" {
            var chart = HelmChart(file: path, bytes: bytes)
            for name in ["requirements.yaml", "values.yaml"] {
                let beside = RepositoryPath.joined(chart.folder, name)
                if let bytes = files[beside] { chart.add(file: beside, bytes: bytes) }
            }
            if let package = chart.package { reading.packages.append(package) }
            reading.diagnostics += chart.diagnostics.map { $0.softened(if: liesInSampleFolder(path: path)) }
        }
        let charts = Set(reading.packages.map(\.path))
        reading.finish()
        // A chart unpacked below another one belongs to that one.
        for index in reading.packages.indices {
            let folder = RepositoryPath.folder(of: reading.packages[index].path)
            if RepositoryPath.name(of: folder) == "charts", charts.contains(RepositoryPath.folder(of: folder)) {
                reading.packages[index].isSample = true
            }
        }
        return reading
    }

    /// An image's tag with a variant (`1.2.3-alpine`) is compared as a tag; anything else as a chart's constraint.
    package var versionForm: VersionForm? { .semantic }

    package func accepts(requirement: String, version: Version) -> Bool? {
        let constraint = HelmRequirement(requirement)?.accepts(version)
        // `1.2.3-b` may be a variant of an image as well as a chart's prerelease.
        guard let tag = ImageTag(requirement), !tag.variant.isEmpty else { return constraint }
        return tag.accepts(version) || constraint == true
    }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        HelmRequirement.written(policy, for: version)
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        if let tag = ImageTag(requirement), !tag.variant.isEmpty {
            return accepts(requirement: requirement, version: version) == true ? requirement : tag.following(version)
        }
        return HelmRequirement(requirement)?.rewritten(toFollow: version)
    }

    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { try lockEdits(files: files, changes: changes, planned: []) }

    /// Versions of siblings and the digest over both lists; that of `requirements.lock` is `helm dependency update`'s.
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange], planned: [FileEdit]
    ) throws(EditError) -> [FileEdit] {
        var edits: [FileEdit] = []
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) where HelmLock.isLock(path) {
            let lock = HelmLock(file: path, bytes: bytes)
            guard let before = files[lock.chart] else { continue }
            let own = planned.filter {
                $0.file == lock.chart && $0.ecosystem == name && $0.key.hasPrefix("dependencies[")
            }
            let after = try own.isEmpty ? before : apply(own, to: lock.chart, bytes: before)
            let edited = own.compactMap { edit -> Int? in
                guard case .index(let index)? = ValuePath(edit.key)?.steps.dropFirst().first else { return nil }
                return index
            }
            edits += lock.edits(chart: before, after: after, edited: Set(edited), changes: changes)
        }
        return edits
    }

    package func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage] {
        files.sorted { $0.key < $1.key }.flatMap { path, bytes in
            HelmLock.isLock(path) ? HelmLock(file: path, bytes: bytes).lockedPackages : []
        }
    }

    package func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        unlockedHelmRequirements(in: files, of: self)
    }

    /// A chart without an address lies in `charts`, perhaps packed.
    package func missingTargets(in files: [String: [UInt8]]) -> [MissingTarget] {
        ReleaseManifests.missingTargets(in: files, of: self, manifests: ["Chart.yaml"]).filter { one in
            RepositoryPath.name(of: RepositoryPath.folder(of: one.folder)) != "charts"
                || !RepositoryPath.isInside(one.folder, folder: RepositoryPath.folder(of: one.diagnostic.place.file))
        }
    }

    package func lockCommand(for file: String) -> String? {
        ["Chart.lock", "requirements.lock"].contains(RepositoryPath.name(of: file)) ? "helm dependency update" : nil
    }

    package var renewsHashes: Bool { true }

    package func staleLocks(files: [String: [UInt8]], after edits: [FileEdit]) -> [String] {
        let lists = edits.filter { edit in
            ["Chart.yaml", "requirements.yaml"].contains(RepositoryPath.name(of: edit.file))
                && edit.key.hasPrefix("dependencies[")
        }
        let locks = lists.flatMap { edit in
            ["Chart.lock", "requirements.lock"].map { RepositoryPath.joined(RepositoryPath.folder(of: edit.file), $0) }
        }
        return Set(locks).filter { path in
            guard let bytes = files[path] else { return false }
            let lock = HelmLock(file: path, bytes: bytes)
            guard HelmLock.isLock(path), let chart = files[lock.chart] else { return true }
            return !lock.fits(chart)
        }.sorted()
    }

    package func form(of file: String) -> ValueForm {
        RepositoryPath.name(of: file) == "values.yaml"
            ? .scanned { HelmImages.scanned(file: file, bytes: $0) } : .scanned { scannedYAML(file: file, bytes: $0) }
    }

    package func normalized(packageName: String) -> String { packageName }
}

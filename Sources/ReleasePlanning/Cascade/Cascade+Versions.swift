package import ReleaseModel

/// The version of a released component.
extension Cascade {
    /// A version written down for the next release.
    struct NamedVersion {
        var version: Version
        var reason: PlanReason
    }

    /// The version at this level: above the last release, and at least what the manifest already says.
    ///
    /// - Parameter isForced: Whether the level was requested, whatever strategy and commits say.
    package func nextVersion(of id: ComponentID, bump: Bump, isForced: Bool = false) throws -> Version {
        var version = try freeVersion(of: id, bump: bump, isForced: isForced)
        guard let line = histories[id]?.line, !line.contains(version) else { return version }
        if line.isAbove(version), let first = line.first(like: version) { version = first }
        guard line.contains(version) else { throw PlanError.outsideLine(id, version, line) }
        return version
    }

    /// The same, ignoring the release line.
    private func freeVersion(of id: ComponentID, bump: Bump, isForced: Bool) throws -> Version {
        if let named = try namedVersion(of: id) { return named.version }
        try checkReleasedElsewhere(id)
        try checkConfirmed(id)
        let last = histories[id]?.last?.version
        switch stage(of: id) {
        case .prerelease(let label):
            return counted(try prerelease(of: id, label: label, level: bump, isForced: isForced), of: id)
        case .graduation where last?.isPrerelease == true:
            try checkOutgrown(id)
            return counted(last?.spelledCore ?? firstVersion(of: id), of: id)
        case .graduation, nil: break
        }
        var version = firstVersion(of: id)
        if let last {
            version = try bumped(id, from: last, bump: bump, isForced: isForced)
            if let written = untaggedVersion(of: id), let least = leastVersion(of: id), version < least {
                // A requested level says the version; the manifest's would be another one.
                if isForced, let bump = request.bump {
                    throw PlanError.belowManifest(
                        id, request: "--bump \(bump.rawValue)", version, written: written)
                }
                version = least
            }
        }
        // Above the versions that other runs hold in the same major version.
        for held in (reserved[id] ?? []).sorted() where held >= version && held.major == version.major {
            version = try bumped(id, from: held, bump: max(.patch, bump), isForced: isForced)
        }
        return version
    }

    /// The manifest's version if it is ahead of the last release, or that of a merged release that no manifest says;
    /// else nil.
    func untaggedVersion(of id: ComponentID) -> Version? {
        if let merged = merged[id] { return merged.version }
        guard let written = components[id]?.version, let last = histories[id]?.last?.version, written > last,
            histories[id]?.releases.contains(where: { $0.version.isSame(as: written) }) != true
        else { return nil }
        return last.servicePack != nil && written.core == last.core ? nil : written
    }

    /// The version below which a component is not released, since its manifest is there already; nil where the last
    /// release is.
    func leastVersion(of id: ComponentID) -> Version? {
        guard let written = untaggedVersion(of: id), let last = histories[id]?.last?.version else { return nil }
        return written.isPrerelease && !last.isPrerelease ? written.spelledCore : written
    }

    /// A component whose manifest says a version that is tagged beside this history is not released below it, nor as it
    /// again: a merge that squashed the release, or another branch's release whose version came here.
    func checkReleasedElsewhere(_ id: ComponentID) throws {
        // Test releases stand beside the line of versions.
        guard request.purpose != .test, let component = components[id], let written = component.version,
            let history = histories[id],
            history.last.map({ $0.version < written && !$0.version.isSame(as: written) }) ?? true,
            let release = history.releases.last(where: { $0.version.isSame(as: written) })
        else { return }
        let repository = world.repository(component.repository)
        throw PlanError.releasedElsewhere(
            id, release.tag.name, written, branch: repository?.branch, folder: repository?.folder ?? ".")
    }

    /// No version is counted from a tag that may be of anything, such as a build or a day.
    private func checkConfirmed(_ id: ComponentID) throws {
        guard let last = histories[id]?.unconfirmed, let written = components[id]?.version else { return }
        throw PlanError.tagUnconfirmed(id, last.tag.name, last.version, written: written)
    }

    func firstVersion(of id: ComponentID) -> Version {
        if let merged = merged[id] { return merged.version }
        let rules = rules(of: id)
        if let version = rules.configuration.initialVersion.flatMap({ Version($0) }) ?? rules.first() { return version }
        guard let written = components[id]?.version else { return Version(0, 1, 0) }
        return written.isDevelopment ? written.spelledCore : written
    }

    private func bumped(_ id: ComponentID, from last: Version, bump: Bump, isForced: Bool) throws -> Version {
        guard bump > .none else { return last }
        let rules = rules(of: id)
        guard let next = rules.next(after: last, bump: bump, isForced: isForced) else {
            throw PlanError.calendarExhausted(id, format: rules.configuration.format ?? "", released: last)
        }
        if next < last, next.servicePack == nil {
            throw PlanError.versionTooLow(id, chosen: next, released: last, isCalendar: isCalendar(id))
        }
        return counted(next, of: id)
    }

    /// With the next build number, where tags and manifests carry one; a store takes each number once, for a candidate too.
    func counted(_ next: Version, of id: ComponentID) -> Version {
        let sources = (components[id]?.versionSources ?? []).filter { $0.part == .counted }
        // A candidate without a number still leads to what follows.
        let known = [histories[id]?.last, histories[id]?.lastStable].compactMap { $0?.version } + (reserved[id] ?? [])
        guard let number = known.compactMap({ Int($0.build) }).max(), next.build.isEmpty, !sources.isEmpty else {
            return next
        }
        let highest = sources.compactMap { $0.version.flatMap { Int($0.build) } }.reduce(number, max)
        return highest == .max ? next : Version("\(next.text)+\(highest + 1)") ?? next
    }

    func rules(of id: ComponentID) -> VersioningRules {
        VersioningRules(
            configuration: world.configuration.settings(of: id).versioning,
            compatibility: world.configuration.compatibility, day: day)
    }

    /// What the configuration's `release-as`, or else the newest `Release-As` of a commit, says; nil if neither does,
    /// or a request overrides them. An already released `release-as` is used up.
    func namedVersion(of id: ComponentID) throws -> NamedVersion? {
        guard request.bump == nil, request.stage == nil else { return nil }
        let last = histories[id]?.last?.version
        let versioning = world.configuration.settings(of: id).versioning
        if let version = versioning.releaseAs.flatMap({ Version($0) }), last.map({ version > $0 }) ?? true {
            let place = versioning.releaseAsPlace.map { "\($0)" } ?? "slipway.yaml"
            return NamedVersion(
                version: version,
                reason: PlanReason(
                    kind: .forced, summary: "The configuration says release-as \(version) (\(place)).",
                    rule: "release-as"))
        }
        for one in commits[id] ?? [] {
            guard let text = one.counted.lazy.compactMap(\.releaseAs.first).first else { continue }
            return try named(text, by: one.commit, for: id, last: last)
        }
        return nil
    }

    private func named(
        _ text: String, by commit: ObservedCommit, for id: ComponentID, last: Version?
    ) throws -> NamedVersion {
        guard let version = SpelledVersion(text)?.version else {
            throw PlanError.badReleaseAs(id, text, commit.id)
        }
        if let last, version <= last { throw PlanError.releaseAsTooLow(id, version, released: last, commit.id) }
        let summary = "\(commit.subject) (\(commit.id.short)) says Release-As: \(version)."
        return NamedVersion(
            version: version, reason: PlanReason(kind: .forced, summary: summary, commit: commit.id, rule: "Release-As")
        )
    }

    /// Every `release-as` of the configuration that its components have reached, a sentence each.
    func staleReleaseAs() -> [String] {
        var stale: [String: [String]] = [:]
        for component in world.components {
            let versioning = world.configuration.settings(of: component.id).versioning
            guard let version = versioning.releaseAs.flatMap({ Version($0) }),
                let last = histories[component.id]?.last?.version, last >= version
            else { continue }
            let place = versioning.releaseAsPlace.map { "\($0)" } ?? "slipway.yaml"
            stale["\(place): release-as \(version)", default: []].append("\(component.id) is released as \(last)")
        }
        return stale.sorted { $0.key < $1.key }.map { place, components in
            "\(place) is used up and can be removed: \(components.joined(separator: ", "))."
        }
    }
}

import ReleaseModel

/// Prereleases by intent and the way from them to a stable version.
extension Cascade {
    /// The intended stage of a component's versions; nil if unspecified.
    func stage(of id: ComponentID) -> ReleaseStage? {
        // Python has no label for tests; its development releases are the nearest thing.
        if request.purpose == .test, [.python, .pythonWithHyphen].contains(spelling(of: id)) {
            return .prerelease("dev")
        }
        if let stage = request.stage { return stage }
        let versioning = world.configuration.settings(of: id).versioning
        guard world.configuration.compatibility == .strict, versioning.strategy == .prerelease else { return nil }
        if let type = versioning.prereleaseType { return .prerelease(String(type.prefix { $0 != "." })) }
        guard versioning.isPrerelease, let last = histories[id]?.last?.version else { return nil }
        return Prerelease(last).map { .prerelease($0.label) }
    }

    /// The next prerelease: for the stable version that all changes since the last one call for, and at least for the
    /// one in progress.
    ///
    /// - Parameter level: The least that is called for.
    func prerelease(of id: ComponentID, label: String, level: Bump, isForced: Bool) throws -> Version {
        guard Prerelease.isLabel(label) else { throw PlanError.prereleaseLabel(id, label, why: "it is not a label") }
        let core = try prereleaseCore(of: id, level: level, isForced: isForced)
        let spelling = spelling(of: id)
        let taken = takenVersions(of: id).filter { $0.isPrerelease && $0.core == core.core }
        guard let wanted = Prerelease(core: core, label: label, number: 1).version(as: spelling) else {
            throw PlanError.prereleaseLabel(id, label, why: "Python knows only alpha, beta, rc and dev")
        }
        let alike = taken.compactMap(Prerelease.init).filter { $0.label == Prerelease(wanted)?.label }
        let next = alike.max { $0.number < $1.number }.map {
            Prerelease(core: core, label: label, number: $0.number).next
        }
        let version = next?.version(as: spelling) ?? wanted
        // Test releases stand beside the line of versions.
        let inLine = taken.filter { label == "test" || Prerelease($0)?.label != "test" }
        if let higher = inLine.sorted().last(where: { !isAbove($0, version, of: id) }) {
            throw PlanError.prereleaseOrder(id, version, released: higher)
        }
        if request.purpose != .test, let name = ecosystem(ordering: version, after: core, of: id) {
            throw PlanError.prereleaseLabel(id, label, why: "\(name) orders \(version) after \(core)")
        }
        return version
    }

    /// Whether a version comes after an existing one, in SemVer's order and in that of each of its ecosystems.
    func isAbove(_ existing: Version, _ version: Version, of id: ComponentID) -> Bool {
        guard existing < version else { return false }
        // Where the numbers differ, they decide everywhere.
        guard version.isPrerelease, existing.release == version.release else { return true }
        return languages(of: id).allSatisfy { $0.precedes(existing, version) != false }
    }

    /// The ecosystem in whose order a prerelease comes after the version that it leads to.
    private func ecosystem(ordering version: Version, after core: Version, of id: ComponentID) -> EcosystemName? {
        languages(of: id).first { $0.precedes(version, core) == false }?.name
    }

    /// The ecosystems of a component, by name.
    private func languages(of id: ComponentID) -> [any Ecosystem] {
        guard let component = components[id] else { return [] }
        return Set(component.versionSources.map(\.ecosystem) + [component.ecosystem].compactMap(\.self)).sorted()
            .compactMap { ecosystems[$0] }
    }

    private func prereleaseCore(of id: ComponentID, level: Bump, isForced: Bool) throws -> Version {
        var core: Version
        if let stable = histories[id]?.lastStable?.version {
            let sections = sections(of: id)
            let called = sinceStable(id).flatMap { one in one.counted.map { $0.call(sections: sections) } }.max()
            let bump = isForced ? level : max(level, called ?? .patch, .patch)
            let rules = VersioningRules(
                configuration: world.configuration.settings(of: id).versioning, compatibility: .strict, day: day)
            let next = rules.next(after: stable, bump: bump, isForced: isForced)?.spelledCore
            core = next.flatMap { $0 > stable ? $0 : nil } ?? stable.bumped(bump)
        } else {
            core = firstVersion(of: id).spelledCore
        }
        let asked = sinceStable(id).flatMap(\.counted).flatMap(\.releaseAs).compactMap { Version($0)?.core }
        let current = histories[id]?.last.map(\.version).flatMap { $0.isPrerelease ? $0.spelledCore : nil }
        for other in asked + [current, untaggedVersion(of: id)?.core].compactMap({ $0 }) where other > core {
            core = other
        }
        return core
    }

    /// PEP 440's where a component is a Python package and nothing else, likewise RubyGems'.
    private func spelling(of id: ComponentID) -> Prerelease.Spelling {
        guard let component = components[id] else { return .semantic }
        let names = Set(component.versionSources.map(\.ecosystem) + [component.ecosystem].compactMap { $0 })
        let existing =
            takenVersions(of: id).filter(\.isPrerelease).max()
            ?? component.version.flatMap { $0.isPrerelease ? $0 : nil }
        if names == ["python"] {
            return existing.flatMap { Version(semantic: $0.text) } == nil ? .python : .pythonWithHyphen
        }
        return names == ["ruby"] ? .ruby(like: existing) : .semantic
    }

    /// Every version of a component that is already used, on any branch or by any run.
    func takenVersions(of id: ComponentID) -> [Version] {
        (histories[id]?.releases ?? []).map(\.version) + (reserved[id] ?? [])
    }

    /// Everything since the last stable release, newest first.
    func sinceStable(_ id: ComponentID) -> [ReadCommit] { earlier[id] ?? commits[id] ?? [] }

    /// Whether only the label of the current prerelease changes, which needs no commit.
    func isPromotion(_ id: ComponentID) -> Bool {
        guard case .prerelease(let label) = stage(of: id), let last = histories[id]?.last?.version,
            let current = Prerelease(last)
        else { return false }
        return Prerelease(core: current.core, label: label, number: 1).version(as: spelling(of: id))
            .flatMap(Prerelease.init)?.label != current.label
    }

    /// The stable version of the current prerelease; nothing where the last release is stable.
    func graduation(of component: Component) throws -> Decision {
        guard let last = histories[component.id]?.last?.version, last.isPrerelease else {
            let last = histories[component.id]?.last.map { "the last release, \($0.version), is stable" }
            let summary = "There is no prerelease to graduate; \(last ?? "nothing was released yet")."
            return Decision(reasons: [PlanReason(kind: .unchanged, summary: summary)])
        }
        try checkOutgrown(component.id)
        let version = counted(last.spelledCore, of: component.id)
        if let least = leastVersion(of: component.id), version < least, let written = component.version {
            throw PlanError.belowManifest(component.id, request: "--graduate", version, written: written)
        }
        return Decision(
            next: version, announced: version,
            reasons: [
                PlanReason(
                    kind: .requested, summary: "The prerelease \(last) becomes stable.", bump: .prerelease,
                    rule: "graduation")
            ])
    }

    /// The content of its changelog: everything since the last stable release for a graduation, else since the last
    /// release.
    func changelogCommits(of id: ComponentID) -> (commits: [ReadCommit], since: LastRelease?) {
        let history = histories[id]
        guard request.stage == .graduation, history?.last?.version.isPrerelease == true else {
            return (commits[id] ?? [], history?.last)
        }
        return (sinceStable(id), history?.lastStable)
    }

    /// Graduations with commits that no prerelease has shown, a sentence each.
    func ungraduatedCommits(_ decisions: [ComponentID: Decision]) -> [String] {
        guard request.stage == .graduation else { return [] }
        return world.components.compactMap { component in
            let count = commits[component.id]?.count ?? 0
            guard count > 0, let next = decisions[component.id]?.next,
                let last = histories[component.id]?.last?.version, last.isPrerelease
            else { return nil }
            let commits = count == 1 ? "1 commit" : "\(count) commits"
            return "\(component.id) becomes \(next) with \(commits) since \(last) that no prerelease has shown."
        }
    }
}

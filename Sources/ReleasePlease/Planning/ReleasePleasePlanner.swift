package import ReleasePlanning
package import ReleaseModel

/// Plans as release-please would: a pure function of the observed repository and its two files.
package struct ReleasePleasePlanner {
    let world: ReleasePleaseWorld
    let types: [ReleaseTypeName: any ReleaseType]
    let rules: MessageRules
    let date: ReleaseDate

    package init(world: ReleasePleaseWorld, types: [any ReleaseType], date: ReleaseDate) {
        self.world = world
        self.types = Dictionary(types.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        rules = MessageRules(world.compatibility)
        self.date = date
    }

    struct Answer {
        /// In the order of the configuration.
        var identities: [PackageIdentity]
        /// What is released, as its pull request lists it: in the order of the configuration, but what a workspace plugin
        /// handles comes last, by package name. A strict plan keeps to the configuration.
        var candidates: [ReleaseCandidate]
        var walk: CommitWalk
        var readings: [CommitID: CommitReading]
        /// By package path, newest first.
        var commits: [String: [ReadCommit]]
        var releases: [String: FoundRelease]
        /// Packages that would be released if a plugin had not left them out, with its name.
        var leftOut: [String: String]
    }

    func answer(_ request: ReleaseRequest = ReleaseRequest()) throws -> Answer {
        let identities = try world.configuration.packages.map { package in
            guard let type = types[package.releaseType] else {
                throw ReleasePleaseError.unknownReleaseType(package.releaseType, package: package.path)
            }
            return PackageIdentity(package, type: type, world: world)
        }
        let releases = lastReleases(of: identities, tags: world.repository.tags)
        let wanted = try self.wanted(request, among: identities)
        // Only requested packages decide how far the search goes, and have commits.
        let walked = identities.filter { wanted.paths.contains($0.path) }
        let walk = try self.walk(walked, releases: releases.filter { wanted.paths.contains($0.key) })
        var readings: [CommitID: CommitReading] = [:]
        for commit in walk.commits where readings[commit.id] == nil {
            readings[commit.id] = CommitReading(commit, rules: rules)
        }
        let range = readRange(walk.commits, of: walk.byPackage, rules: rules)
        for merge in range.merges { readings[merge.read.commit.id] = merge.read.reading }
        let read = range.commits
        var commits = read.mapValues { list in
            list.flatMap { one in one.counted.map { PackageCommit(id: one.commit.id, commit: $0) } }
        }
        let maker = CandidateMaker(rules: rules, slug: world.slug, date: date)
        let forced = try linkedVersions(
            identities, releases: releases, commits: &commits, maker: maker)
        for case .sentenceCase(let words) in world.configuration.plugins {
            commits = commits.mapValues { $0.map { $0.inSentenceCase(specialWords: words) } }
        }
        var candidates: [ReleaseCandidate] = []
        for identity in identities where wanted.paths.contains(identity.path) {
            let snapshot = maker.snapshot(
                of: identity, last: releases[identity.path], commits: walk.byPackage[identity.path] ?? [])
            if let snapshot {
                candidates.append(snapshot)
                continue
            }
            let candidate = try maker.candidate(
                of: identity, last: releases[identity.path], commits: commits[identity.path] ?? [],
                forced: wanted.versions[identity.path] ?? forced[identity.path]?.version)
            // A chosen version needs no commit.
            let chosen = wanted.versions[identity.path].map {
                maker.follower(of: identity, last: releases[identity.path], version: $0)
            }
            guard var candidate = candidate ?? chosen else { continue }
            if let group = forced[identity.path]?.group { candidate.join(group) }
            candidates.append(candidate)
        }
        let plugins = WorkspacePlugins(
            world: world, identities: identities, releases: releases, maker: maker, rules: rules)
        var leftOut: [String: String] = [:]
        for plugin in world.configuration.plugins {
            let before = candidates
            candidates = try plugins.run(plugin, on: candidates)
            let kept = Set(candidates.map(\.path))
            for candidate in before where !kept.contains(candidate.path) { leftOut[candidate.path] = plugin.name }
        }
        if world.compatibility == .strict {
            let order = Dictionary(
                identities.enumerated().map { ($0.element.path, $0.offset) }, uniquingKeysWith: { first, _ in first })
            candidates.sort { (order[$0.path] ?? .max, $0.path) < (order[$1.path] ?? .max, $1.path) }
        }
        return Answer(
            identities: identities, candidates: candidates, walk: walk, readings: readings, commits: read,
            releases: releases, leftOut: leftOut)
    }

    private func walk(
        _ identities: [PackageIdentity], releases: [String: FoundRelease]
    ) throws -> CommitWalk {
        if world.compatibility == .compat {
            return CommitWalk(
                world.commits, configuration: world.configuration, identities: identities, releases: releases)
        }
        let last = try commit(world.configuration.lastReleaseCommit, key: "last-release-sha")
        let stop = try last ?? commit(world.configuration.bootstrapCommit, key: "bootstrap-sha")
        for identity in identities {
            guard let release = releases[identity.path], release.commit == nil, stop == nil else { continue }
            throw ReleasePleaseError.missingTag(identity.tag(release.version), package: identity.path)
        }
        return CommitWalk(
            world.commits, beside: world.sideCommits, identities: identities, releases: releases, stop: stop)
    }

    /// The commit that the configuration names, by its full id or the beginning of it.
    private func commit(_ name: String?, key: String) throws -> CommitID? {
        guard let name, !name.isEmpty else { return nil }
        guard let found = world.commits.first(where: { $0.id.text.hasPrefix(name) }) else {
            throw ReleasePleaseError.noSuchCommit(name, key: key)
        }
        return found.id
    }

    /// Last releases that the head does not have, whose history has to be known for a strict plan.
    package var unreachableReleases: [CommitID] {
        let identities = world.configuration.packages.compactMap { package in
            types[package.releaseType].map { PackageIdentity(package, type: $0, world: world) }
        }
        let known = Set(world.commits.map(\.id))
        return lastReleases(of: identities, tags: world.repository.tags).values.compactMap(\.commit)
            .filter { !known.contains($0) }.sorted()
    }
}

extension ReleaseCandidate {
    fileprivate mutating func join(_ group: String) {
        self.group = group
        if commits.contains(where: { $0.id == nil }) {
            reasons = [
                PlanReason(kind: .group, summary: "the group \(group) goes to \(version.text) together.", rule: group)
            ]
        }
    }
}

extension PackageCommit {
    /// With a capital at the start of its subject, unless its first word is special.
    fileprivate func inSentenceCase(specialWords: [String]) -> PackageCommit {
        let special = Set(specialWords.map { $0.lowercased() })
        func capitalized(_ text: String) -> String {
            let word = text.prefix { !$0.isWhitespace }
            guard let first = text.first, !special.contains(word.lowercased()) else { return text }
            return first.uppercased() + text.dropFirst()
        }
        var copy = self
        copy.commit.subject = capitalized(commit.subject)
        if let colon = commit.header.firstIndex(of: ":") {
            let rest = String(commit.header[commit.header.index(after: colon)...]).trimmedLines
            copy.commit.header = commit.header[..<colon] + ": " + capitalized(rest)
        }
        return copy
    }
}

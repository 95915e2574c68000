import ReleasePlanning
import ReleaseModel

/// Follows requirements between the packages of a workspace: what requires a released package is released too.
struct WorkspacePlugins {
    let world: ReleasePleaseWorld
    let identities: [PackageIdentity]
    let releases: [String: FoundRelease]
    let maker: CandidateMaker
    let rules: MessageRules

    /// - Returns: All others as they were, then the candidates of this plugin's kind with what follows from them.
    func run(_ plugin: ReleasePleasePlugin, on candidates: [ReleaseCandidate]) throws -> [ReleaseCandidate] {
        switch plugin {
        case .nodeWorkspace(let updatesPeers, _, _):
            try follow(NodeWorkspace(updatesPeers: updatesPeers, rules: rules), candidates)
        case .cargoWorkspace: try follow(CargoWorkspace(), candidates)
        case .mavenWorkspace: try follow(MavenWorkspace(), candidates)
        case .groupPriority(let groups):
            groups.lazy.map { group in candidates.filter { $0.group == group } }.first { !$0.isEmpty } ?? candidates
        case .linkedVersions, .sentenceCase: candidates
        }
    }

    private func follow(_ kind: some WorkspaceKind, _ candidates: [ReleaseCandidate]) throws -> [ReleaseCandidate] {
        let (own, others) = candidates.reduce(into: ([ReleaseCandidate](), [ReleaseCandidate]())) { split, candidate in
            if kind.releaseTypes.contains(candidate.identity.package.releaseType) {
                split.0.append(candidate)
            } else {
                split.1.append(candidate)
            }
        }
        guard !own.isEmpty else { return others }
        let members = world.packages[kind.ecosystem] ?? []
        // No workspace at all: there is nothing to follow, and nothing to leave out.
        guard !members.isEmpty else { return candidates }
        let byPath = Dictionary(own.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let identityByPath = Dictionary(identities.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let owners = Dictionary(
            members.map { ($0.path, owner(of: $0, among: identityByPath, kind: kind)) },
            uniquingKeysWith: { first, _ in first })
        let started = members.filter { byPath[owners[$0.path] ?? ""] != nil }.map(\.name)
        let ordered = try affected(by: started, among: members, kind: kind)
        var versions: [String: LooseVersion] = [:]
        for member in ordered {
            let owner = owners[member.path] ?? ""
            if let candidate = byPath[owner] {
                versions[member.name] = candidate.version
            } else if let version = member.version.flatMap({ LooseVersion($0) }) {
                versions[member.name] = kind.followed(version, by: identityByPath[owner])
            }
        }
        var result: [String: ReleaseCandidate] = [:]
        // release-please leaves out packages that are not members of the workspace; only a strict plan keeps them.
        if world.compatibility == .strict {
            let known = Set(owners.values)
            for candidate in own where !known.contains(candidate.path) { result[candidate.path] = candidate }
        }
        for member in ordered {
            guard let version = versions[member.name], let identity = identityByPath[owners[member.path] ?? ""] else {
                continue
            }
            let candidate =
                result[identity.path] ?? byPath[identity.path]
                ?? maker.follower(of: identity, last: releases[identity.path], version: version)
            result[identity.path] = updated(
                candidate, isFollower: byPath[identity.path] == nil, with: kind.updates(of: member, versions: versions),
                of: member, kind: kind)
        }
        // By package name, as its pull request lists them; what only a strict plan keeps comes first.
        var order = own.map(\.path).filter { path in !ordered.contains { owners[$0.path] == path } }
        for path in ordered.compactMap({ owners[$0.path] }) where !order.contains(path) { order.append(path) }
        return others + order.compactMap { result[$0] }
    }

    /// The configured package that an artifact belongs to; its own folder's, or for Maven the nearest above it.
    private func owner(
        of member: WorkspaceMember, among identities: [String: PackageIdentity], kind: some WorkspaceKind
    ) -> String {
        var path = member.path
        while kind.hasNestedArtifacts, identities[path] == nil, let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
        }
        return identities[path] == nil && kind.hasNestedArtifacts && identities["."] != nil ? "." : path
    }

    private func updated(
        _ candidate: ReleaseCandidate, isFollower: Bool, with updates: [RequirementUpdate], of member: WorkspaceMember,
        kind: some WorkspaceKind
    ) -> ReleaseCandidate {
        var candidate = candidate
        guard !updates.isEmpty else { return candidate }
        candidate.notes = withDependencies(
            candidate.notes, kind.notes(updates), isFaithful: world.compatibility == .compat)
        if isFollower {
            candidate.reasons += updates.map { update in
                PlanReason(
                    kind: .upstream, summary: "it requires \(update.name), which goes to \(update.version.text).",
                    rule: update.requirement, chain: [candidate.identity.name, ComponentID(update.name)])
            }
        }
        candidate.requirements += updates.compactMap { update in
            update.key.map {
                RequirementEdit(
                    ecosystem: kind.ecosystem, file: member.file, key: $0, from: update.requirement,
                    to: update.rewritten)
            }
        }
        return candidate
    }

    /// The named members and all that require them, however far away; by name as a reader expects it.
    private func affected(
        by names: [String], among members: [WorkspaceMember], kind: some WorkspaceKind
    ) throws -> [WorkspaceMember] {
        let byName = Dictionary(members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var dependents: [String: [String]] = [:]
        for member in members {
            for name in kind.upstreams(of: member) where byName[name] != nil {
                guard world.compatibility == .compat || name != member.name else { continue }
                dependents[name, default: []].append(member.name)
            }
        }
        var done: Set<String> = []
        for name in names { try visit(name, dependents, &done, path: []) }
        return done.compactMap { byName[$0] }.sorted { CollationKey($0.name) < CollationKey($1.name) }
    }

    private func visit(
        _ name: String, _ dependents: [String: [String]], _ done: inout Set<String>, path: [String]
    ) throws {
        if let start = path.firstIndex(of: name) { throw ReleasePleaseError.cycle(Array(path[start...].reversed())) }
        guard !done.contains(name) else { return }
        for next in dependents[name] ?? [] { try visit(next, dependents, &done, path: path + [name]) }
        done.insert(name)
    }
}

/// What the workspaces of one ecosystem have in common with others, and where they differ.
protocol WorkspaceKind {
    var ecosystem: EcosystemName { get }
    var releaseTypes: Set<ReleaseTypeName> { get }
    /// What a member requires so that it is released with it.
    func upstreams(of member: WorkspaceMember) -> [String]
    /// The version of one that only follows.
    func followed(_ version: LooseVersion, by identity: PackageIdentity?) -> LooseVersion
    /// Whether an artifact may lie below the package that it belongs to.
    var hasNestedArtifacts: Bool { get }
    /// The lines that tell what changed.
    func notes(_ updates: [RequirementUpdate]) -> String
    /// The requirements that change, in the order in which they are listed.
    func updates(of member: WorkspaceMember, versions: [String: LooseVersion]) -> [RequirementUpdate]
}

extension WorkspaceKind {
    var hasNestedArtifacts: Bool { false }
    func notes(_ updates: [RequirementUpdate]) -> String { dependencyNotes(updates) }
}

/// A requirement that follows an upstream.
struct RequirementUpdate: Hashable {
    var section: String
    var name: String
    var version: LooseVersion
    /// As written before and after.
    var requirement: String
    var rewritten: String
    /// nil for one that is listed but not edited.
    var key: String?
}

struct RequirementEdit: Sendable, Hashable {
    var ecosystem: EcosystemName
    var file: String
    var key: String
    var from: String
    var to: String
}

struct NodeWorkspace: WorkspaceKind {
    let updatesPeers: Bool
    let rules: MessageRules
    let ecosystem: EcosystemName = "npm"
    let releaseTypes: Set<ReleaseTypeName> = ["node"]

    func upstreams(of member: WorkspaceMember) -> [String] {
        member.requirements.filter { updatesPeers || $0.section != "peerDependencies" }.map(\.name)
    }

    func followed(_ version: LooseVersion, by identity: PackageIdentity?) -> LooseVersion {
        let fix = ConventionalCommit(type: "fix", scope: nil, subject: "", header: "fix: ")
        return identity?.strategy(rules: rules).next(after: version, commits: [fix]) ?? version
    }

    func updates(of member: WorkspaceMember, versions: [String: LooseVersion]) -> [RequirementUpdate] {
        member.requirements.compactMap { one in
            guard let version = versions[one.name], let written = one.requirement else { return nil }
            let isWorkspace = written.hasPrefix("workspace:")
            guard one.key != nil || isWorkspace else { return nil }
            let prefix = ["^", "~", ">=", "<=", ">", "<"].first { written.hasPrefix($0) } ?? ""
            let rewritten = isWorkspace ? written : prefix + version.text
            guard isWorkspace || rewritten != written else { return nil }
            return RequirementUpdate(
                section: one.section, name: one.name, version: version, requirement: written, rewritten: rewritten,
                key: one.key)
        }
    }
}

struct CargoWorkspace: WorkspaceKind {
    let ecosystem: EcosystemName = "cargo"
    let releaseTypes: Set<ReleaseTypeName> = ["rust"]

    func upstreams(of member: WorkspaceMember) -> [String] { member.requirements.map(\.name) }

    /// Always the raw patch number, whatever the strategy.
    func followed(_ version: LooseVersion, by identity: PackageIdentity?) -> LooseVersion {
        VersioningStrategy(configuration: .patch, ignoresCase: false).next(after: version, commits: [])
    }

    func updates(of member: WorkspaceMember, versions: [String: LooseVersion]) -> [RequirementUpdate] {
        var seen: Set<RequirementUpdate> = []
        return member.requirements.compactMap { one in
            guard let version = versions[one.name], let written = one.requirement, let key = one.key,
                written != version.text
            else { return nil }
            return RequirementUpdate(
                section: one.section, name: one.name, version: version, requirement: written, rewritten: version.text,
                key: key)
        }.filter { update in
            var line = update
            line.key = nil
            return seen.insert(line).inserted
        }
    }
}

struct MavenWorkspace: WorkspaceKind {
    let ecosystem: EcosystemName = "maven"
    let releaseTypes: Set<ReleaseTypeName> = ["java", "java-bom", "java-yoshi", "maven"]
    let hasNestedArtifacts = true

    /// Lines end with a comma but for the last, as release-please has them.
    func notes(_ updates: [RequirementUpdate]) -> String {
        "* The following workspace dependencies were updated"
            + updates.map { "\n    * \($0.name) bumped to \($0.version.text)" }.joined(separator: ",")
    }

    func upstreams(of member: WorkspaceMember) -> [String] { member.requirements.map(\.name) }

    func followed(_ version: LooseVersion, by identity: PackageIdentity?) -> LooseVersion {
        VersioningStrategy(configuration: .patch, ignoresCase: false).next(after: version, commits: [])
    }

    func updates(of member: WorkspaceMember, versions: [String: LooseVersion]) -> [RequirementUpdate] {
        member.requirements.compactMap { one in
            guard let version = versions[one.name], let written = one.requirement, let key = one.key,
                written != version.text
            else { return nil }
            return RequirementUpdate(
                section: one.section, name: one.name, version: version, requirement: written, rewritten: version.text,
                key: key)
        }
    }
}

extension VersioningConfiguration {
    static var patch: VersioningConfiguration {
        var configuration = VersioningConfiguration()
        configuration.strategy = .alwaysBumpPatch
        return configuration
    }
}

import Foundation
import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleasePlanning

/// A small world to plan in, written down as a person would tell it.
struct World {
    var configuration = WorkspaceConfiguration(workspace: "demo")
    var repositories: [RepositoryID: ObservedRepository] = [:]
    var components: [Component] = []
    var edges: [Edge] = []
    var sets: [VersionSet] = []
    var rootRequirements: [Edge] = []

    static let moment = Date(timeIntervalSince1970: 1_767_225_600)  // 2026-01-01

    /// Adds a cargo component in a repository of its own, or in the one that is named.
    ///
    /// - Parameters:
    ///   - released: The version of its last tag; nil: it has none.
    ///   - written: What its manifest says, where that differs from the last tag.
    ///   - commits: Messages of the commits since the last tag, newest first.
    mutating func add(
        _ id: ComponentID, _ released: String?, written: String? = nil, commits: [String] = [],
        in repository: RepositoryID? = nil, path: String? = nil, binaries: [String] = []
    ) {
        let repository = repository ?? RepositoryID(id.text)
        let isShared = repository.text != id.text
        let path = path ?? (isShared ? id.text : ".")
        let manifest = path == "." ? "Cargo.toml" : "\(path)/Cargo.toml"
        let version = written ?? released ?? "0.1.0"
        components.append(
            Component(
                id: id, repository: repository, path: path, ecosystem: "cargo", version: Version(version),
                versionSources: [
                    VersionSource(
                        ecosystem: "cargo", place: Place(file: manifest, line: 3, column: 11), key: "package.version",
                        value: version)
                ], binaries: binaries))
        var observed =
            repositories[repository]
            ?? ObservedRepository(
                id: repository, folder: "/w/\(repository)", head: World.commit("head of \(repository)"),
                branch: "main", remote: "origin", remoteAddress: "https://example.org/\(repository).git")
        if let released {
            let tag = isShared ? "\(id)-v\(released)" : "v\(released)"
            observed.tags.append(ObservedTag(name: TagName(tag), commit: World.commit(tag)))
        }
        observed.commits[id] = commits.map { ObservedCommit(id: World.commit($0), message: $0, paths: [manifest]) }
        repositories[repository] = observed
    }

    /// Lets a component require another in its manifest.
    mutating func edge(
        _ from: ComponentID, _ to: ComponentID, _ requirement: String? = "^1", kind: EdgeKind = .normal, line: Int = 8
    ) {
        let component = components.first { $0.id == from }
        let table = kind == .dev ? "dev-dependencies" : "dependencies"
        edges.append(
            Edge(
                from: from, to: to, kind: kind, requirement: requirement,
                origin: Place(
                    file: component?.versionSources.first?.place.file ?? "Cargo.toml", line: line, column: 1),
                repository: component?.repository, ecosystem: "cargo", key: "\(table).\(to).version"))
    }

    mutating func set(_ component: ComponentID, _ change: (inout ComponentConfiguration) -> Void) {
        var settings = configuration.settings(of: component)
        change(&settings)
        configuration.components[component] = settings
    }

    var observed: ObservedWorkspace {
        var world = ObservedWorkspace(
            configuration: configuration, repositories: repositories.values.sorted { $0.id < $1.id },
            components: components.sorted { $0.id < $1.id },
            edges: edges.sorted { ($0.from, $0.to, $0.origin) < ($1.from, $1.to, $1.origin) }, versionSets: sets)
        world.rootRequirements = rootRequirements
        return world
    }

    func plan(
        _ request: ReleaseRequest = ReleaseRequest(), at moment: Date = World.moment,
        reserved: [ComponentID: [Version]] = [:]
    ) throws -> ReleasePlan {
        try PlanMaker(
            world: observed, request: request, moment: moment, ecosystems: allEcosystems, publications: allPublications,
            reserved: reserved
        ).plan()
    }

    /// A made-up object id that is the same for the same words.
    static func commit(_ words: String) -> CommitID {
        CommitID(String(sha256(Data(words.utf8)).text.prefix(40)))
    }
}

extension ReleasePlan {
    /// `name version` of everything that is released, in plan order.
    var versions: [String] { released.map { "\($0.name) \($0.nextVersion?.text ?? "")" } }

    func step(_ id: StepID) -> PlannedStep? { steps.first { $0.id == id } }

    /// Everything that must have happened before a step, directly or not.
    func needs(of id: StepID) -> Set<StepID> {
        let byID = Dictionary(uniqueKeysWithValues: steps.map { ($0.id, $0) })
        var seen: Set<StepID> = []
        var open = byID[id]?.needs ?? []
        while let next = open.popLast() {
            if seen.insert(next).inserted { open += byID[next]?.needs ?? [] }
        }
        return seen
    }

    /// The message of a repository's release commit.
    func message(of repository: RepositoryID) -> String? {
        guard case .prepare(let work) = step(StepID("prepare:\(repository)"))?.work else { return nil }
        return work.message
    }

    /// `file key: from → to` of a component's edits.
    func edits(of component: ComponentID) -> [String] {
        (self.component(component)?.edits ?? []).map { "\($0.file) \($0.key): \($0.change)" }
    }
}

extension World {
    var ecosystems: [any Ecosystem] { allEcosystems }

    /// The world after a plan was performed: tags, versions and requirements as the plan says, no new commits.
    mutating func release(_ plan: ReleasePlan) {
        for one in plan.released {
            guard let version = one.nextVersion, let tag = one.tag,
                let index = components.firstIndex(where: { $0.id == one.name })
            else { continue }
            components[index].version = version
            components[index].versionSources[0].value = version.text
            repositories[one.repository]?.tags.append(ObservedTag(name: tag, commit: World.commit(tag.text)))
            repositories[one.repository]?.commits[one.name] = []
        }
        for one in plan.components {
            for edit in one.edits {
                for index in edges.indices where edges[index].from == one.name && edges[index].key == edit.key {
                    edges[index].requirement = edit.change.after
                }
            }
        }
    }
}

package import ReleaseModel

/// Why a plan can't be executed: found while its edits are rehearsed, before anything is stored.
package enum UnperformablePlan: UserFacingError, Equatable {
    /// A file can't be edited as planned.
    case edit(RepositoryID, EditError)
    /// A version would move and the digest beside it, which names the image that is really used, would not.
    case pinnedDigest(Edge, DigestPin, Version)
    /// Several digests stand beside one version, and one new digest can't be all of them.
    case severalDigests(Edge, [DigestPin], Version)
    /// A version would move and the commit or tag beside it, from which the package is taken, could not.
    case pinnedRevision(Edge, GitRevision, Version)
    /// A value that would move also says what is required of packages that others publish.
    case sharedRequirement(Edge, [String], Version)
    /// A manifest names a place for its version that can't be followed.
    case versionSource(ComponentID, [Diagnostic])
    /// With all edits made, the ecosystem would still compute another version.
    case versionNotCarried(ComponentID, Version, found: String, Place)
    /// A lock file would not fit its manifests, and what is missing in it is not known here.
    case staleLock(StaleLock)
    /// A workspace lists members that do not exist.
    case missingMembers(RepositoryID, [Diagnostic])
    /// A package is taken from a folder that has none.
    case missingTargets(ComponentID, [Diagnostic])
    /// A package of the same workspace requires another version than the one that its path gives.
    case refusedPath(Edge, Version)
    /// Programs must be among the artifacts, and no build makes them.
    case binaries(ComponentID, [String], artifacts: [String])
    /// The target would refuse the package.
    case refusedByTarget(ComponentID, String, [Diagnostic])

    package var code: String {
        switch self {
        case .edit: "plan.edit-impossible"
        case .pinnedDigest: "plan.pinned-digest"
        case .severalDigests: "plan.several-digests"
        case .pinnedRevision: "plan.pinned-revision"
        case .sharedRequirement: "plan.shared-requirement"
        case .versionSource: "plan.version-source"
        case .versionNotCarried: "plan.version-not-carried"
        case .staleLock: "plan.stale-lock"
        case .missingMembers: "plan.missing-member"
        case .missingTargets: "plan.missing-path"
        case .refusedPath: "plan.refused-path"
        case .binaries: "plan.binaries-without-build"
        case .refusedByTarget: "plan.refused-by-target"
        }
    }

    package var summary: String {
        switch self {
        case .edit(let repository, let error): "A file of \(repository) can't be edited as planned. \(error.summary)"
        case .pinnedDigest(let edge, let pin, let version):
            "\(edge.from) pins \(edge.to) by version and digest. The version would become \(version), and the digest \(pin.value.prefix(19))… would stay."
        case .severalDigests(let edge, _, let version):
            "\(edge.to) \(edge.requirement ?? "") is pinned by several digests, and only one is given for \(version)."
        case .pinnedRevision(let edge, let revision, let version):
            "\(edge.from) takes \(edge.to) from git by version and \(revision.kind.rawValue). The version would become \(version), and \(revision.value.prefix(40)) would stay."
        case .sharedRequirement(let edge, let others, let version):
            "\(edge.from) requires \(edge.to) and \(others.prefix(3).joined(separator: ", ")) by one value. It would become \(version) for all of them, and nothing here releases the latter."
        case .versionSource(let component, _):
            "\(component) can't be released: the version that its manifest declares can't be followed."
        case .versionNotCarried(let component, let version, let found, _):
            "\(component) can't be released as \(version): with every edit made, its files would say \(found)."
        case .staleLock(let lock): lock.summary
        case .missingMembers(let repository, let members):
            "\(repository) can't be built: \(members.count == 1 ? "a workspace member does" : "\(members.count) workspace members do") not exist."
        case .missingTargets(let component, let targets):
            "\(component) can't be built: \(targets.count == 1 ? "a folder that it names has" : "\(targets.count) folders that it names have") no package."
        case .refusedPath(let edge, let version):
            "\(edge.from) could not be built any more: it takes \(edge.to) from the workspace and requires \(edge.requirement ?? "another version"), which does not accept \(version)."
        case .binaries(let component, let binaries, _):
            "\(component) must release \(binaries.joined(separator: ", ")), and its build names no such artifact."
        case .refusedByTarget(let component, let target, _): "\(target) would refuse \(component)."
        }
    }

    package var reasons: [String] {
        switch self {
        case .edit(_, let error): error.reasons
        case .pinnedDigest(let edge, let pin, _):
            [
                "\(edge.origin): version \(edge.requirement ?? "")", "\(pin.place): digest \(pin.value)",
                "Where both are given, the digest decides which image is used.",
            ]
        case .severalDigests(_, let pins, _): pins.map { "\($0.place): digest \($0.value)" }
        case .pinnedRevision(let edge, let revision, let version):
            [
                "\(edge.origin): version \(edge.requirement ?? "")", "\(revision.place): \(revision.value)",
                "\(version) would be looked for there, where another version is.",
            ]
        case .sharedRequirement(let edge, let others, _):
            [
                "\(edge.origin): \(edge.requirement ?? "") of \(edge.to) and \(others.joined(separator: ", "))"
            ]
        case .versionSource(_, let faults), .missingMembers(_, let faults), .missingTargets(_, let faults),
            .refusedByTarget(_, _, let faults):
            faults.map { "\($0.place): \($0.message) [\($0.code)]" }
        case .versionNotCarried(_, _, let found, let place): ["\(place): \(found)"]
        case .staleLock(let lock): lock.reasons
        case .refusedPath(let edge, _): ["\(edge.origin): \(edge.requirement ?? "")"]
        case .binaries(_, _, let artifacts):
            [
                artifacts.isEmpty
                    ? "Its build declares no artifacts." : "Its build declares: \(artifacts.joined(separator: ", "))"
            ]
        }
    }

    package var suggestions: [String] {
        switch self {
        case .edit(_, let error):
            if case .unsupported = error {
                ["Write that value in plain characters on one line, commit, and plan again."]
            } else {
                error.suggestions
            }
        case .pinnedDigest(let edge, _, _):
            [
                "Name the new digest, if it is known: --digest \(edge.to)=sha256:…",
                "Or leave version and digest as they are: components: { \(yamlText(edge.from.text)): { digests: keep } }",
                "Or remove the digest from the file.",
            ]
        case .severalDigests(let edge, _, _):
            [
                "Pin all of them by one digest, that of the index over all platforms, commit, and plan again.",
                "Or leave versions and digests as they are: components: { \(yamlText(edge.from.text)): { digests: keep } }",
            ]
        case .pinnedRevision(let edge, let revision, _):
            [
                "Name a release's tag beside the version, and commit that: \(revision.place)",
                "Or leave the version out, so that the repository says it.",
                "Or leave both as they are: edges: [{ from: \(yamlText(edge.from.text)), to: \(yamlText(edge.to.text)), policy: never }]",
            ]
        case .sharedRequirement(let edge, _, _):
            [
                "Give \(edge.to) a property or version of its own, and commit that: \(edge.origin)",
                "Or leave the requirement as it is: edges: [{ from: \(yamlText(edge.from.text)), to: \(yamlText(edge.to.text)), policy: never }]",
            ]
        case .versionSource(_, let faults), .missingMembers(_, let faults), .missingTargets(_, let faults),
            .refusedByTarget(_, _, let faults):
            faults.compactMap(\.suggestion).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        case .versionNotCarried:
            ["Write the version in one place, or in parts that together make it, commit, and plan again."]
        case .staleLock(let lock): lock.suggestions
        case .refusedPath(let edge, _):
            [
                "Release both together: --component \(edge.to) --component \(edge.from)",
                "Or leave it as it is, which \(edge.ecosystem == "npm" ? "npm ci" : "Cargo") refuses: components: { \(yamlText(edge.from.text)): { locks: keep } }",
            ]
        case .binaries(let component, let binaries, _):
            [
                "Say how they are built: components: { \(yamlText(component.text)): { build: { run: […], artifacts: [target/release/\(binaries.first ?? "NAME")] } } }",
                "Or remove them from versions.toml.",
            ]
        }
    }

    package var exitCode: ExitCode { .configuration }
}

/// A lock file that a release would leave behind its manifests.
package struct StaleLock: Sendable, Hashable {
    package var repository: RepositoryID
    /// The component whose lock it is.
    package var component: ComponentID
    /// The entry, or the file's beginning.
    package var place: Place
    /// The component that the entry is of; nil where no single entry is at fault.
    package var upstream: ComponentID?
    /// What the entry says and what it would have to; one sentence.
    package var fact: String
    /// The command that updates the lock.
    package var command: String
    /// Whether what the lock needs to know exists only after another release.
    package var needsPublication: Bool
    /// Whether the same plan releases the upstream, which could be released alone before it.
    package var releasesUpstream: Bool
    /// Whether it did not fit its manifests before the release either, so that refreshing it first helps.
    package var wasStale = false

    package init(
        repository: RepositoryID, component: ComponentID, place: Place, upstream: ComponentID?, fact: String,
        command: String, needsPublication: Bool, releasesUpstream: Bool = false
    ) {
        self.repository = repository
        self.component = component
        self.place = place
        self.upstream = upstream
        self.fact = fact
        self.command = command
        self.needsPublication = needsPublication
        self.releasesUpstream = releasesUpstream
    }

    var summary: String { "\(place.file) in \(repository) would not fit the manifests of this release." }
    var reasons: [String] { ["\(place): \(fact)"] }

    var suggestions: [String] {
        let folder = place.file.split(separator: "/").dropLast().joined(separator: "/")
        let command = folder.isEmpty ? command : "cd \(folder) && \(command)"
        let keep = "components: { \(yamlText(component.text)): { locks: keep } }"
        if needsPublication, let upstream, releasesUpstream {
            return [
                "Release \(upstream) first. So that \(component) does not follow at once, write into slipway.yaml: edges: [{ from: \(yamlText(component.text)), to: \(yamlText(upstream.text)), policy: never }]; then: slipway release --component \(upstream)",
                "Once \(upstream) is published, remove that entry, bring \(component) up to it in \(repository) and commit that: slipway update \(component); \(command); then: slipway release --component \(component)",
                "Or release both now and leave the lock outdated: \(keep)",
            ]
        }
        if needsPublication {
            let when = upstream.map { "once this release of \($0) is published" } ?? "after the release"
            let first =
                wasStale
                ? ["It is outdated already. Update it in \(repository) now, commit it, and plan again: \(command)"] : []
            return first + [
                "\(wasStale ? "Or leave" : "Leave") the lock outdated: \(keep)",
                "Then update it in \(repository) \(when), and commit it: \(command)",
            ]
        }
        return [
            "Bring requirements and lock in step in \(repository), and commit both: slipway update; \(command)",
            "Or leave the lock outdated: \(keep)",
        ]
    }

    /// For a plan that leaves it so.
    var warning: String { "\(place): \(fact) It stays so (locks: keep); afterwards: \(command)" }
}

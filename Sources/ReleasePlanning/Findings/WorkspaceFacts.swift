package import ReleaseModel

/// The doctor's facts, in addition to the planning input: versions in tags' trees, earlier manifest versions, and
/// workflow triggers.
package struct WorkspaceFacts: Sendable {
    package var world: ObservedWorkspace
    package var histories: [ComponentID: Cascade.History]
    package var tagTrees: [TagTree] = []
    package var writtenVersions: [ComponentID: [WrittenVersion]] = [:]
    package var workflows: [WorkflowListener] = []
    package var locked: [LockedIn] = []
    package var mirrors: [MirrorComparison] = []
    package var secrets: [SecretNames] = []
    /// The programs that a component's manifest builds, where its ecosystem can tell.
    package var binaries: [ComponentID: [String]] = [:]
    /// What the ecosystems say of their files.
    package var files: [Finding] = []

    package init(world: ObservedWorkspace, histories: [ComponentID: Cascade.History]) {
        self.world = world
        self.histories = histories
    }

    /// What a component's version sources said at one of its tags.
    package struct TagTree: Sendable, Hashable {
        package var component: ComponentID
        package var tag: TagName
        /// Only those that could be read there.
        package var sources: [VersionSource]

        package init(component: ComponentID, tag: TagName, sources: [VersionSource]) {
            self.component = component
            self.tag = tag
            self.sources = sources
        }
    }

    /// A version that a manifest had once.
    package struct WrittenVersion: Sendable, Hashable {
        package var version: Version
        /// The commit that wrote it.
        package var commit: CommitID

        package init(version: Version, commit: CommitID) {
            self.version = version
            self.commit = commit
        }
    }

    /// A workflow that starts when tags are pushed.
    package struct WorkflowListener: Sendable, Hashable {
        package var repository: RepositoryID
        package var place: Place
        /// GitHub's filter patterns, `!` among them.
        package var patterns: [String]

        package init(repository: RepositoryID, place: Place, patterns: [String]) {
            self.repository = repository
            self.place = place
            self.patterns = patterns
        }
    }

    /// The names by which a workflow file tests and uses secrets.
    package struct SecretNames: Sendable, Hashable {
        package var repository: RepositoryID
        package var file: String
        package var tested: Set<String>
        package var used: Set<String>

        package init(repository: RepositoryID, file: String, tested: Set<String>, used: Set<String>) {
            self.repository = repository
            self.file = file
            self.tested = tested
            self.used = used
        }
    }

    /// A lock file's entries of one ecosystem.
    package struct LockedIn: Sendable, Hashable {
        package var repository: RepositoryID
        package var ecosystem: EcosystemName
        package var packages: [LockedPackage]

        package init(repository: RepositoryID, ecosystem: EcosystemName, packages: [LockedPackage]) {
            self.repository = repository
            self.ecosystem = ecosystem
            self.packages = packages
        }
    }

    /// The sources of one package in two repositories.
    package struct MirrorComparison: Sendable, Hashable {
        package var original: ComponentID
        package var mirror: ComponentID
        /// Paths below both that differ or are only in one, sorted.
        package var differing: [String]

        package init(original: ComponentID, mirror: ComponentID, differing: [String]) {
            self.original = original
            self.mirror = mirror
            self.differing = differing
        }
    }
}

/// Everything that a doctor finds in these facts, worst first.
package func findings(in facts: WorkspaceFacts, ecosystems: [any Ecosystem]) -> [Finding] {
    let found =
        tagFindings(facts) + versionFindings(facts) + requirementFindings(facts, ecosystems: ecosystems)
        + lockFindings(facts, ecosystems: ecosystems) + graphFindings(facts) + cloneFindings(facts)
        + workflowFindings(facts) + mirrorFindings(facts) + commitFindings(facts)
        + changelogFindings(facts, ecosystems: ecosystems) + binaryFindings(facts) + secretFindings(facts)
        + scopeFindings(facts) + facts.files
    return found.sorted(by: Finding.precedes)
}

private func commitFindings(_ facts: WorkspaceFacts) -> [Finding] {
    facts.world.components.compactMap { component in
        let commits = (facts.world.repository(component.repository)?.commits[component.id] ?? [])
            .filter { $0.parents.count < 2 && !CommitReading($0, rules: .strict).isUnderstood }
        guard let first = commits.first else { return nil }
        let more = commits.count > 1 ? ", …" : ""
        return Finding(
            .unreadableCommits, repository: component.repository, component: component.id,
            message:
                "\(component.id): \(counted(commits.count, "commit")) since the last release without a type: \(first.id.short) '\(first.subject.prefix(60))'\(more)",
            reason: commits.count == 1 ? "It affects no version and appears in no changelog." : nil)
    }
}

private func cloneFindings(_ facts: WorkspaceFacts) -> [Finding] {
    facts.world.repositories.flatMap { repository -> [Finding] in
        let id = repository.id
        guard repository.head != nil else {
            return [
                Finding(
                    .notUnderGit, repository: id,
                    message: "\(repository.folder) is not a git repository with a commit.",
                    remedy: gitBeginning(in: repository.folder))
            ]
        }
        var found: [Finding] = []
        if repository.isShallow {
            found.append(
                Finding(
                    .shallow, repository: id, message: "The clone of \(id) is shallow.",
                    remedy: gitCommand("fetch --unshallow --tags", in: repository.folder)))
        }
        if repository.isDirty {
            found.append(Finding(.dirty, repository: id, message: "\(id) has uncommitted changes in tracked files."))
        }
        if repository.branch == nil {
            found.append(
                Finding(
                    .detached, repository: id, message: "\(id) is on no branch.",
                    remedy: gitCommand("switch BRANCH", in: repository.folder)))
        }
        if repository.remoteAddress == nil {
            found.append(
                Finding(
                    .noRemote, repository: id, message: "\(id) has no remote.",
                    remedy: gitCommand("remote add origin ADDRESS", in: repository.folder)))
        }
        return found
    }
}

private func graphFindings(_ facts: WorkspaceFacts) -> [Finding] {
    var found = facts.world.differences.map { one in
        let (kind, message): (FindingKind, String) =
            switch one.kind {
            case .declaredOnly: (.declaredOnly, "\(one.from) declares \(one.to), which its manifests do not require.")
            case .derivedOnly: (.derivedOnly, "\(one.from) requires \(one.to), which its declarations leave out.")
            case .requirement:
                (
                    .requirementDiffers,
                    "\(one.from) declares \(one.to) \(one.declared ?? "") and requires '\(one.derived ?? "")'."
                )
            }
        return Finding(kind, place: one.origin, component: one.from, message: message)
    }
    do {
        _ = try ComponentGraph(of: facts.world)
    } catch let error as GraphError {
        let first = error.edges.first
        found.append(
            Finding(
                .cycle, place: first?.origin, repository: first?.repository, message: error.summary,
                reason: error.reasons.joined(separator: "; "), remedy: error.suggestions.joined(separator: " ")))
    } catch {
        // A template that is none is refused by the plan, which says so.
    }
    return found
}

private func mirrorFindings(_ facts: WorkspaceFacts) -> [Finding] {
    facts.mirrors.filter { !$0.differing.isEmpty }.map { one in
        let shown = one.differing.prefix(5).joined(separator: ", ")
        let more = one.differing.count > 5 ? " and \(one.differing.count - 5) more" : ""
        let files = one.differing.count == 1 ? "1 file" : "\(one.differing.count) files"
        var finding = Finding(
            .mirrorDrift, repository: facts.world.component(one.mirror)?.repository, component: one.mirror,
            message: "\(one.mirror) differs from \(one.original) in \(files).",
            reason: shown + more)
        finding.files = one.differing
        return finding
    }
}

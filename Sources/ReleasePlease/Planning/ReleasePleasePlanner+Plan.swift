import ReleasePlanning
package import Foundation
package import ReleaseModel

extension ReleasePleasePlanner {
    /// The plan in the common form: components, account of commits, warnings.
    ///
    /// - Parameter moment: What commits and tags will carry.
    package func plan(
        _ request: ReleaseRequest = ReleaseRequest(), workspace: String, moment: Date
    ) throws -> ReleasePlan {
        let answer = try self.answer(request)
        let names = uniqueNames(answer.identities)
        let repository = world.repository.id
        let released = Set(answer.candidates.map(\.path))
        // Released packages in their own order, between the quiet ones.
        var candidates = answer.candidates[...]
        var warnings = world.warnings.map { "\($0.place): \($0.message)" } + self.warnings(answer)
        var components: [PlannedComponent] = []
        for identity in answer.identities {
            guard released.contains(identity.path), let candidate = candidates.popFirst() else {
                let name = names[identity.path] ?? identity.name
                components.append(quiet(identity, name: name, leftOut: answer.leftOut[identity.path]))
                continue
            }
            let name = names[candidate.path] ?? candidate.identity.name
            components.append(try planned(candidate, name: name, among: answer.candidates, warnings: &warnings))
        }
        try checkTags(of: components)
        try checkExtraFiles(of: answer.candidates)
        var plan = ReleasePlan(
            createdAt: Date(timeIntervalSince1970: moment.timeIntervalSince1970.rounded(.down)), workspace: workspace,
            request: request,
            repositories: [
                PlannedRepository(id: repository, branch: world.repository.branch, base: world.repository.head)
            ],
            components: components, steps: [], warnings: warnings,
            nothingToRelease: components.allSatisfy { $0.nextVersion == nil } ? nothingReason(answer) : nil)
        plan.commits = account(answer, names: names)
        plan.digest = try planDigest(plan)
        return plan
    }

    /// A declared file of a released package that can't be followed would keep the old version.
    ///
    /// - Throws: ``UnreadableInput`` with every such file, in strict mode; in the other one they are warnings.
    private func checkExtraFiles(of candidates: [ReleaseCandidate]) throws {
        guard world.compatibility == .strict else { return }
        let declared = candidates.filter { !$0.isSnapshot }.flatMap { candidate in
            candidate.identity.package.extraFiles.map { one in
                one.path.hasPrefix("/") ? String(one.path.dropFirst()) : candidate.identity.package.file(one.path)
            }
        }
        let faults = world.warnings.filter { warning in
            warning.code.hasPrefix("extra-file.")
                && declared.contains {
                    $0 == warning.place.file || RepositoryPath.matches(warning.place.file, pattern: $0)
                }
        }
        guard faults.isEmpty else {
            throw UnreadableInput(
                diagnostics: faults.map { fault in
                    var fault = fault
                    fault.severity = .error
                    return fault
                })
        }
    }

    /// What a person calls each package; two that would be called the same are called by their paths.
    func uniqueNames(_ identities: [PackageIdentity]) -> [String: ComponentID] {
        let counts = Dictionary(grouping: identities, by: \.name).mapValues(\.count)
        return Dictionary(
            identities.map { ($0.path, counts[$0.name] == 1 ? $0.name : ComponentID($0.path)) },
            uniquingKeysWith: { first, _ in first })
    }

    private func planned(
        _ candidate: ReleaseCandidate, name: ComponentID, among candidates: [ReleaseCandidate],
        warnings: inout [String]
    ) throws -> PlannedComponent {
        let identity = candidate.identity
        let current = identity.written.flatMap { Version(lenient: $0.text) }
        let next = Version(lenient: candidate.version.text)
        var component = PlannedComponent(
            name: name, path: identity.path, repository: world.repository.id, currentVersion: current,
            nextVersion: next, tag: TagName(candidate.tag),
            bump: bump(from: identity.written, to: candidate.version), reasons: candidate.reasons,
            changelog: candidate.notes, edits: try edits(of: candidate, among: candidates, warnings: &warnings),
            level: 1)
        component.component = identity.component
        component.branchComponent = identity.branchComponent == identity.component ? nil : identity.branchComponent
        component.group = candidate.group
        return component
    }

    private func quiet(_ identity: PackageIdentity, name: ComponentID, leftOut: String?) -> PlannedComponent {
        var component = PlannedComponent(
            name: name, path: identity.path, repository: world.repository.id,
            currentVersion: identity.written.flatMap { Version(lenient: $0.text) }, nextVersion: nil, tag: nil,
            bump: .none,
            reasons: [
                PlanReason(
                    kind: .unchanged,
                    summary: leftOut.map { "The plugin \($0) leaves it out." }
                        ?? "No commit since its last release is one that is released.", rule: leftOut)
            ], changelog: "", edits: [], level: 1)
        component.component = identity.component
        return component
    }

    /// The leftmost number that changes; nothing but the two versions has a say.
    private func bump(from: LooseVersion?, to: LooseVersion) -> Bump {
        guard let from else { return .initial }
        if from.major != to.major { return .major }
        if from.minor != to.minor { return .minor }
        if from.patch != to.patch { return .patch }
        return from == to ? .none : .prerelease
    }

    /// How every visited commit counts.
    private func account(_ answer: Answer, names: [String: ComponentID]) -> [PlannedCommit] {
        var owners: [CommitID: [ComponentID]] = [:]
        var standing: Set<CommitID> = []
        for (path, commits) in answer.commits {
            for one in commits {
                owners[one.commit.id, default: []].append(names[path] ?? ComponentID(path))
                // The revert may touch fewer packages than the commit, which then still counts for the others.
                if !one.isReverted { standing.insert(one.commit.id) }
            }
        }
        var showing: [CommitID: Set<ComponentID>] = [:]
        for candidate in answer.candidates {
            let entry = ChangelogEntry(sections: candidate.identity.sections)
            for commit in candidate.commits where entry.shows(commit.commit) {
                guard let id = commit.id else { continue }
                showing[id, default: []].insert(names[candidate.path] ?? candidate.identity.name)
            }
        }
        var leftOut: Set<CommitID> = []
        for identity in answer.identities where answer.leftOut[identity.path] != nil {
            let entry = ChangelogEntry(sections: identity.sections)
            leftOut.formUnion(
                (answer.commits[identity.path] ?? []).filter { $0.counted.contains(where: entry.shows) }.map(
                    \.commit.id))
        }
        var seen: Set<CommitID> = []
        return answer.walk.commits.filter { seen.insert($0.id).inserted }.compactMap { commit in
            answer.readings[commit.id].map { reading in
                plannedCommit(
                    commit, reading: reading, repository: world.repository.id, owners: owners[commit.id] ?? [],
                    showing: Array(showing[commit.id] ?? []),
                    isReverted: owners[commit.id] != nil && !standing.contains(commit.id),
                    isLeftOut: leftOut.contains(commit.id))
            }
        }
    }

    private func nothingReason(_ answer: Answer) -> String {
        let count = answer.walk.commits.count
        if count == 0 { return "Nothing to release: no commit since the last release." }
        return
            "Nothing to release: none of \(count) \(count == 1 ? "commit" : "commits") since the last releases is one that a changelog shows."
    }
}

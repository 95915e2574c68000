import GitHubDouble
import ReleaseModel
import ReleaseOperations

/// Reads what a release did from the stand-ins of remotes and from the double.
struct Effects: Sendable {
    private let standIns: [StandIn]
    private let copies: RepositoryCopies
    private let double: GitHubDouble

    init(_ performance: Performance) {
        standIns = performance.standIns.filter { $0.repository.head != nil }
        copies = performance.copies
        double = performance.github.double
    }

    /// Every reference with what it points to, by the repository's folder.
    func references() async throws -> [String: [String: String]] {
        var found: [String: [String: String]] = [:]
        for standIn in standIns {
            let folder = standIn.state(double.repositoryFolder)
            found[folder] = try await copies.references(in: folder, of: standIn.repository.id)
        }
        return found
    }

    /// What is different now; unchanged repositories are left out.
    func repositories(since before: [String: [String: String]]) async throws -> [Rehearsal.Repository] {
        var found: [Rehearsal.Repository] = []
        var seen: Set<String> = []
        for standIn in standIns.sorted(by: { $0.repository.id < $1.repository.id }) {
            let folder = standIn.state(double.repositoryFolder)
            guard seen.insert(folder).inserted else { continue }
            let one = try await changes(of: standIn, in: folder, since: before[folder] ?? [:])
            if !one.isUnchanged { found.append(one) }
        }
        return found
    }

    private func changes(
        of standIn: StandIn, in folder: String, since before: [String: String]
    ) async throws -> Rehearsal.Repository {
        let id = standIn.repository.id
        let now = try await copies.references(in: folder, of: id)
        var one = Rehearsal.Repository(id: id, name: standIn.at?.name.description)
        for name in Set(now.keys).union(before.keys).sorted() where now[name] != before[name] {
            if name.hasPrefix("refs/tags/") {
                if now[name] != nil { one.tags.append(TagName(String(name.dropFirst("refs/tags/".count)))) }
                continue
            }
            let (from, to) = (before[name], now[name])
            let count =
                try await to.asyncMap {
                    try await copies.count(
                        // A new branch has only what nothing had before.
                        of: $0, beyond: from.map { [$0] } ?? Array(before.values), in: folder, of: id)
                } ?? 0
            one.branches.append(
                .init(
                    name: String(name.dropFirst("refs/heads/".count)), from: from.map { CommitID($0) },
                    to: to.map { CommitID($0) }, commits: count))
        }
        guard let number = standIn.double, let repository = await double.forge.repository(number) else { return one }
        one.releases = repository.releases.map { release in
            .init(
                tag: TagName(release.tag), title: release.name ?? release.tag, isDraft: release.isDraft,
                isPrerelease: release.isPrerelease,
                assets: release.assets.map { .init(name: $0.name, size: $0.size) }.sorted { $0.name < $1.name })
        }
        one.pullRequests = repository.issues.values.sorted { $0.number < $1.number }.compactMap { issue in
            issue.pull.map { pull in
                .init(
                    number: issue.number, title: issue.title, branch: pull.headBranch, base: pull.baseBranch,
                    state: pull.mergedAt != nil ? .merged : issue.isOpen ? .open : .closed)
            }
        }
        return one
    }
}

extension Optional {
    fileprivate func asyncMap<Answer>(_ change: (Wrapped) async throws -> Answer) async rethrows -> Answer? {
        guard let self else { return nil }
        return try await change(self)
    }
}

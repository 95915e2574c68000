import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// Boundaries before and after each act that changes something at the forge.
struct CrashingForge: ForgeAround {
    let inner: any Forge
    let boundaries: Boundaries

    private func bounded<Answer>(
        _ name: String, _ act: () async throws(ForgeError) -> Answer
    ) async throws(ForgeError) -> Answer {
        boundaries.cross("before \(name)")
        let answer = try await act()
        boundaries.cross("after \(name)")
        return answer
    }

    // MARK: Releases

    func create(
        _ release: NewForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease {
        try await bounded("draft \(release.tag)") { () throws(ForgeError) in
            try await inner.create(release, in: repository)
        }
    }

    func change(
        _ id: Int, to release: NewForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease {
        try await bounded("publish \(release.tag)") { () throws(ForgeError) in
            try await inner.change(id, to: release, in: repository)
        }
    }

    func remove(_ release: ForgeRelease, in repository: ForgeRepository) async throws(ForgeError) {
        try await bounded("remove a release of \(release.tag)") { () throws(ForgeError) in
            try await inner.remove(release, in: repository)
        }
    }

    func upload(
        _ path: String, as name: String, to release: ForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeAsset {
        try await bounded("upload \(name) to \(release.tag)") { () throws(ForgeError) in
            try await inner.upload(path, as: name, to: release, in: repository)
        }
    }

    func remove(_ asset: ForgeAsset, in repository: ForgeRepository) async throws(ForgeError) {
        try await bounded("remove \(asset.name)") { () throws(ForgeError) in
            try await inner.remove(asset, in: repository)
        }
    }

    func rename(
        _ asset: ForgeAsset, to name: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeAsset {
        try await bounded("rename \(asset.name)") { () throws(ForgeError) in
            try await inner.rename(asset, to: name, in: repository)
        }
    }

    // MARK: Pull requests

    func open(
        _ request: NewPullRequest, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest {
        try await bounded("open \(request.branch) in \(repository.name)") { () throws(ForgeError) in
            try await inner.open(request, in: repository)
        }
    }

    func change(
        _ number: Int, _ change: PullRequestChange, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest {
        try await bounded("change #\(number) in \(repository.name)") { () throws(ForgeError) in
            try await inner.change(number, change, in: repository)
        }
    }

    func add(labels: [String], to number: Int, in repository: ForgeRepository) async throws(ForgeError) {
        try await bounded("label #\(number) in \(repository.name)") { () throws(ForgeError) in
            try await inner.add(labels: labels, to: number, in: repository)
        }
    }

    func remove(label: String, from number: Int, in repository: ForgeRepository) async throws(ForgeError) {
        try await bounded("unlabel #\(number) in \(repository.name): \(label)") { () throws(ForgeError) in
            try await inner.remove(label: label, from: number, in: repository)
        }
    }

    func write(
        _ text: String, replacing id: Int?, on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeComment {
        try await bounded("comment on #\(number) in \(repository.name)") { () throws(ForgeError) in
            try await inner.write(text, replacing: id, on: number, in: repository)
        }
    }

    func requestReviews(
        of users: [String], teams: [String], on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) {
        try await bounded("request reviews of #\(number) in \(repository.name)") { () throws(ForgeError) in
            try await inner.requestReviews(of: users, teams: teams, on: number, in: repository)
        }
    }

    func mergeWhenReady(
        _ request: ForgePullRequest, by method: MergeMethod, in repository: ForgeRepository
    ) async throws(ForgeError) {
        try await bounded("merge #\(request.number) later in \(repository.name)") { () throws(ForgeError) in
            try await inner.mergeWhenReady(request, by: method, in: repository)
        }
    }

    func merge(
        _ number: Int, at head: CommitID, by method: MergeMethod, in repository: ForgeRepository
    ) async throws(ForgeError) -> CommitID {
        try await bounded("merge #\(number) in \(repository.name)") { () throws(ForgeError) in
            try await inner.merge(number, at: head, by: method, in: repository)
        }
    }

    // MARK: Checks

    func write(
        _ check: NewForgeCheck, on commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeCheck {
        try await bounded("check \(check.name) in \(repository.name)") { () throws(ForgeError) in
            try await inner.write(check, on: commit, in: repository)
        }
    }

    // MARK: Branches and commits

    func create(branch: String, at commit: CommitID, in repository: ForgeRepository) async throws(ForgeError) {
        try await bounded("create the branch \(branch) in \(repository.name)") { () throws(ForgeError) in
            try await inner.create(branch: branch, at: commit, in: repository)
        }
    }

    func move(
        branch: String, from expected: CommitID, to commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError) {
        try await bounded("move the branch \(branch) in \(repository.name)") { () throws(ForgeError) in
            try await inner.move(branch: branch, from: expected, to: commit, in: repository)
        }
    }

    func remove(branch: String, in repository: ForgeRepository) async throws(ForgeError) {
        try await bounded("remove the branch \(branch) in \(repository.name)") { () throws(ForgeError) in
            try await inner.remove(branch: branch, in: repository)
        }
    }

    func commit(_ commit: ForgeCommit, in repository: ForgeRepository) async throws(ForgeError) -> CommitID {
        try await bounded("commit on \(commit.branch) in \(repository.name)") { () throws(ForgeError) in
            try await inner.commit(commit, in: repository)
        }
    }
}

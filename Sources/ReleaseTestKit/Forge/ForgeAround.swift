package import Foundation
package import ReleaseModel
package import ReleasePorts

/// A forge around another one: what it does not say is passed on.
package protocol ForgeAround: Forge {
    var inner: any Forge { get }
}

extension ForgeAround {
    // MARK: RepositoryInspector

    package func facts(of repository: ForgeRepository) async throws(ForgeError) -> RepositoryFacts {
        try await inner.facts(of: repository)
    }

    package func rules(forBranch branch: String, in repository: ForgeRepository) async throws(ForgeError)
        -> ReferenceRules
    {
        try await inner.rules(forBranch: branch, in: repository)
    }

    package func rules(forTag tag: TagName, in repository: ForgeRepository) async throws(ForgeError) -> ReferenceRules {
        try await inner.rules(forTag: tag, in: repository)
    }

    package func locksReleases(in repository: ForgeRepository) async throws(ForgeError) -> Bool? {
        try await inner.locksReleases(in: repository)
    }

    package func account(in repository: ForgeRepository) async throws(ForgeError) -> String? {
        try await inner.account(in: repository)
    }

    // MARK: PullRequestKeeper

    package func openPullRequests(from branch: String?, into base: String?, in repository: ForgeRepository)
        async throws(ForgeError) -> [ForgePullRequest]
    {
        try await inner.openPullRequests(from: branch, into: base, in: repository)
    }

    package func closedPullRequests(into base: String, since: Date?, in repository: ForgeRepository)
        async throws(ForgeError) -> [ForgePullRequest]
    {
        try await inner.closedPullRequests(into: base, since: since, in: repository)
    }

    package func pullRequest(_ number: Int, in repository: ForgeRepository) async throws(ForgeError) -> ForgePullRequest
    {
        try await inner.pullRequest(number, in: repository)
    }

    package func messages(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String] {
        try await inner.messages(of: number, in: repository)
    }

    package func authors(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeCommitAuthor]
    {
        try await inner.authors(of: number, in: repository)
    }

    package func files(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String] {
        try await inner.files(of: number, in: repository)
    }

    package func open(_ request: NewPullRequest, in repository: ForgeRepository) async throws(ForgeError)
        -> ForgePullRequest
    {
        try await inner.open(request, in: repository)
    }

    package func change(_ number: Int, _ change: PullRequestChange, in repository: ForgeRepository)
        async throws(ForgeError) -> ForgePullRequest
    {
        try await inner.change(number, change, in: repository)
    }

    package func add(labels: [String], to number: Int, in repository: ForgeRepository) async throws(ForgeError) {
        try await inner.add(labels: labels, to: number, in: repository)
    }

    package func remove(label: String, from number: Int, in repository: ForgeRepository) async throws(ForgeError) {
        try await inner.remove(label: label, from: number, in: repository)
    }

    package func comment(marked mark: String, on number: Int, in repository: ForgeRepository) async throws(ForgeError)
        -> ForgeComment?
    {
        try await inner.comment(marked: mark, on: number, in: repository)
    }

    package func write(_ text: String, replacing id: Int?, on number: Int, in repository: ForgeRepository)
        async throws(ForgeError) -> ForgeComment
    {
        try await inner.write(text, replacing: id, on: number, in: repository)
    }

    package func requestReviews(of users: [String], teams: [String], on number: Int, in repository: ForgeRepository)
        async throws(ForgeError)
    {
        try await inner.requestReviews(of: users, teams: teams, on: number, in: repository)
    }

    package func approvals(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> Set<String> {
        try await inner.approvals(of: number, in: repository)
    }

    package func mergeWhenReady(_ request: ForgePullRequest, by method: MergeMethod, in repository: ForgeRepository)
        async throws(ForgeError)
    {
        try await inner.mergeWhenReady(request, by: method, in: repository)
    }

    package func merge(_ number: Int, at head: CommitID, by method: MergeMethod, in repository: ForgeRepository)
        async throws(ForgeError) -> CommitID
    {
        try await inner.merge(number, at: head, by: method, in: repository)
    }

    // MARK: ForgeReleaseKeeper

    package func releases(in repository: ForgeRepository) async throws(ForgeError) -> [ForgeRelease] {
        try await inner.releases(in: repository)
    }

    package func release(tagged tag: TagName, in repository: ForgeRepository) async throws(ForgeError) -> ForgeRelease?
    {
        try await inner.release(tagged: tag, in: repository)
    }

    package func release(_ id: Int, in repository: ForgeRepository) async throws(ForgeError) -> ForgeRelease? {
        try await inner.release(id, in: repository)
    }

    package func create(_ release: NewForgeRelease, in repository: ForgeRepository) async throws(ForgeError)
        -> ForgeRelease
    {
        try await inner.create(release, in: repository)
    }

    package func change(_ id: Int, to release: NewForgeRelease, in repository: ForgeRepository) async throws(ForgeError)
        -> ForgeRelease
    {
        try await inner.change(id, to: release, in: repository)
    }

    package func remove(_ release: ForgeRelease, in repository: ForgeRepository) async throws(ForgeError) {
        try await inner.remove(release, in: repository)
    }

    package func assets(of id: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeAsset] {
        try await inner.assets(of: id, in: repository)
    }

    package func upload(_ path: String, as name: String, to release: ForgeRelease, in repository: ForgeRepository)
        async throws(ForgeError) -> ForgeAsset
    {
        try await inner.upload(path, as: name, to: release, in: repository)
    }

    package func rename(_ asset: ForgeAsset, to name: String, in repository: ForgeRepository) async throws(ForgeError)
        -> ForgeAsset
    {
        try await inner.rename(asset, to: name, in: repository)
    }

    package func remove(_ asset: ForgeAsset, in repository: ForgeRepository) async throws(ForgeError) {
        try await inner.remove(asset, in: repository)
    }

    package func download(_ asset: ForgeAsset, to path: String, in repository: ForgeRepository) async throws(ForgeError)
        -> Digest
    {
        try await inner.download(asset, to: path, in: repository)
    }

    package func generatedNotes(
        of tag: TagName, at commit: CommitID, since previous: TagName?, in repository: ForgeRepository
    ) async throws(ForgeError) -> String {
        try await inner.generatedNotes(of: tag, at: commit, since: previous, in: repository)
    }

    // MARK: CheckKeeper

    package func checks(of commit: CommitID, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeCheck] {
        try await inner.checks(of: commit, in: repository)
    }

    package func write(_ check: NewForgeCheck, on commit: CommitID, in repository: ForgeRepository)
        async throws(ForgeError) -> ForgeCheck
    {
        try await inner.write(check, on: commit, in: repository)
    }

    // MARK: WorkflowKeeper

    package func workflows(
        at branch: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> [String: [UInt8]] {
        try await inner.workflows(at: branch, in: repository)
    }

    package func dispatch(event: String, payload: [String: String], in repository: ForgeRepository)
        async throws(ForgeError)
    {
        try await inner.dispatch(event: event, payload: payload, in: repository)
    }

    package func start(workflow: String, at reference: String, inputs: [String: String], in repository: ForgeRepository)
        async throws(ForgeError) -> Int?
    {
        try await inner.start(workflow: workflow, at: reference, inputs: inputs, in: repository)
    }

    // MARK: WorkflowRunKeeper

    package func run(_ number: Int, in repository: ForgeRepository) async throws(ForgeError) -> ForgeRun? {
        try await inner.run(number, in: repository)
    }

    package func runs(
        of event: String, since: Date, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgeRun] {
        try await inner.runs(of: event, since: since, in: repository)
    }

    package func jobs(of run: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeJob] {
        try await inner.jobs(of: run, in: repository)
    }

    package func log(of job: ForgeJob, in repository: ForgeRepository) async throws(ForgeError) -> String? {
        try await inner.log(of: job, in: repository)
    }

    package func artifacts(of run: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeArtifact] {
        try await inner.artifacts(of: run, in: repository)
    }

    package func download(
        _ artifact: ForgeArtifact, to path: String, in repository: ForgeRepository
    ) async throws(ForgeError) {
        try await inner.download(artifact, to: path, in: repository)
    }

    package func reviewers(of run: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String] {
        try await inner.reviewers(of: run, in: repository)
    }

    package func cancel(run: Int, in repository: ForgeRepository) async throws(ForgeError) {
        try await inner.cancel(run: run, in: repository)
    }

    // MARK: ForgeCommitter

    package func head(of branch: String, in repository: ForgeRepository) async throws(ForgeError) -> CommitID? {
        try await inner.head(of: branch, in: repository)
    }

    package func create(branch: String, at commit: CommitID, in repository: ForgeRepository) async throws(ForgeError) {
        try await inner.create(branch: branch, at: commit, in: repository)
    }

    package func move(branch: String, from expected: CommitID, to commit: CommitID, in repository: ForgeRepository)
        async throws(ForgeError)
    {
        try await inner.move(branch: branch, from: expected, to: commit, in: repository)
    }

    package func remove(branch: String, in repository: ForgeRepository) async throws(ForgeError) {
        try await inner.remove(branch: branch, in: repository)
    }

    package func commit(_ commit: ForgeCommit, in repository: ForgeRepository) async throws(ForgeError) -> CommitID {
        try await inner.commit(commit, in: repository)
    }
}

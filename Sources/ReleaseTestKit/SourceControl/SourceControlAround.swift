package import ReleaseModel
package import ReleasePorts

/// Source control around another one, which does what its conforming type does not do otherwise.
package protocol SourceControlAround: SourceControl {
    var inner: any SourceControl { get }
}

extension SourceControlAround {
    package func checkProgram() async throws(SourceControlError) {
        try await inner.checkProgram()
    }
    package func look(at folder: String, branch: String?, remote: String) async throws(SourceControlError)
        -> CloneState?
    {
        try await inner.look(at: folder, branch: branch, remote: remote)
    }
    package func resolve(_ name: String, in folder: String) async throws(SourceControlError) -> CommitID? {
        try await inner.resolve(name, in: folder)
    }
    package func follow(_ branch: String, in folder: String, remote: String) async throws(SourceControlError) {
        try await inner.follow(branch, in: folder, remote: remote)
    }
    package func followAll(in folder: String, remote: String) async throws(SourceControlError) {
        try await inner.followAll(in: folder, remote: remote)
    }
    package func tree(of commit: CommitID, in folder: String) async throws(SourceControlError) -> String {
        try await inner.tree(of: commit, in: folder)
    }
    package func unsigned(_ commit: CommitID, in folder: String) async throws(SourceControlError) -> CommitID {
        try await inner.unsigned(commit, in: folder)
    }
    package func signed(
        _ commit: CommitID, as candidate: String, in folder: String
    ) async throws(SourceControlError) -> CommitID {
        try await inner.signed(commit, as: candidate, in: folder)
    }

    package func checkSigning(_ trial: SigningTrial, in folder: String) async throws(SourceControlError) {
        try await inner.checkSigning(trial, in: folder)
    }

    package func tags(before commit: CommitID, in folder: String) async throws(SourceControlError) -> Set<TagName> {
        try await inner.tags(before: commit, in: folder)
    }
    package func isOnBranch(_ commit: CommitID, in folder: String) async throws(SourceControlError) -> Bool {
        try await inner.isOnBranch(commit, in: folder)
    }
    package func paths(in folder: String, at commit: CommitID) async throws(SourceControlError) -> [TreeEntry] {
        try await inner.paths(in: folder, at: commit)
    }
    package func read(_ objects: [TreeEntry], in folder: String) async throws(SourceControlError) -> [[UInt8]] {
        try await inner.read(objects, in: folder)
    }
    package func read(_ files: [FileAtCommit], in folder: String) async throws(SourceControlError) -> [[UInt8]?] {
        try await inner.read(files, in: folder)
    }
    package func changes(
        of paths: [String], before head: CommitID, in folder: String
    ) async throws(SourceControlError) -> [FileAtCommit] {
        try await inner.changes(of: paths, before: head, in: folder)
    }
    package func commits(_ query: HistoryQuery, in folder: String) async throws(SourceControlError) -> [ObservedCommit]
    {
        try await inner.commits(query, in: folder)
    }
    package func renames(by commit: CommitID, in folder: String) async throws(SourceControlError) -> [FileRename] {
        try await inner.renames(by: commit, in: folder)
    }
    package func commonAncestor(of commits: [CommitID], in folder: String) async throws(SourceControlError) -> CommitID?
    {
        try await inner.commonAncestor(of: commits, in: folder)
    }
    package func commit(_ request: CommitRequest) async throws(SourceControlError) -> CommitID {
        try await inner.commit(request)
    }
    package func candidate(_ name: String, in folder: String) async throws(SourceControlError) -> CommitID? {
        try await inner.candidate(name, in: folder)
    }
    package func checkOut(_ commit: CommitID, of folder: String, into target: String) async throws(SourceControlError) {
        try await inner.checkOut(commit, of: folder, into: target)
    }
    package func isCheckedOut(_ commit: CommitID, in target: String) async -> Bool {
        await inner.isCheckedOut(commit, in: target)
    }
    package func remoteReferences(
        _ query: RemoteQuery, of folder: String, remote: String
    ) async throws(SourceControlError) -> RemoteReferences {
        try await inner.remoteReferences(query, of: folder, remote: remote)
    }
    package func checkPushAddress(of folder: String, remote: String) async throws(SourceControlError) {
        try await inner.checkPushAddress(of: folder, remote: remote)
    }
    package func isAncestor(
        _ ancestor: CommitID, of commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) -> Bool {
        try await inner.isAncestor(ancestor, of: commit, in: folder, remote: remote)
    }
    package func isAtRemote(
        _ commit: CommitID, of folder: String, remote: String
    ) async throws(SourceControlError) -> Bool? {
        try await inner.isAtRemote(commit, of: folder, remote: remote)
    }
    package func push(_ request: PushRequest) async throws(SourceControlError) {
        try await inner.push(request)
    }
    package func setBranch(
        _ branch: String, to commit: CommitID, from expected: CommitID?, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        try await inner.setBranch(branch, to: commit, from: expected, in: folder, remote: remote)
    }
    package func offered(
        _ name: String, of folder: String, remote: String
    ) async throws(SourceControlError) -> CommitID? {
        try await inner.offered(name, of: folder, remote: remote)
    }
    package func offer(
        _ commit: CommitID?, as name: String, in folder: String, remote: String
    ) async throws(SourceControlError) {
        try await inner.offer(commit, as: name, in: folder, remote: remote)
    }
    package func keep(_ commit: CommitID, as candidate: String, in folder: String) async throws(SourceControlError) {
        try await inner.keep(commit, as: candidate, in: folder)
    }
    package func message(of tag: TagName, in folder: String) async throws(SourceControlError) -> String? {
        try await inner.message(of: tag, in: folder)
    }
    package func signatures(
        _ query: HistoryQuery, in folder: String, remote: String?
    ) async throws(SourceControlError) -> [CommitSignature] {
        try await inner.signatures(query, in: folder, remote: remote)
    }
    package func pushTag(_ request: TagRequest) async throws(SourceControlError) {
        try await inner.pushTag(request)
    }
    package func moveTag(
        _ tag: TagName, to commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        try await inner.moveTag(tag, to: commit, in: folder, remote: remote)
    }
    package func removeTag(
        _ tag: TagName, at commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) -> Bool {
        try await inner.removeTag(tag, at: commit, in: folder, remote: remote)
    }
    package func fetchTag(_ tag: TagName, in folder: String, remote: String) async throws(SourceControlError) {
        try await inner.fetchTag(tag, in: folder, remote: remote)
    }
    package func fastForward(_ branch: String, to commit: CommitID, in folder: String) async throws(SourceControlError)
        -> Bool
    {
        try await inner.fastForward(branch, to: commit, in: folder)
    }
}

import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// Who keeps branches: the forges, and git alone.
///
/// Plain git takes part in what branches have in common. It has no pull requests, releases, checks and workflows, and of
/// branches it removes none and makes no commit at the remote: commits are made in the clone and pushed.
enum BranchKind: Sendable, CustomTestStringConvertible {
    case forge(ForgeKind)
    case git

    static let available: [BranchKind] = ForgeKind.available.map(BranchKind.forge) + [.git]

    var testDescription: String {
        switch self {
        case .forge(let kind): kind.rawValue
        case .git: "git"
        }
    }
}

/// Branches for one test, with two commits of which the second follows the first.
struct BranchBench: Sendable {
    let branches: any BranchKeeper
    let repository: ForgeRepository
    let first: CommitID
    let second: CommitID
    let name: @Sendable (String) -> String

    static func run(_ kind: BranchKind, _ body: @Sendable (BranchBench) async throws -> Void) async throws {
        switch kind {
        case .forge(let kind):
            try await ForgeBench.run(kind) { bench in
                let (_, head) = try await bench.branchWithCommit("commit")
                try await body(
                    BranchBench(
                        branches: bench.forge, repository: bench.repository, first: bench.start, second: head,
                        name: { bench.branch($0) }))
            }
        case .git:
            let sandbox = try GitSandbox(runner: ProcessRunner())
            let first = try await sandbox.makeClone("core", files: ["a": "a\n"])
            try await sandbox.git(["push", "--quiet", "origin", "main"], in: "core")
            let second = try await sandbox.commit("fix: b", files: ["b": "b\n"], in: "core")
            let repository = ForgeRepository(owner: "local", name: "core")
            let git = GitBranches(
                git: GitSourceControl(runner: ProcessRunner()), folder: sandbox.folder.path + "/core")
            try await body(
                BranchBench(branches: git, repository: repository, first: first, second: second, name: { $0 }))
        }
    }
}

/// The branches of a remote that is only git, as the release engine writes them.
private struct GitBranches: BranchKeeper {
    let git: GitSourceControl
    let folder: String

    func head(of branch: String, in repository: ForgeRepository) async throws(ForgeError) -> CommitID? {
        do throws(SourceControlError) {
            return try await git.remoteReferences(.branch(branch), of: folder, remote: "origin").branches[branch]
        } catch { throw .unusable(reason: error.summary, remedy: "") }
    }

    func create(branch: String, at commit: CommitID, in repository: ForgeRepository) async throws(ForgeError) {
        try await set(branch, from: nil, to: commit) { .exists($0, reason: $1) }
    }

    func move(
        branch: String, from expected: CommitID, to commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError) {
        if try await head(of: branch, in: repository) == commit { return }
        try await set(branch, from: expected, to: commit) { .conflict($0, reason: $1) }
    }

    private func set(
        _ branch: String, from expected: CommitID?, to commit: CommitID,
        _ refused: (ForgeRequest, String) -> ForgeError
    ) async throws(ForgeError) {
        let request = ForgeRequest(host: "git", purpose: "write \(branch)")
        do throws(SourceControlError) {
            try await git.setBranch(branch, to: commit, from: expected, in: folder, remote: "origin")
        } catch {
            if case .branchMoved = error { throw refused(request, error.summary) }
            throw .invalid(request, status: 0, reason: error.summary)
        }
    }
}

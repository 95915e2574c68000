import Foundation
import ReleaseModel
import ReleasePorts

/// Makes a repository's release commit privately, and checks it out for builds and gates.
///
/// Author, date and message are the plan's, so that a repeated attempt makes the same commit.
struct PrepareStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .prepare(let work) = context.step.work else { preconditionFailure("a prepare step prepares") }
        let clone = try context.clone()
        let git = context.environment.sourceControl
        let outcome = try await releaseCommit(context)
        guard let commit = outcome.commit else { preconditionFailure("a release commit has an id") }
        let checkout = context.folders.source(of: context.repository)
        try await context.checkClaim()
        try await git.checkOut(commit, of: clone.folder, into: checkout)
        try await context.checkClaim()
        try await provideCandidates(work.candidates, into: checkout, context)
        return outcome
    }
}

/// Makes the release commit of a prepare step in the clone; the base itself where there is nothing to edit.
func releaseCommit(_ context: StepContext) async throws -> StepOutcome {
    guard case .prepare(let work) = context.step.work else { preconditionFailure("a prepare step prepares") }
    let clone = try context.clone()
    let git = context.environment.sourceControl
    let files = try await editedFiles(work.edits, at: work.base, in: clone.folder, environment: context.environment)
    try await checkVersions(of: work, with: files, in: clone.folder, context)
    let removed = try await removedFiles(work.edits, at: work.base, in: clone.folder, sourceControl: git)
    guard !files.isEmpty || !removed.isEmpty else { return StepOutcome(commit: work.base, note: "nothing to edit") }
    try await context.checkClaim()
    let commit = try await git.commit(
        CommitRequest(
            folder: clone.folder, base: work.base, files: files, removed: removed, message: work.message,
            name: work.name, mail: work.mail, date: context.plan.createdAt,
            candidate: "\(context.run)/\(context.repository.text.asReferencePart)"))
    return StepOutcome(commit: commit, note: "\(commit.short) \(work.message)")
}

/// A tag's tree must carry the tag's version; this is checked here, while everything can still be discarded.
private func checkVersions(
    of work: PrepareWork, with files: [String: [UInt8]], in folder: String, _ context: StepContext
) async throws {
    for (component, version) in work.versions.sorted(by: { $0.key < $1.key }) {
        let found = try await readVersionSources(
            work.sources?[component] ?? [], at: work.base, in: folder, with: files, context)
        guard found.allSatisfy({ $0.carries(version) }) else {
            throw PrepareError.otherVersion(component, version, found.filter { !$0.carries(version) })
        }
    }
}

/// The release commit would not be what was planned.
enum PrepareError: UserFacingError, Equatable {
    case otherVersion(ComponentID, Version, [VersionSource])

    var code: String { "prepare.version-differs" }

    var summary: String {
        switch self {
        case .otherVersion(let component, let version, _):
            "The release commit of \(component) would not carry \(version); nothing is public yet."
        }
    }

    var retry: RetryAdvice { .never }

    var reasons: [String] {
        switch self {
        case .otherVersion(_, _, let sources): sources.map { "\($0.place): \($0.key) is \($0.value)" }
        }
    }

    var suggestions: [String] { ["Make a new plan: slipway plan"] }
}

/// Makes builds in a checkout use the candidates of other repositories; the repository itself never sees that.
private func provideCandidates(
    _ candidates: [PrepareWork.Candidate], into checkout: String, _ context: StepContext
) async throws {
    let files = context.environment.files
    for (name, members) in Dictionary(grouping: candidates, by: \.ecosystem).sorted(by: { $0.key < $1.key }) {
        guard let ecosystem = context.environment.ecosystems[name] else { continue }
        let packages = members.map { one in
            let source = context.folders.source(of: one.repository)
            return PackageCandidate(package: one.package, folder: one.path == "." ? source : "\(source)/\(one.path)")
        }
        var existing: [String: [UInt8]] = [:]
        for path in ecosystem.candidateFilePaths { existing[path] = try await files.read("\(checkout)/\(path)") }
        let laid = ecosystem.candidateFiles(packages, existing: existing)
        for (path, bytes) in laid { try await files.write(bytes, to: "\(checkout)/\(path)") }
        let untracked = laid.keys.filter { existing[$0] == nil }.sorted()
        if !untracked.isEmpty {
            // Tools that ask git whether the tree is clean get the candidate's actual state.
            let text = untracked.map { "/\($0)\n" }.joined()
            try await files.write(Array(text.utf8), to: "\(checkout)/.git/info/exclude")
        }
    }
}

import Foundation
import ReleaseEngine
package import ReleaseModel
package import ReleasePlanning
import ReleasePorts

/// Compares two releases.
package struct CompareOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// Compares two releases: each a run of this workspace, a release set, or any folder of files.
    ///
    /// - Parameter system: The system that the comparison is recorded for; nil: it is not recorded.
    package func compare(
        _ first: String, _ second: String, for system: String?, slack: Double
    ) async throws -> ReleaseComparison {
        if let system, !(try await SystemsOperation(workspace).systems()).contains(where: { $0.name == system }) {
            throw SystemError.unknown(system, known: try await SystemsOperation(workspace).systems().map(\.name))
        }
        if let system { try await checkEvidence(first, second, for: system) }
        let comparison = compared(try await outcome(of: first), try await outcome(of: second), slack: slack)
        if let system {
            // By its id: one run named in two ways is not a second match.
            let run = try await run(named: first)?.id.text ?? first
            try await workspace.openStore().record(
                .compared(
                    system: system, first: run, second: second, differences: comparison.differences.count,
                    by: workspace.principal), at: workspace.now())
        }
        return comparison
    }

    private func outcome(of name: String) async throws -> ComparedRelease {
        let isFolder = FileManager.default.fileExists(atPath: name)
        if !isFolder, let record = try await run(named: name) {
            let folder = RunFolders(run: record.id, state: workspace.stateFolder).artifacts
            let journal = try await workspace.openStore().events(of: record.id, after: 0)
            return ComparedRelease(record, journal: journal, files: try await summed(folder))
        }
        guard isFolder else { throw ComparisonError.nothing(name) }
        // A release set, complete or not, keeps its files in a separate folder.
        let isSet = FileManager.default.fileExists(atPath: name + "/artifacts")
        var outcome = ComparedRelease(name: name, files: try await summed(isSet ? name + "/artifacts" : name))
        if let bytes = try await workspace.files.read(name + "/plan.json") {
            outcome.setVersions(of: try decodeJSON(ReleasePlan.self, from: Data(bytes)))
        }
        return outcome
    }

    private func run(named name: String) async throws -> RunRecord? {
        guard workspace.hasStore() else { return nil }
        do { return try await workspace.openStore().run(RunID(name)) } catch StoreError.noSuchRun { return nil }
    }

    /// Only a finished run and a folder from elsewhere tell something about another system, and each run counts once.
    private func checkEvidence(_ first: String, _ second: String, for system: String) async throws {
        guard let record = try await run(named: first), !FileManager.default.fileExists(atPath: first) else {
            throw SystemError.noEvidence(system, reason: "\(first) is not a run of this workspace")
        }
        guard record.plan.request.purpose != .test else {
            throw SystemError.noEvidence(system, reason: "\(first) is a test release")
        }
        let folder = URL(fileURLWithPath: second).standardizedFileURL.resolvingSymlinksInPath().path
        let own = URL(fileURLWithPath: workspace.stateFolder).standardizedFileURL.resolvingSymlinksInPath().path
        guard FileManager.default.fileExists(atPath: second), !(folder + "/").hasPrefix(own + "/") else {
            throw SystemError.noEvidence(system, reason: "\(second) is not what another system made")
        }
    }

    /// All files below a folder; a list of sums is not part of what it sums.
    private func summed(_ folder: String) async throws -> [String: ComparedRelease.File] {
        var found: [String: ComparedRelease.File] = [:]
        for path in try await workspace.files.tree(of: folder, skipping: { _ in false }) where path != "SHA256SUMS" {
            let file = try await workspace.files.digest(of: folder + "/" + path)
            found[path] = ComparedRelease.File(digest: file.digest, size: file.size)
        }
        return found
    }
}

/// Something that can't be compared.
package enum ComparisonError: UserFacingError, Equatable {
    case nothing(String)

    package var code: String { "compare.nothing" }
    package var summary: String {
        switch self {
        case .nothing(let name): "'\(name)' is neither a run of this workspace nor a folder."
        }
    }
    package var suggestions: [String] { ["List the runs: slipway run list"] }
    package var exitCode: ExitCode { .usage }
}

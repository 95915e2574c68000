import ArgumentParser
import Foundation
import ReleaseAdapters
import ReleaseComposition
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseReports

struct VerifyCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Checks a release set offline: checksums, plan, notes and manifests.",
        discussion: """
            Notes and manifests are derived again from the plan and the artifacts, and compared. Where the store of the \
            workspace has the run that made the set, plan, commits and sums are also compared with its record; \
            otherwise the set can only show that its files fit together.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The release set's folder.") var folder: String

    func run() async throws {
        let root = URL(fileURLWithPath: folder).standardizedFileURL.path
        guard FileManager.default.fileExists(atPath: root) else {
            throw InputError.noSuchFolder(root, remedy: releaseSetAdvice)
        }
        let report = try await verifySet(root, files: LocalFiles(), evidence: await evidence(for: root))
        if options.json {
            Terminal.current.print(json: try encodeJSON(report))
        } else {
            Terminal.current.print(setText(report))
        }
        if !report.problems.isEmpty { throw Ending(code: .failed) }
    }

    /// The run that the set's folder is named after, as a store has it: the one of the workspace that the set lies in,
    /// or of the workspace that is named.
    private func evidence(for root: String) async -> SetEvidence {
        let path = URL(fileURLWithPath: root).resolvingSymlinksInPath()
        let id = RunID(path.lastPathComponent)
        guard id.number != nil else { return .missing("the folder is not named after a run") }
        let releases = path.deletingLastPathComponent()
        let state = releases.deletingLastPathComponent()
        let isHome = releases.lastPathComponent == "releases" && state.lastPathComponent == ".slipway"
        var options = options
        if isHome { options.directory = state.deletingLastPathComponent().path }
        do {
            let workspace = try options.storeWorkspace()
            guard workspace.hasStore() else { return .missing("\(workspace.folder) has no store") }
            let record = try await workspace.openStore().run(id)
            // An abbreviation could name a run of another store.
            guard record.id == id else { return .missing("the store has no run with the id \(id)") }
            return .record(record)
        } catch StoreError.noSuchRun {
            return .missing("the store has no run with the id \(id)")
        } catch {
            let reason = (error as? any UserFacingError)?.summary ?? "\(error)"
            return .missing("the store could not be read: \(reason)")
        }
    }
}

import Foundation
import ReleaseEngine
package import ReleaseModel
package import ReleasePlanning
import ReleasePorts

extension Workspace {
    /// Compares two releases: each a run of this workspace, a release set, or any folder of files.
    ///
    /// - Parameter system: Whose comparison it is; it is written down for that one. nil: just a look.
    package func compare(
        _ first: String, _ second: String, for system: String?, slack: Double
    ) async throws -> ReleaseComparison {
        if let system, !(try await systems()).contains(where: { $0.name == system }) {
            throw SystemError.unknown(system, known: try await systems().map(\.name))
        }
        let comparison = compared(try await outcome(of: first), try await outcome(of: second), slack: slack)
        if let system {
            try await openStore().record(
                .compared(
                    system: system, first: first, second: second, differences: comparison.differences.count,
                    by: userName), at: now())
        }
        return comparison
    }

    private func outcome(of name: String) async throws -> ComparedRelease {
        let isFolder = FileManager.default.fileExists(atPath: name)
        if !isFolder, hasStore(), let record = try? await openStore().run(RunID(name)) {
            let folder = RunFolders(run: record.id, state: stateFolder).artifacts
            return ComparedRelease(record, files: try await summed(folder))
        }
        guard isFolder else { throw FileError.missing(path: name) }
        // A release set, whole or not, keeps its files in a folder of their own.
        let isSet = FileManager.default.fileExists(atPath: name + "/artifacts")
        var outcome = ComparedRelease(name: name, files: try await summed(isSet ? name + "/artifacts" : name))
        if let bytes = try await files.read(name + "/plan.json") {
            outcome.take(try decodeJSON(ReleasePlan.self, from: Data(bytes)))
        }
        return outcome
    }

    /// All files below a folder; a list of sums is no part of what it sums.
    private func summed(_ folder: String) async throws -> [String: ComparedRelease.File] {
        var found: [String: ComparedRelease.File] = [:]
        for path in try await files.tree(of: folder, skipping: { _ in false }) where path != "SHA256SUMS" {
            let file = try await files.digest(of: folder + "/" + path)
            found[path] = ComparedRelease.File(digest: file.digest, size: file.size)
        }
        return found
    }
}

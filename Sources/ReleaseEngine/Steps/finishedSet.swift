import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

extension StepContext {
    /// Refuses changes to a complete release set. A run meets its own complete set if its store was restored from an
    /// older backup.
    ///
    /// - Parameters:
    ///   - files: The files of the set, by name; hashed only if there is something to compare with.
    ///   - areAll: Whether nothing else is to be in it.
    func checkFinishedSet(_ files: [String: String], areAll: Bool = false) async throws {
        let path = folders.releaseSet + "/SHA256SUMS"
        guard let bytes = try await environment.files.read(path) else { return }
        let listed = checksums(in: bytes)
        var changed = areAll ? listed.keys.filter { files[$0] == nil } : []
        for (name, file) in files where try await environment.files.digest(of: file).digest != listed[name] {
            changed.append(name)
        }
        changed.sort()
        guard changed.isEmpty else { throw SetError.complete(run, folder: folders.releaseSet, changed) }
    }
}

/// Why a release set is left as it is.
enum SetError: UserFacingError, Equatable {
    case complete(RunID, folder: String, [String])

    var code: String { "set.complete" }
    var summary: String {
        switch self {
        case .complete(let run, _, _): "The release set of \(run) is complete, and other files would get into it."
        }
    }
    var reasons: [String] {
        switch self {
        case .complete(_, let folder, let names):
            [
                "\(folder) has other bytes, or none, for: \(names.joined(separator: ", "))",
                "The store knows nothing of that set; it was restored from a backup that is older.",
            ]
        }
    }
    var suggestions: [String] {
        switch self {
        case .complete(let run, let folder, _):
            [
                "Check the set: slipway verify \(folder)",
                "Give this run up, its release is done: slipway run cancel \(run); then: slipway plan",
            ]
        }
    }
}

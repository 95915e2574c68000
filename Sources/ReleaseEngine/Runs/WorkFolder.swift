import Foundation
import ReleaseModel
import ReleasePorts

/// The folder that a claim works in, below its run's: `{fence}-{token}`.
///
/// Each claim has its own, so that a command of a frozen engine that lost the run writes where its successor does not
/// read. A folder passes from one claim to the next only if nothing can write into it any more: its engine finished and
/// left it, or is known to be dead. Whatever a new folder lacks is recreated.
struct WorkFolder: Sendable {
    let name: String
    /// The file that says that a folder was left.
    private let mark: String
    private let claim: Claim

    /// What a finished engine leaves behind.
    fileprivate struct Left: Codable {
        var folder: String
        var engine: EngineID
        var fence: Int
    }

    /// - Parameters:
    ///   - record: Of the run, as it was when it was claimed.
    ///   - isTakingOver: Whether no other engine can be working in any folder of the run.
    static func enter(
        _ claim: Claim, of record: RunRecord, in folders: RunFolders, files: any ReleaseFiles, isTakingOver: Bool
    ) async -> WorkFolder {
        var name: String?
        if isTakingOver {
            name = newest(((try? await files.folders(in: folders.work)) ?? []))
        } else if let left = await left(in: folders, files), left.owns(record.state),
            // Only one engine takes it: if it can't be removed, it is not taken.
            (try? await files.remove(folders.leftWork)) != nil
        {
            name = left.folder
        }
        return WorkFolder(
            name: name ?? "\(claim.fence)-\(claim.token.text.prefix(8))", mark: folders.leftWork, claim: claim)
    }

    /// Leaves the folder to the next claim; nothing works in it any more.
    func leave(_ files: any ReleaseFiles) async {
        let left = Left(folder: name, engine: claim.engine, fence: claim.fence)
        guard let text = try? encodeJSON(left, isPretty: false) else { return }
        // Without it the next claim recreates what it needs.
        try? await files.write(Array(text), to: mark)
    }

    private static func left(in folders: RunFolders, _ files: any ReleaseFiles) async -> Left? {
        guard let bytes = try? await files.read(folders.leftWork) else { return nil }
        return try? decodeJSON(Left.self, from: Data(bytes))
    }

    /// The one with the highest fence; nil if there are none or two.
    private static func newest(_ names: [String]) -> String? {
        let known = names.compactMap { name -> (fence: Int, name: String)? in
            name.split(separator: "-").first.flatMap { Int($0) }.map { ($0, name) }
        }
        guard let last = known.max(by: { $0.fence < $1.fence }), known.count(where: { $0.fence == last.fence }) == 1
        else { return nil }
        return last.name
    }
}

extension WorkFolder.Left {
    /// Whether the run was not claimed again since it was left.
    fileprivate func owns(_ state: RunState) -> Bool { state.engine == engine && state.fence == fence }
}

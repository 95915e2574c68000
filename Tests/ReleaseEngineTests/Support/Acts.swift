import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization

/// Everything that a run does to the world, in order, with something that happens right before one of the acts: the
/// moment between an engine's question whether it may act, and the act.
final class Acts: Sendable {
    private let names = Mutex<[String]>([])
    private let position: Int
    private let incident: @Sendable () async -> Void

    /// - Parameter position: Of the act, from 1; 0: nothing happens.
    init(before position: Int = 0, _ incident: @escaping @Sendable () async -> Void = {}) {
        self.position = position
        self.incident = incident
    }

    var all: [String] { names.withLock { $0 } }

    /// The same environment, whose acts are seen here.
    func watching(_ environment: RunEnvironment) -> RunEnvironment {
        var watched = environment
        watched.sourceControl = ActingSourceControl(inner: environment.sourceControl, acts: self)
        watched.files = ActingFiles(inner: environment.files, acts: self)
        let runner = environment.runner
        watched.runner = ScriptedRunner { command throws(CommandError) in
            await self.begin("run \(command.environment["SLIPWAY_STEP"].flatMap { $0 } ?? "")")
            return try await runner.run(command)
        }
        return watched
    }

    fileprivate func begin(_ name: String) async {
        let count = names.withLock { names in
            names.append(name)
            return names.count
        }
        if count == position { await incident() }
    }
}

private struct ActingSourceControl: SourceControlAround {
    let inner: any SourceControl
    let acts: Acts

    func commit(_ request: CommitRequest) async throws(SourceControlError) -> CommitID {
        await acts.begin("commit \(request.candidate)")
        return try await inner.commit(request)
    }
    func checkOut(_ commit: CommitID, of folder: String, into target: String) async throws(SourceControlError) {
        await acts.begin("check out \(folder)")
        try await inner.checkOut(commit, of: folder, into: target)
    }
    func push(_ request: PushRequest) async throws(SourceControlError) {
        await acts.begin("push \(request.folder)")
        try await inner.push(request)
    }
    func pushTag(_ request: TagRequest) async throws(SourceControlError) {
        await acts.begin("tag \(request.folder)")
        try await inner.pushTag(request)
    }
    func moveTag(
        _ tag: TagName, to commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        await acts.begin("move tag \(folder)")
        try await inner.moveTag(tag, to: commit, in: folder, remote: remote)
    }
    func fetchTag(_ tag: TagName, in folder: String, remote: String) async throws(SourceControlError) {
        await acts.begin("fetch tag \(folder)")
        try await inner.fetchTag(tag, in: folder, remote: remote)
    }
    func fastForward(_ branch: String, to commit: CommitID, in folder: String) async throws(SourceControlError) -> Bool
    {
        await acts.begin("forward \(folder)")
        return try await inner.fastForward(branch, to: commit, in: folder)
    }
}

/// Files of release sets and publications alone: what lies in a working folder or is staged is its claim's own.
private struct ActingFiles: ReleaseFiles {
    let inner: any ReleaseFiles
    let acts: Acts

    private func begin(_ name: String, _ path: String) async {
        if !path.contains("/work/"), !path.contains("/.staged") { await acts.begin("\(name) \(path)") }
    }

    func copy(
        _ file: String, as target: String, replacing: Bool
    ) async throws(FileError) -> (digest: Digest, size: Int64) {
        await begin("take", target)
        return try await inner.copy(file, as: target, replacing: replacing)
    }
    func copy(
        _ file: String, within root: String, as target: String
    ) async throws(FileError) -> (digest: Digest, size: Int64) {
        await begin("take", target)
        return try await inner.copy(file, within: root, as: target)
    }
    func move(_ file: String, to target: String, replacing present: Digest?) async throws(FileError) {
        await begin("move", target)
        try await inner.move(file, to: target, replacing: present)
    }
    func write(_ bytes: [UInt8], to file: String) async throws(FileError) {
        await begin("write", file)
        try await inner.write(bytes, to: file)
    }
    func remove(_ path: String) async throws(FileError) {
        await begin("remove", path)
        try await inner.remove(path)
    }
    func matches(_ pattern: String, in folder: String) async throws(FileError) -> [String] {
        try await inner.matches(pattern, in: folder)
    }
    func digest(of file: String) async throws(FileError) -> (digest: Digest, size: Int64) {
        try await inner.digest(of: file)
    }
    func read(_ file: String) async throws(FileError) -> [UInt8]? { try await inner.read(file) }
    func names(in folder: String) async throws(FileError) -> [String] { try await inner.names(in: folder) }
    func tree(
        of folder: String, skipping isSkipped: @escaping @Sendable (String) -> Bool
    ) async throws(FileError) -> [String] { try await inner.tree(of: folder, skipping: isSkipped) }
    func folders(in folder: String) async throws(FileError) -> [String] { try await inner.folders(in: folder) }
    func size(of path: String) async throws(FileError) -> Int64 { try await inner.size(of: path) }
}

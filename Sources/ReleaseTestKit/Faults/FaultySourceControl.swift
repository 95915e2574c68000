package import ReleaseModel
package import ReleasePorts
import Synchronization

/// Source control whose remotes fail, by rate and seed, in every way that a remote can.
package final class FaultySourceControl: SourceControlAround {
    package let inner: any SourceControl
    private let faults: Faults
    private let time: VirtualTime
    private let state = Mutex(State())

    private struct State {
        /// What readers of a remote still see, and how often.
        var old: [String: (references: RemoteReferences, times: Int)] = [:]
        /// What the other side does after so many further calls.
        var late: [(after: Int, act: @Sendable () async -> Void)] = []
    }

    package init(_ inner: any SourceControl, faults: Faults, time: VirtualTime) {
        self.inner = inner
        self.faults = faults
        self.time = time
    }

    package func remoteReferences(
        _ query: RemoteQuery, of folder: String, remote: String
    ) async throws(SourceControlError) -> RemoteReferences {
        try await read("ask the remote", in: folder)
        let seen = state.withLock { state -> RemoteReferences? in
            guard let old = state.old[folder] else { return nil }
            state.old[folder] = old.times > 1 ? (old.references, old.times - 1) : nil
            return old.references
        }
        if let seen { return seen }
        return try await inner.remoteReferences(query, of: folder, remote: remote)
    }

    package func isAncestor(
        _ ancestor: CommitID, of commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) -> Bool {
        try await read("fetch", in: folder)
        return try await inner.isAncestor(ancestor, of: commit, in: folder, remote: remote)
    }

    package func fetchTag(_ tag: TagName, in folder: String, remote: String) async throws(SourceControlError) {
        try await read("fetch \(tag)", in: folder)
        try await inner.fetchTag(tag, in: folder, remote: remote)
    }

    package func commit(_ request: CommitRequest) async throws(SourceControlError) -> CommitID {
        if faults.next("commit \(request.folder)") == .refused {
            throw .unreachable(operation: "commit", folder: request.folder, message: "another process has the lock")
        }
        return try await inner.commit(request)
    }

    package func push(_ request: PushRequest) async throws(SourceControlError) {
        let inner = inner
        try await act("push \(request.branch)", in: request.folder, remote: request.remote) {
            () async throws(SourceControlError) in try await inner.push(request)
        }
    }

    package func pushTag(_ request: TagRequest) async throws(SourceControlError) {
        let inner = inner
        try await act("push \(request.tag)", in: request.folder, remote: request.remote) {
            () async throws(SourceControlError) in try await inner.pushTag(request)
        }
    }

    package func moveTag(
        _ tag: TagName, to commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        let inner = inner
        try await act("move \(tag)", in: folder, remote: remote) { () async throws(SourceControlError) in
            try await inner.moveTag(tag, to: commit, in: folder, remote: remote)
        }
    }

    // MARK: Faults

    private func read(_ operation: String, in folder: String) async throws(SourceControlError) {
        await performLateActs()
        switch faults.next("\(operation) \(folder)") {
        case nil, .lag: break
        case .slow: try? await time.wait(.seconds(20))
        case .refused, .timedOut, .answerLost, .doneLate, .limited, .truncated:
            throw .unreachable(operation: operation, folder: folder, message: "Connection reset by peer")
        }
    }

    private func act(
        _ operation: String, in folder: String, remote: String?,
        _ act: @escaping @Sendable () async throws(SourceControlError) -> Void
    ) async throws(SourceControlError) {
        await performLateActs()
        let lost = SourceControlError.unreachable(operation: operation, folder: folder, message: "timed out")
        switch faults.next("\(operation) \(folder)") {
        case nil: try await act()
        case .slow:
            try? await time.wait(.seconds(20))
            try await act()
        case .refused, .timedOut, .limited: throw lost
        case .answerLost, .truncated:
            try await act()
            throw lost
        case .doneLate:
            state.withLock { $0.late.append((after: 3, act: { try? await act() })) }
            throw lost
        case .lag:
            if let remote, let before = try? await inner.remoteReferences(of: folder, remote: remote) {
                try await act()
                state.withLock { $0.old[folder] = (before, 4) }
            } else {
                try await act()
            }
        }
    }

    private func performLateActs() async {
        let due = state.withLock { state in
            for index in state.late.indices { state.late[index].after -= 1 }
            defer { state.late.removeAll { $0.after <= 0 } }
            return state.late.filter { $0.after <= 0 }.map(\.act)
        }
        for act in due { await act() }
    }
}

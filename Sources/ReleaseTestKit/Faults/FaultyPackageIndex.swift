package import ReleaseModel
package import ReleasePorts
import Synchronization

/// A package index that fails, by rate and seed, in every way that one can.
package final class FaultyPackageIndex: PackageIndex {
    private let inner: any PackageIndex
    private let faults: Faults
    private let time: VirtualTime
    private let state = Mutex(State())

    private struct State {
        /// How many looks don't see a file yet.
        var hidden: [String: Int] = [:]
        /// What the other side takes after so many further calls.
        var late: [(after: Int, file: PackageFile)] = []
    }

    package init(_ inner: any PackageIndex, faults: Faults, time: VirtualTime) {
        self.inner = inner
        self.faults = faults
        self.time = time
    }

    package func digests(
        of names: Set<String>, in package: String
    ) async throws(PackageIndexError) -> [String: Digest] {
        await performLateActs()
        switch faults.next("look \(package)") {
        case nil, .lag: break
        case .slow: try? await time.wait(.seconds(20))
        case .limited: throw .busy(index: "index", status: 429, after: .seconds(30))
        case .truncated: throw .partial(index: "index", reason: "the answer breaks off")
        case .refused, .timedOut, .answerLost, .doneLate:
            throw .unreachable(index: "index", reason: "connection refused")
        }
        var found = try await inner.digests(of: names, in: package)
        state.withLock { state in
            for (name, times) in state.hidden where found[name] != nil {
                found[name] = nil
                state.hidden[name] = times > 1 ? times - 1 : nil
            }
        }
        return found
    }

    package func upload(_ file: PackageFile) async throws(PackageIndexError) {
        await performLateActs()
        let lost = PackageIndexError.unreachable(index: "index", reason: "timed out")
        switch faults.next("upload \(file.name)") {
        case nil: try await inner.upload(file)
        case .slow:
            try? await time.wait(.seconds(20))
            try await inner.upload(file)
        case .limited: throw .busy(index: "index", status: 429, after: .seconds(30))
        case .refused, .timedOut: throw lost
        case .answerLost, .truncated:
            try await inner.upload(file)
            throw lost
        case .doneLate:
            state.withLock { $0.late.append((after: 3, file: file)) }
            throw lost
        case .lag:
            try await inner.upload(file)
            state.withLock { $0.hidden[file.name] = 6 }
        }
    }

    private func performLateActs() async {
        let due = state.withLock { state in
            for index in state.late.indices { state.late[index].after -= 1 }
            defer { state.late.removeAll { $0.after <= 0 } }
            return state.late.filter { $0.after <= 0 }.map(\.file)
        }
        for file in due { try? await inner.upload(file) }
    }
}

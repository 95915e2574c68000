package import ReleaseModel
package import ReleasePorts
import Synchronization

/// A package index in memory, which counts what it takes and can be as bad as real ones are.
package final class MemoryPackageIndex: PackageIndex {
    /// What an upload may meet.
    package enum Mishap: Sendable {
        case refusedBefore(PackageIndexError)
        /// The file is accepted, but the response is lost.
        case lostAfter(PackageIndexError)
    }

    private struct State {
        var files: [String: Digest] = [:]
        var accepted: [String] = []
        var refused = 0
        var hiddenLooks: [String: Int] = [:]
        var mishaps: [Mishap] = []
    }

    private let state = Mutex(State())
    private let lag: Int

    /// - Parameters:
    ///   - lag: How many looks do not yet see a file that was taken.
    ///   - mishaps: What happens to the first uploads, in order.
    package init(lag: Int = 0, mishaps: [Mishap] = []) {
        self.lag = lag
        state.withLock { $0.mishaps = mishaps }
    }

    /// The names of the files that were taken, in order.
    package var accepted: [String] { state.withLock { $0.accepted } }
    /// How many uploads were refused because the name was taken.
    package var refused: Int { state.withLock { $0.refused } }

    /// Puts a file there that someone else published.
    package func put(_ name: String, _ digest: Digest) { state.withLock { $0.files[name] = digest } }

    package func digests(
        of names: Set<String>, in package: String
    ) async throws(PackageIndexError) -> [String: Digest] {
        state.withLock { state in
            var found: [String: Digest] = [:]
            for (name, digest) in state.files where names.contains(name) {
                let owner = PythonPackageFile(fileName: name)?.package ?? ""
                guard normalizedPythonName(owner) == normalizedPythonName(package) else { continue }
                if let looks = state.hiddenLooks[name], looks > 0 {
                    state.hiddenLooks[name] = looks - 1
                } else {
                    found[name] = digest
                }
            }
            return found
        }
    }

    package func upload(_ file: PackageFile) async throws(PackageIndexError) {
        guard PythonPackageFile(fileName: file.name) != nil else { throw .badName(file.name) }
        let error: PackageIndexError? = state.withLock { state in
            let mishap = state.mishaps.isEmpty ? nil : state.mishaps.removeFirst()
            if case .refusedBefore(let error) = mishap { return error }
            if state.files[file.name] != nil {
                state.refused += 1
            } else {
                state.files[file.name] = file.digest
                state.hiddenLooks[file.name] = lag
                state.accepted.append(file.name)
            }
            if case .lostAfter(let error) = mishap { return error } else { return nil }
        }
        if let error { throw error }
    }
}

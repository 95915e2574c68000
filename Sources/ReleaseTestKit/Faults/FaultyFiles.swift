package import ReleaseModel
package import ReleasePorts

/// Files of which those below one folder lie on someone else's disk, which fails by rate and seed.
package struct FaultyFiles: ReleaseFiles {
    private let inner: any ReleaseFiles
    private let folder: String
    private let faults: Faults
    private let time: VirtualTime

    package init(_ inner: any ReleaseFiles, below folder: String, faults: Faults, time: VirtualTime) {
        self.inner = inner
        self.folder = folder
        self.faults = faults
        self.time = time
    }

    package func copy(
        _ file: String, as target: String, replacing: Bool
    ) async throws(FileError) -> (digest: Digest, size: Int64) {
        guard target.hasPrefix(folder + "/") else {
            return try await inner.copy(file, as: target, replacing: replacing)
        }
        let lost = FileError.unavailable(path: target, reason: "stale file handle")
        switch faults.next("take \(target)") {
        case nil, .lag: return try await inner.copy(file, as: target, replacing: replacing)
        case .slow:
            try? await time.wait(.seconds(20))
            return try await inner.copy(file, as: target, replacing: replacing)
        case .refused, .timedOut, .limited: throw lost
        case .answerLost, .doneLate, .truncated:
            _ = try await inner.copy(file, as: target, replacing: replacing)
            throw lost
        }
    }

    package func copy(
        _ file: String, within root: String, as target: String
    ) async throws(FileError) -> (digest: Digest, size: Int64) {
        try await inner.copy(file, within: root, as: target)
    }
    package func move(_ file: String, to target: String, replacing present: Digest?) async throws(FileError) {
        try await inner.move(file, to: target, replacing: present)
    }
    package func matches(_ pattern: String, in folder: String) async throws(FileError) -> [String] {
        try await inner.matches(pattern, in: folder)
    }
    package func digest(of file: String) async throws(FileError) -> (digest: Digest, size: Int64) {
        try await inner.digest(of: file)
    }
    package func write(_ bytes: [UInt8], to file: String) async throws(FileError) {
        try await inner.write(bytes, to: file)
    }
    package func read(_ file: String) async throws(FileError) -> [UInt8]? { try await inner.read(file) }
    package func names(in folder: String) async throws(FileError) -> [String] { try await inner.names(in: folder) }
    package func tree(
        of folder: String, skipping isSkipped: @escaping @Sendable (String) -> Bool
    ) async throws(FileError) -> [String] {
        try await inner.tree(of: folder, skipping: isSkipped)
    }
    package func folders(in folder: String) async throws(FileError) -> [String] { try await inner.folders(in: folder) }
    package func remove(_ path: String) async throws(FileError) { try await inner.remove(path) }
    package func size(of path: String) async throws(FileError) -> Int64 { try await inner.size(of: path) }
}

import ReleaseModel

/// A [`gradle.lockfile`](https://docs.gradle.org/current/userguide/dependency_locking.html): a line
/// `group:name:version=configurations` for each package that a build resolves.
///
/// Read only: which configurations have a package is known to Gradle alone.
struct GradleLock {
    let links: [LockedLink]

    static let name = "gradle.lockfile"

    init(file: String, bytes: [UInt8]) {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        links = lines.enumerated().compactMap { number, line in
            let text = String(decoding: line, as: UTF8.self)
            guard !text.hasPrefix("#"), let end = text.firstIndex(of: "=") else { return nil }
            let parts = text[..<end].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3 else { return nil }
            return LockedLink(
                from: nil, to: parts[0] + ":" + parts[1], version: parts[2],
                place: Place(file: file, line: number + 1, column: parts[0].count + parts[1].count + 3), isLocal: false)
        }
    }
}

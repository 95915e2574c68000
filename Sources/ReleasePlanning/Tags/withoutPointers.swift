import ReleaseModel

/// Releases without moving tags such as `v2` and `v2.3`.
///
/// A version of one or two numbers is such a pointer where a tag says it more exactly: one on the same commit (`v2` and
/// `v2.3.1`), or one for the very version (`v2` and `v2.0.0`). A project that releases `1.2` and later `1.2.1` has
/// neither. A single number beside versions of three is never a release: it is a pointer, or counts builds (`v1247`).
func withoutPointers(_ releases: [LastRelease]) -> [LastRelease] {
    let short = releases.filter { $0.version.isShort }
    guard !short.isEmpty else { return releases }
    var exact: [CommitID: [Version]] = [:]
    var versions: Set<Version> = []
    for one in releases where !one.version.isShort {
        exact[one.tag.commit, default: []].append(one.version)
        versions.insert(one.version)
    }
    let longer = releases.filter { $0.version.isShort && $0.version.numbers.count == 2 }
    return releases.filter { one in
        guard one.version.isShort else { return true }
        let numbers = one.version.numbers
        if versions.contains(one.version) || (numbers.count == 1 && !exact.isEmpty) { return false }
        if exact[one.tag.commit]?.contains(where: { $0.release.starts(with: numbers) }) == true { return false }
        // `v2` beside `v2.3`, both on one commit.
        return numbers.count > 1
            || !longer.contains { $0.tag.commit == one.tag.commit && $0.version.numbers.first == numbers.first }
    }
}

extension Version {
    /// Whether it is written with fewer than three numbers and nothing else (`2`, `2.3`).
    package var isShort: Bool {
        !isPrerelease && build.isEmpty && post == nil && epoch == 0 && text.utf8.count { $0 == 0x2E } < 2
    }

    /// The numbers as they are written.
    package var numbers: [Int] {
        text.prefix { $0.isASCII && $0.isNumber || $0 == "." }.split(separator: ".").compactMap { Int($0) }
    }
}

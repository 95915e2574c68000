import ReleaseText

/// Formats of Google's Java libraries.
extension VersionLineFormat {
    /// Versions beside `x-release-please-released-version`, which only follow releases, never snapshots; called as markers
    /// are.
    package static let javaReleased = VersionLineFormat(
        "java-released",
        { bytes in
            VersionMarkers(file: "", bytes: bytes, prefixes: ["x-release-please-released-"]).scanned.values
                .map { ($0.key, $0.range) }
        })

    /// `artifact:released:current`, one on each line of a `versions.txt`; called `released.artifact` and
    /// `current.artifact`.
    package static let versionsText = VersionLineFormat(
        "versions-txt",
        { bytes in
            let text = TextLines(bytes)
            return text.lines.flatMap { line -> [(key: String, range: Range<Int>)] in
                let name = bytes[line].prefix { $0.isWord || $0 == 0x2D }
                guard !name.isEmpty, let released = text.version(after: name.endIndex, in: line),
                    let current = text.version(after: released.upperBound, in: line),
                    current.upperBound == line.upperBound
                else { return [] }
                let artifact = String(decoding: name, as: UTF8.self)
                return [("released." + artifact, released), ("current." + artifact, current)]
            }
        })

    /// The first version on lines with `{x-version-update:artifact:current}` (or `released`), and on every line of a
    /// block of `{x-version-update-start:artifact:current}`; called `artifact.0`, `artifact.1`, ….
    package static let javaUpdate = VersionLineFormat(
        "java-update",
        { bytes in
            let text = TextLines(bytes)
            var block: String?
            var found: [(key: String, range: Range<Int>)] = []
            for line in text.lines {
                let here = text.artifact(behind: "{x-version-update:", in: line)
                if let artifact = here ?? block, let range = text.firstVersion(in: line) {
                    found.append(("\(artifact).\(found.count)", range))
                }
                if !text.places(of: "{x-version-update-end}", in: line).isEmpty {
                    block = nil
                } else if block == nil {
                    block = text.artifact(behind: "{x-version-update-start:", in: line)
                }
            }
            return found
        })
}

extension TextLines {
    /// The version behind the colon at an offset.
    fileprivate func version(after offset: Int, in line: Range<Int>) -> Range<Int>? {
        guard offset < line.upperBound, bytes[offset] == UInt8(ascii: ":") else { return nil }
        return version(at: offset + 1, before: line.upperBound)
    }

    /// The artifact of a marker `{…:artifact:current}`.
    fileprivate func artifact(behind mark: String, in line: Range<Int>) -> String? {
        guard let start = places(of: mark, in: line).first?.upperBound else { return nil }
        let name = bytes[start..<line.upperBound].prefix { $0.isWord || $0 == 0x2D }
        let rest = name.endIndex..<line.upperBound
        guard !name.isEmpty, starts(rest, with: ":current}") || starts(rest, with: ":released}") else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    /// The first three numbers of a line, with what belongs to them.
    fileprivate func firstVersion(in line: Range<Int>) -> Range<Int>? {
        var offset = line.lowerBound
        while offset < line.upperBound {
            if bytes[offset].isDigit {
                if let found = version(at: offset, before: line.upperBound) { return found }
                while offset < line.upperBound, bytes[offset].isDigit { offset += 1 }
            } else {
                offset += 1
            }
        }
        return nil
    }
}

package import ReleaseModel
import ReleaseText

/// A `Gemfile.lock` of [Bundler](https://bundler.io/man/bundle-lock.1.html): sections of lines with two, four or six
/// spaces before them, for sources, gems and what these require.
package struct GemfileLock {
    let file: String
    let bytes: [UInt8]
    package private(set) var entries: [Entry] = []
    package private(set) var diagnostics: [Diagnostic] = []

    /// Every line that names a gem, also those without a text.
    private(set) var lines: [Line] = []

    struct Line {
        var kind: Entry.Kind
        var section: String
        var remote: String
        var name: String
        /// nil where nothing stands in parentheses.
        var text: String?
        var offset: Int
    }

    /// A line `name (text)`.
    package struct Entry {
        package enum Kind {
            /// A gem of a section with its version.
            case gem
            /// What a gem requires.
            case requirement(of: String)
            /// What the Gemfile and the gemspecs of its folder require.
            case root
            case checksum
        }

        package var kind: Kind
        /// `PATH`, `GEM`, `GIT`, `DEPENDENCIES`, `CHECKSUMS`.
        package var section: String
        /// Of a source: `.`, `../core` or an address.
        var remote: String
        package var name: String
        package var text: String
        var range: Range<Int>

        /// What edits call it.
        package var key: String {
            switch kind {
            case .gem: ValuePath(keys: section, remote, name).description
            case .requirement(let gem): ValuePath(keys: section, remote, gem, "dependencies", name).description
            case .root, .checksum: ValuePath(keys: section, name).description
            }
        }
    }

    package init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        read()
    }

    var scanned: ScannedFile {
        ScannedFile(
            file: file, bytes: bytes,
            values: entries.map { ScannedValue(key: $0.key, text: $0.text, range: $0.range) },
            diagnostics: diagnostics)
    }

    /// Every gem with its version.
    var lockedPackages: [LockedPackage] {
        let places = TextPlaces(file: file, bytes: bytes)
        return entries.compactMap { entry in
            guard case .gem = entry.kind else { return nil }
            return LockedPackage(
                package: entry.name, version: entry.text, place: places.place(at: entry.range.lowerBound),
                isLocal: entry.section == "PATH")
        }
    }

    private mutating func read() {
        var state = (section: "", remote: "", gem: "")
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            let next = end + 1
            while end > start, bytes[end - 1] == 0x0D || bytes[end - 1] == 0x20 { end -= 1 }
            var from = start
            while from < end, bytes[from] == 0x20 { from += 1 }
            if from < end { read(from..<end, indent: from - start, &state) }
            start = next
        }
    }

    private mutating func read(
        _ line: Range<Int>, indent: Int, _ state: inout (section: String, remote: String, gem: String)
    ) {
        switch (indent, state.section) {
        case (0, _):
            let text = text(line)
            state = (text, "", "")
            if ["<<<<<<<", "=======", ">>>>>>>"].contains(where: text.hasPrefix) { noteConflict(at: line.lowerBound) }
        case (2, "DEPENDENCIES"): add(.root, line, state)
        case (2, "CHECKSUMS"): add(.checksum, line, state)
        case (2, _):
            let text = text(line)
            if text.hasPrefix("remote: ") { state.remote = String(text.dropFirst(8)) }
        case (4, "PATH"), (4, "GEM"), (4, "GIT"), (4, "PLUGIN SOURCE"):
            state.gem = add(.gem, line, state) ?? ""
        case (6, "PATH"), (6, "GEM"), (6, "GIT"), (6, "PLUGIN SOURCE"):
            add(.requirement(of: state.gem), line, state)
        default: break
        }
    }

    /// - Returns: The name; nil for a line without one.
    @discardableResult
    private mutating func add(
        _ kind: Entry.Kind, _ line: Range<Int>, _ state: (section: String, remote: String, gem: String)
    ) -> String? {
        let nameEnd = bytes[line].firstIndex { $0 == 0x20 || $0 == UInt8(ascii: "!") } ?? line.upperBound
        let name = text(line.lowerBound..<nameEnd)
        let before = entries.count
        defer {
            lines.append(
                Line(
                    kind: kind, section: state.section, remote: state.remote, name: name,
                    text: entries.count > before ? entries.last?.text : nil, offset: line.lowerBound))
        }
        guard let open = bytes[nameEnd..<line.upperBound].firstIndex(of: UInt8(ascii: "(")),
            let close = bytes[open..<line.upperBound].firstIndex(of: UInt8(ascii: ")"))
        else { return name }
        entries.append(
            Entry(
                kind: kind, section: state.section, remote: state.remote, name: name, text: text((open + 1)..<close),
                range: (open + 1)..<close))
        return name
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private mutating func noteConflict(at offset: Int) {
        let places = TextPlaces(file: file, bytes: bytes)
        diagnostics.append(
            Diagnostic(
                code: "ruby.lock-conflict", place: places.place(at: offset), message: "This is left from a merge.",
                excerpt: places.excerpt(at: offset), suggestion: "Settle it, or let Bundler write it anew: bundle lock")
        )
    }
}

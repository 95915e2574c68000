package import ReleaseModel
import ReleaseText

/// A [`setup.cfg`](https://setuptools.pypa.io/en/latest/userguide/declarative_config.html): sections of keys with values
/// that go on in indented lines.
package struct SetupConfiguration {
    let file: String
    private(set) var scanned: ScannedFile
    private(set) var requirements: [FoundRequirement] = []
    /// By `section.key`; each line of the value with its range.
    private var values: [String: [Line]] = [:]
    private let places: TextPlaces
    private let bytes: [UInt8]

    private struct Line {
        var text: String
        var range: Range<Int>
    }

    var folder: String { RepositoryPath.folder(of: file) }
    package var name: (text: String, place: Place)? {
        single("metadata.name").map { ($0.text, places.place(at: $0.range.lowerBound)) }
    }

    package init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        places = TextPlaces(file: file, bytes: bytes)
        scanned = ScannedFile(file: file, bytes: bytes)
        guard firstInvalidUTF8(in: bytes) == nil else { return }
        readLines()
        if let version = single("metadata.version") {
            scanned.values.append(ScannedValue(key: "metadata.version", text: version.text, range: version.range))
        }
        for key in values.keys.sorted() {
            switch key {
            case "options.install_requires": read(key, kind: .normal)
            case "options.setup_requires": read(key, kind: .build)
            case "options.tests_require": read(key, kind: .dev)
            case _ where key.hasPrefix("options.extras_require."): read(key, kind: .optional)
            default: break
            }
        }
    }

    private mutating func readLines() {
        var section = ""
        var key: String?
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            let line = trimmed(start..<end)
            let isIndented = line.lowerBound > start
            let first = line.isEmpty ? nil : bytes[line.lowerBound]
            if first == UInt8(ascii: "#") || first == UInt8(ascii: ";") || first == nil {
                // Comments and empty lines end nothing.
            } else if isIndented, let key {
                values[key, default: []].append(Line(text: text(line), range: line))
            } else if first == UInt8(ascii: "["), bytes[line.upperBound - 1] == UInt8(ascii: "]"), line.count > 2 {
                section = text((line.lowerBound + 1)..<(line.upperBound - 1))
                key = nil
            } else if let sign = bytes[line].firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }) {
                let name = text(trimmed(line.lowerBound..<sign)).lowercased().replacing("-", with: "_")
                let value = trimmed((sign + 1)..<line.upperBound)
                key = section + "." + name
                values[section + "." + name] = value.isEmpty ? [] : [Line(text: text(value), range: value)]
            } else {
                key = nil
            }
            start = end + 1
        }
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, isSpace(bytes[start]) { start += 1 }
        while end > start, isSpace(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    private func single(_ key: String) -> Line? { values[key]?.count == 1 ? values[key]?[0] : nil }

    /// The version where it stands here as such.
    var version: VersionSource? {
        guard let line = single("metadata.version"), Version(python: line.text) != nil else { return nil }
        return VersionSource(
            ecosystem: .python, place: places.place(at: line.range.lowerBound), key: "metadata.version",
            value: line.text)
    }

    /// `attr: package.__version__`, or `file: VERSION`.
    var computedVersion: ComputedVersion? {
        guard let line = single("metadata.version") else { return nil }
        let value = String(line.text.drop { $0 != ":" }.dropFirst().drop { $0 == " " || $0 == "\t" })
        if line.text.hasPrefix("attr:") { return ComputedVersion(attribute: value, in: folder, roots: roots) }
        if line.text.hasPrefix("file:") {
            let first = value.split(separator: ",").first.map(String.init) ?? value
            return ComputedVersion(bareFile: first.trimmingSpaces, in: folder)
        }
        return nil
    }

    /// What to say where that is not found.
    var computedVersionFault: Diagnostic? {
        guard let line = single("metadata.version"), let computedVersion else { return nil }
        return Diagnostic(
            code: "python.computed-version", place: places.place(at: line.range.lowerBound),
            message: "The version is computed from \(computedVersion.origin), where no version is found.",
            suggestion: "Write it as version = 1.2.3, or correct what it points to.")
    }

    /// `package_dir =` with `= src` below it.
    private var roots: [String] {
        (values["options.package_dir"] ?? []).compactMap { line in
            let parts = line.text.split(separator: "=", omittingEmptySubsequences: false).map {
                String($0).trimmingSpaces
            }
            return parts.count == 2 && parts[0].isEmpty ? parts[1] : nil
        }
    }

    private mutating func read(_ key: String, kind: EdgeKind) {
        for (index, line) in (values[key] ?? []).enumerated() {
            guard let found = RequirementString(line.text) else { continue }
            let start = line.range.lowerBound
            let range = (start + found.specifierRange.lowerBound)..<(start + found.specifierRange.upperBound)
            let name = "\(key)[\(index)]"
            var requirement = FoundRequirement(
                package: found.name, kind: kind, requirement: nil, place: places.place(at: line.range.lowerBound),
                key: nil)
            if !found.specifier.isEmpty {
                scanned.values.append(ScannedValue(key: name, text: found.specifier, range: range))
                (requirement.requirement, requirement.key) = (found.specifier, name)
            }
            requirements.append(requirement)
        }
    }
}

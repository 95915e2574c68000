import ReleaseModel
import ReleaseText

/// A `yarn.lock` of Yarn 1, a format of its own ([described](https://classic.yarnpkg.com/en/docs/yarn-lock)).
///
/// Lines with two spaces for each level: an entry's descriptors and a colon, its fields, and the fields of these. Own
/// packages stand there only where something requires them by `file:`.
struct YarnClassicLock: NpmLockFile {
    private let file: String
    private let bytes: [UInt8]
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var values: [ScannedValue] = []
    private var entries: [(name: String, descriptors: [String], version: String)] = []

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        read()
    }

    var scanned: ScannedFile { ScannedFile(file: file, bytes: bytes, values: values, diagnostics: diagnostics) }

    func edits(_ context: NpmLockContext) -> [FileEdit] {
        entries.compactMap { entry in
            for descriptor in entry.descriptors {
                guard let at = descriptor.lastIndex(of: "@"), descriptor[at...].hasPrefix("@file:"),
                    let to = context.version(of: String(descriptor[..<at]), from: entry.version)
                else { continue }
                let key = ValuePath(keys: entry.name, "version").description
                return FileEdit(ecosystem: .npm, file: file, key: key, from: entry.version, to: to)
            }
            return nil
        }
    }

    /// Each entry by the name that its descriptors have.
    var links: [LockedLink] {
        entries.compactMap { entry in
            guard let first = entry.descriptors.first, let at = first.dropFirst().firstIndex(of: "@") else {
                return nil
            }
            let isLocal = first[at...].hasPrefix("@file:") || first[at...].hasPrefix("@link:")
            return LockedLink(
                from: nil, to: String(first[..<at]), version: entry.version,
                place: Place(file: file, line: 1, column: 1), isLocal: isLocal)
        }
    }

    /// What the package beside the lock requires and no entry is called by: `name@range`. Resolutions rename entries.
    func unlocked(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        let path = RepositoryPath.joined(RepositoryPath.folder(of: file), "package.json")
        guard let bytes = files[path] else { return [] }
        let manifest = JSONDocument(file: path, bytes: bytes)
        guard let root = manifest.root, root["resolutions"] == nil else { return [] }
        let known = Set(entries.flatMap(\.descriptors))
        let own = Set(
            files.filter { RepositoryPath.name(of: $0.key) == "package.json" }
                .compactMap { JSONDocument(file: $0.key, bytes: $0.value).root?["name"]?.string })
        return ["dependencies", "devDependencies"].flatMap { root[$0]?.entries ?? [] }.compactMap { entry in
            let name = entry.key.text
            guard let text = entry.value.string, case .range = NpmSpecifier(text)?.kind, !own.contains(name),
                !known.contains("\(name)@\(text)")
            else { return nil }
            return UnlockedRequirement(
                lock: Place(file: file, line: 1, column: 1), place: manifest.place(of: entry.value), package: name,
                requirement: text)
        }
    }

    private mutating func read() {
        if let offset = firstInvalidUTF8(in: bytes) {
            return note("encoding", at: offset, "The text is not valid UTF-8.")
        }
        var scanner = YarnLineScanner(bytes: bytes)
        var entry: (name: String, descriptors: [String])?
        var section: String?
        while let line = scanner.next() {
            guard let level = line.level, let first = line.words.first else {
                return note("unreadable-lock", at: line.start, "This is not a valid line of a yarn.lock.")
            }
            switch (level, line.opensBlock, line.words.count) {
            case (0, true, _):
                let text = String(decoding: bytes[line.start..<(line.end - 1)], as: UTF8.self)
                entry = (text, line.words.map(\.text))
                section = nil
            case (1, true, 1) where entry != nil: section = first.text
            case (1, false, 2) where entry != nil:
                section = nil
                add(line.words, of: entry, section: nil)
            case (2, false, 2) where entry != nil && section != nil: add(line.words, of: entry, section: section)
            default: return note("unreadable-lock", at: line.start, "This is not a valid line of a yarn.lock.")
            }
        }
    }

    private mutating func add(
        _ words: [YarnLineScanner.Word], of entry: (name: String, descriptors: [String])?, section: String?
    ) {
        guard let entry else { return }
        let steps = [entry.name, section, words[0].text].compactMap { $0 }
        let isShort = steps.reduce(0) { $0 + $1.utf8.count } < 4_096
        let key = isShort ? ValuePath(steps.map { .key($0) }).description : "…"
        values.append(ScannedValue(key: key, text: words[1].text, range: words[1].range))
        if section == nil, words[0].text == "version" {
            entries.append((entry.name, entry.descriptors, words[1].text))
        }
    }

    private mutating func note(_ code: String, at offset: Int, _ message: String) {
        let places = TextPlaces(file: file, bytes: bytes)
        diagnostics.append(
            Diagnostic(
                code: "npm.\(code)", place: places.place(at: offset), message: message,
                excerpt: places.excerpt(at: offset), suggestion: "Let Yarn write it anew: yarn install"))
    }
}

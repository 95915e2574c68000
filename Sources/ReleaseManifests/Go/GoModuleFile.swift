import ReleaseModel
import ReleaseText

/// A [`go.mod`](https://go.dev/ref/mod#go-mod-file) or [`go.work`](https://go.dev/ref/mod#go-work-file), read as strictly as
/// Go reads it, but for directives that are newer than this.
struct GoModuleFile {
    let file: String
    let bytes: [UInt8]
    private(set) var module: GoTokens.Word?
    private(set) var requirements: [Requirement] = []
    private(set) var replacements: [Replacement] = []
    /// The folders of `use`, as written.
    var uses: [String] { usedFolders.map(\.text) }
    private(set) var usedFolders: [GoTokens.Word] = []
    /// Every version that an edit can name.
    private(set) var values: [ScannedValue] = []
    private(set) var diagnostics: [Diagnostic] = []
    private let places: TextPlaces
    private var isWork: Bool { file.hasSuffix("go.work") }
    private var once: Set<String> = []

    struct Requirement {
        var module: String
        /// Its place among ``values``.
        var value: Int
        var offset: Int
    }

    struct Replacement {
        var module: String
        /// The one version that is replaced; nil for all.
        var version: String?
        /// A folder as written, or a module path.
        var target: String
        /// nil for a folder.
        var value: Int?
        var offset: Int
    }

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        places = TextPlaces(file: file, bytes: bytes)
        if let offset = firstInvalidUTF8(in: bytes) {
            note("invalid-utf8", at: offset, "The file is not UTF-8 from here on.")
            return
        }
        let tokens = GoTokens(bytes: bytes)
        for fault in tokens.faults { note("syntax", at: fault.offset, fault.message) }
        if tokens.faults.isEmpty { read(tokens.lines) }
        if diagnostics.isEmpty, module == nil, !isWork {
            note("missing-module", at: 0, "The file names no module.", suggestion: "Add a line 'module <path>'.")
        }
        number()
    }

    func place(at offset: Int) -> Place { places.place(at: offset) }

    private mutating func note(
        _ code: String, at offset: Int, _ message: String, severity: Diagnostic.Severity = .error,
        suggestion: String? = nil
    ) {
        // An upper limit: a file of another kind may have millions.
        guard diagnostics.count < 100 else { return }
        diagnostics.append(
            Diagnostic(
                severity, code: "go.\(code)", place: places.place(at: offset), message: message,
                excerpt: places.excerpt(at: offset), suggestion: suggestion))
    }

    /// A line, or the lines of a block in parentheses.
    private mutating func read(_ lines: [[GoTokens.Word]]) {
        var block: GoTokens.Word?
        for line in lines {
            guard let first = line.first, let last = line.last else { continue }
            if let verb = block {
                if isSymbol(first, ")") {
                    if line.count > 1 { note("syntax", at: line[1].range.lowerBound, "Nothing may follow ')'.") }
                    block = nil
                } else {
                    directive(verb, line[...])
                }
            } else if isSymbol(last, "("), line.count == 2 {
                block = first
            } else if line.count == 3, isSymbol(last, ")"), isSymbol(line[1], "(") {
                directive(first, [])
            } else {
                directive(first, line.dropFirst())
            }
        }
        if let block { note("syntax", at: block.range.lowerBound, "The block that begins here has no ')'.") }
    }

    private func isSymbol(_ word: GoTokens.Word, _ symbol: String) -> Bool { word.text == symbol && !word.isQuoted }

    private mutating func directive(_ verb: GoTokens.Word, _ words: ArraySlice<GoTokens.Word>) {
        let words = Array(words)
        switch (verb.text, isWork) {
        case ("module", false): readModule(verb, words)
        case ("go", _), ("toolchain", _):
            guard words.count == 1, once.insert(verb.text).inserted, verb.text != "go" || isLanguage(words[0].text)
            else {
                return invalid(verb, "'\(verb.text)' is followed by one version, and stands in the file once.")
            }
        case ("require", false): readRequirement(verb, words)
        case ("replace", _): readReplacement(verb, words)
        case ("exclude", false):
            guard words.count == 2, version(words[1], of: words[0]) != nil else {
                return invalid(verb, "'exclude' is followed by a module path and a version of it.")
            }
        case ("retract", false): readRetraction(verb, words)
        case ("use", true):
            guard words.count == 1 else { return invalid(verb, "'use' is followed by one folder.") }
            usedFolders.append(words[0])
        case ("tool", false), ("ignore", false), ("godebug", _): break
        default:
            note(
                "unknown-directive", at: verb.range.lowerBound,
                "'\(verb.text.prefix(40))' is not a known directive.",
                severity: .warning)
        }
    }

    private mutating func invalid(_ verb: GoTokens.Word, _ message: String) {
        note("invalid-directive", at: verb.range.lowerBound, message)
    }

    /// `1.21`, `1.21.3` or `1.21rc1`
    private func isLanguage(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let major = Int(parts[0]), major > 0, parts[0].first != "+" else {
            return false
        }
        let minor = parts[1].prefix { $0.isASCII && $0.isNumber }
        return !minor.isEmpty && (minor == "0" || minor.first != "0")
            && parts.dropFirst().allSatisfy { part in
                part.first.map { $0.isASCII && $0.isNumber } == true
                    && part.utf8.allSatisfy { $0.isDigit || (0x61...0x7A).contains($0) }
            }
    }

    private mutating func readModule(_ verb: GoTokens.Word, _ words: [GoTokens.Word]) {
        guard words.count == 1, module == nil, !words[0].text.isEmpty else {
            return invalid(verb, "'module' is followed by one path, and stands in the file once.")
        }
        module = words[0]
    }

    /// nil where the version is none, or none of that path.
    private func version(_ word: GoTokens.Word, of path: GoTokens.Word) -> GoVersion? {
        guard let version = GoVersion(word.text), let path = GoModulePath(path.text), path.allows(version) else {
            return nil
        }
        return version
    }

    private mutating func readRequirement(_ verb: GoTokens.Word, _ words: [GoTokens.Word]) {
        guard words.count == 2 else { return invalid(verb, "'require' is followed by a module path and a version.") }
        guard version(words[1], of: words[0]) != nil else {
            return note(
                "invalid-version", at: words[1].range.lowerBound,
                "'\(words[1].text.prefix(60))' is not a version that '\(words[0].text.prefix(60))' can have.",
                suggestion: "Write it as in 'v1.2.3', and from 'v2' on with the path's suffix '/v2'.")
        }
        requirements.append(
            Requirement(module: words[0].text, value: values.count, offset: words[1].range.lowerBound))
        add(["require", words[0].text], words[1])
    }

    private mutating func add(_ path: [String], _ word: GoTokens.Word) {
        values.append(
            ScannedValue(key: ValuePath(path.map { .key($0) }).description, text: word.text, range: word.range))
    }

    /// `old [version] => ../folder` or `old [version] => new version`
    private mutating func readReplacement(_ verb: GoTokens.Word, _ words: [GoTokens.Word]) {
        let rule = "'replace' is followed by a module path, '=>' and a folder or a module path with its version."
        guard let arrow = words.firstIndex(where: { isSymbol($0, "=>") }), (1...2).contains(arrow),
            (1...2).contains(words.count - arrow - 1), GoModulePath(words[0].text) != nil,
            arrow == 1 || version(words[1], of: words[0]) != nil
        else { return invalid(verb, rule) }
        let target = words[arrow + 1]
        let isFolder = ["./", "../", "/"].contains { target.text.hasPrefix($0) }
        guard isFolder == (words.count == arrow + 2), isFolder || GoVersion(words[arrow + 2].text) != nil else {
            return invalid(verb, rule)
        }
        replacements.append(
            Replacement(
                module: words[0].text, version: arrow == 2 ? words[1].text : nil, target: target.text,
                value: isFolder ? nil : values.count,
                offset: target.range.lowerBound))
        if !isFolder { add(["replace", words[0].text], words[arrow + 2]) }
    }

    /// A version, or `[low, high]`.
    private mutating func readRetraction(_ verb: GoTokens.Word, _ words: [GoTokens.Word]) {
        let isRange =
            words.count == 5 && isSymbol(words[0], "[") && isSymbol(words[2], ",") && isSymbol(words[4], "]")
        let versions = isRange ? [words[1], words[3]] : words.count == 1 ? words : []
        guard !versions.isEmpty, versions.allSatisfy({ GoVersion($0.text) != nil }) else {
            return invalid(verb, "'retract' is followed by a version, or by two in brackets.")
        }
    }

    /// Gives those a number whose keys would be the same.
    private mutating func number() {
        var counts: [String: Int] = [:]
        for value in values { counts[value.key, default: 0] += 1 }
        var seen: [String: Int] = [:]
        for index in values.indices {
            let key = values[index].key
            guard let count = counts[key], count > 1 else { continue }
            values[index].key = "\(key)[\(seen[key, default: 0])]"
            seen[key, default: 0] += 1
        }
    }
}

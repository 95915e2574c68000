import ReleaseModel
import ReleaseText

/// The file that a script reads its version from, as far as the paths that it names tell:
/// `File.read!("config/VERSION")`, `os.path.join(here, "..", "VERSION")`, `Path(__file__).parent.parent / "VERSION"`.
struct NamedVersionFile {
    /// What each name in the script may mean, likeliest first. A script that goes up elsewhere may mean several folders.
    private var names: [[[String]]] = []
    private let folder: String
    /// Whether something is added to what the file says: `File.read!("VERSION") <> "-dev"`.
    private let isComposed: Bool

    enum Answer {
        /// None of the files is in the repository.
        case missing
        case found(VersionSource)
        /// It is here, and begins with something else than a version.
        case unreadable(String)
        /// It is here, and is a part of the version.
        case part(String)
        case ambiguous([String])
    }

    /// - Parameters:
    ///   - tokens: What computes the version, or the entire script.
    ///   - folder: The script's.
    ///   - script: The entire script, which may say elsewhere that it goes up; nil: it is in `tokens`.
    ///   - isWanted: Whether a text may be the file's name.
    init(
        in tokens: some Collection<SourceToken>, folder: String, script: [SourceToken]? = nil,
        isWanted: (String) -> Bool = isVersionFileName
    ) {
        self.folder = folder
        let tokens = Array(tokens)
        isComposed = script != nil && NamedVersionFile.addsText(in: tokens)
        let ways = NamedVersionFile.waysUp(in: script ?? tokens)
        var parts: [String] = []
        for (index, token) in tokens.enumerated() {
            guard token.kind == .string else {
                if token.text == "pardir" {
                    parts.append("..")
                } else if ![",", "/", ".", "os"].contains(token.text) {
                    parts = []
                }
                continue
            }
            let text = NamedVersionFile.path(token)
            guard !text.isEmpty, text.utf8.count < 200, !text.contains(where: \.isWhitespace) else {
                parts = []
                continue
            }
            // Beside a file's own path, the first `..` is the file itself: `expand_path("../VERSION", __FILE__)`.
            let isFromFile =
                index + 2 < tokens.count && tokens[index + 1].text == "," && tokens[index + 2].text == "__FILE__"
            parts.append(isFromFile && text.hasPrefix("../") ? String(text.dropFirst(3)) : text)
            guard isWanted(text) else { continue }
            names.append(
                parts.indices.map { start in
                    let path = parts[start...].joined(separator: "/")
                    return (path.hasPrefix("..") ? [""] : [""] + ways)
                        .map { RepositoryPath.joined(folder, $0 + path) }
                        .filter { !$0.hasPrefix("..") && !$0.hasPrefix("/") }
                })
        }
    }

    /// `"#{__DIR__}/config/VERSION"`, `f"{here}/VERSION"` and `"$rootDir/VERSION"` end with a path.
    private static func path(_ token: SourceToken) -> String {
        guard !token.isLiteral else { return token.text }
        if let close = token.text.lastIndex(of: "}") {
            return String(token.text[close...].dropFirst().drop { $0 == "/" })
        }
        guard token.text.hasPrefix("$"), let slash = token.text.firstIndex(of: "/") else { return token.text }
        return String(token.text[slash...].dropFirst())
    }

    /// Whether a text that is not a path, or a value, follows a `+` or Elixir's `<>`.
    private static func addsText(in tokens: [SourceToken]) -> Bool {
        tokens.indices.dropFirst().contains { index in
            let isPlus = tokens[index - 1].text == "+"
            let isJoint = index > 1 && tokens[index - 1].text == ">" && tokens[index - 2].text == "<"
            guard isPlus || isJoint, tokens[index - 1].kind == .sign else { return false }
            let next = tokens[index]
            return next.kind == .word
                || next.kind == .string && !next.text.contains("/") && !isVersionFileName(next.text)
        }
    }

    /// How far up a script may go before it names a file, apart from what stands in its path: `dirname(dirname(…))`,
    /// `.parent.parent`, `parents[1]`, and a `..` that stands alone.
    private static func waysUp(in tokens: [SourceToken]) -> [String] {
        var most = 0
        for (index, token) in tokens.enumerated() {
            switch token.text {
            case "parent", "dirname":
                let around = tokens[max(0, index - 12)..<min(tokens.count, index + 4)]
                // Of a folder, as opposed to a file, the first step leads up.
                let first = around.contains { $0.text == "__dir__" || $0.text == "__DIR__" } ? 1 : 0
                most = max(
                    most, first + around.prefix { $0.range != token.range }.filter { $0.text == token.text }.count)
            case "pardir": most = max(most, 1)
            case "parents" where index + 2 < tokens.count: most = max(most, Int(tokens[index + 2].text) ?? 1)
            default:
                let parts = token.text.split(separator: "/")
                if token.kind == .string, !parts.isEmpty, parts.allSatisfy({ $0 == ".." }) {
                    most = max(most, parts.count)
                }
            }
        }
        return most == 0 ? [] : (1...min(most, 8)).map { String(repeating: "../", count: $0) }
    }

    var isEmpty: Bool { names.isEmpty }

    /// The files that are here, among all paths.
    func existing(among paths: some Collection<String>) -> [String] {
        let wanted = Set(names.joined().joined())
        guard !wanted.isEmpty else { return [] }
        let here = Set(paths.filter(wanted.contains))
        var seen: Set<String> = []
        return names.compactMap { name in name.lazy.map { $0.filter(here.contains) }.first { !$0.isEmpty } }
            .joined().filter { seen.insert($0).inserted }
    }

    /// Whether it is a version file in the script's own folder, which is made by others where it is not here.
    var isBesideScript: Bool {
        names.contains { name in
            name.first?.first.map { isFollowedVersionFile($0) && RepositoryPath.folder(of: $0) == folder } ?? false
        }
    }

    func answer(in files: [String: [UInt8]]) -> Answer {
        let existing = existing(among: files.keys)
        guard let file = existing.first, let bytes = files[file] else { return .missing }
        guard existing.count == 1 else { return .ambiguous(existing) }
        if isComposed { return .part(file) }
        return VersionFileEcosystem().source(in: file, bytes: bytes).map { .found($0) } ?? .unreadable(file)
    }
}

extension NamedVersionFile.Answer {
    var source: VersionSource? {
        if case .found(let source) = self { source } else { nil }
    }

    var isMissing: Bool {
        if case .missing = self { true } else { false }
    }

    /// Why the version can't be followed to a file that is here; nil where it can, or where no such file is.
    ///
    /// - Parameter name: The component's.
    func fault(_ code: String, at place: Place, of name: String) -> Diagnostic? {
        switch self {
        case .missing, .found: nil
        case .unreadable(let file):
            Diagnostic(
                code: code, place: place,
                message: "The version is read from \(file), whose first line is not a version.",
                suggestion:
                    "Write the bare version there, or say where it stands: components: { \(yamlText(name)): { extra-files: [{ path: \(yamlText("/" + file)), pattern: 'version = {version}' }] } }"
            )
        case .part(let file):
            Diagnostic(
                code: code, place: place,
                message: "The version is put together of what \(file) says and more, which can't be followed.",
                suggestion: "Write the entire version into \(file).")
        case .ambiguous(let files):
            Diagnostic(
                code: code, place: place,
                message: "The version may be read from \(files.joined(separator: " or ")).",
                suggestion:
                    "Say which file it is: components: { \(yamlText(name)): { version-files: [\(yamlText("/" + files[0]))] } }"
            )
        }
    }
}

/// Whether a path names a file that usually holds a version and nothing else.
func isVersionFileName(_ path: String) -> Bool {
    // `../RAILS_VERSION`
    isFollowedVersionFile(path) || (path.contains("/") && path.hasSuffix("_VERSION"))
}

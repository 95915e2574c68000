import ReleaseModel
import ReleaseText

/// One [`*.gemspec`](https://guides.rubygems.org/specification-reference/): what its specification says in plain values.
///
/// The file is a program. What is computed is not read; a version that is a constant is looked for in other files.
struct Gemspec {
    let source: RubySource
    private(set) var lists: [RubyRequirementList] = []
    private(set) var package: FoundPackage?
    private(set) var diagnostics: [Diagnostic] = []
    /// The name that the version is taken from, without its modules (`VERSION`); nil where it is written here.
    private(set) var versionConstant: String?
    /// Where the version is computed; nil where it is written here.
    private var computedVersion: SourceToken?
    /// What it is computed of.
    private var expression: [SourceToken] = []
    private var values: [ScannedValue] = []
    /// Names of what it requires by a computed requirement (`"= #{VERSION}"`).
    private(set) var computedRequirements: Set<String> = []

    var file: String { source.file }
    var folder: String { RepositoryPath.folder(of: source.file) }

    init(file: String, bytes: [UInt8]) {
        source = RubySource(file: file, bytes: bytes)
        guard let (variable, start) = specification() else { return }
        let arguments = source.arguments(from: start)
        let name =
            assigned("name", of: variable).flatMap { RubySource.literal($0) }
            ?? arguments.first.flatMap(RubySource.literal)
        var requirements: [FoundRequirement] = []
        readRequirements(of: variable, into: &requirements)
        let version = assigned("version", of: variable) ?? (arguments.count > 1 ? arguments[1] : nil)
        let found = version.flatMap { readVersion($0) }
        guard let name else { return }
        package = FoundPackage(
            ecosystem: .ruby, name: name.text, path: folder, manifest: source.place(of: name),
            versionSources: found.map { [$0] } ?? [], requirements: requirements)
    }

    func scanned(_ bytes: [UInt8]) -> ScannedFile {
        ScannedFile(
            file: file, bytes: bytes,
            values: (values + lists.flatMap(\.values)).sorted { $0.range.lowerBound < $1.range.lowerBound })
    }

    /// The name that the block of `Gem::Specification.new` gives it, and the index of what follows `new`.
    private func specification() -> (String, Int)? {
        let tokens = source.tokens
        for index in tokens.indices
        where source.isWord(index, "Specification") && source.isSign(index + 1, ".") && source.isWord(index + 2, "new")
        {
            for next in (index + 3)..<min(tokens.count, index + 60)
            where source.isSign(next, "|") && source.isSign(next + 2, "|") && tokens[next + 1].kind == .word {
                return (tokens[next + 1].text, index + 3)
            }
        }
        return nil
    }

    /// What is assigned to an attribute for the first time.
    private func assigned(_ attribute: String, of variable: String) -> [SourceToken]? {
        for index in source.tokens.indices
        where source.isWord(index, variable) && source.isSign(index + 1, ".") && source.isWord(index + 2, attribute)
            && source.isSign(index + 3, "=") && !source.isSign(index + 4, "=")
        {
            let arguments = source.arguments(from: index + 4)
            return arguments.count == 1 ? arguments[0] : nil
        }
        return nil
    }

    private mutating func readVersion(_ expression: [SourceToken]) -> VersionSource? {
        if let text = RubySource.literal(expression) { return versionSource("version", text.text, text) }
        computedVersion = expression.first
        self.expression = expression
        let path = RubySource.constant(expression)
        let local = expression.count == 1 && expression[0].kind == .word ? expression[0].text : nil
        guard let constant = path.last ?? local else { return nil }
        let here = RubyConstants.values(of: source).filter { $0.key == constant }
        if here.count == 1, let token = source.tokens.first(where: { $0.range == here[0].range }) {
            return versionSource(constant, here[0].text, token)
        }
        if local == nil || path.count > 1 { versionConstant = constant }
        return nil
    }

    private mutating func versionSource(_ key: String, _ text: String, _ token: SourceToken) -> VersionSource? {
        computedVersion = nil
        guard RubyVersion(text) != nil else {
            note("invalid-version", at: token, "'\(text.prefix(80))' is not a valid gem version.")
            return nil
        }
        values.append(ScannedValue(key: key, text: token.text, range: token.range))
        return VersionSource(ecosystem: .ruby, place: source.place(of: token), key: key, value: text)
    }

    private static let kinds: [String: EdgeKind] = [
        "add_dependency": .normal, "add_runtime_dependency": .normal, "add_development_dependency": .dev,
    ]

    private mutating func readRequirements(of variable: String, into found: inout [FoundRequirement]) {
        var numbers: [String: Int] = [:]
        for index in source.tokens.indices where source.isWord(index, variable) && source.isSign(index + 1, ".") {
            guard index + 2 < source.tokens.count, let kind = Gemspec.kinds[source.tokens[index + 2].text] else {
                continue
            }
            let arguments = source.arguments(from: index + 3)
            guard let name = arguments.first.flatMap(RubySource.literal) else { continue }
            var one = FoundRequirement(
                package: name.text, kind: kind, requirement: nil, place: source.place(of: name), key: nil)
            let list = kind == .dev ? "development_dependencies" : "dependencies"
            let path = ValuePath(keys: list, name.text)
            let number = numbers[path.description, default: 0]
            numbers[path.description] = number + 1
            if let literals = RubyRequirementList.literals(arguments.dropFirst()) {
                let key = (number == 0 ? path : path.appending(index: number)).description
                add(RubyRequirementList(key: key, literals: literals), to: &one)
            } else if arguments.count > 1 {
                computedRequirements.insert(name.text)
            }
            found.append(one)
        }
    }

    private mutating func add(_ list: RubyRequirementList, to one: inout FoundRequirement) {
        if let fault = list.literals.first(where: { RubyRequirement($0.text)?.comparators.count != 1 }) {
            return note("invalid-requirement", at: fault, "'\(fault.text.prefix(80))' is not a valid gem requirement.")
        }
        lists.append(list)
        (one.requirement, one.key) = (list.text, list.key)
    }

    private mutating func note(_ code: String, at token: SourceToken, _ message: String) {
        diagnostics.append(
            Diagnostic(
                .warning, code: "ruby.\(code)", place: source.place(of: token), message: message,
                excerpt: source.excerpt(of: token)))
    }

    /// What to say where the version's constant is not found.
    var computedVersionWarning: Diagnostic? {
        computedVersion.map { token in
            Diagnostic(
                .warning, code: "ruby.computed-version", place: source.place(of: token),
                message: "The version is computed, and no plain text of it is found.",
                excerpt: source.excerpt(of: token),
                suggestion: "Write it in the gemspec, or as VERSION = \"1.2.3\" in lib/…/version.rb.")
        }
    }

    /// The version of a file that the script or its constant reads, or why a release would keep the old version in its tree.
    /// Neither, where nothing here says the version: git and the environment are outside, and so is a version file that a build
    /// makes.
    ///
    /// - Parameter constants: The files that may hold the version's constant, none of which has it as a text.
    func computedVersion(beside constants: [RubySource], in files: [String: [UInt8]]) -> (VersionSource?, Diagnostic?) {
        guard var fault = computedVersionWarning, let name = package?.name else { return (nil, nil) }
        fault.severity = .error
        let definition = constants.lazy.compactMap { source in
            source.definition(of: versionConstant ?? "").map { (source, $0) }
        }.first
        let file = definition.map { $0.versionFile(in: $1) } ?? versionFile
        let answer = file.answer(in: files)
        if let source = answer.source { return (source, nil) }
        if let found = answer.fault(fault.code, at: fault.place, of: name) { return (nil, found) }
        let isGiven = expression.contains { $0.kind == .word && $0.text == "ENV" || $0.text.contains("git describe") }
        let isWritten = expression.contains { $0.kind == .string && isWrittenVersion($0.text) }
        let isMade = definition == nil && file.isBesideScript
        guard !isMade, !isGiven || isWritten else { return (nil, nil) }
        fault.suggestion =
            "Write it in the gemspec, or as VERSION = \"1.2.3\" in lib/…/version.rb. Or say where it stands: components: { NAME: { extra-files: [{ path: FILE, pattern: '{version}' }] } }"
        return (nil, fault)
    }

    /// The file that the version is read from, as the script says.
    var versionFile: NamedVersionFile { source.versionFile(in: expression) }

    /// Files that may hold the constant, among all paths: those that the gemspec names, then every `version.rb`.
    func versionFiles(among paths: some Collection<String>) -> [String] {
        guard versionConstant != nil else { return [] }
        let root = folder == "." ? "" : folder + "/"
        var named: [String] = []
        for token in source.tokens where token.kind == .string && token.text.utf8.count < 200 {
            let text = token.text.hasPrefix("../") ? String(token.text.dropFirst(3)) : token.text
            let name = text.hasSuffix(".rb") ? text : text + ".rb"
            named += [RepositoryPath.joined(folder, name), RepositoryPath.joined(folder, "lib/" + name)]
        }
        let wanted = Set(named)
        let known = paths.filter { wanted.contains($0) }.sorted()
        let inLibrary = paths.filter { $0.hasPrefix(root + "lib/") && RepositoryPath.name(of: $0) == "version.rb" }
        return known + inLibrary.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }.filter { !wanted.contains($0) }
    }
}

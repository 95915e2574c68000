package import ReleaseModel
import ReleaseText

/// A `setup.py` as far as its call of `setup` names plain values; what is computed is left alone.
package struct SetupScript {
    private(set) var scanned: ScannedFile
    private(set) var requirements: [FoundRequirement] = []
    package private(set) var name: (text: String, place: Place)?
    package private(set) var version: VersionSource?
    /// Where a version is computed in a way that can't be followed; nil otherwise.
    private(set) var computedVersion: Place?
    /// What computes it.
    private var expression: [SourceToken] = []
    /// Whether tags or the environment give the computed version, or a version file that a build makes.
    private(set) var isVersionFromOutside = false
    /// The module whose attribute the version is: `acme` of `version=acme.__version__`.
    private(set) var versionModule: String?
    /// Python files that the script names, relative to its folder: `"acme/version.py"`, `join(here, "acme", "version.py")`.
    private(set) var namedModules: [String] = []
    private let tokens: [SourceToken]
    private let places: TextPlaces

    package init(file: String, bytes: [UInt8]) {
        scanned = ScannedFile(file: file, bytes: bytes)
        places = TextPlaces(file: file, bytes: bytes)
        tokens = sourceTokens(of: bytes, language: .python).filter { $0.kind != .lineEnd }
        namedModules = SetupScript.modules(in: tokens)
        guard let start = tokens.indices.dropLast().first(where: { tokens[$0].text == "setup" && isSign($0 + 1, "(") })
        else { return }
        readArguments(from: start + 2)
    }

    /// Texts that end with `.py`, with the texts before them that only a comma parts from them.
    private static func modules(in tokens: [SourceToken]) -> [String] {
        var parts: [String] = []
        var found: [String] = []
        for (index, token) in tokens.enumerated() {
            if token.kind == .string, token.isLiteral {
                parts.append(token.text)
                if token.text.hasSuffix(".py"), !token.text.hasPrefix("/") {
                    found += parts.indices.map { parts[$0...].joined(separator: "/") }
                    parts = []
                }
            } else if token.text != "," || index == 0 || tokens[index - 1].kind != .string {
                parts = []
            }
        }
        return found
    }

    private func isSign(_ index: Int, _ text: String) -> Bool {
        tokens.indices.contains(index) && tokens[index].kind == .sign && tokens[index].text == text
    }

    /// `name=value` at the call's own level.
    private mutating func readArguments(from start: Int) {
        var depth = 1
        var index = start
        while index < tokens.count, depth > 0 {
            let token = tokens[index]
            if token.kind == .sign {
                if "([{".contains(token.text) { depth += 1 }
                if ")]}".contains(token.text) { depth -= 1 }
            } else if depth == 1, token.kind == .word, isSign(index + 1, "="), index + 2 < tokens.count {
                read(token.text, at: index + 2)
            }
            index += 1
        }
    }

    private mutating func read(_ argument: String, at index: Int) {
        let value = tokens[index]
        let isWhole = isSign(index + 1, ",") || isSign(index + 1, ")")
        switch argument {
        case "name" where value.kind == .string && value.isLiteral && isWhole:
            name = (value.text, places.place(at: value.range.lowerBound))
        case "version" where value.kind == .string && value.isLiteral && isWhole && Version(python: value.text) != nil:
            scanned.values.append(ScannedValue(key: "version", text: value.text, range: value.range))
            version = VersionSource(
                ecosystem: .python, place: places.place(at: value.range.lowerBound), key: "version", value: value.text)
        case "version" where value.kind == .word && isWhole:
            readConstant(value)
        case "version":
            computedVersion = places.place(at: value.range.lowerBound)
            versionModule = attributeOwner(at: index)
            expression = wholeArgument(at: index)
            isVersionFromOutside = isFromOutside
        case "install_requires": readList(argument, kind: .normal, at: index)
        case "setup_requires": readList(argument, kind: .build, at: index)
        case "tests_require": readList(argument, kind: .dev, at: index)
        case "extras_require": readExtras(at: index)
        default: break
        }
    }

    /// Words of what asks git or the environment for a version.
    static let surroundings: Set = [
        "versioneer", "setuptools_scm", "environ", "getenv", "subprocess", "check_output", "Popen", "dunamai",
    ]

    private func wholeArgument(at start: Int) -> [SourceToken] {
        var depth = 0
        let end = tokens[start...].indices.first { index in
            guard tokens[index].kind == .sign else { return false }
            if "([{".contains(tokens[index].text) { depth += 1 }
            if ")]}".contains(tokens[index].text) { depth -= 1 }
            return depth < 0 || (depth == 0 && tokens[index].text == ",")
        }
        return Array(tokens[start..<(end ?? tokens.count)])
    }

    /// Whether the version's own expression reads a file.
    private var readsFile: Bool {
        expression.contains { $0.kind == .word && ["open", "read_text", "Path"].contains($0.text) }
    }

    /// The file that the version's own expression reads.
    var readFile: NamedVersionFile {
        NamedVersionFile(
            in: expression, folder: folder, script: tokens,
            isWanted: { [readsFile] in readsFile || isVersionFileName($0) })
    }

    /// Files that usually hold a version, wherever the script names them.
    var namedFile: NamedVersionFile { NamedVersionFile(in: tokens, folder: folder) }

    private var folder: String { RepositoryPath.folder(of: scanned.file) }

    private var isFromOutside: Bool {
        if namedFile.isBesideScript { return true }
        if expression.contains(where: { $0.kind == .string && isWrittenVersion($0.text) }) { return false }
        // What a function does stands somewhere in the script; what reads a file is read here.
        return !readsFile && tokens.contains { $0.kind == .word && SetupScript.surroundings.contains($0.text) }
    }

    /// What stands before the last dot of `a.b.c`; nil for calls and everything else.
    private func attributeOwner(at start: Int) -> String? {
        var names: [String] = []
        var index = start
        while index < tokens.count, tokens[index].kind == .word {
            names.append(tokens[index].text)
            guard isSign(index + 1, ".") else { break }
            index += 2
        }
        guard names.count > 1, isSign(index + 1, ",") || isSign(index + 1, ")") else { return nil }
        return names.dropLast().joined(separator: ".")
    }

    /// `version=VERSION`, where the same file says `VERSION = "1.2.3"`.
    private mutating func readConstant(_ name: SourceToken) {
        let constants = PythonConstants(file: scanned.file, bytes: scanned.bytes)
        guard let value = constants.version(name.text) else {
            computedVersion = places.place(at: name.range.lowerBound)
            isVersionFromOutside = isFromOutside
            return
        }
        scanned.values.append(value)
        version = VersionSource(
            ecosystem: .python, place: places.place(at: value.range.lowerBound), key: value.key, value: value.text)
    }

    /// `["a>=1", "b"]`: the texts up to the bracket that closes.
    ///
    /// - Returns: Where that bracket is.
    @discardableResult
    private mutating func readList(_ key: String, kind: EdgeKind, at start: Int) -> Int {
        guard isSign(start, "[") || isSign(start, "(") else { return start }
        var index = start + 1
        var number = 0
        while index < tokens.count, !isSign(index, "]"), !isSign(index, ")") {
            let token = tokens[index]
            if token.kind == .string {
                add(token, key: "\(key)[\(number)]", kind: kind)
                number += 1
            }
            index += 1
        }
        return index
    }

    /// `{"extra": ["a>=1"]}`
    private mutating func readExtras(at start: Int) {
        guard isSign(start, "{") else { return }
        var index = start + 1
        while index < tokens.count, !isSign(index, "}") {
            if tokens[index].kind == .string, isSign(index + 1, ":"), isSign(index + 2, "[") {
                // Not twice, also where a text without its second quote reaches into the next list.
                index = readList(
                    ValuePath(keys: "extras_require", tokens[index].text).description, kind: .optional, at: index + 2)
            }
            index += 1
        }
    }

    private mutating func add(_ token: SourceToken, key: String, kind: EdgeKind) {
        // Bytes that are no UTF-8 are longer as text, whose offsets then mean nothing.
        guard token.isLiteral, token.range.count == token.text.utf8.count, let found = RequirementString(token.text)
        else { return }
        // A list without its second bracket reaches into the next argument, which then reads the same again.
        guard (scanned.values.last?.range.upperBound ?? 0) <= token.range.lowerBound else { return }
        var requirement = FoundRequirement(
            package: found.name, kind: kind, requirement: nil, place: places.place(at: token.range.lowerBound), key: nil
        )
        if !found.specifier.isEmpty {
            let start = token.range.lowerBound
            let range = (start + found.specifierRange.lowerBound)..<(start + found.specifierRange.upperBound)
            scanned.values.append(ScannedValue(key: key, text: found.specifier, range: range))
            (requirement.requirement, requirement.key) = (found.specifier, key)
        }
        requirements.append(requirement)
    }
}

import ReleaseText

/// What assignments are whose text does not stand there.
extension GradleScript {
    func expression(at start: Int) -> Expression {
        var found = Expression(kind: .elsewhere, offset: scanner.tokens[start].range.lowerBound)
        found.containsVersion = containsVersion(from: start)
        found.tokens = expanded(from: start)
        found.kind = kind(at: start, of: found)
        // What stands for a value that is not given may be followed.
        if let fallback = fallback(from: start) {
            switch expression(at: fallback).kind {
            case .elsewhere: break
            case let kind: found.kind = kind
            }
        }
        return found
    }

    private func kind(at start: Int, of found: Expression) -> Expression.Kind {
        if let name = reference(at: start) { return .name(name) }
        if let (key, object) = entry(at: start) {
            return ["ext", "extra", "properties"].contains(object) ? .name(key) : .entry(key, of: object)
        }
        if let (version, catalogue) = catalogued(at: start) { return .catalogued(version, in: catalogue) }
        // Other uses of `libs` and `file("VERSION").text` are of the repository; what git, the command line, the
        // environment or another project says is not written here.
        let isComposed = (start..<statementEnd(from: start)).contains { isString($0) && plain($0) == nil }
        let isRead = word(start) == "libs" || (found.readsFile && !found.asksGit)
        return isComposed || isRead || found.containsVersion ? .computed : .elsewhere
    }

    /// Version and catalogue of `libs.versions.app.get()`.
    private func catalogued(at start: Int) -> (version: String, catalogue: String)? {
        var names: [String] = []
        var at = start
        while let name = word(at) {
            names.append(name)
            guard isSymbol(at + 1, ".") else { break }
            at += 2
        }
        guard names.count > 3, names[1] == "versions", names.last == "get", isSymbol(at + 1, "("),
            isSymbol(at + 2, ")"),
            isEnd(at + 3)
        else { return nil }
        return (names[2..<(names.count - 1)].joined(separator: "."), names[0])
    }

    /// What follows the last `?:` of a statement, where it is not a text.
    private func fallback(from start: Int) -> Int? {
        let end = statementEnd(from: start)
        let sign = (start..<end).last { isSymbol($0, "?") && isSymbol($0 + 1, ":") }
        return sign.map { $0 + 2 }.flatMap { $0 < end && !isString($0) ? $0 : nil }
    }

    /// The tokens of a statement, with the functions and the variables of this script that it names.
    private func expanded(from start: Int) -> [SourceToken] {
        var found: [SourceToken] = []
        var pending = [start..<statementEnd(from: start)]
        var seen: Set<String> = []
        while let range = pending.popLast(), found.count < 1000 {
            for at in range {
                guard let token = sourceToken(at) else { continue }
                found.append(token)
                guard token.kind == .word, seen.insert(token.text).inserted else { continue }
                let getter = "get" + token.text.prefix(1).uppercased() + token.text.dropFirst()
                if let value = definitionStarts[token.text], !range.contains(value) {
                    pending.append(value..<statementEnd(from: value))
                } else if let body = functionBody(token.text) ?? functionBody(getter), !range.overlaps(body) {
                    pending.append(body)
                }
            }
        }
        return found
    }

    private func sourceToken(_ index: Int) -> SourceToken? {
        let token = scanner.tokens[index]
        let kind: SourceToken.Kind
        switch token.kind {
        case .word: kind = .word
        case .string: kind = .string
        case .symbol: kind = .sign
        case .end: return nil
        }
        return SourceToken(
            kind: kind, text: scanner.text(token), range: token.range, isLiteral: kind != .string || plain(index) != nil
        )
    }

    /// Whether it says the version of other projects.
    var isForOthers: Bool { ["allprojects.version", "subprojects.version"].contains { expressions[$0] != nil } }

    /// What its variables are that it computes.
    var definedExpressions: [Expression] {
        computedDefinitions.compactMap { definitionStarts[$0] }.sorted().map(expression(at:))
    }

    /// Where a script sets the version of projects by an assignment within a block that is not read.
    var otherAssignment: Int? {
        scanner.tokens.indices.first { index in
            word(index) == "version" && isSymbol(index + 1, "=") && plain(index + 2).map(isWrittenVersion) ?? false
        }.map { scanner.tokens[$0].range.lowerBound }
    }

    /// All tokens of the script.
    var sourceTokens: [SourceToken] { scanner.tokens.indices.compactMap(sourceToken) }

    /// Where a statement ends, or the block around it; looks at most 200 tokens far.
    private func statementEnd(from start: Int) -> Int {
        var depth = 0
        let limit = min(scanner.tokens.count, start + 200)
        for at in start..<max(start, limit) {
            if ["(", "[", "{"].contains(where: { isSymbol(at, $0) }) { depth += 1 }
            if [")", "]", "}"].contains(where: { isSymbol(at, $0) }) { depth -= 1 }
            if depth < 0 || (depth == 0 && kind(at) == .end) { return at }
        }
        return max(start, limit)
    }

    /// `def v() { … }`, `String v() { … }` and `fun v() = …`.
    private func functionBody(_ name: String) -> Range<Int>? {
        let start = scanner.tokens.indices.dropLast(3).first { index in
            ["def", "fun", "String"].contains(word(index)) && word(index + 1) == name && isSymbol(index + 2, "(")
        }
        return start.map { $0 + 1..<statementEnd(from: $0) }
    }

    /// Whether the rest of a statement has a version in it: as a text, or in a variable or function of this script.
    private func containsVersion(from start: Int) -> Bool {
        for at in start..<statementEnd(from: start) {
            if let text = plain(at), isWrittenVersion(text) { return true }
            guard let name = word(at) else { continue }
            if isSymbol(at + 1, "("), let body = functionBody(name),
                body.contains(where: { plain($0).map(isWrittenVersion) ?? false })
            {
                return true
            }
            if at > start || !isEnd(at + 1), let value = definitions[name], isWrittenVersion(value.text) { return true }
        }
        return false
    }

    private static let scopes: Set = ["project", "rootProject", "providers", "gradle", "ext", "extra"]

    /// The name that a value is: `VERSION_NAME`, `"$VERSION_NAME"`, `property("VERSION_NAME")`, `findProperty(…)`,
    /// `providers.gradleProperty(…).get()`, `rootProject.ext.appVersion`.
    private func reference(at start: Int) -> String? {
        if let parts = insertion(at: start) { return parts.count == 1 ? parts[0] : nil }
        var at = start
        while let name = word(at), isSymbol(at + 1, "."), GradleScript.scopes.contains(name) { at += 2 }
        guard let name = word(at) else { return nil }
        // Another project's own version is inherited, not named.
        if isEnd(at + 1), GradleScript.isName(Substring(name)), name != "version", name != "group" { return name }
        guard ["property", "findProperty", "gradleProperty"].contains(name), isSymbol(at + 1, "(") else { return nil }
        return plain(at + 2)
    }

    /// The names in a text that is one insertion: `"$a"`, `"${a.b}"`, without scopes.
    private func insertion(at start: Int) -> [String]? {
        guard isString(start), plain(start) == nil, isEnd(start + 1) else { return nil }
        let text = scanner.text(scanner.tokens[start])
        guard text.hasPrefix("$") else { return nil }
        let name = text.hasPrefix("${") && text.hasSuffix("}") ? text.dropFirst(2).dropLast() : text.dropFirst()
        guard GradleScript.isName(name) else { return nil }
        let parts = name.split(separator: ".").map(String.init)
        return Array(parts.dropLast().drop(while: GradleScript.scopes.contains)) + parts.suffix(1)
    }

    /// Key and object of `props["version"]`, `props.getProperty("version")`, `props.version` and `"${props.version}"`.
    private func entry(at start: Int) -> (key: String, object: String)? {
        if let parts = insertion(at: start) { return parts.count == 2 ? (parts[1], parts[0]) : nil }
        var at = start
        while let name = word(at), isSymbol(at + 1, "."), GradleScript.scopes.contains(name) { at += 2 }
        guard var object = word(at) else { return nil }
        if isSymbol(at + 1, "["), isSymbol(at + 3, "]"), let key = plain(at + 2) { return (key, object) }
        // `acme.build.Versions.APP`
        while isSymbol(at + 1, "."), isSymbol(at + 3, "."), let next = word(at + 2), word(at + 4) != "toString",
            next.first?.isUppercase == true || word(at + 4)?.first?.isUppercase == true
        {
            (object, at) = (next, at + 2)
        }
        guard isSymbol(at + 1, "."), let member = word(at + 2) else { return nil }
        if ["get", "getProperty", "getOrDefault"].contains(member), isSymbol(at + 3, "("), let key = plain(at + 4) {
            return (key, object)
        }
        let isWhole =
            isEnd(at + 3) || word(at + 3) == "as" || isSymbol(at + 3, "!")
            || (isSymbol(at + 3, ".") && ["toString", "trim"].contains(word(at + 4)))
        return isWhole ? (member, object) : nil
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !first.isDigit else { return false }
        return text.utf8.allSatisfy { $0.isWord || $0 == UInt8(ascii: ".") }
    }
}

extension GradleScript.Expression {
    var readsFile: Bool {
        tokens.contains { token in
            token.kind == .word
                && ["file", "File", "readText", "readLines", "fileContents", "Properties"].contains(token.text)
        }
    }

    var asksGit: Bool {
        tokens.contains { $0.kind == .string && ($0.text == "git" || $0.text.hasPrefix("git ")) }
    }

    /// Whether a version stands among all that it is made of.
    var isWritten: Bool { tokens.contains { $0.kind == .string && isWrittenVersion($0.text) } }

    /// The file that it reads, which holds a version and nothing else.
    ///
    /// - Parameter folder: Where relative paths begin.
    func versionFile(in folder: String) -> NamedVersionFile {
        NamedVersionFile(
            in: tokens, folder: folder, script: tokens, isWanted: { [readsFile] in readsFile || isVersionFileName($0) })
    }

    /// Whether its paths begin at the build's folder, wherever it is evaluated.
    var isBelowRoot: Bool {
        tokens.contains { ["rootProject", "rootDir"].contains($0.text) || $0.text.contains("rootDir") }
    }
}

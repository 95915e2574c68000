import ReleaseModel
package import ReleaseText

/// One `mix.exs`: what its `project` and `deps` say in plain values.
///
/// The file is a program. What is computed is not read; `version: @version` is followed to the attribute.
package struct MixProject {
    let file: String
    private let tokens: [SourceToken]
    /// Where the first token of each line stands.
    private let lineStarts: Set<Int>
    private let places: TextPlaces
    /// Name, version and requirements as values that can be edited.
    package private(set) var scanned: ScannedFile
    private(set) var package: FoundPackage?
    private(set) var requirements: [FoundRequirement] = []
    /// `apps_path` of an umbrella project, relative to the repository; nil for others.
    private(set) var applications: String?
    /// Where a version begins that is not written as a text; nil where it is.
    private var computedVersion: SourceToken?

    package init(file: String, bytes: [UInt8]) {
        self.file = file
        let all = sourceTokens(of: bytes, language: .elixir)
        tokens = all.filter { $0.kind != .lineEnd }
        lineStarts = Set(
            all.indices.dropFirst().filter { all[$0 - 1].kind == .lineEnd }.map { all[$0].range.lowerBound })
        places = TextPlaces(file: file, bytes: bytes)
        scanned = ScannedFile(file: file, bytes: bytes)
        let folder = RepositoryPath.folder(of: file)
        applications = keyword("apps_path").flatMap {
            $0.kind == .string ? RepositoryPath.joined(folder, $0.text) : nil
        }
        let version = versionToken()
        if let (key, token) = version {
            scanned.values.append(ScannedValue(key: key, text: token.text, range: token.range))
        }
        requirements = dependencies()
        // The root of an umbrella has no `app:`. It is not a package, but what it requires can be edited.
        guard let name = atom("app") else { return }
        package = FoundPackage(
            ecosystem: .mix, name: name.text, path: folder, manifest: places.place(at: name.range.lowerBound),
            versionSources: version.map { key, token in
                [
                    VersionSource(
                        ecosystem: .mix, place: places.place(at: token.range.lowerBound), key: key, value: token.text)
                ]
            } ?? [],
            requirements: requirements)
        if version == nil { computedVersion = keyword("version") }
    }

    /// Whether parts of the file may not count.
    var isConditional: Bool {
        tokens.contains { $0.kind == .word && ["if", "unless", "case", "cond"].contains($0.text) }
    }

    /// The file that the version is read from.
    var versionFile: NamedVersionFile? {
        computedVersion.map { value in
            let expression = expression(of: value)
            let reads = expression.contains {
                $0.kind == .word && ["read", "read!", "stream!", "readlines"].contains($0.text)
            }
            return NamedVersionFile(
                in: expression, folder: RepositoryPath.folder(of: file), script: expression,
                isWanted: { reads || isVersionFileName($0) })
        }
    }

    /// The package with the version of the file that it is read from, or with the reason why it can't be followed.
    func package(with files: [String: [UInt8]]) -> FoundPackage? {
        guard var package, let computedVersion, let versionFile else { return package }
        let place = places.place(at: computedVersion.range.lowerBound)
        let answer = versionFile.answer(in: files)
        if let source = answer.source {
            package.versionSources = [source]
        } else if let fault = answer.fault("mix.computed-version", at: place, of: package.name) {
            package.versionFaults = [fault]
        } else if isComputedHere(computedVersion, versionFile) {
            package.versionFaults = [
                Diagnostic(
                    code: "mix.computed-version", place: place,
                    message: "The version is computed, and no plain text of it is found.",
                    suggestion:
                        "Write it in mix.exs: @version \"1.2.3\". Or say where it stands: components: { NAME: { extra-files: [{ path: FILE, pattern: 'version = \"{version}\"' }] } }"
                )
            ]
        }
        return package
    }

    /// Whether a version that is not written as a text is made of what the repository says, and not of its tags, the environment
    /// or a version file that a build makes.
    private func isComputedHere(_ value: SourceToken, _ file: NamedVersionFile) -> Bool {
        let expression = expression(of: value)
        let isWritten = expression.contains { $0.kind == .string && isWrittenVersion($0.text) }
        guard !isWritten else { return true }
        return !file.isBesideScript && !expression.contains { $0.kind == .word && $0.text == "System" }
    }

    /// What a value is, with the attributes and functions of the file that stand in it.
    private func expression(of value: SourceToken) -> [SourceToken] {
        guard let at = tokens.firstIndex(of: value) else { return [] }
        var found: [SourceToken] = []
        var pending = [at]
        var seen: Set<String> = []
        while let start = pending.popLast(), seen.count < 16 {
            let part = expression(at: start)
            found += part
            for index in part.indices where tokens[index].kind == .word && index > part.startIndex {
                let isAttribute = isSign(index - 1, "@")
                let isDefined = isAttribute || isFunction(tokens[index].text)
                if isDefined, seen.insert(tokens[index].text).inserted {
                    pending.append(isAttribute ? index - 1 : index)
                }
            }
        }
        return found
    }

    private func isFunction(_ name: String) -> Bool {
        tokens.indices.dropLast(1).contains {
            ["def", "defp"].contains(tokens[$0].text) && tokens[$0 + 1].text == name
        }
    }

    /// What an attribute or a function of the file is, or what stands there.
    private func expression(at start: Int) -> ArraySlice<SourceToken> {
        let openers: Set = ["def", "defp", "use", "import", "end"]
        func body(from index: Int) -> ArraySlice<SourceToken> {
            let end = tokens[index...].indices.dropFirst().first { at in
                (isSign(at, "@") && lineStarts.contains(tokens[at].range.lowerBound))
                    || (tokens[at].kind == .word && openers.contains(tokens[at].text))
            }
            return tokens[index..<min(end ?? tokens.count, index + 200)]
        }
        if isSign(start, "@"), start + 1 < tokens.count {
            let name = tokens[start + 1].text
            let definition = tokens.indices.dropLast(2).first { index in
                isSign(index, "@") && tokens[index + 1].text == name && index != start
                    && !isSign(index + 2, ",") && !isSign(index + 2, "]") && !isSign(index + 2, "}")
            }
            return definition.map { body(from: $0 + 2) } ?? []
        }
        let definition = tokens.indices.dropLast(1).first { index in
            ["def", "defp"].contains(tokens[index].text) && tokens[index + 1].text == tokens[start].text
        }
        if let definition { return body(from: definition + 1) }
        var depth = 0
        let end = tokens[start...].indices.first { at in
            guard tokens[at].kind == .sign else { return false }
            if "([{".contains(tokens[at].text) { depth += 1 }
            if ")]}".contains(tokens[at].text) { depth -= 1 }
            return depth < 0 || (depth == 0 && tokens[at].text == ",")
        }
        return tokens[start..<min(end ?? tokens.count, start + 40)]
    }

    private func isSign(_ index: Int, _ text: String) -> Bool {
        tokens.indices.contains(index) && tokens[index].kind == .sign && tokens[index].text == text
    }

    /// What stands after the first `key:`.
    private func keyword(_ key: String) -> SourceToken? {
        for index in tokens.indices where tokens[index].kind == .word && tokens[index].text == key {
            if isSign(index + 1, ":"), !isSign(index + 2, ":"), index + 2 < tokens.count { return tokens[index + 2] }
        }
        return nil
    }

    /// The name after `key: :name`.
    private func atom(_ key: String) -> SourceToken? {
        for index in tokens.indices where tokens[index].kind == .word && tokens[index].text == key {
            if isSign(index + 1, ":"), isSign(index + 2, ":"), index + 3 < tokens.count, tokens[index + 3].kind == .word
            {
                return tokens[index + 3]
            }
        }
        return nil
    }

    private func versionToken() -> (String, SourceToken)? {
        guard let value = keyword("version") else { return nil }
        if value.kind == .string { return value.isLiteral ? ("version", value) : nil }
        guard value.kind == .sign, value.text == "@", let at = tokens.firstIndex(of: value), at + 1 < tokens.count
        else {
            return nil
        }
        let name = tokens[at + 1].text
        for index in tokens.indices.dropLast(2)
        where isSign(index, "@") && tokens[index + 1].text == name && tokens[index + 2].kind == .string {
            return tokens[index + 2].isLiteral ? ("@" + name, tokens[index + 2]) : nil
        }
        return nil
    }

    /// `{:name, "~> 1.0", only: :test}` and `{:name, path: "../name"}`.
    private mutating func dependencies() -> [FoundRequirement] {
        var found: [FoundRequirement] = []
        var seen: [String: Int] = [:]
        for index in tokens.indices.dropLast(3)
        where isSign(index, "{") && isSign(index + 1, ":") && tokens[index + 2].kind == .word && isSign(index + 3, ",")
        {
            let name = tokens[index + 2]
            let end = closing(from: index)
            let options = Array(tokens[(index + 4)..<end])
            guard let first = options.first else { continue }
            var one = FoundRequirement(
                package: name.text, kind: .normal, requirement: nil, place: places.place(at: name.range.lowerBound),
                key: nil)
            if first.kind == .string, first.isLiteral {
                let number = seen[name.text, default: 0]
                seen[name.text] = number + 1
                let path = ValuePath(keys: "deps", name.text)
                let key = (number == 0 ? path : path.appending(index: number)).description
                scanned.values.append(ScannedValue(key: key, text: first.text, range: first.range))
                (one.requirement, one.key) = (first.text, key)
                one.place = places.place(at: first.range.lowerBound)
            } else if options.count < 2 || first.kind != .word || options[1].text != ":" {
                continue
            }
            read(options, into: &one)
            found.append(one)
        }
        return found
    }

    private func read(_ options: [SourceToken], into one: inout FoundRequirement) {
        let folder = RepositoryPath.folder(of: file)
        for index in options.indices.dropLast(2) where options[index].kind == .word && options[index + 1].text == ":" {
            let value = options[index + 2]
            switch options[index].text {
            case "path" where value.kind == .string: one.path = RepositoryPath.joined(folder, value.text)
            case "in_umbrella" where value.text == "true": one.path = RepositoryPath.joined(folder, "../" + one.package)
            case "optional" where value.text == "true": one.kind = .optional
            case "only": one.kind = only(options[(index + 2)...]) ? .dev : one.kind
            case "override" where value.text == "true" && one.requirement == nil: break
            default: break
            }
        }
    }

    /// Whether `only:` leaves out production.
    private func only(_ tokens: ArraySlice<SourceToken>) -> Bool {
        var names: [String] = []
        for token in tokens {
            if token.kind == .word { names.append(token.text) }
            if token.text == "]" || (token.text == "," && tokens.first?.text != "[") { break }
        }
        return !names.contains("prod")
    }

    /// The index of the bracket that closes the one at `index`, or the end; looks at most 200 tokens far.
    private func closing(from index: Int) -> Int {
        var depth = 0
        for next in index..<min(tokens.count, index + 200) where tokens[next].kind == .sign {
            if "{[(".contains(tokens[next].text) { depth += 1 }
            if "}])".contains(tokens[next].text) {
                depth -= 1
                if depth == 0 { return max(next, index + 4) }
            }
        }
        return min(tokens.count, index + 4)
    }
}

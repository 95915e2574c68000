import ReleaseModel
package import ReleaseText

/// One `mix.exs`: what its `project` and `deps` say in plain values.
///
/// The file is a program. What is computed is not read; `version: @version` is followed to the attribute.
package struct MixProject {
    let file: String
    private let tokens: [SourceToken]
    private let places: TextPlaces
    /// Name, version and requirements as values that can be edited.
    package private(set) var scanned: ScannedFile
    private(set) var package: FoundPackage?
    private(set) var requirements: [FoundRequirement] = []
    /// `apps_path` of an umbrella project, relative to the repository; nil for others.
    private(set) var applications: String?

    package init(file: String, bytes: [UInt8]) {
        self.file = file
        tokens = sourceTokens(of: bytes, language: .elixir).filter { $0.kind != .lineEnd }
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
        if version == nil, let value = keyword("version"), isComputedHere(value) {
            package?.versionFaults = [
                Diagnostic(
                    code: "mix.computed-version", place: places.place(at: value.range.lowerBound),
                    message: "The version is computed, and no plain text of it is found.",
                    suggestion:
                        "Write it in mix.exs: @version \"1.2.3\". Or say where it stands: components: { NAME: { extra-files: [{ path: FILE, pattern: 'version = \"{version}\"' }] } }"
                )
            ]
        }
    }

    /// Whether parts of the file may not count.
    var isConditional: Bool {
        tokens.contains { $0.kind == .word && ["if", "unless", "case", "cond"].contains($0.text) }
    }

    /// Whether a version that is not written as a text is made of what the repository says, and not of its tags or the environment. A
    /// `VERSION` file is followed by itself.
    private func isComputedHere(_ value: SourceToken) -> Bool {
        guard let at = tokens.firstIndex(of: value) else { return true }
        let expression = expression(at: at)
        // One of another folder is that folder's.
        if expression.contains(where: {
            $0.kind == .string && isFollowedVersionFile($0.text) && !$0.text.hasPrefix("..")
        }) {
            return false
        }
        let isWritten = expression.contains { $0.kind == .string && isWrittenVersion($0.text) }
        return isWritten || !expression.contains { $0.kind == .word && $0.text == "System" }
    }

    /// What an attribute or a function of the file is, or what stands there.
    private func expression(at start: Int) -> ArraySlice<SourceToken> {
        let openers: Set = ["def", "defp", "use", "import", "end"]
        func body(from index: Int) -> ArraySlice<SourceToken> {
            let end = tokens[index...].indices.first { at in
                isSign(at, "@") || (tokens[at].kind == .word && openers.contains(tokens[at].text) && at > index)
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
        let end = tokens[start...].indices.first { isSign($0, ",") || isSign($0, "]") } ?? tokens.count
        return tokens[start..<min(end, start + 40)]
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

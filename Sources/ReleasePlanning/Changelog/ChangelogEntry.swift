package import ReleaseModel

/// The Markdown entry of one release: header, what breaks, then a section for each kind of commit.
package struct ChangelogEntry: Sendable {
    /// What entries are made with.
    package struct Context: Sendable, Hashable {
        /// What links begin with; nil: nothing is linked.
        package var repositoryAddress: String?
        /// What links to users begin with; nil: none are made.
        package var hostAddress: String?
        package var version: String
        package var tag: String
        /// The tag before; nil: the header has no link.
        package var previousTag: String?
        /// As it is shown.
        package var date: String
        package var sections: [ChangelogSection]

        package init(
            repositoryAddress: String?, hostAddress: String?, version: String, tag: String, previousTag: String?,
            date: String, sections: [ChangelogSection]
        ) {
            self.repositoryAddress = repositoryAddress
            self.hostAddress = hostAddress
            self.version = version
            self.tag = tag
            self.previousTag = previousTag
            self.date = date
            self.sections = sections
        }
    }

    let context: Context
    private(set) var breaking: [String] = []
    /// In the order of their first entries.
    private var groups: [(title: String, lines: [(key: CollationKey, line: String)])] = []
    private let titles: [String: ChangelogSection]
    /// A title's place among the sections.
    private let ranks: [String: Int]

    package init(_ context: Context) {
        self.context = context
        titles = Dictionary(context.sections.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
        ranks = Dictionary(
            context.sections.enumerated().map { ($0.element.title, $0.offset) }, uniquingKeysWith: { first, _ in first }
        )
    }

    /// For asking what is shown.
    init(sections: [ChangelogSection]) {
        self.init(
            Context(
                repositoryAddress: nil, hostAddress: nil, version: "", tag: "", previousTag: nil, date: "",
                sections: sections))
    }

    /// Whether a commit is shown: its type is, or it breaks something, or it chose the version.
    package func shows(_ commit: ConventionalCommit) -> Bool {
        if commit.isBreaking || !commit.releaseAs.isEmpty { return true }
        return titles[commit.type.lowercased()].map { !$0.isHidden } ?? false
    }

    /// - Parameter id: nil for a commit that stands in no repository.
    package mutating func add(_ commit: ConventionalCommit, id: CommitID?) {
        guard shows(commit) else { return }
        let scope = commit.scope == "*" ? "" : commit.scope ?? ""
        let prefix = scope.isEmpty ? "" : "**\(scope):** "
        breaking += commit.breaking.map { "* \(prefix)\(withIssueLink($0))" }
        let title = titles[commit.type.lowercased()]?.title ?? commit.type
        var subject = escaped(commit.subject)
        let issues = link(&subject)
        var line = "* \(prefix)\(subject.isEmpty ? commit.header : subject)"
        if let id { line += " (" + linked(id.short, context.repositoryAddress, "/commit/\(id)") + ")" }
        let others = commit.references.filter { !issues.contains($0) }
        if !others.isEmpty {
            line +=
                ", refs "
                + others.map { linked("#\($0)", context.repositoryAddress, "/issues/\($0)") }.joined(separator: " ")
        }
        add(line, under: title, key: scope + subject)
    }

    /// The first line of a change file, with the others indented below it.
    package mutating func add(_ file: ChangeFile, bump: Bump) {
        let rest = file.details.map { $0.isEmpty ? "\n" : "\n  " + escaped($0) }.joined()
        let line = "* \(escaped(file.title))" + (rest.isEmpty ? "" : "\n" + rest)
        switch bump {
        case .major: breaking.append(line)
        case .minor: add(line, under: titles["feat"]?.title ?? "Features", key: file.title)
        default: add(line, under: titles["fix"]?.title ?? "Bug Fixes", key: file.title)
        }
    }

    /// A line of one's own in a section.
    ///
    /// - Parameter key: By which it is sorted; nil: by itself.
    package mutating func add(_ line: String, under title: String, key: String? = nil) {
        let entry = (key: CollationKey(key ?? line), line: line)
        if let index = groups.firstIndex(where: { $0.title == title }) {
            groups[index].lines.append(entry)
        } else {
            groups.append((title, [entry]))
        }
    }

    /// Without a line end at its end; the header alone where nothing is shown.
    package var text: String {
        var blocks: [String] = []
        if !breaking.isEmpty { blocks.append("\n### ⚠ BREAKING CHANGES\n\n" + breaking.joined(separator: "\n") + "\n") }
        let sorted = groups.enumerated().sorted {
            let left = ranks[$0.element.title] ?? -1
            let right = ranks[$1.element.title] ?? -1
            return left == right ? $0.offset < $1.offset : left < right
        }
        for (_, group) in sorted {
            let lines = group.lines.enumerated().sorted {
                $0.element.key == $1.element.key ? $0.offset < $1.offset : $0.element.key < $1.element.key
            }
            blocks.append("\n### \(group.title)\n\n" + lines.map(\.element.line).joined(separator: "\n") + "\n\n")
        }
        var text = header + "\n\n" + blocks.joined()
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }

    private var header: String {
        let version = context.previousTag.map { previous in
            linked(context.version, context.repositoryAddress, "/compare/\(previous)...\(context.tag)")
        }
        return "## \(version ?? context.version) (\(context.date))"
    }

    private func linked(_ text: String, _ address: String?, _ path: String) -> String {
        address.map { "[\(text)](\($0)\(path))" } ?? text
    }

    /// The first `(#n)` of a note becomes a link.
    private func withIssueLink(_ note: String) -> String {
        guard context.repositoryAddress != nil, let match = note.firstMatch(of: /\(#([0-9]+)\)/) else { return note }
        let link = "(" + linked("#\(match.1)", context.repositoryAddress, "/issues/\(match.1)") + ")"
        return note.replacingCharacters(in: match.range, with: link)
    }

    /// Links every issue and user of a subject.
    ///
    /// - Returns: The issues' numbers.
    private func link(_ subject: inout String) -> Set<String> {
        guard subject.utf8.contains(where: { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "@") }) else { return [] }
        var issues: Set<String> = []
        subject = subject.replacing(/#([0-9]+)/) { match in
            issues.insert(String(match.1))
            return linked("#\(match.1)", context.repositoryAddress, "/issues/\(match.1)")
        }
        guard context.hostAddress != nil else { return issues }
        subject = linkedUsers(subject)
        return issues
    }

    /// `@name` where no word stands before it and no slash in it.
    private func linkedUsers(_ subject: String) -> String {
        var result = ""
        var previous: Character?
        var rest = subject[...]
        while let at = rest.firstIndex(of: "@") {
            result += rest[..<at]
            previous = at > rest.startIndex ? rest[rest.index(before: at)] : previous
            let name = userName(rest[rest.index(after: at)...])
            let isWord = previous.map { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) } ?? false
            let isUser = !isWord && !name.isEmpty && !name.contains("/")
            result += isUser ? linked("@\(name)", context.hostAddress, "/\(name)") : "@\(name)"
            previous = name.last ?? "@"
            rest = rest[name.endIndex...]
        }
        return result + rest
    }

    /// Up to 39 of small letters, digits and slashes, with single hyphens between.
    private func userName(_ text: Substring) -> Substring {
        func isPart(_ character: Character) -> Bool {
            character.isASCII && (character.isNumber || character.isLowercase || character == "/")
        }
        guard let first = text.first, isPart(first), first != "/" else { return text.prefix(0) }
        var end = text.index(after: text.startIndex)
        for _ in 0..<38 {
            guard end < text.endIndex else { break }
            var next = end
            if text[next] == "-" { next = text.index(after: next) }
            guard next < text.endIndex, isPart(text[next]) else { break }
            end = text.index(after: next)
        }
        return text[..<end]
    }

    /// `<` and `>` outside code, so that Markdown takes them for no tag.
    private func escaped(_ subject: String) -> String {
        guard subject.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }) else {
            return subject
        }
        return subject.replacing(/``[^`].*[^`]``|`[^`]*`|<|>/) { match in
            match.0 == "<" ? "&lt;" : match.0 == ">" ? "&gt;" : String(match.0)
        }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}

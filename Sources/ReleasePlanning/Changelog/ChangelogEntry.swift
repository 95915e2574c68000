package import ReleaseModel

/// The Markdown entry of one release: header, what breaks, then a section for each kind of commit.
package struct ChangelogEntry: Sendable {
    /// Settings of entries.
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
    /// The text below the header of an otherwise empty entry.
    var note: String?
    private(set) var breaking: [String] = []
    /// In the order of their first entries.
    private var groups: [(title: String, lines: [(key: CollationKey, text: String)])] = []
    /// By type, in their order.
    private let titles: [String: [ChangelogSection]]
    /// A title's place among the sections.
    private let ranks: [String: Int]

    package init(_ context: Context) {
        self.context = context
        titles = Dictionary(grouping: context.sections, by: \.type)
        ranks = Dictionary(
            context.sections.enumerated().map { ($0.element.title, $0.offset) }, uniquingKeysWith: { first, _ in first }
        )
    }

    /// Only for checking what is shown.
    package init(sections: [ChangelogSection]) {
        self.init(
            Context(
                repositoryAddress: nil, hostAddress: nil, version: "", tag: "", previousTag: nil, date: "",
                sections: sections))
    }

    /// Whether a commit is shown: its type is, or it breaks something, or it chose the version.
    package func shows(_ commit: ConventionalCommit) -> Bool {
        if commit.isBreaking || !commit.releaseAs.isEmpty { return true }
        return section(of: commit).map { !$0.isHidden } ?? false
    }

    /// The first section of its type that takes its scope.
    private func section(of commit: ConventionalCommit) -> ChangelogSection? {
        titles[commit.type.lowercased()]?.first { $0.scope == nil || $0.scope == commit.scope }
    }

    /// Adds the text of these commits, in their order.
    package mutating func add(_ commits: [ReadCommit]) {
        let entry = self
        let lines = concurrentMap(commits) { one in
            one.counted.filter(entry.shows).map { entry.line(of: $0, id: one.commit.id) }
        }
        for line in lines.joined() { add(line) }
    }

    /// - Parameter id: nil for a commit that stands in no repository.
    package mutating func add(_ commit: ConventionalCommit, id: CommitID?) {
        if shows(commit) { add(line(of: commit, id: id)) }
    }

    /// What one commit adds.
    private struct Line: Sendable {
        var title: String
        var key: CollationKey
        var text: String
        var breaking: [String]
    }

    private mutating func add(_ line: Line) {
        breaking += line.breaking
        if let index = groups.firstIndex(where: { $0.title == line.title }) {
            groups[index].lines.append((line.key, line.text))
        } else {
            groups.append((line.title, [(line.key, line.text)]))
        }
    }

    private func line(of commit: ConventionalCommit, id: CommitID?) -> Line {
        let scope = commit.scope == "*" ? "" : commit.scope ?? ""
        let prefix = scope.isEmpty ? "" : "**\(scope):** "
        let title = section(of: commit)?.title ?? commit.type
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
        return Line(
            title: title, key: CollationKey(scope + subject), text: line,
            breaking: commit.breaking.map { "* \(prefix)\(withIssueLink($0))" })
    }

    /// The first line of a change file, with the others indented below it.
    package mutating func add(_ file: ChangeFile, bump: Bump) {
        let rest = file.details.map { $0.isEmpty ? "\n" : "\n  " + escaped($0) }.joined()
        let line = "* \(escaped(file.title))" + (rest.isEmpty ? "" : "\n" + rest)
        if bump == .major { return breaking.append(line) }
        let title =
            bump == .minor ? titles["feat"]?.first?.title ?? "Features" : titles["fix"]?.first?.title ?? "Bug Fixes"
        add(Line(title: title, key: CollationKey(file.title), text: line, breaking: []))
    }

    /// An extra line in a section.
    package mutating func add(_ line: String, under title: String) {
        add(Line(title: title, key: CollationKey(line), text: line, breaking: []))
    }

    /// Whether nothing is shown below its header.
    var isEmpty: Bool { breaking.isEmpty && groups.isEmpty }

    /// Without a line end at its end; the header alone where nothing is shown.
    package var text: String {
        var blocks: [String] = []
        if !breaking.isEmpty { blocks.append("\n### ⚠ BREAKING CHANGES\n\n" + breaking.joined(separator: "\n") + "\n") }
        let sorted = groups.enumerated().sorted {
            let left = ranks[$0.element.title] ?? -1
            let right = ranks[$1.element.title] ?? -1
            return left == right ? $0.offset < $1.offset : left < right
        }
        blocks += concurrentMap(sorted.map(\.element), chunk: 1) { group in
            let lines = group.lines.enumerated().sorted {
                $0.element.key == $1.element.key ? $0.offset < $1.offset : $0.element.key < $1.element.key
            }
            return "\n### \(group.title)\n\n" + lines.map(\.element.text).joined(separator: "\n") + "\n\n"
        }
        if blocks.isEmpty, let note { return header + "\n\n" + note }
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
        guard context.repositoryAddress != nil, note.containsBytes(of: "(#"),
            let match = note.firstMatch(of: /\(#([0-9]+)\)/)
        else { return note }
        let link = "(" + linked("#\(match.1)", context.repositoryAddress, "/issues/\(match.1)") + ")"
        return note.replacingCharacters(in: match.range, with: link)
    }

    /// Links every issue and user of a subject.
    ///
    /// - Returns: The issues' numbers.
    private func link(_ subject: inout String) -> Set<String> {
        guard subject.utf8.contains(where: { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "@") }) else { return [] }
        var issues: Set<String> = []
        var result = ""
        var rest = subject[...]
        while let mark = rest.utf8.firstIndex(of: UInt8(ascii: "#")) {
            let digits = rest[rest.utf8.index(after: mark)...].utf8.prefix { $0 >= 0x30 && $0 <= 0x39 }
            result += rest[..<mark]
            let number = String(Substring(digits))
            if number.isEmpty {
                result += "#"
            } else {
                issues.insert(number)
                result += linked("#\(number)", context.repositoryAddress, "/issues/\(number)")
            }
            rest = rest[digits.endIndex...]
        }
        subject = result + rest
        guard context.hostAddress != nil, subject.utf8.contains(UInt8(ascii: "@")) else { return issues }
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

    /// `<` and `>` outside code, so that Markdown does not treat them as tags.
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

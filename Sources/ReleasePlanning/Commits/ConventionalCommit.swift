package import ReleaseModel

/// One conventional commit; a commit's message may hold several.
package struct ConventionalCommit: Sendable, Hashable {
    /// As written.
    package var type: String
    package var scope: String?
    /// May be empty.
    package var subject: String
    /// The first line, spelled in the usual way: `type(scope)!: subject`.
    package var header: String
    /// What it breaks, a text each; empty: nothing.
    package var breaking: [String] = []
    /// The values of `Release-As` footers.
    package var releaseAs: [String] = []
    /// Numbers of issues that its footers refer to.
    package var references: [String] = []

    package init(
        type: String, scope: String?, subject: String, header: String, breaking: [String] = [],
        releaseAs: [String] = [],
        references: [String] = []
    ) {
        self.type = type
        self.scope = scope
        self.subject = subject
        self.header = header
        self.breaking = breaking
        self.releaseAs = releaseAs
        self.references = references
    }

    package var isBreaking: Bool { !breaking.isEmpty }

    /// What the commit calls for by itself: breaking → major, `feat` → minor, everything else → patch.
    package func bump(ignoringCase: Bool) -> Bump {
        if isBreaking { return .major }
        return ["feat", "feature"].contains(ignoringCase ? type.lowercased() : type) ? .minor : .patch
    }
}

extension ConventionalCommit {
    /// The level that the commit calls for: none where the changelog would not show it.
    ///
    /// - Parameter sections: What it shows; the first that takes a commit has it.
    package func call(sections: [ChangelogSection]) -> Bump {
        if isBreaking { return .major }
        let type = self.type.lowercased()
        let section = sections.first { $0.type == type && ($0.scope == nil || $0.scope == scope) }
        return section.map { !$0.isHidden } ?? false ? bump(ignoringCase: true) : .none
    }

    /// Reads one message, after ``splitMessages(_:rules:)``.
    ///
    /// - Returns: The commits that its footers are, then itself.
    static func read(_ message: String, rules: MessageRules) throws(MessageFault) -> [ConventionalCommit] {
        let bytes = Array(message.trimmedLines.utf8)[...]
        do {
            return try read(bytes, rules: rules, depth: 0)
        } catch {
            let header = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
            if rules.fallsBackToHeader, header.count < bytes.count,
                let commits = try? read(header, rules: rules, depth: 0)
            {
                return commits.map { $0.withNotes(of: bytes) }
            }
            throw error.located(in: bytes)
        }
    }

    private static func read(
        _ bytes: ArraySlice<UInt8>, rules: MessageRules, depth: Int
    ) throws(MessageFault) -> [ConventionalCommit] {
        let message = try ParsedMessage(bytes)
        let header = message.header
        let type = message.text(header.type)
        let scope = header.scope.map(message.text)
        let subject = message.text(header.subject)
        var commit = ConventionalCommit(
            type: type, scope: scope, subject: subject,
            header: "\(type)\(scope.map { "(\($0))" } ?? "")\(header.isBreaking ? "!" : ""): \(subject)")
        if let note = message.note(rules: rules) { commit.breaking = [note] }
        commit.releaseAs = message.footers.compactMap { footer in
            guard let type = footer.type, message.text(type).lowercased() == "release-as" else { return nil }
            return footer.lines.last.map { message.text($0.text) }
        }
        commit.references = message.footers.flatMap { message.references(in: $0, rules: rules) }
        var commits: [ConventionalCommit] = []
        // A footer that reads as a commit is one.
        for footer in message.footers where depth < 4 {
            guard let text = message.commitText(of: footer) else { continue }
            commits += (try? read(Array(text.trimmedLines.utf8)[...], rules: rules, depth: depth + 1)) ?? []
        }
        return commits + [commit]
    }

    /// With the notes that can be found without a grammar: lines of a message that begin with `BREAKING CHANGE:`.
    private func withNotes(of bytes: ArraySlice<UInt8>) -> ConventionalCommit {
        var commit = self
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: /\r?\n/, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            for token in ["BREAKING CHANGE:", "BREAKING-CHANGE:"] where line.hasPrefix(token) {
                let text = [line.dropFirst(token.count)] + lines[(index + 1)...]
                commit.breaking = [tidyNote(text.joined(separator: "\n"))]
            }
            if line.lowercased().hasPrefix("release-as:") {
                commit.releaseAs.append(String(line.dropFirst(11)).trimmedLines)
            }
        }
        return commit
    }
}

extension ParsedMessage {
    /// What the message says it breaks: its subject with a `!`, a note in its body, a footer; the last of them counts.
    fileprivate func note(rules: MessageRules) -> String? {
        var note = header.isBreaking ? text(header.subject) : ""
        if let start = body.firstIndex(where: \.isNote) {
            note = text(body[start].text)
            for line in body[(start + 1)...] { note += text(line.newlines) + text(line.text) }
        }
        for footer in footers where footer.type == nil {
            let lines = footer.lines.map { text($0.text) }
            note = rules.keepsWholeNotes ? lines.joined(separator: "\n") : lines.last ?? ""
        }
        // The dashed form counts anywhere in the body.
        let isThere = body.isEmpty ? false : bytes.contains(sequence: "BREAKING-CHANGE:")
        for line in body where isThere && !line.isNote {
            let parts = text(line.text).split(
                separator: "BREAKING-CHANGE:", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let found = String(parts[1]).trimmedLines
            if !found.isEmpty { note += (note.isEmpty ? "" : "\n") + found }
            break
        }
        return note.isEmpty ? nil : tidyNote(note)
    }

    /// Issue numbers of a footer: `Closes #12`, `Refs: #13`.
    fileprivate func references(in footer: Footer, rules: MessageRules) -> [String] {
        guard footer.type != nil else { return [] }
        var value = footer.lines.last.map { text($0.text) } ?? ""
        var isReference = footer.separator == .hash
        if value.hasPrefix("#") {
            value.removeFirst()
            isReference = true
        }
        guard isReference else { return [] }
        let isList = rules.readsLists && value.utf8.contains(UInt8(ascii: ","))
        let values = isList ? value.split(separator: /,\s*#/).map(String.init) : [value]
        let isNumber = { (text: String) in !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
        return values.allSatisfy(isNumber) ? values : []
    }

    /// A footer as a message of its own; nil for one that can't be.
    fileprivate func commitText(of footer: Footer) -> String? {
        guard let type = footer.type, footer.separator == .colon else { return nil }
        var message = text(type) + (footer.scope.map { "(\(text($0)))" } ?? "") + (footer.isBreaking ? "!" : "") + ": "
        for line in footer.lines { message += text(line.newlines) + text(line.text) }
        return message
    }
}

/// A breaking note up to its first blank line, on one line; a list or a fourth-level heading keeps its lines, indented.
private func tidyNote(_ note: String) -> String {
    var text = ""
    var isList = false
    let lines = note.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
        if index > 0, !isList, beginsList(line) {
            text = text.trimmedLines + "\n"
            isList = true
        }
        if line.isEmpty { break }
        text += isList ? "    \(line)\n" : "\(line) "
    }
    return text.trimmedLines
}

private func beginsList(_ line: Substring) -> Bool {
    if line.hasPrefix("#### ") { return true }
    let text = line.drop { $0 == " " || $0 == "\t" }
    return text.hasPrefix("* ") || text.hasPrefix("- ")
}

import ReleaseModel

/// A package that a `RUN` installs at a version: `pip install core==1.2.3`, `npm install -g core@1.2.3`,
/// `cargo install core@1.2.3`.
struct InstalledPackage {
    var ecosystem: EcosystemName
    var name: String
    var version: Dockerfile.Word

    static func found(in instruction: Dockerfile.Instruction) -> [InstalledPackage] {
        var found: [InstalledPackage] = []
        var installer: Installer?
        for (index, word) in instruction.words.enumerated() {
            if let next = Installer.all.first(where: { $0.begins(at: index, of: instruction.words) }) {
                installer = next
            } else if ["&&", "||", ";", "|"].contains(word.text) {
                installer = nil
            } else if let installer, let one = installer.package(word) {
                found.append(one)
            }
        }
        return found
    }
}

/// A command that installs packages, and how it spells name and version.
private struct Installer {
    var programs: [String]
    var verbs: [String]
    var separator: String
    var ecosystem: EcosystemName

    static let all = [
        Installer(
            programs: ["pip", "pip3", "pipx", "uv"], verbs: ["install", "add"], separator: "==", ecosystem: .python),
        Installer(programs: ["npm", "pnpm", "yarn"], verbs: ["install", "i", "add"], separator: "@", ecosystem: .npm),
        Installer(programs: ["cargo"], verbs: ["install"], separator: "@", ecosystem: .cargo),
        Installer(programs: ["go"], verbs: ["install"], separator: "@", ecosystem: .go),
    ]

    /// Whether the verb is here and its program at most three words before (`uv pip install`, `python -m pip install`).
    func begins(at index: Int, of words: [Dockerfile.Word]) -> Bool {
        guard verbs.contains(words[index].text) else { return false }
        return words[max(0, index - 3)..<index].contains { programs.contains($0.text) }
    }

    func package(_ word: Dockerfile.Word) -> InstalledPackage? {
        guard !word.text.hasPrefix("-"), let at = word.text.range(of: separator, after: 1) else { return nil }
        let name = word.text[..<at.lowerBound].prefix { $0 != "[" }
        let version = String(word.text[at.upperBound...])
        guard !name.isEmpty, ImageTag(version) != nil, word.range.count == word.text.utf8.count else { return nil }
        let start = word.range.upperBound - version.utf8.count
        return InstalledPackage(
            ecosystem: ecosystem, name: String(name),
            version: Dockerfile.Word(text: version, range: start..<word.range.upperBound))
    }
}

extension String {
    /// The last place of a text, at least so many characters behind the start (an npm scope begins with `@`).
    fileprivate func range(of text: String, after count: Int) -> Range<String.Index>? {
        let searched = Substring(self)
        var best: Range<String.Index>?
        var from =
            searched.index(searched.startIndex, offsetBy: count, limitedBy: searched.endIndex) ?? searched.endIndex
        while from < searched.endIndex {
            if searched[from...].hasPrefix(text) {
                let end = searched.index(from, offsetBy: text.count)
                best = from..<end
            }
            from = searched.index(after: from)
        }
        return best
    }
}

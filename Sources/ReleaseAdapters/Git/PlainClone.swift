import Foundation

/// Reads the files of an ordinary clone directly, without starting a process.
///
/// Ordinary: a `.git` folder of its own, whose configuration includes no other and moves nothing. For everything else
/// git is asked.
struct PlainClone {
    let root: String
    let isShallow: Bool
    /// nil: ask git; the remote may be configured elsewhere, or not at all.
    let remoteAddress: String?
    /// The branch that is checked out; nil: ask git.
    let checkedOut: String?

    init?(folder: String, remote: String) {
        let git = folder + "/.git"
        let files = FileManager.default
        guard let data = files.contents(atPath: git + "/config"), let head = files.contents(atPath: git + "/HEAD"),
            files.fileExists(atPath: git + "/objects"), !files.fileExists(atPath: git + "/commondir")
        else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        let lowered = text.lowercased()
        guard !["include", "insteadof", "worktree", "bare = true", "bare=true"].contains(where: lowered.contains) else {
            return nil
        }
        root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        isShallow = files.fileExists(atPath: git + "/shallow")
        let words = String(decoding: head, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let isBranch = words.count == 2 && words[0] == "ref:" && words[1].hasPrefix("refs/heads/")
        // Formats that keep references elsewhere leave a name there that no branch has.
        checkedOut = isBranch && !words[1].hasSuffix("/.invalid") ? String(words[1].dropFirst(11)) : nil
        remoteAddress = PlainClone.address(of: remote, in: text)
    }

    /// The last `url` in the remote's section; nil where there is none, or it is written in a way that git must read.
    static func address(of remote: String, in configuration: String) -> String? {
        var isInSection = false
        var found: String?
        for line in configuration.split(whereSeparator: \.isNewline) {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("[") {
                isInSection = line == "[remote \"\(remote)\"]"
                // A value may follow on the header's line.
                if line.lowercased().hasPrefix("[remote"), !line.hasSuffix("]") { return nil }
            } else if isInSection, let equals = line.firstIndex(of: "="),
                line[..<equals].trimmingCharacters(in: .whitespaces).lowercased() == "url"
            {
                let value = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
                guard !value.isEmpty, !value.contains(where: { "\"\\;#".contains($0) }) else { return nil }
                // Several addresses: git decides which one counts.
                guard found == nil else { return nil }
                found = value
            }
        }
        return found
    }
}

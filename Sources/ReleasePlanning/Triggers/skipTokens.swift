package import ReleaseModel

/// The skip tokens in a commit's message, in order, each name once: `[skip ci]`, `[ci skip]`, `[no ci]`, and
/// `[skip_NAME]`, `[skip NAME]` or `[skip-NAME]` for other names.
package func skipTokens(in message: String, of commit: CommitID) -> [SkipToken] {
    var tokens: [SkipToken] = []
    var rest = message[...]
    while let open = rest.firstIndex(of: "[") {
        rest = rest[rest.index(after: open)...]
        guard let close = rest.firstIndex(where: { $0 == "]" || $0 == "[" || $0.isNewline }) else { break }
        let inside = rest[..<close]
        guard rest[close] == "]", let name = skippedName(inside) else { continue }
        if !tokens.contains(where: { $0.name == name }) {
            tokens.append(SkipToken(name: name, text: "[\(inside)]", commit: commit))
        }
        rest = rest[close...]
    }
    return tokens
}

/// What a token leaves out; nil where it is another text in brackets.
private func skippedName(_ text: Substring) -> String? {
    let words = text.lowercased().split(whereSeparator: { $0 == " " || $0 == "_" || $0 == "-" }).map(String.init)
    guard words.count >= 2, words.allSatisfy({ $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } }) else {
        return nil
    }
    switch words[0] {
    case "skip": return words.count == 2 && words[1] == "actions" ? "ci" : words.dropFirst().joined(separator: "_")
    case "ci", "actions": return words == [words[0], "skip"] ? "ci" : nil
    case "no": return words == ["no", "ci"] ? "ci" : nil
    default: return nil
    }
}

extension TriggerConfiguration.Start {
    /// The names of skip tokens that keep it from starting.
    var stoppingTokens: Set<String> {
        switch self {
        case .release, .downstream: ["ci", "release"]
        // They release nothing: what was skipped is in the next release, and its pull request should say so.
        case .releasePullRequests: ["ci"]
        case .gates: ["ci"]
        case .channel: ["ci", "publish_dev"]
        }
    }
}

/// The additional content of a merge's message, in the formats of forges.
struct MergeMessage {
    /// The title and description of what was merged; empty where git wrote the message alone.
    private(set) var text: String
    /// The number of the pull or merge request.
    private(set) var request: String?

    /// nil for a message that is not a forge's merge message.
    init?(_ message: String) {
        // The first letter rules out nearly all messages.
        guard message.utf8.first == UInt8(ascii: "M") else { return nil }
        let subject = message.prefix { !$0.isNewline }
        let body = String(message[subject.endIndex...]).trimmedLines
        if let match = subject.wholeMatch(of: /Merge pull request #([0-9]+) (?:from|in) .*/) {
            // GitHub; the title is the first line of the body.
            self.init(text: body, request: String(match.1))
        } else if let match = subject.wholeMatch(of: /Merge pull request ['"](.*)['"] \(#([0-9]+)\) from .*/) {
            // Gitea and Forgejo; the title stands between quotes.
            self.init(text: String(match.1) + (body.isEmpty ? "" : "\n\n" + body), request: String(match.2))
        } else if let match = subject.wholeMatch(of: /Merged in .* \(pull request #([0-9]+)\)/) {
            // Bitbucket.
            self.init(text: body, request: String(match.1))
        } else if let match = subject.wholeMatch(of: /Merged PR ([0-9]+): (.*)/) {
            // Azure DevOps.
            self.init(text: String(match.2) + (body.isEmpty ? "" : "\n\n" + body), request: String(match.1))
        } else if subject.hasPrefix("Merge branch ") || subject.hasPrefix("Merge remote-tracking branch ")
            || subject.hasPrefix("Merge tag ") || subject.hasPrefix("Merge commit ")
        {
            // GitLab, or git itself.
            let number = body.firstMatch(of: /(?:^|\n)See merge request \S*!([0-9]+)/).map { String($0.1) }
            self.init(text: body.replacing(/(?:^|\n)See merge request \S*![0-9]+[ \t]*/, with: ""), request: number)
        } else {
            return nil
        }
    }

    private init(text: String, request: String?) {
        self.text = text.trimmedLines
        self.request = request
    }

    /// The first line of what was merged.
    var title: String { String(text.prefix { !$0.isNewline }) }
}

/// A subject without the number of its pull request at its end, and that number.
func splitRequest(_ subject: String) -> (subject: String, request: String?) {
    guard subject.utf8.last == UInt8(ascii: ")"),
        let match = subject.wholeMatch(of: /(.*?)\s*\((?:pull request )?[#!]([0-9]+)\)/)
    else { return (subject.trimmedLines, nil) }
    return (String(match.1).trimmedLines, String(match.2))
}

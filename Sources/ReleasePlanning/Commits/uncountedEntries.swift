import ReleaseModel

/// The lines of a message that look like conventional commits and do not count, such as those in the list of a squash.
///
/// A line that says what is counted already, with or without the number of its pull request, is left out, and so is one that
/// would release nothing.
///
/// - Parameters:
///   - body: Below the first line.
///   - counted: What the message was read as.
package func uncountedEntries(in body: String, counted: [ConventionalCommit]) -> [String] {
    guard body.containsBytes(of: ": ") else { return [] }
    let known = Set(counted.map { splitRequest($0.header).subject })
    var found: [String] = []
    for line in body.split(whereSeparator: \.isNewline) {
        var text = line.drop { $0 == " " || $0 == "\t" }
        if let mark = text.first, mark == "*" || mark == "-", text.dropFirst().first == " " { text = text.dropFirst(2) }
        // Few lines look like one.
        guard let colon = text.firstRange(of: ": "), text.first?.isLetter == true,
            !text[..<colon.lowerBound].contains(where: { $0 == " " && !text[..<colon.lowerBound].contains("(") }),
            let commits = try? ConventionalCommit.read(String(text), rules: .strict), let one = commits.last,
            one.call(sections: .strict) > .none
        else { continue }
        let header = splitRequest(one.header).subject
        if !known.contains(header), !found.contains(header) { found.append(header) }
    }
    return found
}

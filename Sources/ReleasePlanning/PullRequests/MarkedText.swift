/// A text of generated parts between hidden comments, with what people wrote around them.
///
/// `<!-- slipway:begin NAME DIGEST -->` and `<!-- slipway:end NAME -->` stand alone on their lines. The digest is of
/// what was generated, so that a manual change to the part is noticed later.
struct MarkedText: Equatable {
    struct Part: Equatable {
        var name: String
        var text: String
        /// Of the text as it was generated.
        var digest: String

        init(name: String, text: String) {
            self.name = name.asMarkName
            // A line of notes that looks like a marker is not one.
            self.text = text.normalizedLineEnds.replacing(MarkedText.mark, with: "&lt;!-- slipway:")
            digest = contentDigest(self.text)
        }

        init(read name: String, text: String, digest: String) {
            self.name = name
            self.text = text
            self.digest = digest
        }

        var isEdited: Bool { contentDigest(text) != digest }
    }

    static let mark = "<!-- slipway:"
    static let editedSummary = "<details><summary>Edited by hand before</summary>"

    var parts: [Part]
    /// What people wrote before the first part, then what they wrote behind each; without line ends around it.
    var words: [String]

    init(parts: [Part], words: [String]? = nil) {
        self.parts = parts
        self.words = words ?? Array(repeating: "", count: parts.count + 1)
    }

    /// Reads a text that people may have changed: what is not between two marks that belong together is theirs.
    init(reading text: String) {
        var parts: [Part] = []
        var words: [[Substring]] = [[]]
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var ends: [String: [Int]] = [:]
        for (index, line) in lines.enumerated() {
            if case .end(let name) = Mark(line) { ends[name, default: []].append(index) }
        }
        let begins = lines.indices.filter { if case .begin = Mark(lines[$0]) { true } else { false } }
        var nextBegin = 0
        var index = 0
        while index < lines.count {
            let mark = Mark(lines[index])
            while nextBegin < begins.count, begins[nextBegin] <= index { nextBegin += 1 }
            let limit = nextBegin < begins.count ? begins[nextBegin] : lines.count
            if case .begin(let name, let digest) = mark,
                let end = ends[name]?.first(where: { $0 > index }), end < limit
            {
                let text = lines[(index + 1)..<end].joined(separator: "\n")
                parts.append(Part(read: name, text: text, digest: digest))
                words.append([])
                index = end + 1
                continue
            }
            if mark == nil { words[words.count - 1].append(lines[index]) }
            index += 1
        }
        self.parts = parts
        self.words = words.map { $0.joined(separator: "\n").trimmingLineEnds }
    }

    /// The text with all its markers.
    var text: String {
        var blocks = words.first.map { $0.isEmpty ? [] : [$0] } ?? []
        for (part, words) in zip(parts, words.dropFirst()) {
            blocks.append(
                "\(MarkedText.mark)begin \(part.name) \(part.digest) -->\n\(part.text)\n\(MarkedText.mark)end \(part.name) -->"
            )
            if !words.isEmpty { blocks.append(words) }
        }
        return blocks.joined(separator: "\n\n")
    }
}

/// A hidden comment that stands alone on its line.
private enum Mark: Equatable {
    case begin(String, String)
    case end(String)

    init?(_ line: Substring) {
        guard line.hasPrefix(MarkedText.mark), line.hasSuffix(" -->") else { return nil }
        let fields = line.dropFirst(MarkedText.mark.count).dropLast(4).split(separator: " ")
        if fields.count == 3, fields[0] == "begin" {
            self = .begin(String(fields[1]), String(fields[2]))
        } else if fields.count == 2, fields[0] == "end" {
            self = .end(String(fields[1]))
        } else {
            return nil
        }
    }
}

extension String {
    /// Without blanks and what would end a comment.
    fileprivate var asMarkName: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    let isPlain = scalar.value > 0x20 && scalar.value != 0x7F && !"<>-".unicodeScalars.contains(scalar)
                    return isPlain || scalar == "-" ? scalar : "_"
                })
        ).replacing("--", with: "-_")
    }

    var trimmingLineEnds: String {
        var text = self[...]
        while text.first == "\n" { text = text.dropFirst() }
        while text.last == "\n" { text = text.dropLast() }
        return String(text)
    }
}

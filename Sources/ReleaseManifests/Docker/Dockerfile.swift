import ReleaseModel
import ReleaseText

/// A Dockerfile's instructions, with the values in them that name images and versions.
///
/// Reads the [Dockerfile format](https://docs.docker.com/reference/dockerfile/): continuation lines, the `escape`
/// directive, here-documents, quoted words. A Dockerfile is never in error here: what isn't understood names nothing.
struct Dockerfile {
    /// A word of an instruction, without its quotes.
    struct Word {
        var text: String
        /// Equal to ``text`` in bytes, unless escapes stand in it.
        var range: Range<Int>
    }

    struct Instruction {
        /// In upper case.
        var name: String
        var words: [Word]
    }

    let file: String
    let bytes: [UInt8]
    private(set) var instructions: [Instruction] = []

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        var lines = DockerfileLines(bytes)
        while let words = lines.next() {
            guard let first = words.first else { continue }
            instructions.append(Instruction(name: first.text.uppercased(), words: Array(words.dropFirst())))
        }
    }

    /// The values of an edit: `FROM[0].tag`, `ARG.VERSION`, `LABEL.'org.opencontainers.image.version'`, `RUN[2].core`.
    func scanned() -> ScannedFile {
        var values: [ScannedValue] = []
        var stages = 0
        var seen: Set<String> = []
        func add(_ key: ValuePath, _ text: String, _ range: Range<Int>) {
            var key = key
            var number = 1
            while !seen.insert(key.description).inserted {
                key = ValuePath(Array(key.steps.prefix { if case .index = $0 { false } else { true } })).appending(
                    index: number)
                number += 1
            }
            values.append(ScannedValue(key: key.description, text: text, range: range))
        }
        let images = Set(
            instructions.filter { $0.name == "FROM" }.compactMap(Dockerfile.reference).compactMap {
                Dockerfile.variable(String($0.text.prefix { $0 != "@" }))
            })
        for (number, instruction) in instructions.enumerated() {
            for (index, word) in Dockerfile.images(copiedBy: instruction).enumerated() {
                let key = ValuePath(keys: instruction.name).appending(index: number)
                    .appending(index == 0 ? "from" : "from\(index + 1)")
                guard let parts = Dockerfile.parts(of: word) else { continue }
                if let tag = parts.tag { add(key.appending("tag"), tag.text, tag.range) }
                if let digest = parts.digest { add(key.appending("digest"), digest.text, digest.range) }
            }
            switch instruction.name {
            case "FROM":
                if let (tag, range) = Dockerfile.image(of: instruction)?.tag {
                    add(ValuePath(keys: "FROM").appending(index: stages).appending("tag"), tag, range)
                }
                if let digest = Dockerfile.digest(of: instruction) {
                    add(ValuePath(keys: "FROM").appending(index: stages).appending("digest"), digest.text, digest.range)
                }
                stages += 1
            case "ARG", "LABEL":
                for (name, value) in Dockerfile.assignments(of: instruction) {
                    let key = ValuePath(keys: instruction.name, name)
                    var parts: (tag: Word?, digest: Word?) = (nil, nil)
                    if instruction.name == "ARG" {
                        parts =
                            images.contains(name)
                            ? Dockerfile.parts(ofImage: value).map { ($0.tag, $0.digest) } ?? parts
                            : Dockerfile.parts(ofTag: value)
                    }
                    // The parts instead of the value: an edit of one must change no other value.
                    if let tag = parts.tag { add(key.appending("tag"), tag.text, tag.range) }
                    if let digest = parts.digest { add(key.appending("digest"), digest.text, digest.range) }
                    if parts.tag == nil, parts.digest == nil { add(key, value.text, value.range) }
                }
            case "RUN":
                for one in InstalledPackage.found(in: instruction) {
                    add(
                        ValuePath(keys: "RUN").appending(index: number).appending(one.name), one.version.text,
                        one.version.range)
                }
            default: break
            }
        }
        return ScannedFile(file: file, bytes: bytes, values: values)
    }

    /// The word of a `FROM` that names the image.
    static func reference(of instruction: Instruction) -> Word? {
        instruction.words.first { !$0.text.hasPrefix("--") }
    }

    /// The parts of a word that is an entire image, such as the `ghcr.io/x/base:1.0.0` of an `ARG`; nil for others.
    static func parts(ofImage word: Word) -> (repository: String, tag: Word?, digest: Word?)? {
        guard word.range.count == word.text.utf8.count, let reference = ImageReference(word.text) else { return nil }
        let start = word.range.lowerBound
        let tag = reference.tag.flatMap { tag in
            reference.tagRange.map { Word(text: tag, range: (start + $0.lowerBound)..<(start + $0.upperBound)) }
        }
        return (reference.repository, tag, digest(in: word))
    }

    /// The parts of an `ARG` that is a tag with its digest: `1.0.0@sha256:…`; both nil for every other value.
    private static func parts(ofTag word: Word) -> (tag: Word?, digest: Word?) {
        guard let digest = digest(in: word), digest.text.hasPrefix("sha256:") else { return (nil, nil) }
        let text = String(word.text.utf8.dropLast(digest.text.utf8.count + 1)) ?? ""
        guard !text.isEmpty, !text.contains("/"), !text.contains(":") else { return (nil, nil) }
        return (Word(text: text, range: word.range.lowerBound..<(digest.range.lowerBound - 1)), digest)
    }

    /// What stands behind the `@` of a `FROM`; nil without one.
    static func digest(of instruction: Instruction) -> Word? { reference(of: instruction).flatMap(digest(in:)) }

    private static func digest(in word: Word) -> Word? {
        guard let at = word.text.utf8.lastIndex(of: UInt8(ascii: "@")), word.range.count == word.text.utf8.count
        else { return nil }
        let text = String(word.text[word.text.utf8.index(after: at)...])
        return text.isEmpty
            ? nil : Word(text: text, range: (word.range.upperBound - text.utf8.count)..<word.range.upperBound)
    }

    /// The image of a `FROM`, and its tag with the bytes of it; nil where it is a variable altogether or `scratch`.
    static func image(of instruction: Instruction) -> (repository: String, tag: (String, Range<Int>)?)? {
        guard let word = reference(of: instruction) else { return nil }
        if let reference = ImageReference(word.text) {
            let tag = reference.tag.flatMap { tag in
                reference.tagRange.map { range in
                    (tag, (word.range.lowerBound + range.lowerBound)..<(word.range.lowerBound + range.upperBound))
                }
            }
            return (reference.repository, tag)
        }
        // `name:${VERSION}`, `${REGISTRY}/name:1.0`: what stands before the tag names the image.
        guard let parts = parts(of: word), let tag = parts.tag else { return nil }
        return (parts.repository, tag.text.contains("$") ? nil : (tag.text, tag.range))
    }

    /// The parts of a reference in which variables may stand; nil for none, and for one with quotes or escapes in it.
    static func parts(of word: Word) -> (repository: String, tag: Word?, digest: Word?)? {
        guard word.range.count == word.text.utf8.count, !word.text.isEmpty else { return nil }
        let bytes = Array(word.text.utf8)
        var depth = 0
        var (slash, colon, at): (Int?, Int?, Int?) = (nil, nil, nil)
        // The defaults of variables (`${REGISTRY:-ghcr.io/x}`) have signs of their own.
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "/") where depth == 0 && at == nil: (slash, colon) = (index, nil)
            case UInt8(ascii: ":") where depth == 0 && at == nil: colon = colon ?? index
            case UInt8(ascii: "@") where depth == 0: at = at ?? index
            default: break
            }
        }
        func part(_ range: Range<Int>) -> Word {
            let start = word.range.lowerBound
            return Word(
                text: String(decoding: bytes[range], as: UTF8.self),
                range: (start + range.lowerBound)..<(start + range.upperBound))
        }
        let end = at ?? bytes.count
        let repository = part(0..<(colon ?? end)).text
        guard (slash ?? -1) + 1 < (colon ?? end) else { return nil }
        let tag = colon.flatMap { $0 + 1 < end ? part(($0 + 1)..<end) : nil }
        return (repository, tag, at.flatMap { $0 + 1 < bytes.count ? part(($0 + 1)..<bytes.count) : nil })
    }

    /// Images whose files an instruction takes: `COPY --from=…`, `RUN --mount=from=…`.
    static func images(copiedBy instruction: Instruction) -> [Word] {
        guard ["COPY", "ADD", "RUN"].contains(instruction.name) else { return [] }
        return instruction.words.prefix { $0.text.hasPrefix("--") }.compactMap { word in
            guard word.range.count == word.text.utf8.count else { return nil }
            let option = instruction.name == "RUN" ? "from=" : "--from="
            guard instruction.name == "RUN" ? word.text.hasPrefix("--mount=") : word.text.hasPrefix(option) else {
                return nil
            }
            let fields = word.text.dropFirst(instruction.name == "RUN" ? "--mount=".count : 0)
            guard let field = fields.split(separator: ",").first(where: { $0.hasPrefix(option) }) else { return nil }
            let text = field.dropFirst(option.count)
            let start = word.range.lowerBound + word.text.utf8.distance(from: word.text.startIndex, to: text.startIndex)
            return Word(text: String(text), range: start..<(start + text.utf8.count))
        }
    }

    /// The variable that a text is: `${VERSION}`, `${VERSION:-1.0}`, `$VERSION`, `v${VERSION}`; nil for others.
    static func variable(_ text: String) -> String? {
        guard let dollar = text.firstIndex(of: "$"), text[..<dollar].isEmpty || text[..<dollar] == "v" else {
            return nil
        }
        var rest = text[text.index(after: dollar)...]
        if rest.first == "{" {
            guard rest.last == "}" else { return nil }
            rest = rest.dropFirst().dropLast().prefix { $0 != ":" }
        }
        guard !rest.isEmpty, rest.utf8.allSatisfy(\.isWord) else { return nil }
        return String(rest)
    }

    /// `NAME=value` words; the old form `LABEL name value` counts too.
    static func assignments(of instruction: Instruction) -> [(name: String, value: Word)] {
        if instruction.words.count == 2, instruction.name == "LABEL", !instruction.words[0].text.contains("=") {
            return [(instruction.words[0].text, instruction.words[1])]
        }
        return instruction.words.compactMap { word in
            guard let equals = word.text.firstIndex(of: "=") else { return nil }
            let name = String(word.text[..<equals])
            let text = String(word.text[word.text.index(after: equals)...])
            // The bytes are the text's only where the word has no quotes or escapes before it.
            let start = word.range.upperBound - text.utf8.count
            guard !name.isEmpty, !text.isEmpty, start >= word.range.lowerBound else { return nil }
            return (name, Word(text: text, range: start..<word.range.upperBound))
        }
    }
}

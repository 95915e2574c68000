/// Reads titles by the pieces of their pattern: longest first, back to shorter where the rest does not fit.
///
/// The work is bounded by the product of pieces and characters: what failed at a place once is not tried again.
struct TitleReader {
    private let pieces: [TitlePiece]
    private let componentHasNoSpace: Bool
    private var failed: Set<[Int]> = []
    private var text: [Character] = []
    private var found: [TitleVariable: String] = [:]

    init(pieces: [TitlePiece], componentHasNoSpace: Bool) {
        self.pieces = pieces
        self.componentHasNoSpace = componentHasNoSpace
    }

    mutating func read(_ title: String) -> PullRequestTitle? {
        // A title of a forge has at most 256 characters; what is far longer is none.
        guard title.utf8.count <= 1024 else { return nil }
        text = Array(title)
        failed = []
        found = [:]
        guard match(0, 0) else { return nil }
        let scope = found[.scope].flatMap { $0.isEmpty ? nil : String($0.dropFirst().dropLast()) }
        let branch = found[.branch].flatMap { $0.isEmpty ? nil : $0 }
        return PullRequestTitle(
            branch: scope ?? branch, component: found[.component]?.trimmingBlanks, version: found[.version])
    }

    private mutating func match(_ piece: Int, _ place: Int) -> Bool {
        guard piece < pieces.count else { return place == text.count }
        guard !failed.contains([piece, place]) else { return false }
        for end in ends(of: pieces[piece], from: place) where match(piece + 1, end) {
            if case .variable(let variable) = pieces[piece] { found[variable] = value(variable, place, end) }
            return true
        }
        failed.insert([piece, place])
        return false
    }

    /// Where a piece that begins at a place may end, farthest first.
    private func ends(of piece: TitlePiece, from place: Int) -> [Int] {
        switch piece {
        case .literal(let literal):
            let end = place + literal.count
            return end <= text.count && Array(literal) == Array(text[place..<end]) ? [end] : []
        case .variable(.scope):
            guard place < text.count, text[place] == "(" else { return [place] }
            let name = run(from: place + 1, isName)
            return name > place + 1 && name < text.count && text[name] == ")" ? [name + 1, place] : [place]
        case .variable(.component):
            var start = place
            if !componentHasNoSpace, start < text.count, text[start] == " " { start += 1 }
            let first = start < text.count && text[start] == "@" ? start + 1 : start
            return (start...max(start, run(from: first, isName))).reversed() + (start > place ? [place] : [])
        case .variable(.version):
            let start = place < text.count && text[place] == "v" ? place + 1 : place
            guard start < text.count, text[start].isASCIIDigit else { return [] }
            return ((start + 1)...text.count).reversed()
        case .variable(.branch):
            return (place...run(from: place, isName)).reversed()
        }
    }

    private func value(_ variable: TitleVariable, _ start: Int, _ end: Int) -> String {
        let value = text[start..<end]
        return String(variable == .version && value.first == "v" ? value.dropFirst() : value)
    }

    private func run(from place: Int, _ fits: (Character) -> Bool) -> Int {
        var end = min(place, text.count)
        while end < text.count, fits(text[end]) { end += 1 }
        return end
    }

    private func isName(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_-./".contains(character))
    }
}

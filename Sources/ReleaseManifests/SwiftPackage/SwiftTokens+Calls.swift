extension SwiftTokens {
    /// An argument of a call, without its comma.
    struct Argument {
        /// nil where it has none.
        var label: String?
        /// Indices of the tokens behind the label.
        var tokens: Range<Int>
        /// The bytes from label to end.
        var range: Range<Int>
    }

    /// The arguments between a parenthesis and its partner.
    func arguments(of open: Int) -> [Argument] {
        guard let close = tokens[open].partner, close > open else { return [] }
        var found: [Argument] = []
        var start = open + 1
        var index = start
        while index <= close {
            if index == close || (tokens[index].kind == .symbol && tokens[index].text == ",") {
                if index > start { found.append(argument(start..<index)) }
                start = index + 1
            } else if let partner = tokens[index].partner, partner > index {
                index = partner
            }
            index += 1
        }
        return found
    }

    private func argument(_ indices: Range<Int>) -> Argument {
        let first = indices.lowerBound
        let hasLabel = indices.count > 2 && tokens[first].kind == .word && tokens[first + 1].text == ":"
        return Argument(
            label: hasLabel ? tokens[first].text : nil, tokens: (hasLabel ? first + 2 : first)..<indices.upperBound,
            range: tokens[first].range.lowerBound..<tokens[indices.upperBound - 1].range.upperBound)
    }

    /// The text of an argument that is one plain string; nil for anything else.
    func string(_ argument: Argument?) -> String? {
        guard let argument, argument.tokens.count == 1 else { return nil }
        let token = tokens[argument.tokens.lowerBound]
        return token.kind == .string && token.isPlain ? token.text : nil
    }

    /// The parentheses of the calls of `.name(…)`, or of `Name(…)` where the name has no dot before it.
    func calls(of name: String, hasDot: Bool) -> [Int] {
        tokens.indices.dropFirst().filter { index in
            guard tokens[index].text == "(", tokens[index].kind == .bracket, tokens[index - 1].kind == .word,
                tokens[index - 1].text == name
            else { return false }
            return (index >= 2 && tokens[index - 2].text == ".") == hasDot
        }
    }
}

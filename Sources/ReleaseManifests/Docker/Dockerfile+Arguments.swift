extension Dockerfile {
    /// The default of the `ARG` whose value a place of the file sees: the last that its stage gives before it, or one of
    /// the stages that this one is built on, else the one before the first `FROM`.
    ///
    /// See [the scope of ARG](https://docs.docker.com/reference/dockerfile/#scope).
    ///
    /// - Returns: nil where none has a default, or an `ENV` of another value hides it.
    func argument(_ name: String, seenAt offset: Int) -> Word? {
        var global: Word?
        var current: Word?
        var isHidden = false
        var isGlobal = true
        var stages: [String: (value: Word?, isHidden: Bool)] = [:]
        var stage = ""
        for instruction in instructions {
            if let first = instruction.words.first, first.range.lowerBound > offset { break }
            switch instruction.name {
            case "FROM":
                stages[stage] = (current, isHidden)
                (isGlobal, stage) = (false, Dockerfile.stageName(of: instruction))
                let base = Dockerfile.reference(of: instruction)?.text.lowercased() ?? ""
                (current, isHidden) = base.isEmpty ? (nil, false) : stages[base] ?? (nil, false)
            case "ARG":
                let given = Dockerfile.assignments(of: instruction).last { $0.name == name }?.value
                if isGlobal {
                    global = given ?? global
                } else if given != nil || instruction.words.contains(where: { $0.text == name }) {
                    current = given ?? global
                }
            case "ENV":
                let given = Dockerfile.assignments(of: instruction).last { $0.name == name }?.value
                if let given, Dockerfile.variable(given.text) != name { isHidden = true }
            default: break
            }
        }
        return isHidden ? nil : current ?? global
    }

    /// In lower case; empty without one.
    private static func stageName(of instruction: Instruction) -> String {
        let words = instruction.words.filter { !$0.text.hasPrefix("--") }
        guard words.count >= 3, words[1].text.lowercased() == "as" else { return "" }
        return words[2].text.lowercased()
    }
}

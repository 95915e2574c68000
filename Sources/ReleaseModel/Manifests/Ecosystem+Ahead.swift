extension Ecosystem {
    /// Whether a requirement refuses a version because it asks for a newer one, so that following that version would
    /// lower what is required.
    package func isAhead(requirement: String, of version: Version) -> Bool {
        guard accepts(requirement: requirement, version: version) == false else { return false }
        let accepted = requirement.versionsWithin.flatMap { [$0, $0.bumped(.patch)] }
            .filter { accepts(requirement: requirement, version: $0) == true }
        return !accepted.isEmpty && accepted.allSatisfy { $0 > version }
    }
}

extension String {
    /// Every version that the text names, whatever stands around it.
    fileprivate var versionsWithin: [Version] {
        matches(of: /[0-9]+(?:\.[0-9]+)*(?:[-.+]?[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*)?/).compactMap { match in
            let text = String(match.output)
            return Version(text) ?? Version(String(text.prefix { $0.isASCII && $0.isNumber || $0 == "." }.trimmedDots))
        }
    }
}

extension Substring {
    fileprivate var trimmedDots: Substring {
        var text = self
        while text.last == "." { text.removeLast() }
        return text
    }
}

extension RequirementLanguage {
    /// Whether a requirement excludes a version because it needs a newer one, so that following that version would
    /// lower the requirement.
    package func isAhead(requirement: String, of version: Version) -> Bool {
        guard accepts(requirement: requirement, version: version) == false else { return false }
        let accepted = requirement.versionsWithin.flatMap { [$0, $0.bumped(.patch)] }
            .filter { accepts(requirement: requirement, version: $0) == true }
        return !accepted.isEmpty && accepted.allSatisfy { $0 > version }
    }

    /// A requirement that names a prerelease of a version (`>=0.3.2-rc.1`), naming the version; nil where it names none,
    /// or where the version is a prerelease itself.
    package func graduated(requirement: String, to version: Version) -> String? {
        guard !version.isPrerelease else { return nil }
        var text = requirement
        for match in requirement.matches(of: versionPattern).reversed() {
            guard let named = Version(String(match.output)), named.isPrerelease, named.release == version.release else {
                continue
            }
            text.replaceSubrange(match.range, with: version.text)
        }
        return text != requirement && accepts(requirement: text, version: version) == true ? text : nil
    }
}

private var versionPattern: Regex<Substring> {
    /[0-9]+(?:\.[0-9]+)*(?:[-.+]?[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*)?/
}

extension String {
    /// Every version that the text names, whatever stands around it.
    fileprivate var versionsWithin: [Version] {
        matches(of: versionPattern).compactMap { match in
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

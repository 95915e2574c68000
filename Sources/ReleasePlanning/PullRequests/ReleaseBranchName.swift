/// The name of a branch that holds a release until a person merges it.
///
/// What is written: `release-please--branches--{target}`, with `--components--{component}` or `--groups--{group}` behind
/// it. Read as well are the older `release-please/branches/{target}`, the same with `/components/{component}`, and
/// `release-{component}-v{version}`.
///
/// Invariant: a name that was written is read as what it was written from, unless its target holds
/// `--components--` or `--groups--` itself.
package struct ReleaseBranchName: Sendable, Hashable {
    /// What the branch releases.
    package enum Scope: Sendable, Hashable {
        /// All that is released into the target.
        case all
        case component(String)
        /// Linked components, by the group's name as branches spell it.
        case group(String)
    }

    /// The branch that it is merged into; nil for the oldest form, which doesn't say.
    package var target: String?
    package var scope: Scope
    /// Only the oldest form says one.
    package var version: String?

    /// - Parameter scope: A group's name is spelled with letters, digits, `_` and single hyphens only.
    package init(target: String, scope: Scope = .all) {
        self.target = target
        if case .group(let name) = scope {
            self.scope = .group(ReleaseBranchName.spelled(name))
        } else if case .component("") = scope {
            self.scope = .all
        } else {
            self.scope = scope
        }
    }

    /// nil for a branch that is not a release branch.
    package init?(_ text: String) {
        if let rest = text.rest(after: "release-please--branches--") {
            self.init(current: rest)
        } else if let rest = text.rest(after: "release-please/branches/") {
            self.init(older: rest)
        } else if let rest = text.rest(after: "release-") {
            self.init(oldest: rest)
        } else {
            return nil
        }
    }

    /// As passed to git; of the oldest form only the version is kept.
    package var text: String {
        guard let target else {
            let component = if case .component(let name) = scope { name + "-" } else { "" }
            return "release-\(component)v\(version ?? "")"
        }
        let start = "release-please--branches--\(target)"
        return switch scope {
        case .all: start
        case .component(let name): start + "--components--" + name
        case .group(let name): start + "--groups--" + name
        }
    }

    private init?(current text: Substring) {
        if let (target, name) = text.parted(by: "--components--") {
            self.init(target: target, scope: .component(name))
        } else if let (target, name) = text.parted(by: "--groups--") {
            self.init(target: target, scope: .group(name))
        } else if text.isEmpty {
            return nil
        } else {
            self.init(target: String(text))
        }
    }

    private init?(older text: Substring) {
        if let (target, name) = text.parted(by: "/components/") {
            self.init(target: target, scope: .component(name))
        } else if text.isEmpty || text.contains("/") {
            return nil
        } else {
            self.init(target: String(text))
        }
    }

    /// `{component}-v{version}` or `v{version}`.
    private init?(oldest text: Substring) {
        let (component, version): (String, Substring)
        if let rest = String(text).rest(after: "v"), rest.first?.isASCIIDigit == true {
            (component, version) = ("", rest)
        } else if let (name, rest) = text.parted(by: "-v"), rest.first?.isASCIIDigit == true {
            (component, version) = (name, rest[...])
        } else {
            return nil
        }
        target = nil
        scope = component.isEmpty ? .all : .component(component)
        self.version = String(version)
    }

    /// Everything but letters, digits and `_` becomes a hyphen, several in a row one.
    private static func spelled(_ group: String) -> String {
        var spelled = ""
        for scalar in group.unicodeScalars {
            let isWord = scalar.isASCII && (scalar.properties.isAlphabetic || Character(scalar).isNumber)
            if isWord || scalar == "_" {
                spelled.unicodeScalars.append(scalar)
            } else if spelled.last != "-" {
                spelled += "-"
            }
        }
        return spelled
    }
}

extension ReleaseBranchName: CustomStringConvertible {
    package var description: String { text }
}

extension String {
    fileprivate func rest(after prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
}

extension Substring {
    /// What stands before and behind the last of these marks; nil where it is not there or one side is empty.
    fileprivate func parted(by mark: String) -> (String, String)? {
        guard let range = ranges(of: mark).last, range.lowerBound > startIndex, range.upperBound < endIndex else {
            return nil
        }
        return (String(self[..<range.lowerBound]), String(self[range.upperBound...]))
    }
}

extension Character {
    var isASCIIDigit: Bool { isASCII && isNumber }
}

import ReleaseModel

/// Updates the link definitions at the end of a changelog (keepachangelog.com): Unreleased is compared with the new
/// tag, and the new version gets a definition like the existing ones.
struct ChangelogLinks {
    let reading: ChangelogReading
    let version: Version
    let tag: String
    /// The tag before; nil where there is none.
    let previousTag: String?

    struct Edit {
        var key: String
        var from: String
        var to: String
    }

    /// What the new version is called in the definitions; nil where it gets none.
    var label: String? {
        guard !reading.links.contains(where: { version.isSpelled(as: $0.label) }), newDefinition != nil else {
            return nil
        }
        let marked = reading.links.lazy.compactMap { SpelledVersion($0.label) }.first { !$0.prefix.isEmpty }
        return marked?.text(of: version) ?? version.text
    }

    var edits: [Edit] {
        var edits: [Edit] = []
        if let link = reading.unreleasedLink, let compared = Comparison(link.address, old: olds) {
            edits.append(
                Edit(
                    key: "link:heading", from: link.line,
                    to: link.line.replacing(link.address, with: compared.from(spelled(tag, like: compared.old)))))
        }
        guard let label, let new = newDefinition else { return edits }
        edits.append(
            Edit(
                key: "link:\(new.link.label)", from: new.link.line,
                to: new.isUnreleased
                    ? new.changed + "\n[\(label)]: \(new.address)" : "[\(label)]: \(new.address)\n" + new.link.line))
        return edits
    }

    private var olds: [String] {
        [previousTag, reading.sections.first { !$0.isUnreleased && $0.version != version.text }?.version]
            .compactMap { $0 }
    }

    private var unreleased: ChangelogReading.Link? {
        reading.links.first { $0.label.lowercased() == "unreleased" }
    }

    /// The definition that the new one stands beside, its line afterwards, and the new one's address.
    private var newDefinition: (link: ChangelogReading.Link, isUnreleased: Bool, changed: String, address: String)? {
        if let link = unreleased {
            guard let compared = Comparison(link.address, old: olds) else { return nil }
            let new = spelled(tag, like: compared.old)
            let changed = link.line.replacing(link.address, with: compared.from(new))
            return (link, true, changed, compared.to(new))
        }
        let versions = reading.links.lazy.compactMap { link in
            SpelledVersion(link.label).map { (link, $0.version.text) }
        }
        guard let (link, old) = versions.first else { return nil }
        if let compared = Comparison(link.address, upTo: old) {
            return (link, false, link.line, compared.following(spelled(tag, like: compared.old)))
        }
        guard link.address.contains(old) else { return nil }
        return (link, false, link.line, link.address.replacing(old, with: version.text))
    }

    private func spelled(_ tag: String, like old: String) -> String {
        old.contains("%2F") ? tag.replacing("/", with: "%2F") : tag
    }
}

/// An address that compares two commits: `…/compare/v1.2.0...HEAD`, or the other way round.
private struct Comparison {
    let head: String
    let separator: String
    let left: String
    let right: String
    let tail: String
    /// Whether the older one stands on the left.
    let isForward: Bool

    var old: String { isForward ? left : right }

    /// - Parameter old: What the older side may be called, or hold; where neither side does, the side that is no branch.
    init?(_ address: String, old: [String]) {
        self.init(parts: address) { left, right in
            for name in old {
                if left.contains(name) { return true }
                if right.contains(name) { return false }
            }
            let branches: Set<String> = ["HEAD", "main", "master", "develop", "trunk", "dev", "next"]
            if branches.contains(right), !branches.contains(left) { return true }
            return branches.contains(left) && !branches.contains(right) ? false : nil
        }
    }

    /// - Parameter version: The newer side holds it.
    init?(_ address: String, upTo version: String) {
        self.init(parts: address) { left, right in
            right.contains(version) ? true : left.contains(version) ? false : nil
        }
    }

    private init?(parts address: String, _ isForward: (String, String) -> Bool?) {
        guard let match = address.wholeMatch(of: /(.*\/compare\/)([^?#]+?)(\.\.\.|\.\.|%0[Dd])([^?#]+)([?#].*)?/),
            let forward = isForward(String(match.2), String(match.4))
        else { return nil }
        head = String(match.1)
        left = String(match.2)
        separator = String(match.3)
        right = String(match.4)
        tail = match.5.map(String.init) ?? ""
        self.isForward = forward
    }

    private func address(_ older: String, _ newer: String) -> String {
        head + (isForward ? older + separator + newer : newer + separator + older) + tail
    }

    /// With another older side.
    func from(_ tag: String) -> String { address(tag, isForward ? right : left) }

    /// With another newer side.
    func to(_ tag: String) -> String { address(old, tag) }

    /// From its newer side on.
    func following(_ tag: String) -> String { address(isForward ? right : left, tag) }
}

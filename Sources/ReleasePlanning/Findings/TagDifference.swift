package import ReleaseModel

/// A version in a tag's tree that is not the one that the tag says. Components that one tag releases together have one
/// difference with all of them.
struct TagDifference {
    var repository: RepositoryID
    var components: [ComponentID]
    var tag: TagName
    /// Each says the same version; one place for each component, or one for all.
    var sources: [VersionSource]

    init(repository: RepositoryID, component: ComponentID, tag: TagName, source: VersionSource) {
        self.repository = repository
        components = [component]
        self.tag = tag
        sources = [source]
    }

    private struct Key: Hashable {
        var repository: RepositoryID
        var tag: TagName
        var says: String
        /// Places of one component are separate differences.
        var count: Int
    }

    private var says: String { sources[0].computed ?? sources[0].value }

    /// Those of one tag that say the same, as one.
    static func joined(_ all: [TagDifference]) -> [TagDifference] {
        var joined: [TagDifference] = []
        var places: [Key: Int] = [:]
        for one in all {
            var key = Key(repository: one.repository, tag: one.tag, says: one.says, count: 0)
            while let place = places[key], joined[place].components.contains(one.components[0]) { key.count += 1 }
            guard let place = places[key] else {
                places[key] = joined.count
                joined.append(one)
                continue
            }
            joined[place].components += one.components
            for source in one.sources
            where !joined[place].sources.contains(where: { $0.place.file == source.place.file && $0.key == source.key })
            {
                joined[place].sources.append(source)
            }
        }
        return joined
    }

    /// As `doctor` and `plan` say it.
    var sentence: String {
        let places = sources.prefix(3).map { "\($0.place.file) (\($0.key))" }
        let more = sources.count > 3 ? ["\(sources.count - 3) more files"] : []
        let names = components.prefix(8).map(\.text) + (components.count > 8 ? ["\(components.count - 8) more"] : [])
        return "\(tag) is on a commit that has version \(says) in \(listed(places + more))"
            + (components.count > 1 ? ", for \(listed(names))." : ".")
    }

    /// What follows from it.
    var consequence: String { "A build of this tag has version \(says), not the one in its name." }

    var finding: Finding {
        var finding = Finding(
            .tagDiffers, place: sources[0].place, repository: repository,
            component: components.count == 1 ? components[0] : nil, message: sentence, reason: consequence)
        if sources.count > 1 { finding.files = sources.map(\.place.file) }
        return finding
    }
}

/// What in a tag's tree says another version than the tag. A candidate's tree that says the final version is a fault like
/// any other.
package func differingSources(_ sources: [VersionSource], from version: Version) -> [VersionSource] {
    sources.filter { source in
        // `v2` on a tree with 2.3.1 is a moving tag.
        !source.carries(version)
            && !(version.isShort && source.version?.release.starts(with: version.numbers) == true)
    }
}

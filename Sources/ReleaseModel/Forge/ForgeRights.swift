/// What credentials may do in a repository of a forge, or are to be allowed.
package struct ForgeRights: Sendable, Hashable {
    /// Parts of a repository that a forge gives rights for; the names are GitHub's.
    package enum Area: String, Sendable, Hashable, Codable, CaseIterable {
        /// Branches, commits, tags, releases and their assets.
        case contents
        case pullRequests = "pull_requests"
        /// Labels that a repository does not have yet; setting one that it has takes ``pullRequests`` alone.
        case issues
        /// Files below `.github/workflows`, beside ``contents``.
        case workflows
        case checks
        case statuses
        case actions
    }

    package enum Level: String, Sendable, Hashable, Codable {
        case read
        case write
    }

    package var levels: [Area: Level]

    package init(_ levels: [Area: Level]) { self.levels = levels }

    /// Whether they include another one.
    package func allow(_ level: Level, _ area: Area) -> Bool { levels[area] == .write || levels[area] == level }

    /// These and others, the higher level of each.
    package func union(_ other: ForgeRights) -> ForgeRights {
        ForgeRights(levels.merging(other.levels) { one, other in one == .write ? one : other })
    }

    /// Those without which something is left out and nothing fails: labels are for people.
    package static let optional: Set<Area> = [.issues]

    /// The same without what nothing fails for.
    package var required: ForgeRights { ForgeRights(levels.filter { !ForgeRights.optional.contains($0.key) }) }

    /// Everything that only reads.
    package static let reading = ForgeRights([.contents: .read])
    /// The same, with pull requests.
    package static let readingPullRequests = ForgeRights([.contents: .read, .pullRequests: .read])
    /// For releases, tags and branches.
    package static let releasing = ForgeRights([.contents: .write])
    /// For release pull requests.
    package static let pullRequests = ForgeRights([.contents: .write, .pullRequests: .write])
    /// The same, with labels that a repository does not have yet.
    package static let proposing = ForgeRights([.contents: .write, .pullRequests: .write, .issues: .write])
    /// For reporting on a pull request.
    package static let reporting = ForgeRights([.contents: .read, .pullRequests: .write, .checks: .write])
}

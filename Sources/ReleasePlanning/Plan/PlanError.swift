package import ReleaseModel

/// Why no plan can be made.
package enum PlanError: UserFacingError, Equatable {
    /// - Parameter known: The last release of each component, as a component with its tag.
    case noSuchTag(TagName, known: [String])
    /// The tag and the tree that it names disagree.
    case tagDiffers(TagName, ComponentID, version: Version, sources: [VersionSource])
    /// A tag without a name that may be the last release of any of these components.
    /// - Parameter owner: The one of them whose release it certainly is.
    case tagOfSeveral(TagName, Version, [ComponentID], owner: ComponentID? = nil)
    /// A tag that ends with the version of a component's manifest, in an unknown spelling.
    /// - Parameter template: How such tags are spelled; nil where no template can say it.
    case tagOfUnknownStyle(
        TagName, Version, ComponentID, template: String?, isShared: Bool, folder: String)
    /// The only tags that may be releases do not have the version of the files, neither in their trees nor in their order.
    case tagUnconfirmed(ComponentID, TagName, Version, written: Version)
    /// The last release is a prerelease of a version that the files are below.
    case prereleaseUnwritten(ComponentID, TagName, Version, written: Version)
    /// The manifest says a version that is tagged on a commit beside the history that is released.
    case releasedElsewhere(ComponentID, TagName, Version, branch: String?, folder: String)
    /// The newest release is in the history of no branch.
    /// - Parameters:
    ///   - nearest: The last release that the branch has; nil: none.
    ///   - commits: How many would count.
    case rewritten(
        ComponentID, TagName, Version, nearest: TagName?, commits: Int, branch: String?, folder: String)
    /// What was requested, as the option says it, leads to a version below the manifest's.
    case belowManifest(ComponentID, request: String, Version, written: Version)
    /// A version that does not lie in the line that is released.
    case outsideLine(ComponentID, Version, ReleaseLine)
    /// A requirement that is ahead of its sibling, so that following it would lower what is required.
    case requirementAhead(Edge, Version)
    /// A requirement that refuses the sibling in the folder that it is taken from, which stays as it is.
    case requirementBehind(Edge, Version)
    /// Several version sources of one component say different things.
    case sourcesDiffer(ComponentID, [VersionSource])
    /// A version was chosen that is not above what was released.
    ///
    /// - Parameter isCalendar: Whether its versions are dates.
    case versionTooLow(ComponentID, chosen: Version, released: Version, isCalendar: Bool = false)
    /// A version was chosen for one member of a group that has another one in common.
    case groupDiffers(String, ComponentID, chosen: Version, group: Version)
    case tagExists(ComponentID, TagName, CommitID)
    /// Two components of one repository would get the same tags, so that their owner would be unclear.
    case tagsAlike(ComponentID, ComponentID, template: String)
    case notUnderGit(RepositoryID, folder: String)
    /// - Parameter remedies: What to do, a sentence each.
    case detached(RepositoryID, remedies: [String])
    /// Two artifacts would have one name in the release set.
    case artifactName(String, [ComponentID])
    /// A component goes to an index of packages, and its build declares no artifacts.
    /// - Parameter artifacts: What the build of such a component makes, as the configuration may say it.
    case nothingToPublish(ComponentID, index: String, artifacts: String = "dist/*.whl, dist/*.tar.gz")
    /// Targets of one kind in one repository can't be published to, or not all of them.
    case exclusiveTargets(PublicationKind, RepositoryID, [ComponentID], why: String, instead: String)
    /// Release commits are to reach the branch by a forge, and the repository is on plain git.
    ///
    /// - Parameter key: Of `commits`, that asks for it.
    case noForge(RepositoryID, String)
    /// Components share a commit that would have to be published both before and after another repository's.
    case entangled([ComponentID], RepositoryID, ring: [String] = [])
    /// Several steps would have one id.
    ///
    /// - Parameter gates: Those whose cells they are; empty for steps of another kind.
    case sameStep(StepID, gates: [GateCell])
    case badTemplate(ComponentID, String)
    /// The ecosystem takes no such version of this package.
    /// - Parameter instead: The same version as the ecosystem takes it; nil: there is none.
    case versionRefused(ComponentID, Version, why: String, instead: Version? = nil)
    /// A requirement refuses its upstream's new version and can't be written so that it accepts it.
    case stuckRequirement(Edge, Version)
    /// git would not accept it as a tag name.
    case badTag(ComponentID, TagName)
    /// git has no tag whose name goes on where another one ends: `v1.4.1` beside `v1.4.1/x`.
    case tagBlocked(ComponentID, TagName, by: TagName)
    /// Commits name a version that is invalid or not above the last release.
    case badReleaseAs(ComponentID, String, CommitID)
    case releaseAsTooLow(ComponentID, Version, released: Version, CommitID)
    /// A prerelease with an invalid name, or below an existing one.
    case prereleaseLabel(ComponentID, String, why: String)
    case prereleaseOrder(ComponentID, Version, released: Version)
    /// A change file names components of which only some are released.
    case changeFileShared(String, releasing: ComponentID, without: [ComponentID])
    /// A format without a counter, and a release on this very day.
    case calendarExhausted(ComponentID, format: String, released: Version)
    /// No blocking gate checks a component whose configuration wants one.
    case unproven(ComponentID, advisory: [String])
    /// A cause that is neither a tag nor `name@version`.
    case badCause(TagName)
    /// A changelog is a link that leads out of the repository or to no file.
    case changelogLink(ComponentID, String, to: String)
    /// No entry can be written into a changelog.
    case changelogUnreadable(ComponentID, String, why: String)
    /// An edge's requirement can't be parsed, so it is unknown whether it has to change.
    case unreadableRequirement(Edge)

    /// A gate of a component, with the values of its matrix: `test[os=linux]`.
    package struct GateCell: Sendable, Equatable {
        package var component: ComponentID
        package var name: String

        package init(component: ComponentID, name: String) {
            self.component = component
            self.name = name
        }

        /// The gate's own name.
        var gate: String { String(name.prefix { $0 != "[" }) }
    }

    package var code: String {
        switch self {
        case .noSuchTag: "plan.no-such-tag"
        case .tagDiffers: "plan.tag-differs-from-tree"
        case .tagOfSeveral: "plan.tag-of-several"
        case .tagOfUnknownStyle: "plan.tag-of-unknown-style"
        case .tagUnconfirmed: "plan.tag-unconfirmed"
        case .prereleaseUnwritten: "plan.prerelease-not-in-files"
        case .releasedElsewhere: "plan.released-elsewhere"
        case .rewritten: "plan.rewritten-branch"
        case .belowManifest: "plan.below-manifest"
        case .outsideLine: "plan.outside-line"
        case .requirementAhead: "plan.requirement-ahead"
        case .requirementBehind: "plan.requirement-behind"
        case .sourcesDiffer: "plan.version-sources-differ"
        case .versionTooLow: "plan.version-too-low"
        case .groupDiffers: "plan.group-differs"
        case .tagExists: "plan.tag-exists"
        case .tagsAlike: "plan.tags-alike"
        case .notUnderGit: "plan.not-under-git"
        case .detached: "plan.detached-head"
        case .artifactName: "plan.artifact-name"
        case .nothingToPublish: "plan.nothing-to-publish"
        case .exclusiveTargets: "plan.exclusive-targets"
        case .noForge: "plan.no-forge"
        case .entangled: "plan.entangled-order"
        case .sameStep: "plan.same-step"
        case .badTemplate: "plan.bad-tag-template"
        case .badTag: "plan.bad-tag"
        case .tagBlocked: "plan.tag-blocked"
        case .versionRefused: "plan.version-refused"
        case .stuckRequirement: "plan.stuck-requirement"
        case .unreadableRequirement: "plan.unreadable-requirement"
        case .badReleaseAs: "plan.bad-release-as"
        case .releaseAsTooLow: "plan.release-as-too-low"
        case .calendarExhausted: "plan.calendar-exhausted"
        case .prereleaseLabel: "plan.prerelease-label"
        case .changeFileShared: "plan.change-file-shared"
        case .prereleaseOrder: "plan.prerelease-order"
        case .changelogLink: "plan.changelog-link"
        case .unproven: "plan.unproven"
        case .badCause: "plan.bad-cause"
        case .changelogUnreadable: "plan.changelog-unreadable"
        }
    }

    package var summary: String {
        switch self {
        case .noSuchTag(let tag, _): "No component of this workspace has the tag '\(tag)'."
        case .tagDiffers(let tag, _, let version, _):
            "The tag \(tag) says \(version), but the tree that it names does not."
        case .tagOfSeveral(let tag, _, let components, .some(let owner)):
            "The tag \(tag) is a release of \(owner), and may be one of \(listed(components.filter { $0 != owner }.map(\.text))) too."
        case .tagOfSeveral(let tag, let version, let components, nil):
            "The tag \(tag) may be the last release of \(components.map(\.text).joined(separator: " or ")): each of them is \(version) in its tree."
        case .tagOfUnknownStyle(let tag, let version, let component, _, _, _):
            "The tag \(tag) may be \(component) \(version); it is not spelled like any tag that is known."
        case .tagUnconfirmed(let component, let tag, let version, let written):
            "The tag \(tag) may not be a release of \(component): it says \(version), and the files say \(written)."
        case .prereleaseUnwritten(let component, let tag, _, let written):
            "\(component) is \(written) in its files, below its last prerelease \(tag)."
        case .releasedElsewhere(let component, let tag, let version, let branch, _):
            "\(component) is \(version) in its files, and \(tag) is on a commit that is not in the history of \(branch ?? "this commit")."
        case .rewritten(let component, let tag, _, _, _, let branch, _):
            "\(tag), the newest release of \(component), is in the history of no branch: \(branch ?? "the branch") was written anew after it, or its branch is gone."
        case .belowManifest(let component, let request, let version, let written):
            "\(request) would make \(component) \(version), and its files say \(written)."
        case .outsideLine(let component, let version, let line):
            "\(component) can't become \(version) here: this branch releases \(line)."
        case .requirementAhead(let edge, let version):
            "\(edge.from) requires \(edge.to) '\(edge.requirement ?? "")', which is ahead of \(edge.to) \(version)."
        case .requirementBehind(let edge, let version):
            "\(edge.from) requires \(edge.to) '\(edge.requirement ?? "")' and takes it from its folder, where \(edge.to) is \(version)."
        case .sourcesDiffer(let component, _): "The version sources of \(component) disagree."
        case .versionTooLow(let component, let chosen, let released, _):
            "\(component) can't become \(chosen): \(released) is already released."
        case .groupDiffers(let group, let component, let chosen, let version):
            "\(component) can't become \(chosen): the group '\(group)' is released as \(version)."
        case .tagsAlike(let one, let other, let template):
            "\(one) and \(other) are in one repository and would both be tagged \(template)."
        case .tagExists(let component, let tag, _): "\(component) would get the tag \(tag), which exists already."
        case .notUnderGit(let repository, _): "\(repository) is not a git repository with a commit."
        case .detached(let repository, _): "\(repository) is on no branch, so a release commit has nowhere to go."
        case .artifactName(let name, let components):
            "The release set would have two artifacts called '\(name)', of \(components.map(\.text).joined(separator: " and "))."
        case .nothingToPublish(let component, let index, _):
            "\(component) is to be published to \(index), and its build declares no artifacts."
        case .noForge(let repository, let key):
            "\(repository) is on plain git, and `commits.\(key)` needs a forge."
        case .exclusiveTargets(let kind, let repository, let components, let why, _):
            "The `\(kind)` of \(components.map(\.text).joined(separator: " and of ")) in \(repository) can't be made: \(why)."
        case .entangled(let components, let repository, _):
            "One commit of \(repository) releases \(components.map(\.text).joined(separator: ", ")), and it would be needed both before and after another repository's."
        case .sameStep(let id, _): "Two steps of this release would have the id \(id)."
        case .badTemplate(let component, let template):
            "The tag template '\(template)' of \(component) holds no {version}."
        case .versionRefused(let component, let version, let why, _):
            "\(component) can't be released as \(version): \(why)."
        case .stuckRequirement(let edge, let version):
            "\(edge.from) requires \(edge.to) '\(edge.requirement ?? "")', which refuses \(version) and can't be rewritten to follow it."
        case .tagBlocked(let component, let tag, let other):
            "\(component) would get the tag \(tag), and git can't have it beside the tag \(other)."
        case .badTag(let component, let tag):
            "\(component) would get the tag '\(tag)', which is not a valid name in git."
        case .unreadableRequirement(let edge):
            "The requirement '\(edge.requirement ?? "")' of \(edge.from) on \(edge.to) can't be understood."
        case .badReleaseAs(let component, let text, let commit):
            "The commit \(commit.short) says Release-As: '\(text.prefix(80))' for \(component), which is not a valid version."
        case .releaseAsTooLow(let component, let version, let released, let commit):
            "The commit \(commit.short) says Release-As: \(version) for \(component), and \(released) is already released."
        case .changeFileShared(let file, let component, let others):
            "\(file) covers \(component), which is released, and \(others.map(\.text).joined(separator: ", ")), which \(others.count == 1 ? "is" : "are") not."
        case .prereleaseLabel(let component, let label, let why):
            "\(component) can't have a prerelease '\(label.prefix(80))': \(why)."
        case .prereleaseOrder(let component, let version, let released):
            "\(component) can't go from \(released) to \(version), which comes before it."
        case .unproven(let component, _): "\(component) can't be released: no blocking gate checks it."
        case .badCause(let cause): "The cause '\(cause)' is neither a component's tag nor a name with a version."
        case .changelogLink(let component, let file, let target):
            "The changelog of \(component), \(file), is a link to \(target), which leads to no file of the repository."
        case .changelogUnreadable(let component, let file, let why):
            "The changelog of \(component), \(file), can't get an entry: \(why)."
        case .calendarExhausted(let component, let format, let released):
            "\(component) is released as \(released), and its format \(format) has no further version today."
        }
    }

    package var reasons: [String] {
        switch self {
        case .noSuchTag(_, let known):
            known.isEmpty
                ? ["It has no tags of components at all."]
                : ["Newest tags: " + known.joined(separator: ", ")]
        case .tagDiffers(_, _, _, let sources), .sourcesDiffer(_, let sources):
            sources.map { "\($0.place): \($0.key) is \($0.computed ?? $0.value)" }
        case .tagExists(_, let tag, let commit): ["\(tag) points to \(commit.short) and is never moved."]
        case .notUnderGit(_, let folder): ["Looked in \(folder)"]
        case .unreadableRequirement(let edge), .stuckRequirement(let edge, _): [edge.place]
        case .requirementAhead(let edge, let version):
            [
                edge.place,
                "Lowered to \(version), \(edge.from) would be built against an older \(edge.to) than it was made for.",
            ]
        case .requirementBehind(let edge, _):
            [edge.place, "Released like this, \(edge.from) could not be built in the tree of its tag."]
        case .tagOfSeveral(_, let version, let components, .some(let owner)):
            [
                "\(owner) has its versions from tags, so each tag without a name is its release. \(listed(components.filter { $0 != owner }.map(\.text))) is \(version) in the tree of this one, and differs in others."
            ]
        case .tagOfSeveral:
            [
                "A tag without a component's name belongs to the component whose tree has its version; here several have it, but not all."
            ]
        case .tagUnconfirmed(_, let tag, _, _):
            [
                "The tree of \(tag) has another version, and no other tag continues from one to the other. It may count builds or days."
            ]
        case .prereleaseUnwritten(_, _, let version, _):
            ["The tag announces \(version.core); the files would lead to a lower version."]
        case .tagOfUnknownStyle(_, let version, _, _, _, _):
            [
                "Without a decision, \(version) would be released a second time, and the commits before it would count again."
            ]
        case .releasedElsewhere(_, let tag, let version, _, _):
            [
                "\(version) can't be released a second time, and a lower version would come after it.",
                "A squash merge or a cherry-pick brings a release's files here without the commit that \(tag) is on.",
            ]
        case .rewritten(_, _, _, let nearest, let commits, _, _):
            [
                nearest.map { "The last release that is in its history is \($0)." } ?? "No release is in its history.",
                "\(commits) \(commits == 1 ? "commit" : "commits") would count as new, those of released versions among them.",
            ]
        case .belowManifest(_, _, _, let written):
            ["A release never lowers the version in a manifest: \(written) says what comes next."]
        case .outsideLine: ["A maintenance branch releases versions of its own line only."]
        case .badReleaseAs(_, _, let commit), .releaseAsTooLow(_, _, _, let commit): ["The commit is \(commit)."]
        case .prereleaseOrder:
            [
                "Labels of one version only go up, in the order in which versions are compared: alpha, beta, rc.",
                "A label that ends with a number is compared as text: beta10 comes before beta9, and beta.10 after beta.9.",
            ]
        case .changeFileShared(_, let component, let others):
            [
                "If it were deleted now, \(others.map(\.text).joined(separator: ", ")) would lose "
                    + (others.count == 1 ? "its entry" : "their entries")
                    + "; if it stayed, \(component) would count it twice."
            ]
        case .prereleaseLabel, .calendarExhausted, .versionTooLow, .groupDiffers, .detached, .artifactName,
            .badTemplate, .badTag, .tagBlocked, .versionRefused, .nothingToPublish, .changelogLink,
            .changelogUnreadable, .tagsAlike,
            .exclusiveTargets, .noForge:
            []
        case .entangled(_, _, let ring):
            ring.isEmpty
                ? [
                    "One component has order: published and depends, through another repository, on a component of the "
                        + "same commit."
                ] : ring
        case .sameStep(_, let gates): gates.map { "The gate '\($0.name)' of \($0.component) has it." }
        case .unproven(_, let advisory):
            advisory.isEmpty
                ? ["It has no gate, and its configuration says unproven: refuse."]
                : [
                    "Its gates are advisory: \(advisory.joined(separator: ", ")); its configuration says unproven: refuse."
                ]
        case .badCause: []
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .sourcesDiffer, .releasedElsewhere, .rewritten, .tagOfSeveral, .tagOfUnknownStyle, .tagUnconfirmed,
            .prereleaseUnwritten, .requirementAhead, .requirementBehind, .badTemplate,
            .badTag, .tagBlocked, .tagsAlike,
            .versionRefused,
            .stuckRequirement, .entangled, .sameStep, .artifactName, .nothingToPublish, .unreadableRequirement,
            .calendarExhausted, .changelogLink, .changelogUnreadable, .exclusiveTargets, .noForge:
            .configuration
        case .badCause, .noSuchTag: .usage
        default: .failed
        }
    }
}

import Foundation
import ReleaseModel

/// Plans the one release of everything that is released, where the configuration asks for it.
struct UnifiedReleasePlanning {
    let world: ObservedWorkspace
    let purpose: ReleasePurpose?
    /// With a tag, in plan order.
    let released: [PlannedComponent]
    /// The components whose next version is stable and above all their stable releases.
    let highest: Set<ComponentID>
    let moment: Date

    /// - Returns: nil where there is none: it is not configured, not for this purpose, or on plain git.
    func work() throws(UnifiedReleaseError) -> (repository: RepositoryID, work: PublishSetWork)? {
        guard let wanted = world.configuration.unifiedRelease, !released.isEmpty, purpose != .shadow,
            purpose != .test || wanted.takesTests
        else { return nil }
        guard let repository = world.repository(wanted.repository), repository.head != nil else {
            throw .noRepository(wanted.repository, known: world.repositories.map(\.id), wanted.place)
        }
        guard let place = world.configuration.atForge(repository) else { return nil }
        let main = released.first { $0.repository == repository.id && isMain($0) }
        var fields = [
            "workspace": world.configuration.workspace, "date": ReleaseDate(moment).text("%Y%m%d"),
            "set": freeName(in: repository),
        ]
        fields["version"] = sharedVersion ?? main?.nextVersion?.text
        let template = wanted.rolling ?? wanted.tag ?? main?.tag?.text ?? "{set}"
        // A rolling tag is one name for all releases, so nothing is filled in.
        let tag = TagName(try text(wanted.rolling == nil ? template : nil, fields, wanted) ?? template)
        try check(tag, in: repository, wanted)
        // Only now: title and text may name the tag, and the tag not itself.
        fields["tag"] = tag.text
        let isShared = purpose != .channel && released.contains { $0.repository == repository.id && $0.tag == tag }
        let commits = world.configuration.commits
        let isStable = released.allSatisfy { highest.contains($0.name) }
        let kind =
            main.map { world.configuration.settings(of: $0.name).tagKind } ?? world.configuration.defaults.tagKind
        var target = PublicationTarget(UnifiedReleasePlanning.kind)
        target.fields["repository"] = place.name.description
        target.fields["host"] = place.host
        target.fields["title"] = try text(wanted.title ?? "{workspace} {tag}", fields, wanted)
        target.fields["body"] = try text(
            wanted.body ?? "{components}\n{changelog}\n{artifacts}\n{timeline}", fields, wanted)
        target.fields["latest"] = wanted.latest != .no && isStable && wanted.rolling == nil ? "yes" : "no"
        target.fields["draft"] = wanted.isDraft ? "yes" : "no"
        target.fields["discussion"] = wanted.discussion
        target.fields["rolling"] = wanted.rolling
        return (
            repository.id,
            PublishSetWork(
                target: target,
                tag: TagWork(
                    // A message would be of one release, and the tag moves on to the next.
                    tag: tag, kind: wanted.rolling == nil ? kind : .lightweight,
                    message: "Release \(fields["workspace"] ?? "") \(tag)", name: commits.name, mail: commits.mail),
                makesTag: !isShared,
                isPrerelease: wanted.rolling != nil || released.contains { $0.nextVersion?.isPrerelease == true },
                checksums: wanted.checksums)
        )
    }

    /// The kind of target that the release is made as.
    static let kind: PublicationKind = "forge-release"

    /// Why a plan has no unified release although one is configured; nil: it has one, or none is wanted.
    static func omission(in world: ObservedWorkspace) -> String? {
        guard let wanted = world.configuration.unifiedRelease, let repository = world.repository(wanted.repository),
            world.configuration.atForge(repository) == nil
        else { return nil }
        return
            "Plain git has no forge releases: the unified one in \(repository.id) is skipped; the release set replaces it."
    }

    private var sharedVersion: String? {
        let versions = Set(released.compactMap(\.nextVersion?.text))
        return versions.count == 1 ? versions.first : nil
    }

    private func isMain(_ component: PlannedComponent) -> Bool {
        component.path == "." || world.components.count { $0.repository == component.repository } == 1
    }

    /// The set's name, with a number behind it where an earlier set of the day has it.
    private func freeName(in repository: ObservedRepository) -> String {
        let name = setName(released.compactMap(\.nextVersion), at: moment)
        let taken = Set(repository.tags.map(\.name.text))
        guard sharedVersion == nil, taken.contains(name) else { return name }
        return (2...).lazy.map { "\(name).\($0)" }.first { !taken.contains($0) } ?? name
    }

    private func text(
        _ template: String?, _ fields: [String: String], _ wanted: UnifiedReleaseConfiguration
    ) throws(UnifiedReleaseError) -> String? {
        guard let template else { return nil }
        guard fields["version"] != nil || !template.contains("{version}") else {
            throw .noVersion(released.map(\.name), wanted.place)
        }
        return filled(template, fields)
    }

    private func check(
        _ tag: TagName, in repository: ObservedRepository, _ wanted: UnifiedReleaseConfiguration
    ) throws(UnifiedReleaseError) {
        guard tag.isReference else { throw .badTag(tag, wanted.place) }
        if wanted.rolling != nil {
            guard SpelledVersion(tag.text) == nil else { throw .versionAsRolling(tag, wanted.place) }
        } else if let there = repository.tags.first(where: { $0.name == tag }) {
            throw .tagExists(tag, there.commit, wanted.place)
        }
        let same = released.first { one in
            one.repository == repository.id
                && world.configuration.settings(of: one.name).publish.contains { publish in
                    publish.target.kind == UnifiedReleasePlanning.kind
                        && (publish.target["rolling"] ?? one.tag?.text) == tag.text
                }
        }
        if let same { throw .sameTag(tag, same.name, wanted.place) }
    }
}

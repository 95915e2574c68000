package import ReleaseModel
import ReleasePlanning
import ReleasePorts

extension PublicationKind {
    package static let forgeRelease: PublicationKind = "forge-release"
}

/// A release of the forge with a component's artifacts as assets.
///
/// It is a draft until every asset was downloaded again and summed, so that an incomplete release is never public. What
/// exists already is adopted where it is the same, and nothing is deleted to try again.
struct ForgeReleasePublication: StagedPublication {
    let shape = PublicationShape(
        "forge-release",
        "A `forge-release` is a release of the forge, with the artifacts as assets. On plain git the plan says that it is "
            + "left out, and the release set stands for it.",
        [
            .init(
                "title", .template(titleFields),
                "Of a `forge-release`: its title, with `{component}`, `{version}`, `{tag}`, `{previous}` (the version before, "
                    + "or nothing), `{repository}` and `{date}` (`YYYY-MM-DD`). Default: `{component}: v{version}`; of the "
                    + "repository's only or root component `v{version}`; of a rolling release `{tag} ({version})`."),
            .init(
                "body", .template(titleFields + ["changelog", "artifacts"]),
                "Of a `forge-release`: its text, with the fields of `title`, `{changelog}` for what changed and `{artifacts}` "
                    + "for the table of assets and how to verify them. Default: these two."),
            .init(
                "latest", .choice(["auto", "yes", "no"]), usual: "auto",
                "Of a `forge-release`: whether it may become the repository's latest release; a prerelease, or a patch of an "
                    + "older line, never is. `auto`: the only or root component's may, unless the repository has the unified "
                    + "release. `yes`: this component's may. Default: `auto`."),
            .init(
                "rolling", .text,
                "Of a `forge-release`: a tag that moves with every release, such as `nightly`, in the place of the version's. "
                    + "The release of before is replaced, and it is always a prerelease."),
            .init(
                "draft", .choice(["yes", "no"]), usual: "no",
                "Of a `forge-release`: `yes` leaves it a complete draft that a person publishes. Default: `no`."),
            .init(
                "discussion", .text, "Of a `forge-release`: the category of a discussion that is started for it."),
        ])

    func name(of target: PublicationTarget) -> String { "the releases of \(target["repository"] ?? "the forge")" }

    // MARK: Planning

    func omission(for component: ComponentID, in repository: RepositoryAtForge?) -> String? {
        guard repository == nil else { return nil }
        return "Plain git has no forge releases: the one for \(component) is skipped; the release set replaces it."
    }

    func planned(_ target: PublicationTarget, of release: PublishedRelease) -> PublicationTarget {
        var target = target
        let name = release.isMain ? "" : "{component}: "
        let usual = name + (target["rolling"] == nil ? "v{version}" : "{tag} ({version})")
        let fields = [
            "component": release.component.text, "version": release.version.text,
            "tag": target["rolling"] ?? release.tag.text, "previous": release.previous?.text ?? "",
            "repository": release.repository?.name.description ?? "", "date": release.date,
        ]
        target.fields["title"] = filled(target["title"] ?? usual, fields)
        target.fields["body"] = target["body"].map { filled($0, fields) }
        target.fields["repository"] = release.repository?.name.description
        target.fields["host"] = release.repository?.host
        if release.usesForgeNotes {
            target.fields["notes"] = "forge"
            target.fields["previousTag"] = release.previousTag?.text
        }
        target.fields["rest"] = release.changelogAddress
        switch target["latest"] {
        case "auto": target.fields["latest"] = release.isHighest && release.isMain && release.mayBeLatest ? "yes" : "no"
        case "yes": target.fields["latest"] = release.isHighest ? "yes" : "no"
        default: break
        }
        return target
    }

    func check(
        _ targets: [(component: ComponentID, target: PublicationTarget)], of repository: RepositoryID
    ) throws(PlanError) -> [String] {
        for (index, one) in targets.enumerated() {
            // Other tags hold versions, and planning already refuses components that are tagged alike.
            guard let tag = one.target["rolling"] else { continue }
            if SpelledVersion(tag) != nil || !TagName(tag).isReference {
                throw .exclusiveTargets(
                    shape.kind, repository, [one.component],
                    why: SpelledVersion(tag) != nil
                        ? "the rolling tag \(tag) says a version, and versions are never moved"
                        : "the rolling tag '\(tag)' is not a valid name in git",
                    instead: Self.entry(of: one.component, rolling: "nightly", "Choose a name such as nightly"))
            }
            if one.target["draft"] == "yes" {
                throw .exclusiveTargets(
                    shape.kind, repository, [one.component],
                    why: "a rolling release is published as soon as it is complete, and is not left a draft",
                    instead: "Remove draft or rolling from the targets of \(one.component).")
            }
            if let other = targets[..<index].first(where: { $0.target["rolling"] == tag }) {
                throw .exclusiveTargets(
                    shape.kind, repository, [other.component, one.component],
                    why: "each would replace the release of the other, since both have the rolling tag \(tag)",
                    instead: Self.entry(
                        of: one.component,
                        rolling: "\(tag)-\(one.component.text.replacing("/", with: "-"))",
                        "Give each a tag of its own"))
            }
        }
        // Only a warning: at each release it depends on the versions which of them may be the latest.
        let latest = targets.filter { $0.target["latest"] == "yes" && $0.target["rolling"] == nil }.map(
            \.component.text)
        guard latest.count > 1 else { return [] }
        return [
            "\(latest.joined(separator: " and ")) say latest: yes, and \(repository) has one latest release: it will be the one that is published last. Keep it for one of them."
        ]
    }

    /// A tag that moves tells no content from another.
    func isStaged(_ target: PublicationTarget) -> Bool { target["rolling"] == nil }

    /// A target to write, in words.
    private static func entry(of component: ComponentID, rolling tag: String, _ what: String) -> String {
        "\(what): components: { \(yamlText(component.text)): { publish: [{ to: forge-release, rolling: \(yamlText(tag)) }] } }"
    }

    // MARK: Before anything is public

    func checkReady(
        _ target: PublicationTarget, of repository: RepositoryID?, _ outside: PublicationAccess
    ) async throws {
        let (forge, facts) = try await ForgeReleasePublication.facts(of: target, repository, outside)
        // Later it would be public, and its tag used up.
        guard let rolling = target["rolling"],
            try await forge.locksReleases(in: facts.repository) == true
        else { return }
        throw ForgeReleaseError.rollingImmutable(TagName(rolling), facts.repository)
    }

    /// The target's repository as its forge has it now: it may have been renamed since the plan was made.
    ///
    /// - Throws: ``ForgeError/archived(_:)``, where nothing can be written.
    static func facts(
        of target: PublicationTarget, _ repository: RepositoryID?, _ outside: PublicationAccess
    ) async throws -> (forge: any Forge, facts: RepositoryFacts) {
        let place = try place(of: target, repository)
        let forge = try outside.forge(place, .releasing)
        let facts = try await forge.facts(of: place.name)
        guard !facts.isArchived else { throw ForgeError.archived(facts.repository) }
        return (forge, facts)
    }

    /// - Throws: Where the plan comes from a program that writes something else there.
    static func place(
        of target: PublicationTarget, _ repository: RepositoryID?
    ) throws(PublicationError) -> RepositoryAtForge {
        guard let name = target["repository"].flatMap(ForgeRepository.init), let repository else {
            throw .unknownKind(target.kind)
        }
        return RepositoryAtForge(id: repository, name: name, host: target["host"])
    }

    func check(_ artifacts: [Artifact], of component: ComponentID, version: Version) throws {
        try ForgeAssets.check(artifacts, of: component.text)
    }

    func conflict(
        with artifacts: [Artifact], of component: ComponentID, at target: PublicationTarget, _ context: StepContext
    ) async throws -> (any UserFacingError)? {
        let assets = try await ForgeAssets(artifacts, of: component.text, context)
        return try await making(assets, of: component, at: target, context).conflict(with: assets)
    }

    // MARK: Staging

    func stage(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome {
        let assets = try await ForgeAssets(artifacts, of: component.text, context)
        let making = try await making(assets, of: component, at: target, context)
        let text = notes(of: component, assets, target, making, context)
        let (release, wasThere) = try await making.stage(assets) { try await text.text() }
        return StepOutcome(note: making.note(release, assets) + (await text.remark), wasAlreadyThere: wasThere)
    }

    func fetch(
        _ staged: StagedArtifacts, of component: ComponentID, into folder: String, _ context: StepContext
    ) async throws -> [Artifact] {
        let assets = try await ForgeAssets([], of: component.text, context)
        return try await making(assets, of: component, at: staged.target, context).fetched(staged.draft, into: folder)
    }

    func content(of artifacts: [Artifact]) -> Digest? { ForgeAssets.content(of: artifacts) }

    func yield(
        _ artifacts: [Artifact], of component: ComponentID, at target: PublicationTarget, to said: Digest??,
        _ context: StepContext
    ) async throws -> (any UserFacingError)? {
        let assets = try await ForgeAssets(artifacts, of: component.text, context)
        return try await making(assets, of: component, at: target, context).yield(assets, isCertain: said != nil)
    }

    // MARK: Publishing

    func publish(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome {
        let assets = try await ForgeAssets(artifacts, of: component.text, context)
        let making = try await making(assets, of: component, at: target, context)
        let text = notes(of: component, assets, target, making, context)
        let isVerified = context.index.steps(of: component).contains { step in
            if case .stage(let work) = step.work {
                work.target == target && context.outcomes[step.id] != nil
            } else {
                false
            }
        }
        // Whatever happened to a draft since it was staged shows now.
        var outcome = try await making.make(assets, isVerified: isVerified) { try await text.text() }
        outcome.note += await text.remark
        return outcome
    }

    private func notes(
        of component: ComponentID, _ assets: ForgeAssets, _ target: PublicationTarget, _ making: ForgeReleaseMaking,
        _ context: StepContext
    ) -> ForgeReleaseText {
        ForgeReleaseText(
            target: target, assets: assets, making: making,
            changelog: withoutControls(context.index.component(component)?.changelog ?? ""))
    }

    private func making(
        _ assets: ForgeAssets, of component: ComponentID, at target: PublicationTarget, _ context: StepContext
    ) async throws -> ForgeReleaseMaking {
        guard let planned = context.index.component(component), let version = planned.nextVersion,
            let tag = planned.tag ?? target["rolling"].map({ TagName($0) })
        else { throw PublicationError.unknownKind(target.kind) }
        return try await ForgeReleaseMaking(
            target, of: component.text, in: planned.repository, tag: tag,
            commit: try context.releaseCommit(of: planned.repository),
            base: context.index.repository(planned.repository)?.base, isPrerelease: version.isPrerelease,
            assets: assets, context)
    }
}

private let titleFields = ["component", "version", "tag", "previous", "repository", "date"]

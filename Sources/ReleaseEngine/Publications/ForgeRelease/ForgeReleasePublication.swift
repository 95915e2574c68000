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
                "title", .template(["component", "version", "tag"]),
                "Of a `forge-release`: its title, with `{component}`, `{version}` and `{tag}`. Default: `{component}: "
                    + "v{version}`; of the repository's only or root component `v{version}`."),
            .init(
                "latest", .choice(["auto", "yes", "no"]), usual: "auto",
                "Of a `forge-release`: whether it becomes the repository's latest release. `auto`: where it is the only or "
                    + "root component's, stable, and above every earlier stable version. Default: `auto`."),
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
        let usual = release.isMain ? "v{version}" : "{component}: v{version}"
        let fields = [
            ("{component}", release.component.text), ("{version}", release.version.text), ("{tag}", release.tag.text),
        ]
        target.fields["title"] = fields.reduce(target["title"] ?? usual) { $0.replacing($1.0, with: $1.1) }
        target.fields["repository"] = release.repository?.name.description
        target.fields["host"] = release.repository?.host
        if target["latest"] == "auto" {
            target.fields["latest"] = release.isHighest && release.isMain ? "yes" : "no"
        }
        return target
    }

    // MARK: Before anything is public

    func checkReady(
        _ target: PublicationTarget, of repository: RepositoryID?, _ outside: PublicationAccess
    ) async throws { _ = try await ForgeReleasePublication.facts(of: target, repository, outside) }

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
        try ForgeAssets.check(artifacts, of: component)
    }

    func conflict(
        with artifacts: [Artifact], of component: ComponentID, at target: PublicationTarget, _ context: StepContext
    ) async throws -> (any UserFacingError)? {
        let making = try await ForgeReleaseMaking(target, of: component, context)
        let assets = try await ForgeAssets(artifacts, of: component, context)
        switch try await making.standing(assets) {
        case .nothing, .staged, .outdated: return nil
        case .published(let found), .unmarked(let found):
            do {
                try making.checkComplete(found, assets.all)
                for asset in assets.all { _ = try await making.presence(of: asset, in: found) }
            } catch let error as ForgeReleaseError { return error }
            return nil
        }
    }

    // MARK: Staging

    func stage(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome {
        let (staged, assets) = try await filled(artifacts, of: component, target, context)
        let note = staged.release.isDraft ? "draft" : "release"
        return StepOutcome(
            note: "\(note) with \(counted(assets)), \(staged.release.address)", wasAlreadyThere: staged.wasThere)
    }

    /// A draft with every asset, downloaded again and summed; or the release, if it is public.
    private func filled(
        _ artifacts: [Artifact], of component: ComponentID, _ target: PublicationTarget, _ context: StepContext
    ) async throws -> (staged: (release: ForgeRelease, wasThere: Bool), assets: ForgeAssets) {
        let making = try await ForgeReleaseMaking(target, of: component, context)
        let assets = try await ForgeAssets(artifacts, of: component, context)
        let (release, wasThere) = try await making.drafted(assets, of: context.index.component(component))
        try making.checkComplete(release, assets.all)
        var isAllThere = wasThere
        for asset in assets.all {
            let wasThere = try await making.ensure(asset, in: release)
            isAllThere = isAllThere && wasThere
        }
        let isStaged = context.step.kind == .publish && isStaged(component, context)
        try await making.verify(assets.all, in: release, downloads: !isStaged)
        return ((release, isAllThere), assets)
    }

    /// Whether an earlier step of this run has downloaded and summed every asset.
    private func isStaged(_ component: ComponentID, _ context: StepContext) -> Bool {
        context.index.steps(of: component).contains { $0.kind == .stage && context.outcomes[$0.id] != nil }
    }

    private func counted(_ assets: ForgeAssets) -> String {
        assets.all.count == 1 ? "1 asset" : "\(assets.all.count) assets"
    }

    func fetch(
        _ staged: StagedArtifacts, of component: ComponentID, into folder: String, _ context: StepContext
    ) async throws -> [Artifact] {
        try await ForgeReleaseMaking(staged.target, of: component, context).fetched(staged.draft, into: folder)
    }

    func content(of artifacts: [Artifact]) -> Digest? { ForgeAssets.digestOfSums(of: artifacts) }

    func yield(
        _ artifacts: [Artifact], of component: ComponentID, at target: PublicationTarget, to said: Digest??,
        _ context: StepContext
    ) async throws -> (any UserFacingError)? {
        let assets = try await ForgeAssets(artifacts, of: component, context)
        return try await ForgeReleaseMaking(target, of: component, context).yield(assets, isCertain: said != nil)
    }

    // MARK: Publishing

    func publish(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome {
        // Whatever happened to the draft since it was staged shows now.
        let (staged, assets) = try await filled(artifacts, of: component, target, context)
        let making = try await ForgeReleaseMaking(target, of: component, context)
        await making.removeOthers(than: staged.release)
        let (done, wasPublished) = try await making.published(staged.release, table: assets.table)
        return StepOutcome(
            note: "\(done.isDraft ? "draft" : "release") with \(counted(assets)), \(done.address)",
            wasAlreadyThere: staged.wasThere && wasPublished)
    }
}

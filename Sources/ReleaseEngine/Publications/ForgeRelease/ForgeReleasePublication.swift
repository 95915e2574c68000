import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// A release of the forge with a component's artifacts as assets.
///
/// It is a draft until every asset was downloaded again and summed, so that an incomplete release is never public. What
/// exists already is adopted where it is the same, and nothing is deleted to try again.
struct ForgeReleasePublication: Publication {
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
    ) throws { _ = try outside.forge(try ForgeReleasePublication.place(of: target, repository)) }

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
        let making = try ForgeReleaseMaking(target, of: component, context)
        guard let found = try await making.find() else { return nil }
        let assets = try await ForgeAssets(artifacts, of: component, context)
        do {
            try making.checkComplete(found, assets.all)
            for asset in assets.all { _ = try await making.presence(of: asset, in: found) }
        } catch let error as ForgeReleaseError { return error }
        return nil
    }

    // MARK: Publishing

    func publish(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome {
        let making = try ForgeReleaseMaking(target, of: component, context)
        let assets = try await ForgeAssets(artifacts, of: component, context)
        let notes = assets.notes(of: context.index.component(component))
        let (release, wasThere) = try await making.drafted(notes: notes)
        try making.checkComplete(release, assets.all)
        var isAllThere = wasThere
        for asset in assets.all {
            let wasThere = try await making.ensure(asset, in: release)
            isAllThere = isAllThere && wasThere
        }
        try await making.verify(assets.all, in: release)
        let (done, wasPublished) = try await making.published(release, table: assets.table)
        let count = assets.all.count == 1 ? "1 asset" : "\(assets.all.count) assets"
        return StepOutcome(
            note: "\(done.isDraft ? "draft" : "release") with \(count), \(done.address)",
            wasAlreadyThere: isAllThere && wasPublished)
    }
}

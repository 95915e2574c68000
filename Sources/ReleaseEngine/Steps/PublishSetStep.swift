import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Makes the unified release: one of the forge, with the artifacts of every component, after all of them are published.
///
/// Its tag is on the commit that records the release in `versions.toml` where its repository has one, else on the
/// repository's release commit.
struct PublishSetStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .publishSet(let work) = context.step.work else {
            preconditionFailure("a publish-set step publishes the set")
        }
        for component in context.plan.released {
            try await context.products.ensureArtifacts(of: component.name, context)
        }
        let (artifacts, released) = try await context.releaseSet()
        let commit = try PublishSetStep.commit(of: work, context)
        if work.makesTag, work.target["rolling"] == nil { _ = try await TagStep.tag(work.tag, at: commit, context) }
        let owner = context.step.id.text
        let assets = try await ForgeAssets(artifacts, of: owner, checksums: work.checksums, context)
        let making = try await ForgeReleaseMaking(
            work.target, of: owner, in: context.repository, tag: work.tag.tag, commit: commit,
            isPrerelease: work.isPrerelease, assets: assets, context)
        return try await making.make(assets) {
            let entries = try await context.environment.store.events(of: context.run, after: 0)
            let sections = unifiedSections(
                of: context.plan, released: released, artifacts: assets.table,
                timeline: timeline(of: context.index, entries))
            return assets.notes(work.target["body"] ?? "", sections, rest: work.target["rest"])
        }
    }

    private static func commit(of work: PublishSetWork, _ context: StepContext) throws -> CommitID {
        let repository = context.repository
        if work.makesTag, context.plan.request.channel == nil,
            let record = context.outcomes[.writeBack(repository)]?.commit
        {
            return record
        }
        return try context.releaseCommit(of: repository)
    }

    /// What stands in the way of the unified release, before anything of its components is public; nil if nothing does.
    ///
    /// Its content is not known yet, so a tag of its own, or a public release of it, has to be absent.
    static func conflict(_ context: StepContext) async throws -> (any UserFacingError)? {
        guard let step = context.plan.steps.first(where: { $0.kind == .publishSet }),
            case .publishSet(let work) = step.work, let repository = step.repository
        else { return nil }
        let (forge, facts) = try await ForgeReleasePublication.facts(
            of: work.target, step.repository, context.environment.outside)
        if work.target["rolling"] != nil {
            return try await RollingRelease(
                tag: work.tag.tag, commit: try context.releaseCommit(of: repository), repository: facts.repository,
                forge: forge,
                context: context
            ).immutability()
        }
        if try await forge.release(tagged: work.tag.tag, in: facts.repository) != nil {
            return ForgeReleaseError.taken(work.tag.tag, facts.repository)
        }
        guard work.makesTag else { return nil }
        let clone = try context.environment.clone(of: repository)
        guard let found = try await tagTarget(work.tag.tag, clone, context.environment.sourceControl) else {
            return nil
        }
        return SourceControlError.tagExists(
            work.tag.tag, expected: try context.releaseCommit(of: repository), found: found, folder: clone.folder)
    }
}

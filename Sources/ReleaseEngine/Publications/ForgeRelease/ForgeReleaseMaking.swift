import ReleaseModel
import ReleasePorts

/// One release of a forge on its way: found or drafted, filled, verified, published.
struct ForgeReleaseMaking {
    let repository: ForgeRepository
    let forge: any Forge
    /// What it is of, for the folder of its files.
    let owner: String
    /// As it is to be in the end.
    let wanted: NewForgeRelease
    /// A commit that the forge has already.
    private let base: CommitID
    let context: StepContext
    /// Of a rolling release: the mark by which its notes name its content; nil: its tag stays.
    private let mark: String?

    /// - Parameters:
    ///   - tag: Where the target names no rolling one.
    ///   - base: A commit that the forge has already; nil: `commit` is one.
    ///   - assets: What it is to have.
    init(
        _ target: PublicationTarget, of owner: String, in repository: RepositoryID?, tag: TagName, commit: CommitID,
        base: CommitID? = nil, isPrerelease: Bool, assets: ForgeAssets, _ context: StepContext
    ) async throws {
        let (forge, facts) = try await ForgeReleasePublication.facts(
            of: target, repository, context.environment.outside)
        self.forge = forge
        self.repository = facts.repository
        self.base = base ?? commit
        self.owner = owner
        self.context = context
        let rolling = target["rolling"].map { TagName($0) }
        mark = rolling == nil ? nil : RollingRelease.mark(assets.identity(at: commit))
        wanted = NewForgeRelease(
            tag: rolling ?? tag, commit: commit, title: target["title"] ?? tag.text, notes: "",
            isDraft: target["draft"] == "yes", isPrerelease: isPrerelease || rolling != nil,
            latest: target["latest"] == "yes" && rolling == nil ? .yes : .no, discussion: target["discussion"])
    }

    /// Drafts the release, fills it, and downloads and sums every asset; a public one is only looked at.
    ///
    /// - Parameters:
    ///   - notes: Its text; asked for only where there is no draft yet.
    ///   - isVerified: Whether an earlier step downloaded every asset: then the digests that the forge shows are enough.
    /// - Returns: The release, and whether all of it existed.
    func stage(
        _ assets: ForgeAssets, isVerified: Bool = false, notes: () async throws -> String
    ) async throws -> (release: ForgeRelease, wasThere: Bool) {
        let (release, wasThere) = try await drafted(assets, notes)
        try checkComplete(release, assets.all)
        let listed = try await self.assets(of: release)
        var isAllThere = wasThere
        for asset in assets.all {
            let wasThere = try await ensure(asset, in: release, listed: listed)
            isAllThere = isAllThere && wasThere
        }
        try await verify(assets.all, in: release, downloads: !isVerified)
        return (release, isAllThere)
    }

    /// Makes the release: drafted, filled, verified and only then published.
    func make(
        _ assets: ForgeAssets, isVerified: Bool = false, notes: () async throws -> String
    ) async throws -> StepOutcome {
        let (release, wasThere) = try await stage(assets, isVerified: isVerified, notes: notes)
        if mark == nil { await removeOthers(than: release) }
        let (done, wasPublished) = try await published(release, table: assets.table)
        return StepOutcome(note: note(done, assets), wasAlreadyThere: wasThere && wasPublished)
    }

    func note(_ release: ForgeRelease, _ assets: ForgeAssets) -> String {
        let count = assets.all.count == 1 ? "1 asset" : "\(assets.all.count) assets"
        return "\(release.isDraft ? "draft" : "release") with \(count), \(release.address)"
    }

    /// What is in the way of the release, before anything is public; nil if nothing is.
    func conflict(with assets: ForgeAssets) async throws -> (any UserFacingError)? {
        if mark != nil, let immutable = try await rolling.immutability() { return immutable }
        switch try await standing(assets) {
        case .nothing, .staged, .outdated: return nil
        case .published(let found), .unmarked(let found):
            do {
                try checkTag(of: found)
                try checkComplete(found, assets.all)
                let listed = try await self.assets(of: found)
                for asset in assets.all { _ = try await presence(of: asset, among: listed) }
            } catch let error as ForgeReleaseError { return error }
            return nil
        }
    }

    /// What the forge writes about the release, whose own commit may not be public yet.
    func generatedNotes(since previous: TagName?) async throws(ForgeError) -> String {
        try await forge.generatedNotes(of: wanted.tag, at: base, since: previous, in: repository)
    }

    private var rolling: RollingRelease {
        RollingRelease(tag: wanted.tag, commit: wanted.commit, repository: repository, forge: forge, context: context)
    }

    private func isOurs(_ release: ForgeRelease) -> Bool { mark.map { release.notes.contains($0) } ?? true }

    /// What the forge has of the tag.
    enum Standing {
        case nothing
        case published(ForgeRelease)
        /// A draft of this run, or one of another with the same content.
        case staged(ForgeRelease)
        /// A draft of this run with other content, from before its artifacts were made again.
        case outdated(ForgeRelease)
        /// A draft that a person or another tool prepared.
        case unmarked(ForgeRelease)
    }

    /// Drafts of other runs with other content don't count: only one of them becomes public, and the others are removed
    /// then. Of a rolling tag no release with other content counts.
    func standing(_ assets: ForgeAssets) async throws -> Standing {
        if let published = try await forge.release(tagged: wanted.tag, in: repository), isOurs(published) {
            return .published(published)
        }
        let all = try await ofTag()
        if let published = all.first(where: { !$0.isDraft }) { return .published(published) }
        if mark != nil {
            return all.first { !$0.assets.isEmpty }.map { .staged($0) } ?? all.first.map { .staged($0) } ?? .nothing
        }
        let marked = all.map { (release: $0, mark: DraftMark(in: $0.notes)) }
        func isSame(_ mark: DraftMark?) -> Bool {
            mark?.commit == wanted.commit && mark?.sums == assets.content
        }
        if let same = marked.first(where: { isSame($0.mark) }) { return .staged(same.release) }
        if let own = marked.first(where: { $0.mark?.run == context.run }) { return .outdated(own.release) }
        let unmarked = marked.filter { $0.mark == nil }.map(\.release)
        // Of several, the one that someone worked on.
        if let one = unmarked.first(where: { !$0.assets.isEmpty }) ?? unmarked.first { return .unmarked(one) }
        return .nothing
    }

    /// Oldest first.
    private func ofTag() async throws -> [ForgeRelease] {
        try await forge.releases(in: repository).filter { $0.tag == wanted.tag && isOurs($0) }
            .sorted { $0.id < $1.id }
    }

    /// The release to fill, or the one that is public.
    ///
    /// - Returns: It, and whether it existed.
    private func drafted(
        _ assets: ForgeAssets, _ notes: () async throws -> String
    ) async throws -> (release: ForgeRelease, wasThere: Bool) {
        func marked(_ text: String) throws -> String {
            if let mark { return text + "\n\(mark)\n" }
            return try assets.mark(of: context.run, at: wanted.commit).added(to: text)
        }
        switch try await standing(assets) {
        case .published(let found), .staged(let found): return (found, true)
        case .unmarked(let found):
            var draft = wanted
            (draft.title, draft.isDraft, draft.commit) = (found.title, true, base)
            // What a person wrote stays.
            draft.notes = try marked(ForgeAssets.replacingTable(in: found.notes, with: assets.table))
            try await context.checkClaim()
            return (try await forge.change(found.id, to: draft, in: repository), true)
        case .outdated(let found):
            try await context.checkClaim()
            try await forge.remove(found, in: repository)
        case .nothing: break
        }
        var draft = wanted
        draft.notes = try marked(try await notes())
        (draft.isDraft, draft.commit) = (true, base)
        try await context.checkClaim()
        let failure: ForgeError
        do throws(ForgeError) { return (try await forge.create(draft, in: repository), false) } catch {
            failure = error
        }
        // Its answer may be lost.
        guard failure.retry != .never || failure.isExisting else { throw failure }
        switch try await standing(assets) {
        case .published(let found), .staged(let found): return (found, false)
        case .nothing, .unmarked, .outdated: throw failure
        }
    }

    /// Leaves the release to another run. Where the tag says so, this run's draft is removed: a later run must find the one
    /// that is to be published.
    ///
    /// - Parameter isCertain: Whether the tag names other content. If it names none, another run's complete draft shows it.
    /// - Returns: Why this run can't publish; nil where no other one is seen.
    func yield(_ assets: ForgeAssets, isCertain: Bool) async throws -> ForgeReleaseError? {
        let drafts = try await ofTag().filter(\.isDraft).map { (release: $0, mark: DraftMark(in: $0.notes)) }
        let other = drafts.first { one in
            guard let mark = one.mark else { return false }
            return mark.run != context.run && mark.commit == wanted.commit && mark.sums != assets.content
                && StagedDraft(one.release)?.isComplete(in: one.release) == true
        }
        guard isCertain || other != nil else { return nil }
        for own in drafts where isCertain && own.mark?.run == context.run {
            try await context.checkClaim()
            try await forge.remove(own.release, in: repository)
        }
        return .otherRun(wanted.tag, repository)
    }

    /// Removes the drafts of other runs before this one becomes public: theirs can't any more.
    func removeOthers(than chosen: ForgeRelease) async {
        for left in (try? await ofTag()) ?? []
        where left.isDraft && left.id != chosen.id && DraftMark(in: left.notes) != nil {
            // What remains of them does no harm; removing it without a claim might.
            guard (try? await context.checkClaim()) != nil else { return }
            try? await forge.remove(left, in: repository)
        }
    }

    /// Refuses a public release that lacks assets: someone else made it, and it would be filled before everybody's eyes.
    private func checkComplete(_ release: ForgeRelease, _ files: [ForgeAssets.File]) throws(ForgeReleaseError) {
        guard !release.isDraft else { return }
        let names = Set(release.assets.map(\.name))
        let missing = files.map(\.name).filter { !names.contains($0) }
        guard !missing.isEmpty else { return }
        throw .incomplete(release.tag, repository, missing: missing, isImmutable: release.isImmutable)
    }

    /// Refuses a draft that was a public release of ours until its tag was deleted: its tag would come back elsewhere.
    /// Ours are drafts with a mark until they are published.
    private func checkTag(of release: ForgeRelease) throws(ForgeReleaseError) {
        guard release.isDraft, ForgeAssets.hasTable(release.notes), release.target.isCommit,
            release.target != wanted.commit.text
        else { return }
        throw .tagGone(release.tag, repository, was: CommitID(release.target), wanted: wanted.commit)
    }

    /// Whether an asset of the release has this content.
    ///
    /// - Throws: ``ForgeReleaseError/differs(asset:repository:expected:found:)`` where it has another one.
    private func presence(of asset: ForgeAssets.File, among assets: [ForgeAsset]) async throws -> Found {
        guard let found = assets.first(where: { $0.name == asset.name }) else { return .absent }
        switch found.state {
        case .incomplete: return .broken(found)
        case .other(let state): throw ForgeReleaseError.unknownState(asset.name, repository, state: state)
        case .uploaded: break
        }
        // Without a digest nothing is known of its content: it is downloaded and summed.
        let digest: Digest =
            if let known = found.digest { known } else { try await sum(found) }
        guard digest == asset.digest else {
            throw ForgeReleaseError.differs(asset.name, repository, expected: asset.digest, found: digest)
        }
        return .same
    }

    /// A release that was made a moment ago may not be visible yet.
    func assets(of release: ForgeRelease) async throws -> [ForgeAsset] {
        do throws(ForgeError) { return try await forge.assets(of: release.id, in: repository) } catch {
            guard case .missing(let request) = error else { throw error }
            throw ForgeError.incomplete(request, reason: "The release was there before, and can't be seen now.")
        }
    }

    private enum Found {
        case absent, same
        /// An upload that broke off, and blocks the name.
        case broken(ForgeAsset)
    }

    /// Uploads an asset, unless it is there.
    ///
    /// - Parameter listed: The release's assets as they were a moment ago; they are listed again after an upload only.
    /// - Returns: Whether it was.
    private func ensure(
        _ asset: ForgeAssets.File, in release: ForgeRelease, listed: [ForgeAsset]
    ) async throws -> Bool {
        var known: [ForgeAsset]? = listed
        var broken: ForgeAsset?
        let uploading = context.effect("\(asset.name) in the release \(release.tag) of \(repository)")
        return try await uploading.ensured {
            let assets: [ForgeAsset] = if let known { known } else { try await self.assets(of: release) }
            known = nil
            broken = nil
            switch try await presence(of: asset, among: assets) {
            case .same: return .same
            case .absent: return .absent
            case .broken(let left):
                broken = left
                return .absent
            }
        } act: {
            // Nothing is lost with an upload that never became complete.
            if let broken {
                guard release.isDraft else {
                    throw ForgeReleaseError.unknownState(asset.name, repository, state: "incomplete")
                }
                try await forge.remove(broken, in: repository)
            }
            let stored = try await forge.upload(asset.path, as: asset.name, to: release, in: repository)
            guard stored.name == asset.name else {
                throw ForgeReleaseError.renamed(asset.name, repository, to: stored.name)
            }
        }
    }

    /// Compares every asset. A draft may have no other ones: they would become public with it.
    ///
    /// - Parameter downloads: Whether each is downloaded and summed; otherwise a digest that the forge shows is enough.
    private func verify(_ files: [ForgeAssets.File], in release: ForgeRelease, downloads: Bool) async throws {
        let assets = try await assets(of: release)
        let known = Set(files.map(\.name))
        let others = assets.map(\.name).filter { !known.contains($0) }.sorted()
        guard others.isEmpty || !release.isDraft else {
            throw ForgeReleaseError.unexpected(release.tag, repository, others)
        }
        for file in files {
            guard let asset = assets.first(where: { $0.name == file.name }) else {
                throw ForgeReleaseError.lost(file.name, repository)
            }
            let found: Digest = if let known = asset.digest, !downloads { known } else { try await sum(asset) }
            guard found == file.digest else {
                throw ForgeReleaseError.differs(file.name, repository, expected: file.digest, found: found)
            }
        }
    }

    /// Makes it public, unless it is to stay a draft.
    ///
    /// - Parameter table: The part of the notes that lists the assets, which replaces an earlier one.
    /// - Returns: The release as it is then, and whether it was public before.
    private func published(
        _ release: ForgeRelease, table: String
    ) async throws -> (release: ForgeRelease, wasThere: Bool) {
        var wanted = wanted
        // What a person wrote into the draft stays.
        wanted.notes = ForgeAssets.replacingTable(in: DraftMark.removed(from: release.notes), with: table)
        wanted.title = release.isDraft ? wanted.title : release.title
        if wanted.isDraft {
            guard DraftMark(in: release.notes) != nil else { return (release, true) }
            try await context.checkClaim()
            return (try await forge.change(release.id, to: wanted, in: repository), false)
        }
        if mark != nil { try await rolling.takeOverTag(for: release) }
        let publishing = context.effect("the release \(wanted.tag) of \(repository)")
        let wasThere = try await publishing.ensured {
            guard let now = try await forge.release(release.id, in: repository) else { return .absent }
            guard now.tag == wanted.tag else {
                return .different(ForgeReleaseError.otherTag(now.tag, expected: wanted.tag, repository))
            }
            return now.isDraft ? .absent : .same
        } act: {
            // Tag, commit and state go together, so that the forge chooses none of them.
            _ = try await forge.change(release.id, to: wanted, in: repository)
        }
        if mark != nil { try await rolling.removeReplaced(by: release) }
        return (try await forge.release(release.id, in: repository) ?? release, wasThere)
    }

    private func sum(_ asset: ForgeAsset) async throws -> Digest {
        let path = ForgeAssets.folder(of: owner, context) + "/.verified"
        // Makes the folder.
        try await context.environment.files.write([], to: path)
        let digest = try await forge.download(asset, to: path, in: repository)
        try await context.environment.files.remove(path)
        return digest
    }
}

extension String {
    /// Whether it is the whole id of a commit, not the name of a branch.
    fileprivate var isCommit: Bool { (count == 40 || count == 64) && allSatisfy(\.isHexDigit) }
}

extension ForgeError {
    fileprivate var isExisting: Bool { if case .exists = self { true } else { false } }
}

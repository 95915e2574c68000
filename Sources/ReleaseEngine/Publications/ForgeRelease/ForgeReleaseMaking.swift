import ReleaseModel
import ReleasePorts

/// One release of a forge on its way: found or drafted, filled, verified, published.
struct ForgeReleaseMaking {
    let repository: ForgeRepository
    private let forge: any Forge
    /// What it is of, for the folder of its files.
    private let owner: String
    /// As it is to be in the end.
    private var wanted: NewForgeRelease
    private let context: StepContext
    /// Of a rolling release: the mark by which its notes name its content; nil: its tag stays.
    private let mark: String?

    /// - Parameters:
    ///   - tag: Where the target names no rolling one.
    ///   - assets: What it is to have.
    init(
        _ target: PublicationTarget, of owner: String, in repository: RepositoryID?, tag: TagName, commit: CommitID,
        isPrerelease: Bool, assets: ForgeAssets, _ context: StepContext
    ) throws {
        let place = try ForgeReleasePublication.place(of: target, repository)
        self.repository = place.name
        self.owner = owner
        self.context = context
        forge = try context.environment.outside.forge(place)
        let rolling = target["rolling"].map { TagName($0) }
        mark = rolling == nil ? nil : RollingRelease.mark(assets.identity(at: commit))
        wanted = NewForgeRelease(
            tag: rolling ?? tag, commit: commit, title: target["title"] ?? tag.text, notes: "",
            isDraft: target["draft"] == "yes", isPrerelease: isPrerelease || rolling != nil,
            latest: target["latest"] == "yes" && rolling == nil ? .yes : .no, discussion: target["discussion"])
    }

    /// Makes the release: drafted, filled, verified and only then published.
    ///
    /// - Parameter notes: Its text; asked for only where there is no draft yet.
    func make(_ assets: ForgeAssets, notes: () async throws -> String) async throws -> StepOutcome {
        let (release, wasThere) = try await drafted(notes)
        try checkComplete(release, assets.all)
        let listed = try await self.assets(of: release)
        var isAllThere = wasThere
        for asset in assets.all {
            let wasThere = try await ensure(asset, in: release, listed: listed)
            isAllThere = isAllThere && wasThere
        }
        try await verify(assets.all, in: release)
        let (done, wasPublished) = try await published(release, table: assets.table)
        let count = assets.all.count == 1 ? "1 asset" : "\(assets.all.count) assets"
        return StepOutcome(
            note: "\(done.isDraft ? "draft" : "release") with \(count), \(done.address)",
            wasAlreadyThere: isAllThere && wasPublished)
    }

    /// What is in the way of the release, before anything is public; nil if nothing is.
    func conflict(with assets: ForgeAssets) async throws -> (any UserFacingError)? {
        if mark != nil, let immutable = try await rolling.immutability() { return immutable }
        guard let found = try await find() else { return nil }
        do {
            try checkComplete(found, assets.all)
            let listed = try await self.assets(of: found)
            for asset in assets.all { _ = try await presence(of: asset, among: listed) }
        } catch let error as ForgeReleaseError { return error }
        return nil
    }

    /// What the forge writes about the release.
    func generatedNotes(since previous: TagName?) async throws(ForgeError) -> String {
        try await forge.generatedNotes(of: wanted.tag, at: wanted.commit, since: previous, in: repository)
    }

    private var rolling: RollingRelease {
        RollingRelease(tag: wanted.tag, commit: wanted.commit, repository: repository, forge: forge, context: context)
    }

    private func isOurs(_ release: ForgeRelease) -> Bool { mark.map { release.notes.contains($0) } ?? true }

    /// The release of the tag: the published one, else a draft; nil where there is neither. Of a rolling tag those with
    /// other content are not meant.
    ///
    /// Of several drafts, which concurrent jobs may have made, the oldest that has assets is used, else the oldest.
    func find() async throws -> ForgeRelease? {
        if let published = try await forge.release(tagged: wanted.tag, in: repository), isOurs(published) {
            return published
        }
        let drafts = try await forge.releases(in: repository).filter { $0.tag == wanted.tag && isOurs($0) }
            .sorted { $0.id < $1.id }
        if let published = drafts.first(where: { !$0.isDraft }) { return published }
        return drafts.first { !$0.assets.isEmpty } ?? drafts.first
    }

    /// The release to fill.
    ///
    /// - Returns: It, and whether it existed.
    private func drafted(_ notes: () async throws -> String) async throws -> (release: ForgeRelease, wasThere: Bool) {
        if let found = try await find() { return (found, true) }
        var draft = wanted
        draft.notes = try await notes() + (mark.map { "\n\($0)\n" } ?? "")
        draft.isDraft = true
        try await context.checkClaim()
        do {
            let made = try await forge.create(draft, in: repository)
            // A concurrent job may have made one too: all use the same.
            let chosen = try await find() ?? made
            return (chosen, chosen.id != made.id)
        } catch let error as ForgeError {
            // Its answer may be lost, and someone else may have been first.
            guard error.retry != .never || error.isExisting, let found = try await find() else { throw error }
            return (found, false)
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
    private func assets(of release: ForgeRelease) async throws -> [ForgeAsset] {
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

    /// Downloads every asset, and compares. A draft may have no other ones: they would become public with it.
    private func verify(_ files: [ForgeAssets.File], in release: ForgeRelease) async throws {
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
            let found = try await sum(asset)
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
        guard !wanted.isDraft else { return (release, true) }
        var wanted = wanted
        // What a person wrote into the draft stays.
        wanted.notes = ForgeAssets.replacingTable(in: release.notes, with: table)
        wanted.title = release.isDraft ? wanted.title : release.title
        if mark != nil { try await rolling.makeWay(for: release) }
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

extension ForgeError {
    fileprivate var isExisting: Bool { if case .exists = self { true } else { false } }
}

package import ReleaseModel

/// Reads and writes releases and their assets.
///
/// A write returns what the forge stored: a read right after it may still show the state before.
package protocol ForgeReleaseKeeper: Sendable {
    /// All that these credentials may see, drafts included, in no order that means anything.
    func releases(in repository: ForgeRepository) async throws(ForgeError) -> [ForgeRelease]

    /// The published one of a tag; nil: there is none. Drafts have no tag, see ``releases(in:)``.
    func release(tagged tag: TagName, in repository: ForgeRepository) async throws(ForgeError) -> ForgeRelease?

    /// nil: there is none with this number.
    func release(_ id: Int, in repository: ForgeRepository) async throws(ForgeError) -> ForgeRelease?

    /// - Throws: ``ForgeError/exists(_:reason:)`` for a second published one of a tag; drafts may share it.
    func create(
        _ release: NewForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease

    /// Publishes it, unless it is to stay a draft.
    ///
    /// - Throws: ``ForgeError/rule(_:reason:)`` for another tag of a locked one, whose title and notes may change.
    func change(
        _ id: Int, to release: NewForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease

    /// What the forge itself writes about a release: merged pull requests since a tag.
    ///
    /// - Parameter previous: nil: the forge chooses, whatever that release is of.
    func generatedNotes(
        of tag: TagName, at commit: CommitID, since previous: TagName?, in repository: ForgeRepository
    ) async throws(ForgeError) -> String

    /// Removes a release, published or not; its tag stays. Success where it is gone already.
    func remove(_ release: ForgeRelease, in repository: ForgeRepository) async throws(ForgeError)

    /// Every asset, those included whose upload broke off.
    func assets(of id: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeAsset]

    /// Sends a file; the answer has the name under which the forge keeps it, with a dot for what it does not allow.
    ///
    /// Where the forge shows a digest, it is the SHA-256 of the content.
    ///
    /// - Parameter path: Absolute. It must not change meanwhile.
    /// - Throws: ``ForgeError/exists(_:reason:)`` where the name is taken, whatever the content;
    ///   ``ForgeError/rule(_:reason:)`` for a locked release; ``ForgeError/file(_:reason:)`` without the file.
    func upload(
        _ path: String, as name: String, to release: ForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeAsset

    func rename(
        _ asset: ForgeAsset, to name: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeAsset

    /// One that is gone is not an error.
    func remove(_ asset: ForgeAsset, in repository: ForgeRepository) async throws(ForgeError)

    /// Writes an asset's content into a file, which is replaced, and sums it.
    func download(
        _ asset: ForgeAsset, to path: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> Digest
}

package struct ForgeRelease: Sendable, Hashable {
    package var id: Int
    /// Of a draft: the tag that it will get.
    package var tag: TagName
    /// What it was created on: a commit or a branch; without meaning once the tag exists.
    package var target: String
    package var title: String
    package var notes: String
    package var isDraft: Bool
    package var isPrerelease: Bool
    /// Whether the forge refuses every further change.
    package var isImmutable: Bool
    package var assets: [ForgeAsset]
    /// Of its web page.
    package var address: String
    /// Where assets are sent; it may have another host than everything else.
    package var uploadAddress: String

    package init(
        id: Int, tag: TagName, target: String, title: String, notes: String, isDraft: Bool, isPrerelease: Bool,
        isImmutable: Bool = false, assets: [ForgeAsset] = [], address: String, uploadAddress: String = ""
    ) {
        self.id = id
        self.tag = tag
        self.target = target
        self.title = title
        self.notes = notes
        self.isDraft = isDraft
        self.isPrerelease = isPrerelease
        self.isImmutable = isImmutable
        self.assets = assets
        self.address = address
        self.uploadAddress = uploadAddress
    }
}

/// A release as it should be.
package struct NewForgeRelease: Sendable, Hashable {
    package enum Latest: String, Sendable { case yes = "true", no = "false" }

    package var tag: TagName
    /// Always a commit, so that the forge never chooses one.
    package var commit: CommitID
    package var title: String
    package var notes: String
    package var isDraft: Bool
    package var isPrerelease: Bool
    /// Whether it becomes the repository's latest release; always said, since a forge's own choice is by date.
    package var latest: Latest
    /// Starts a discussion in this category; nil: none.
    package var discussion: String?

    package init(
        tag: TagName, commit: CommitID, title: String, notes: String, isDraft: Bool, isPrerelease: Bool,
        latest: Latest, discussion: String? = nil
    ) {
        self.tag = tag
        self.commit = commit
        self.title = title
        self.notes = notes
        self.isDraft = isDraft
        self.isPrerelease = isPrerelease
        self.latest = latest
        self.discussion = discussion
    }
}

package struct ForgeAsset: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        /// Complete.
        case uploaded
        /// The upload broke off; the name is taken.
        case incomplete
        /// A state that this program does not know, which is never taken for complete.
        case other(String)
    }

    package var id: Int
    package var name: String
    /// In bytes.
    package var size: Int
    package var state: State
    /// nil: the forge does not say; never a sign of another content.
    package var digest: Digest?
    /// For people and downloaders.
    package var address: String

    package init(id: Int, name: String, size: Int, state: State, digest: Digest? = nil, address: String) {
        self.id = id
        self.name = name
        self.size = size
        self.state = state
        self.digest = digest
        self.address = address
    }
}

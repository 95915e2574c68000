/// A release whose tag is public already: a run made it public in part before it was lost, with a draft of all artifacts
/// at the forge; or a person pushed the tag, so that everything else is still to be done.
package struct UnfinishedRelease: Sendable, Hashable, Codable {
    package var repository: RepositoryID
    package var tag: TagName
    package var commit: CommitID
    package var version: Version
    /// What is published; nil: the tagged commit is built and proven.
    package var draft: StagedDraft?

    package init(
        repository: RepositoryID, tag: TagName, commit: CommitID, version: Version, draft: StagedDraft?
    ) {
        self.repository = repository
        self.tag = tag
        self.commit = commit
        self.version = version
        self.draft = draft
    }
}

/// Artifacts that a run staged at a target and could not publish.
package struct StagedArtifacts: Sendable, Hashable, Codable {
    package var target: PublicationTarget
    package var draft: StagedDraft

    package init(target: PublicationTarget, draft: StagedDraft) {
        self.target = target
        self.draft = draft
    }
}

/// A draft with everything that is to be released.
package struct StagedDraft: Sendable, Hashable, Codable {
    package struct File: Sendable, Hashable, Codable {
        /// At the forge.
        package var asset: String
        /// In the release set.
        package var name: String
        /// As it was built.
        package var origin: String

        package init(asset: String, name: String, origin: String) {
            self.asset = asset
            self.name = name
            self.origin = origin
        }
    }

    /// At its forge.
    package var id: Int
    /// Of the list of checksums, which covers every file; nil: there are no files.
    package var sums: Digest?
    package var files: [File]

    package init(id: Int, sums: Digest?, files: [File]) {
        self.id = id
        self.sums = sums
        self.files = files
    }
}

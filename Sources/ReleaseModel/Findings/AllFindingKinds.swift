extension FindingKind {
    // MARK: Tags

    package static let tagDiffers = FindingKind(
        "tag.version-differs", .warning, title: "A tag's tree has another version",
        reason: "A build of this tag has the version of its files, not the one in its name.",
        remedy:
            "Leave a published tag where it is. Release the next version with slipway release, which tags the commit that has the version."
    )
    package static let tagTwins = FindingKind(
        "tag.twins", .error, title: "Two tags name one version on different commits",
        reason: "It is unclear which of the two was released.",
        remedy: "Find out which one was published, delete the other one and say so in the release's notes.")
    package static let tagTwinsTogether = FindingKind(
        "tag.twins-on-one-commit", .note, title: "Two tags name one version on one commit",
        reason: "Harmless, but workflows that listen for both run twice.",
        remedy: "Keep the style in which new tags are made: components: { NAME: { tag: \"v{version}\" } }")
    package static let tagsTogether = FindingKind(
        "tag.several-on-commit", .warning, title: "Several versions of a component on one commit",
        reason:
            "A commit's files have one version, so at most one of these tags can match them. "
            + "A common cause: a failed release was repeated under the next version.",
        remedy: "Leave the tags as they are. Repeat a failed release with its own version: slipway run retry")
    package static let skippedVersion = FindingKind(
        "tag.skipped-version", .warning, title: "Versions were skipped",
        reason: "Releases may have failed half-way, or their tags were never pushed.",
        remedy: "Look whether those versions were published; if they were, tag their commits.")
    package static let tagStyle = FindingKind(
        "tag.style-flip", .warning, title: "Releases are tagged in several styles",
        reason: "Other tools that look for tags of one style miss the rest, and start from the wrong release.",
        remedy:
            "Slipway counts tags of every style. Choose the style of new tags: components: { NAME: { tag: \"v{version}\" } }"
    )
    package static let untaggedBump = FindingKind(
        "tag.bump-without-tag", .warning, title: "Versions were never tagged",
        reason: "What was published as these versions can't be built again from a tag.",
        remedy: "Tag the last commit of each version that was published.")

    package static let tagOfSeveral = FindingKind(
        "tag.of-several", .error, title: "A tag may be one component's or another's",
        reason:
            "Its tree has the tag's version for several components and not for all, so their last release is unknown.",
        remedy:
            "Say which component these tags belong to: components: { NAME: { tag: \"v{version}\" } }; or which components belong together: groups: { all: { components: [NAME, NAME], versions: fixed } }"
    )
    package static let tagOfNobody = FindingKind(
        "tag.of-nobody", .warning, title: "Tags that fit no component",
        reason: "No component had the tag's version in its tree, so these tags do not count as releases.",
        remedy:
            "Give them to a component: components: { NAME: { tag: \"v{version}\" } }; or leave them out: ignore-tags: [TAG]"
    )
    package static let tagAbandoned = FindingKind(
        "tag.abandoned", .warning, title: "A tag above all later releases",
        reason: "Its version is above what the component has released since, so it does not count as the last release.",
        remedy: "Leave it out for good: ignore-tags: [TAG]")

    // MARK: Versions

    package static let sourcesDiffer = FindingKind(
        "version.sources-differ", .error, title: "A component's version sources disagree",
        reason: "The version of this component is unknown, so nothing is planned.",
        remedy: "Write the same version in all of them.")
    package static let behindTag = FindingKind(
        "version.behind-tag", .error, title: "The manifest is behind the last tag",
        reason:
            "The tagged commit is not on this branch, its files have an older version, or the version was lowered later.",
        remedy: "Merge the tagged commit into this branch, or write the tag's version into the manifest and commit it.")
    package static let pendingBump = FindingKind(
        "version.untagged", .note, title: "The manifest's version has no tag yet",
        reason: "It is either the next release or one whose tag was forgotten.",
        remedy: "If it was published, tag its commit; otherwise it is what slipway plan will release.")
    package static let undeclaredConstant = FindingKind(
        "version.undeclared-constant", .warning, title: "A version constant says something else",
        reason: "No release edits it, so programs print a version that they do not have.",
        remedy: "Write the component's version there once; from then on it is edited with the others.")

    // MARK: Requirements

    package static let refusedSibling = FindingKind(
        "requirement.refuses-sibling", .error, title: "A requirement refuses its sibling",
        reason: "The two can't be used together as they are in their repositories now.",
        remedy: "Let the requirement follow: slipway update")
    package static let unpublishedSibling = FindingKind(
        "requirement.unpublished-sibling", .warning, title: "A published crate requires one that is not published",
        reason: "A registry refuses a crate whose requirements it can't find.",
        remedy: "Publish the other one first, or make the requirement a development one.")
    package static let unreadableRequirement = FindingKind(
        "requirement.not-understood", .warning, title: "A requirement on a sibling is not understood",
        reason: "It is unclear whether it accepts the sibling's next version.",
        remedy: "Write it in the ecosystem's own language.")
    package static let staleLock = FindingKind(
        "lock.stale", .warning, title: "A lock file is behind its manifests",
        reason: "Builds that insist on the lock fail or take a version that is not the one here.",
        remedy: "Refresh the lock file with the ecosystem's own tool and commit it.")
    package static let doubledLock = FindingKind(
        "lock.doubled", .warning, title: "A lock file has a sibling twice",
        reason: "Some packages are built against one version of it and some against another.",
        remedy: "Let all requirements accept one version, then refresh the lock file.")

    // MARK: The graph

    package static let declaredOnly = FindingKind(
        "graph.declared-only", .warning, title: "A declared requirement that no manifest has",
        reason: "The declaration orders builds that do not depend on each other.",
        remedy: "Remove it, or add the requirement to the manifest.")
    package static let derivedOnly = FindingKind(
        "graph.derived-only", .warning, title: "A requirement that is not declared",
        reason: "Tools that use the declarations build in the wrong order.",
        remedy: "Declare it, or leave the order to the manifests.")
    package static let requirementDiffers = FindingKind(
        "graph.requirement-differs", .warning, title: "Declaration and manifest want different versions",
        reason: "The set that is recorded is not the set that is built.",
        remedy: "Write the same version in both.")
    package static let cycle = FindingKind(
        "graph.unusable", .error, title: "The graph can't be ordered",
        reason: "Nothing can be planned.", remedy: "Break the cycle, or correct the name.")

    // MARK: Clones, workflows, tools

    package static let shallow = FindingKind(
        "clone.shallow", .error, title: "A shallow clone",
        reason: "The commits since the last release are unknown.",
        remedy: "git -C FOLDER fetch --unshallow --tags")
    package static let sameRepository = FindingKind(
        "clone.same-repository", .error, title: "Two folders are one repository",
        reason: "It would be released twice, at one remote.",
        remedy: "Move one of them out of the workspace, or name those that are released: repositories: { NAME: {} }")
    package static let link = FindingKind(
        "clone.link", .warning, title: "A folder that is a link",
        reason: "Links are not followed: what it leads to is not part of the workspace.",
        remedy: "Put the clone itself there, or name its folder: repositories: { NAME: { path: FOLDER } }")
    package static let lostClone = FindingKind(
        "clone.lost", .warning, title: "A required folder that is not under git",
        reason: "It is not part of the workspace, so nothing of it is planned or released.",
        remedy: "Clone it again: git clone ADDRESS FOLDER")
    package static let dirty = FindingKind(
        "clone.dirty", .warning, title: "Uncommitted changes", reason: "They are not part of a release.",
        remedy: "Commit or stash them.")
    package static let detached = FindingKind(
        "clone.detached", .warning, title: "A clone on no branch", reason: "A release commit needs a branch to go to.",
        remedy: "git -C FOLDER switch BRANCH")
    package static let noRemote = FindingKind(
        "clone.no-remote", .note, title: "A clone without a remote", reason: "Commits and tags stay on this machine.",
        remedy: "git -C FOLDER remote add origin ADDRESS")
    package static let behindRemote = FindingKind(
        "clone.behind-remote", .warning, title: "A clone lacks commits of its remote",
        reason: "What is planned here leaves them out, and no release starts until the clone has them.",
        remedy: "git -C FOLDER pull --ff-only")
    package static let remoteUnread = FindingKind(
        "clone.remote-not-read", .warning, title: "A remote can't be read",
        reason: "Whether the clone has all commits and tags of its remote is unknown, and a release can't push there.",
        remedy: "Check the address, the network and the credentials: git -C FOLDER ls-remote")
    package static let noComponents = FindingKind(
        "observe.no-components", .error, title: "The workspace has no components",
        reason: "No manifest of a known ecosystem was found in its folder or in a clone below it.",
        remedy: "Name the workspace's folder: slipway doctor -C FOLDER")
    package static let notUnderGit = FindingKind(
        "clone.not-under-git", .note, title: "A folder that is not under git",
        reason: "Slipway can read and build it, but not release it.", remedy: gitBeginning(in: "FOLDER"))
    package static let deadListener = FindingKind(
        "workflow.dead-tag-pattern", .warning, title: "A workflow listens for tags that are never pushed",
        reason: "What it does on a release never happens.",
        remedy: "Correct the pattern, or the tag style: components: { NAME: { tag: \"v{version}\" } }")
    package static let noListener = FindingKind(
        "workflow.no-listener", .error, title: "What is sent after a release reaches no workflow",
        reason: "It would be accepted, and nothing would happen.",
        remedy: "Let a workflow on the default branch listen for it, or correct follow-ups in slipway.yaml.")
    package static let unreadableWorkflow = FindingKind(
        "workflow.not-understood", .note, title: "A workflow file can't be read",
        reason: "It is unclear what it listens for.", remedy: "Correct its YAML.")
    // MARK: Forges

    package static let forgeRefuses = FindingKind(
        "forge.refuses", .error, title: "The forge would refuse the release",
        reason: "No release starts until this is fixed.",
        remedy: "Give the credentials the right that is named, or let them bypass the rule.")
    package static let forgeMayRefuse = FindingKind(
        "forge.may-refuse", .warning, title: "The forge may refuse the release",
        reason: "The forge does not say whether the rule binds whoever pushes; if it refuses, nothing becomes public.",
        remedy: "Let the identity that pushes bypass the rule.")
    package static let forgeUnread = FindingKind(
        "forge.not-read", .note, title: "Rights or rules at the forge can't be read",
        reason: "It is unknown until the release whether the forge accepts it.",
        remedy: "Run doctor with an administrator's token.")
    package static let forgeRejects = FindingKind(
        "forge.rejects-credentials", .error, title: "The forge rejects the credentials",
        reason: "Nothing can be asked of it or written there.",
        remedy: "Set a token that is valid and may read the repository, and run doctor again.")
    package static let forgeRenamed = FindingKind(
        "forge.renamed", .warning, title: "A repository has another name at the forge",
        reason: "The new name is used; old links stop working when someone reuses the old name.",
        remedy: "Set the remote of the clone, and the name in slipway.yaml.")
    package static let forgeBranch = FindingKind(
        "forge.other-default-branch", .note, title: "The released branch is not the default branch",
        reason: "Events sent by Slipway start only workflows of the default branch.",
        remedy: "Nothing, if this is a maintenance branch; else switch to the default branch.")
    package static let forgeRecords = FindingKind(
        "forge.pushed-records", .note, title: "A record is pushed where commits come by pull request",
        reason: "It names the merge commit and its tag, which are known only after the merge.",
        remedy: "Nothing, if whoever releases may push there. If the push is refused, skip its step: slipway run skip")
    package static let signing = FindingKind(
        "git.cannot-sign", .error, title: "git can't sign, and is configured to",
        reason: "Release commits and tags are signed as git's configuration says, and would fail when they are made.",
        remedy: "Correct user.signingKey and gpg.format, or unlock the key.")
    package static let forgeImmutable = FindingKind(
        "forge.immutable-releases", .note, title: "Published releases can't be changed",
        reason: "What a published release lacks can never be added, and its tag can never be used again.",
        remedy: "Nothing: releases are complete before they are published.")
    package static let forgeProxy = FindingKind(
        "forge.proxy", .note, title: "A proxy is set for the forge",
        reason:
            "Requests that fail may have failed at the proxy, and an internal host is often not reached through it.",
        remedy: "Nothing, if this is the way; else list the host in NO_PROXY, or take it out.")
    package static let missingTool = FindingKind(
        "tool.missing", .error, title: "A program is missing", reason: "The steps that call it would fail.",
        remedy: "Install it, or correct the command in slipway.yaml.")
    package static let oldTool = FindingKind(
        "tool.too-old", .error, title: "A program is too old", reason: "Slipway needs features that it lacks.",
        remedy: "Install a newer one.")
    package static let mirrorDrift = FindingKind(
        "mirror.drift", .warning, title: "A mirror differs from its original",
        reason: "Releases from the two are not the same package.",
        remedy: "Bring them in step before either is released, and keep one as the original.")
    package static let changelogGap = FindingKind(
        "changelog.gap", .warning, title: "A changelog leaves out a release",
        reason: "It lists earlier and later versions, so readers assume it is complete.",
        remedy: "Add a section for it, or say in the file where it begins.")
    package static let binariesDiffer = FindingKind(
        "binaries.differ", .warning, title: "Declared programs are not those that are built",
        reason: "A release stops where a declared program is missing, and leaves out one that is not declared.",
        remedy: "Write into `binaries` of versions.toml what the manifest builds.")
    package static let secretNames = FindingKind(
        "workflow.secret-names", .warning, title: "A secret is tested under one name and used under another",
        reason: "The test says that it is there, and the step that needs it gets an empty one.",
        remedy: "Use one name in both places.")
    package static let scopeDiffers = FindingKind(
        "graph.scope-differs", .warning, title: "The configured chain and the requirements reach different components",
        reason: "A change releases or builds other components than those that require it.",
        remedy: "Correct chain under scope, or leave it out: scope: graph")
    package static let unreadableCommits = FindingKind(
        "commit.not-conventional", .note, title: "Commits that say nothing about versions",
        reason: "They affect no version and appear in no changelog.",
        remedy: "Write feat:, fix: or another type before the subject.")
    package static let unusableInput = FindingKind(
        "input.unusable", .error, title: "The workspace can't be read", reason: "Nothing can be planned.",
        remedy: "Fix the file or setting that the finding names, at the place that it gives. Then: slipway doctor")
}

/// Every kind, in the order of the documentation.
package let findingKinds: [FindingKind] = [
    .tagDiffers, .tagTwins, .tagTwinsTogether, .tagsTogether, .skippedVersion, .tagStyle, .untaggedBump,
    .tagOfSeveral, .tagOfNobody, .tagAbandoned,
    .sourcesDiffer, .behindTag, .pendingBump, .undeclaredConstant,
    .refusedSibling, .unpublishedSibling, .unreadableRequirement, .staleLock, .doubledLock,
    .declaredOnly, .derivedOnly, .requirementDiffers, .cycle,
    .shallow, .sameRepository, .link, .lostClone, .dirty, .detached, .noRemote, .behindRemote, .remoteUnread,
    .noComponents, .notUnderGit, .deadListener,
    .noListener, .unreadableWorkflow,
    .forgeRejects, .forgeRefuses, .forgeMayRefuse, .forgeUnread, .forgeRenamed, .forgeBranch, .forgeRecords,
    .forgeImmutable,
    .forgeProxy,
    .missingTool, .oldTool, .signing,
    .mirrorDrift, .changelogGap, .binariesDiffer, .secretNames, .scopeDiffers, .unreadableCommits, .unusableInput,
]

/// Why no plan can be made.
let planErrorKinds: [ErrorKind] = [
    ErrorKind(
        "plan.no-such-tag", title: "No component has the tag that was named",
        reason: "--upstream-tag and --cause take tags of components, and no clone here has this one.",
        remedy: "Fetch the tags in the clone: git -C FOLDER fetch --tags"),
    ErrorKind(
        "plan.tag-differs-from-tree", title: "A tag and its files name different versions",
        reason: "The files at the tag decide what was really released, so the tag can't be the start of a release.",
        remedy: "Release with a version of its own: slipway plan --component NAME"),
    ErrorKind(
        "plan.tag-of-several", title: "A tag may belong to several components",
        reason: "It has no component's name, and several components, but not all, have its version at that commit.",
        remedy: "Give one component a tag template of its own, or list the tag under ignore-tags."),
    ErrorKind(
        "plan.tag-of-unknown-style", title: "A tag looks like a release in an unknown spelling",
        reason: "If it were left out, the same version would be released twice.",
        remedy: "Write the template of its tags into slipway.yaml (tag), or list the tag under ignore-tags."),
    ErrorKind(
        "plan.tag-unconfirmed", title: "The only tags that may be releases do not fit the files",
        reason: "Their version is neither in their files nor continued by other tags; they may count builds or days.",
        remedy: "List the tag under ignore-tags, or give the component a tag template that fits it."),
    ErrorKind(
        "plan.prerelease-not-in-files", title: "The files are below the last prerelease",
        reason: "The next version would be computed from the files, and would come before the prerelease.",
        remedy: "Choose the version: slipway release --set-version NAME=X.Y.Z"),
    ErrorKind(
        "plan.released-elsewhere", title: "The version in the files is tagged outside this branch's history",
        reason: "A squash merge or cherry-pick brought the files here without the release's commit.",
        remedy: "Merge the tag without changing files: git merge -s ours TAG"),
    ErrorKind(
        "plan.rewritten-branch", title: "The newest release is in the history of no branch",
        reason: "The branch was rewritten after the release, so commits of old releases would count again.",
        remedy: "Merge the tag without changing files (git merge -s ours TAG), or list it under ignore-tags."),
    ErrorKind(
        "plan.below-manifest", title: "The requested version is below the one in the files",
        reason: "A release never lowers the version in a manifest.",
        remedy: "Leave the option out, or change the manifest and commit that."),
    ErrorKind(
        "plan.outside-line", title: "The requested version is outside the branch's release line",
        reason: "A maintenance branch, such as 1.x, releases only versions of its own line.",
        remedy: "Release from another branch, or change release-line in slipway.yaml."),
    ErrorKind(
        "plan.requirement-ahead", title: "A requirement asks for more than its upstream's next version",
        reason: "Following the upstream would lower what is required.",
        remedy: "Release the required version of the upstream, or lower the requirement by hand."),
    ErrorKind(
        "plan.requirement-behind", title: "A requirement refuses the sibling in the folder that it is taken from",
        reason: "The ecosystem's tool takes it from there and from nowhere else, so the release could not be built.",
        remedy: "Let the requirement follow with slipway update, and commit that."),
    ErrorKind(
        "plan.candidate-outgrown", title: "Commits since a candidate call for a higher version",
        reason: "A graduation keeps the candidate's numbers, and these commits do not belong under them.",
        remedy: "Release another candidate first (slipway release --prerelease rc), or choose the version."),
    ErrorKind(
        "plan.candidate-required", title: "A stable release would require a candidate",
        reason: "The component that it requires stays a prerelease, which a stable version must not bring along.",
        remedy: "Make both stable, or let the requirement accept the last stable version."),
    ErrorKind(
        "plan.version-sources-differ", title: "Files of one component name different versions",
        reason: "It is unknown which version was released last.",
        remedy: "Write the same version into all of them and commit that."),
    ErrorKind(
        "plan.version-too-low", title: "The chosen version is not above the last release",
        reason: "Versions only go up, and a released one is never used again.",
        remedy: "Choose a higher version: slipway release --set-version NAME=X.Y.Z"),
    ErrorKind(
        "plan.group-differs", title: "The chosen version is not the one of the group",
        reason: "A group with fixed versions is released with one version.",
        remedy: "Choose one version for all of its members."),
    ErrorKind(
        "plan.tag-exists", title: "The tag that the release would get exists already",
        reason: "Tags are never moved, so the version can't be released again.",
        remedy: "Choose another version: slipway release --set-version NAME=X.Y.Z"),
    ErrorKind(
        "plan.clone-behind", title: "The tag that the release would get is at a commit that the clone lacks",
        reason: "The version was released from another clone, and this one is behind its remote.",
        remedy: "Bring the clone up to date, then plan again: git -C FOLDER pull --ff-only"),
    ErrorKind(
        "plan.tags-alike", title: "Two components would have the same tags",
        reason: "Later it would be unclear whose release a tag is.",
        remedy: "Give one of them a tag template with its name: tag: \"NAME-v{version}\""),
    ErrorKind(
        "plan.not-under-git", title: "A component is not in a git repository",
        reason: "A release makes a commit and a tag.",
        remedy: "Put the folder under git, and commit it."),
    ErrorKind(
        "plan.detached-head", title: "A clone is on no branch",
        reason: "A release commit needs a branch to go to.",
        remedy: "Check out the branch that is released: git -C FOLDER switch BRANCH"),
    ErrorKind(
        "plan.artifact-name", title: "Two artifacts would have one name in the release set",
        reason: "Names in a release set are unique.",
        remedy: "Give one of them another name, with name under its artifact."),
    ErrorKind(
        "plan.nothing-to-publish", title: "A component is to be published, and its build declares no artifacts",
        reason: "Without artifacts there is nothing to upload.",
        remedy: "List the files that the build makes under artifacts."),
    ErrorKind(
        "plan.exclusive-targets", title: "Publication targets exclude each other",
        reason: "The forge allows one such release for each tag.",
        remedy: "Keep one of the targets."),
    ErrorKind(
        "plan.no-forge", title: "A setting needs a forge, and the repository is on plain git",
        reason: "Pull requests and commits by the forge exist only there.",
        remedy: "Name the forge under forge in slipway.yaml, or let git push."),
    ErrorKind(
        "plan.build-needs-forge", title: "A workflow is to build something, and its repository is on plain git",
        reason: "Workflows exist only at a forge.",
        remedy: "Name the forge under forge in slipway.yaml, or build here: slipway release --build-here"),
    ErrorKind(
        "plan.build-not-here", title: "A component can't be built here",
        reason: "Its build has no command: only a workflow makes it.",
        remedy: "Add run under build in slipway.yaml, or leave out --build-here."),
    ErrorKind(
        "plan.entangled-order", title: "One commit would be needed both before and after another repository's",
        reason:
            "Components in one repository share their release commit, and one of them is to be published before the others are tested.",
        remedy: "Change order to proven, or release the components one after the other."),
    ErrorKind(
        "plan.same-step", title: "Two steps would have the same id",
        reason: "Gates of one component need different names, and matrix values must differ.",
        remedy: "Rename one of the gates."),
    ErrorKind(
        "plan.bad-tag-template", title: "A tag template has no {version}",
        reason: "Each release would get the same tag.",
        remedy: "Write for example: tag: \"v{version}\""),
    ErrorKind(
        "plan.tag-blocked", title: "git can't have the release's tag beside one that is there",
        reason: "Names of tags are paths: v1.4.1 and v1.4.1/x exclude each other.",
        remedy: "Remove the other tag, if nothing needs it, or release another version."),
    ErrorKind(
        "plan.bad-tag", title: "The tag would not be a valid name in git",
        reason: "git refuses some characters in names of tags.",
        remedy: "Write a tag template for the component: tag: \"NAME-v{version}\""),
    ErrorKind(
        "plan.version-refused", title: "The ecosystem does not accept the version",
        reason: "Registries and tools allow only some spellings of versions.",
        remedy: "Choose another version: slipway release --set-version NAME=X.Y.Z"),
    ErrorKind(
        "plan.stuck-requirement", title: "A requirement excludes the new version and can't be rewritten",
        reason: "Its form allows no exact update.",
        remedy: "Change it by hand and commit that, or set policy: never for the edge."),
    ErrorKind(
        "plan.unreadable-requirement", title: "A requirement can't be understood",
        reason: "It is unknown whether it accepts the new version.",
        remedy: "Correct the requirement, or set policy: never for the edge."),
    ErrorKind(
        "plan.bad-release-as", title: "A commit names an invalid version",
        reason: "Release-As in a commit message decides the next version.",
        remedy: "Name the right one in a newer commit, as its last line: Release-As: X.Y.Z"),
    ErrorKind(
        "plan.release-as-too-low", title: "A commit names a version that is released already",
        reason: "Versions only go up.",
        remedy: "Name a higher one in a newer commit, as its last line: Release-As: X.Y.Z"),
    ErrorKind(
        "plan.calendar-exhausted", title: "There is already a release of today",
        reason: "The calendar format has no counter.",
        remedy: "Add a counter to the format, such as MICRO, or release tomorrow."),
    ErrorKind(
        "plan.prerelease-label", title: "The label can't be used for a prerelease",
        reason: "Labels have letters, digits and hyphens, and the ecosystem may allow only some.",
        remedy: "Choose another label: --prerelease alpha, beta or rc"),
    ErrorKind(
        "plan.prerelease-order", title: "The prerelease would come before the last one",
        reason: "Versions are compared by their label: alpha, beta, rc.",
        remedy: "Use the current label or a later one, or --graduate."),
    ErrorKind(
        "plan.change-file-shared", title: "A change file names components of which only some are released",
        reason: "If it were deleted, the others would lose their entry.",
        remedy: "Release these components together, or split the file."),
    ErrorKind(
        "plan.unproven", title: "No blocking gate checks the component",
        reason: "Its configuration says that such a component is not released.",
        remedy: "Give it a gate, or allow it with unproven: allow."),
    ErrorKind(
        "plan.bad-cause", title: "The named cause is neither a tag nor NAME@VERSION",
        reason: "Commit messages name the release that caused this one.",
        remedy: "Write it as NAME@VERSION: --cause core@1.2.0"),
    ErrorKind(
        "plan.changelog-link", title: "A changelog is a link that leads to no file of the repository",
        reason: "Slipway writes only files of the repository.",
        remedy: "Make it a text file of the repository, or set skip under changelog."),
    ErrorKind(
        "plan.changelog-unreadable", title: "A changelog can't get an entry",
        reason: "It is not UTF-8 text, or its form is unknown.",
        remedy: "Make it a UTF-8 text file, or set skip under changelog."),
    ErrorKind(
        "plan.edit-impossible", title: "A file can't be edited as planned",
        reason: "The value is written in a form that can't be changed exactly.",
        remedy: "Write the value in plain characters on one line, and commit that."),
    ErrorKind(
        "plan.pinned-digest", title: "An image is pinned by version and digest",
        reason: "The version would change and the digest would stay, and the digest decides which image is used.",
        remedy: "Name the new digest (--digest), set digests: keep, or remove the digest."),
    ErrorKind(
        "plan.several-digests", title: "An image is pinned by several digests",
        reason: "One new digest is known, not one for each of them.",
        remedy: "Pin all of them by the digest of the image index."),
    ErrorKind(
        "plan.pinned-revision", title: "A requirement names a version and a commit",
        reason: "The version would change and the commit would stay.",
        remedy: "Name the release's tag instead of the commit, or only one of the two."),
    ErrorKind(
        "plan.shared-requirement", title: "One value is the requirement on several packages",
        reason: "It would change for all of them, and only one is released.",
        remedy: "Give the released package a value of its own."),
    ErrorKind(
        "plan.version-source", title: "The version in a manifest can't be followed",
        reason: "It is computed, or read from a place that Slipway does not know.",
        remedy: "Write the version itself, or declare its place under extra-files."),
    ErrorKind(
        "plan.version-not-carried", title: "The edited files would not have the new version",
        reason: "Another value in them decides the version.",
        remedy: "See the place that the error names, and declare it under extra-files."),
    ErrorKind(
        "plan.stale-lock", title: "A lock file would not fit the manifests",
        reason: "A build that insists on the lock would fail.",
        remedy: "Update the lock file with the ecosystem's own tool and commit it, or set locks: keep."),
    ErrorKind(
        "plan.missing-member", title: "A member of an ecosystem's workspace does not exist",
        reason: "The ecosystem's tool refuses to build the workspace.",
        remedy: "Remove it from the list of members, or add it."),
    ErrorKind(
        "plan.missing-path", title: "A folder that a requirement names has no package",
        reason: "The build would fail.",
        remedy: "Correct the path, or add the package."),
    ErrorKind(
        "plan.refused-path", title: "A path requirement would exclude the new version",
        reason: "The workspace could not be built any more.",
        remedy: "Let the requirement accept the new version, and commit that."),
    ErrorKind(
        "plan.binaries-without-build", title: "Required binaries are no artifacts of the build",
        reason: "The release would lack them.",
        remedy: "List them under artifacts of the build."),
    ErrorKind(
        "plan.refused-by-target", title: "A publication target would refuse the component",
        reason: "Its rules about names or metadata are not met.",
        remedy: "Fix what the error lists, and commit that."),
    ErrorKind(
        "plan.commits-not-understood", title: "Commits are not understood, and --strict-commits was given",
        reason: "Their messages do not say what they change, so they count only as far as they are understood.",
        remedy: "Plan without --strict-commits, or word the commits as type(scope): subject."),
    ErrorKind(
        "plan.too-new", title: "The plan was written by a newer Slipway",
        reason: "This version may misread it.",
        remedy: "Use that version of Slipway, or make a new plan: slipway plan --out plan.json"),
    ErrorKind(
        "plan.unknown-schema", title: "The file is not a plan that Slipway knows",
        reason: "Plans name their schema.",
        remedy: "Make a new plan: slipway plan --out plan.json"),
    ErrorKind(
        "plan.unknown-kind", title: "The plan has a step of an unknown kind",
        reason: "It was made by another version of Slipway.",
        remedy: "Use that version, or make a new plan: slipway plan --out plan.json"),
    ErrorKind(
        "plan.unknown-field", title: "The plan has an unknown field",
        reason: "It was made by another version of Slipway, and the field may matter.",
        remedy: "Use that version, or make a new plan: slipway plan --out plan.json"),
    ErrorKind(
        "plan.unsound", title: "The plan contradicts itself",
        reason: "It was edited, damaged, or made by another version of Slipway.",
        remedy: "Make a new plan: slipway plan --out plan.json"),
    ErrorKind(
        "pull-request.detached-head", title: "A clone is on no branch",
        reason: "A release pull request is merged into the checked-out branch.",
        remedy: "Check out the branch that is released: git -C FOLDER switch BRANCH"),
    ErrorKind(
        "pull-request.bad-branch", title: "The release branch would not have a valid name",
        reason: "It is made of the names of components or groups.",
        remedy: "Rename the component or group, with letters, digits and hyphens."),
    ErrorKind(
        "unified-release.no-repository", title: "The unified release names an unknown repository",
        reason: "Its tag and release are made in one repository of the workspace.",
        remedy: "Name one of them under unified-release: repository."),
    ErrorKind(
        "unified-release.no-version", title: "The unified release has no version of its own",
        reason: "Its components have different ones, and its tag uses {version}.",
        remedy: "Use {set} or {date} in the tag, or give all components one version."),
    ErrorKind(
        "unified-release.bad-tag", title: "The unified release's tag is not valid in git",
        reason: "git refuses some characters in names of tags.",
        remedy: "Change the template of the tag."),
    ErrorKind(
        "unified-release.tag-exists", title: "The unified release's tag exists already",
        reason: "Tags are never moved.",
        remedy: "Use {set} in the tag, which is always free."),
    ErrorKind(
        "unified-release.same-tag", title: "Two releases would have one tag",
        reason: "The forge has one release for each tag.",
        remedy: "Give the unified release another tag."),
    ErrorKind(
        "unified-release.version-as-rolling", title: "The rolling tag is a version",
        reason: "A rolling tag moves, and versions never do.",
        remedy: "Choose a name such as nightly."),
    ErrorKind(
        "graph.cycle", title: "The requirements form a dependency cycle",
        reason: "No component of the cycle can be released first.",
        remedy:
            "Remove one of the requirements, release them with one version as a group, or set policy: never for an edge."
    ),
    ErrorKind(
        "graph.unknown-component", title: "A component is not known",
        reason: "The name is misspelled, or the clone of its repository is missing in the workspace.",
        remedy: "List the components: slipway graph"),
    ErrorKind(
        "graph.component-needed", title: "A component has to be named",
        reason: "The workspace has several.",
        remedy: "Add the component's name to the command."),
    ErrorKind(
        "channel.unknown", title: "The channel is not known",
        reason: "Each channel has its own way to name builds.",
        remedy: "Use nightly, develop, rc, test or unverified."),
    ErrorKind(
        "channel.no-commit", title: "The build has no commit to be named after",
        reason: "Names in this channel contain the commit.",
        remedy: "Put the component under git."),
    ErrorKind(
        "channel.bad-name", title: "The name is not one of the channel's",
        reason: "Each channel has one spelling of versions.",
        remedy: "Let Slipway choose it: slipway version --channel nightly"),
    ErrorKind(
        "channel.too-low", title: "The name is not above the published ones",
        reason: "Builds of a channel only go up.",
        remedy: "Let Slipway choose it: slipway version --channel nightly"),
    ErrorKind(
        "channel.taken", title: "The name is published already",
        reason: "A published name is never used again.",
        remedy: "Release a higher version first."),
    ErrorKind(
        "channel.not-configured", title: "slipway.yaml does not describe the channel",
        reason: "A channel's entry says what is built, and where it goes.",
        remedy: "Add it under channels, or correct the name: slipway channel list"),
    ErrorKind(
        "channel.nothing-to-build", title: "The channel builds no component",
        reason: "No component with a repository here is among its members.",
        remedy: "Name components in its of."),
    ErrorKind(
        "channel.no-anchor", title: "The channel does not say whose commit names its builds",
        reason: "A nightly bears one commit, and the channel builds several repositories.",
        remedy: "Name a component as its anchor."),
    ErrorKind(
        "channel.bad-pin", title: "What versions.toml pins can't be built",
        reason: "Its tag is missing, or components of one repository are pinned at different commits.",
        remedy: "Correct git_tag, or fetch the tags."),
    ErrorKind(
        "channel.not-pinned", title: "versions.toml does not pin what the channel builds",
        reason: "The channel builds pins, and nothing is replaced in silence.",
        remedy: "Record the tag as git_tag, or allow a visible fallback: stable."),
    ErrorKind(
        "channel.made-already", title: "The channel has a build of this name",
        reason: "A name stands for one build.",
        remedy: "Commit, or wait for the next day."),
    ErrorKind(
        "channel.unfinished", title: "The last build of the same commits is unfinished",
        reason: "It failed, or waits for someone, and a new build would meet the same.",
        remedy: "Retry it, or give it up with --force."),
    ErrorKind(
        "channel.reaches-others", title: "The channel's version would reach components outside of it",
        reason: "A requirement would have to follow it.",
        remedy: "Add them to the channel, or let their requirements stay."),
    ErrorKind(
        "channel.no-reason", title: "Leaving out a build needs a reason",
        reason: "It is shown where the build is missing.",
        remedy: "Say why with --reason."),
    ErrorKind(
        "channel.stale-clone", title: "A clone can't be brought to what its remote has",
        reason: "It has commits or changes of its own, or its branch is gone at the remote.",
        remedy: "Push or move them aside, then make the build."),
    ErrorKind(
        "edit.unreadable", title: "A file can't be parsed",
        reason: "Values are edited only in files that are understood.",
        remedy: "Fix the place that the error names, commit, and plan again."),
    ErrorKind(
        "edit.lfs-pointer", title: "A file is kept in Git LFS",
        reason: "The repository has only a pointer in its place.",
        remedy: "Keep the file in git itself: git lfs untrack FILE"),
    ErrorKind(
        "edit.not-found", title: "The value to edit does not exist",
        reason: "The file changed since the plan was made.",
        remedy: "Make a new plan: slipway plan"),
    ErrorKind(
        "edit.unexpected-value", title: "The value to edit is not the one that was planned from",
        reason: "The file changed since the plan was made.",
        remedy: "Make a new plan: slipway plan"),
    ErrorKind(
        "edit.unsupported", title: "The value can't be edited in place",
        reason: "It is written in a form that can't be changed exactly, such as with escapes.",
        remedy: "Write the value in plain characters on one line, and commit that."),
    ErrorKind(
        "edit.unknown-ecosystem", title: "The plan names an unknown ecosystem",
        reason: "It was made by another version of Slipway.",
        remedy: "Use the version of Slipway that made the plan."),
    ErrorKind(
        "edit.contradictory", title: "One value would have to be two things",
        reason: "Two released components share it and get different versions.",
        remedy: "Give each component a value of its own."),
    ErrorKind(
        "edit.not-verified", title: "An edited file did not have the new value",
        reason: "After each edit the file is read again; nothing was written.",
        remedy: "Edit the value by hand and commit that, and report this error."),
]

/// What forges, package indexes and other servers refuse, and errors of release branches.
let forgeErrorKinds: [ErrorKind] = [
    ErrorKind(
        "release-branch.foreign-commits", title: "Someone committed to the release branch",
        reason: "Slipway does not overwrite other people's commits.",
        remedy: "Merge the pull request, or move these commits to another branch."),
    ErrorKind(
        "release-branch.checked-out", title: "The release branch is checked out",
        reason: "A checked-out branch is not moved.",
        remedy: "Check out another branch: git -C FOLDER switch main"),
    ErrorKind(
        "release-branch.untagged", title: "A merged release is not tagged yet",
        reason: "The next release counts from its tag.",
        remedy: "Tag it: slipway release-branch --tag-merged"),
    ErrorKind(
        "release-branch.tags-with-release", title: "This workspace does not use release-please's files",
        reason: "Only their releases are tagged by release-branch.",
        remedy: "Tag and release with slipway.yaml: slipway release"),
    ErrorKind(
        "release-branch.on-release-branch", title: "A release branch is checked out",
        reason: "Releases are made from the branch that it is merged into.",
        remedy: "Check out that branch: git -C FOLDER switch main"),
    ErrorKind(
        "release-branch.unmerged", title: "The release is not merged yet",
        reason: "A tag is set on the merged commit.",
        remedy: "Merge the release branch and push, then repeat the command."),
    ErrorKind(
        "release-branch.no-base", title: "The branch to merge into does not exist at the remote",
        reason: "A release branch is compared with it.",
        remedy: "Push that branch, or name another one: --base BRANCH"),
    ErrorKind(
        "release-branch.base-behind", title: "The clone is behind its remote",
        reason: "The release branch would lack commits.",
        remedy: "Bring the clone up to date: git -C FOLDER pull --ff-only"),
    ErrorKind(
        "release-branch.base-unpushed", title: "The clone has commits that are not pushed",
        reason: "The release branch would have commits that the remote lacks.",
        remedy: "Push them: git -C FOLDER push"),
    ErrorKind(
        "release-branch.base-diverged", title: "The clone and its remote have diverged",
        reason: "Each has commits that the other lacks.",
        remedy: "Combine them, then push: git -C FOLDER pull --rebase"),
    ErrorKind(
        "release-please.bad-initial-version", title: "initial-version is not a valid version",
        reason: "The first release takes it as it is.",
        remedy: "Write for example \"initial-version\": \"0.1.0\""),
    ErrorKind(
        "release-please.bad-release-as", title: "release-as is not a valid version",
        reason: "It decides the next version.",
        remedy: "Write for example Release-As: 2.0.0"),
    ErrorKind(
        "release-please.cycle", title: "The requirements of the packages form a dependency cycle",
        reason: "No package of the cycle can be first.",
        remedy: "Take one of these requirements out of its manifest."),
    ErrorKind(
        "release-please.below-file", title: "The next version is below the one in a file",
        reason: "The manifest names an older release than the package's own files do.",
        remedy: "Write the released version into the manifest, or into the file, and commit that."),
    ErrorKind(
        "release-please.missing-tag", title: "The manifest names a release whose tag is missing",
        reason: "The commits since that release can't be found.",
        remedy: "Fetch the tags: git fetch --tags"),
    ErrorKind(
        "release-please.no-such-commit", title: "A configured commit is not in the history",
        reason: "bootstrap-sha and last-release-sha say where counting begins.",
        remedy: "Write the full id of a commit before the head."),
    ErrorKind(
        "release-please.no-such-package", title: "The package is not known",
        reason: "Names are those of the configuration.",
        remedy: "List the packages: slipway plan"),
    ErrorKind(
        "release-please.releases-by-branch", title: "With release-please's files, releases are made by branches",
        reason: "Their releases are branches that someone merges.",
        remedy: "Create or update the branch: slipway release-branch"),
    ErrorKind(
        "release-please.same-tag", title: "Two packages would get the same tag",
        reason: "Tags need the package's name, or different versions.",
        remedy: "Set another component for one of them."),
    ErrorKind(
        "release-please.tag-exists", title: "The next tag exists already",
        reason: "The manifest is behind what is tagged.",
        remedy: "Write the tagged version into the manifest."),
    ErrorKind(
        "release-please.unknown-release-type", title: "The release type is not known",
        reason: "It decides which files are edited.",
        remedy: "Use one of the types in docs/release-types.md."),
    ErrorKind(
        "release-please.unsupported", title: "An option can't be used with release-please's files",
        reason: "It needs slipway.yaml.",
        remedy: "Convert the files: slipway init --from release-please"),
    ErrorKind(
        "forge.unreachable", title: "The forge can't be reached",
        reason: "The network, a proxy or its address is not right.",
        remedy: "Check the network, and api under forge in slipway.yaml."),
    ErrorKind(
        "forge.unavailable", title: "The forge does not work at the moment",
        reason: "It reported a failure of its own.",
        remedy: "Try again later."),
    ErrorKind(
        "forge.limited", title: "The forge allows no more requests for now",
        reason: "Its limit is used up.",
        remedy: "Wait until the moment that the error names."),
    ErrorKind(
        "forge.unauthenticated", title: "The forge rejected the credentials",
        reason: "The token is wrong, expired or missing.",
        remedy: "Set a valid token in the variable that the error names."),
    ErrorKind(
        "forge.not-allowed", title: "The credentials lack a right",
        reason: "The token or app may not do this.",
        remedy: "Give it the right that the error names."),
    ErrorKind(
        "forge.rule", title: "A rule of the repository forbids it",
        reason: "Branch protection or a ruleset stands against it.",
        remedy: "Let the identity that releases bypass the rule, or release by pull request."),
    ErrorKind(
        "forge.missing", title: "The forge has no such thing, or hides it",
        reason: "Without the right to read it, it looks missing.",
        remedy: "Check the name and the rights of the token."),
    ErrorKind(
        "forge.exists", title: "It exists already at the forge",
        reason: "Someone else made it.",
        remedy: "Look at it, then repeat the command."),
    ErrorKind(
        "forge.conflict", title: "Something changed at the forge in between",
        reason: "Two programs worked on the same thing.",
        remedy: "Repeat the command."),
    ErrorKind(
        "forge.invalid", title: "The forge refused the request",
        reason: "It found a value invalid.",
        remedy: "See what the error says; if it is Slipway's fault, report it."),
    ErrorKind(
        "forge.moved", title: "The repository has a new address",
        reason: "It was renamed or transferred.",
        remedy: "Set the remote of the clone, and the name in slipway.yaml."),
    ErrorKind(
        "forge.archived", title: "The repository is archived",
        reason: "It is read-only.",
        remedy: "Unarchive it, or leave it out of the workspace."),
    ErrorKind(
        "forge.incomplete", title: "The forge's answer was incomplete",
        reason: "The connection broke off.",
        remedy: "Repeat the command."),
    ErrorKind(
        "forge.unreadable", title: "The forge's answer can't be read",
        reason: "A proxy may have answered instead.",
        remedy: "Check the address and the proxy."),
    ErrorKind(
        "forge.unusable", title: "The forge can't be used as configured",
        reason: "A key is missing or wrong.",
        remedy: "Correct forge in slipway.yaml."),
    ErrorKind(
        "forge.unnamed-repository", title: "The repository's name at the forge is unknown",
        reason: "The remote does not show it.",
        remedy: "Write it into slipway.yaml: name, under repositories."),
    ErrorKind(
        "forge.file", title: "A file for the forge can't be used",
        reason: "It can't be read.",
        remedy: "Correct the path or permissions."),
    ErrorKind(
        "forge.cancelled", title: "A request was cancelled",
        reason: "The run was interrupted.",
        remedy: "Continue the run: slipway run resume"),
    ErrorKind(
        "forge-release.differs", title: "An asset exists with other content",
        reason: "What is public is never replaced.",
        remedy: "Release with another version."),
    ErrorKind(
        "forge-release.lost", title: "An uploaded asset is missing",
        reason: "The forge lost it, or someone deleted it.",
        remedy: "Upload it again: slipway run retry"),
    ErrorKind(
        "forge-release.renamed", title: "The forge stored an asset under another name",
        reason: "It does not allow some characters.",
        remedy: "Give the artifact a name of letters, digits, dots and hyphens."),
    ErrorKind(
        "forge-release.unknown-state", title: "An asset was not stored completely",
        reason: "Its content is unknown.",
        remedy: "Delete it at the forge, then: slipway run retry"),
    ErrorKind(
        "forge-release.incomplete", title: "A public release lacks assets",
        reason: "It was published by someone else, or assets were deleted.",
        remedy: "Add them by hand, or release the next version."),
    ErrorKind(
        "forge-release.unexpected", title: "A draft has assets that are not from this run",
        reason: "Someone added them.",
        remedy: "Remove them or the draft, then: slipway run retry"),
    ErrorKind(
        "forge-release.other-run", title: "Another run made the tag",
        reason: "Its artifacts count.",
        remedy: "Give this run up: slipway run cancel"),
    ErrorKind(
        "forge-release.draft-lost", title: "The draft that was to be published is gone",
        reason: "Someone deleted it.",
        remedy: "Release the next version."),
    ErrorKind(
        "forge-release.other-tag", title: "A release has an unexpected tag",
        reason: "Someone edited it.",
        remedy: "Set the tag back, then: slipway run retry"),
    ErrorKind(
        "forge-release.too-large", title: "An asset is too large",
        reason: "The forge allows 2 GiB for each.",
        remedy: "Split or compress it."),
    ErrorKind(
        "forge-release.empty", title: "An asset is empty",
        reason: "The forge stores no empty files.",
        remedy: "Let the build write something, or leave the artifact out."),
    ErrorKind(
        "forge-release.too-many", title: "A release has too many assets",
        reason: "The forge allows 1,000.",
        remedy: "Pack several into one archive."),
    ErrorKind(
        "forge-release.alike", title: "Two artifacts would be one asset",
        reason: "The forge changes some characters in names.",
        remedy: "Rename one of them."),
    ErrorKind(
        "forge-release.uncovered", title: "No checksums cover an asset",
        reason: "Every asset needs a line in a file of checksums.",
        remedy: "Correct checksums under the target."),
    ErrorKind(
        "forge-release.taken", title: "The release or its tag exists already",
        reason: "Someone else made it.",
        remedy: "Choose another tag or version."),
    ErrorKind(
        "forge-release.tag-gone", title: "The tag of a public release was deleted",
        reason: "The forge turned the release into a draft.",
        remedy: "Find out who deleted it; then release the next version."),
    ErrorKind(
        "forge-release.rolling-immutable", title: "A rolling release can't be replaced",
        reason: "Releases of this repository are immutable.",
        remedy: "Turn immutable releases off, or remove rolling from slipway.yaml."),
    ErrorKind(
        "index.unreachable", title: "The package index can't be reached",
        reason: "The network or the address is not right.",
        remedy: "Check them, then: slipway run retry"),
    ErrorKind(
        "index.busy", title: "The package index refuses for now",
        reason: "It is overloaded.",
        remedy: "Try again later: slipway run retry"),
    ErrorKind(
        "index.partial-answer", title: "The package index sent an incomplete answer",
        reason: "The connection broke off.",
        remedy: "Try again: slipway run retry"),
    ErrorKind(
        "index.denied", title: "The package index rejected the credentials",
        reason: "The token is wrong, expired, or for another project.",
        remedy: "Correct the variable that holds it, then: slipway run retry"),
    ErrorKind(
        "index.refused", title: "The package index does not take the file",
        reason: "The error shows its reason.",
        remedy: "Fix it, and release the next version."),
    ErrorKind(
        "index.unusable", title: "The package index can't be used",
        reason: "Its answer is not that of an index.",
        remedy: "Correct the address in slipway.yaml."),
    ErrorKind(
        "index.differs", title: "The index has the file with other content",
        reason: "An index never replaces a file.",
        remedy: "Release with another version."),
    ErrorKind(
        "index.upload-failed", title: "A file could not be uploaded",
        reason: "The upload program failed; the error shows its output.",
        remedy: "Fix the cause, then: slipway run retry"),
    ErrorKind(
        "index.no-program", title: "No upload program is installed",
        reason: "Files are uploaded by uv or twine.",
        remedy: "Install one of those that the error names."),
    ErrorKind(
        "index.missing-variable", title: "A variable with credentials is not set",
        reason: "slipway.yaml names it.",
        remedy: "Set it in the environment of Slipway."),
    ErrorKind(
        "index.bad-name", title: "The file is not named like a Python package",
        reason: "An index takes wheels and source distributions only.",
        remedy: "Correct artifacts in slipway.yaml."),
    ErrorKind(
        "index.cancelled", title: "A request to the index was cancelled",
        reason: "The run was interrupted.",
        remedy: "Continue the run: slipway run resume"),
    ErrorKind(
        "http.bad-address", title: "The address can't be requested",
        reason: "It does not begin with http:// or https://.",
        remedy: "Correct it in slipway.yaml."),
    ErrorKind(
        "http.unreachable", title: "The server can't be reached",
        reason: "The network or the address is not right.",
        remedy: "Check the network, then: slipway run retry"),
    ErrorKind(
        "http.timed-out", title: "The server did not answer in time",
        reason: "It is down or overloaded.",
        remedy: "Try again: slipway run retry"),
    ErrorKind(
        "http.cut", title: "The answer broke off",
        reason: "The connection was lost.",
        remedy: "Try again: slipway run retry"),
    ErrorKind(
        "http.untrusted", title: "The server's certificate is not trusted",
        reason: "It is signed by an unknown authority, expired, or for another name.",
        remedy: "Name the certificates to trust in the variable SSL_CERT_FILE."),
    ErrorKind(
        "http.too-large", title: "The answer is too large",
        reason: "Answers have a limit.",
        remedy: "Check that the address is right."),
    ErrorKind(
        "http.unreadable-file", title: "A file can't be sent",
        reason: "It can't be read.",
        remedy: "Check its permissions."),
    ErrorKind(
        "http.unwritable-file", title: "An answer can't be stored",
        reason: "The disk is full, or permissions are missing.",
        remedy: "Make room, or correct the permissions."),
    ErrorKind(
        "http.cancelled", title: "A request was cancelled",
        reason: "The run was interrupted.",
        remedy: "Continue the run: slipway run resume"),
    ErrorKind(
        "http.failed", title: "A request failed",
        reason: "The error names the reason.",
        remedy: "Fix it, then: slipway run retry"),
]

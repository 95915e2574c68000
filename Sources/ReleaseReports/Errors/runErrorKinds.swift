/// Why a run, or a step of it, fails or is refused.
let runErrorKinds: [ErrorKind] = [
    ErrorKind(
        "run.clone-missing", title: "The clone of a repository is missing",
        reason: "The run needs the clone that it was planned with.",
        remedy: "Clone it, or name its folder under repositories in slipway.yaml."),
    ErrorKind(
        "run.world-moved", title: "The clones are not in the state that the plan needs",
        reason:
            "A clone differs from its remote, or a repository changed since the plan was made. A plan is executed for exactly the commits and tags that it was made from.",
        remedy: "Bring the clone and its remote together, as the error says, then plan again."),
    ErrorKind(
        "run.missing-program", title: "Programs that the release needs are not in PATH",
        reason: "Builds or gates call them, and would fail half-way.",
        remedy: "Install them, or add their folder to PATH."),
    ErrorKind(
        "run.plan-changed", title: "The plan file was changed after it was made",
        reason: "Its digest does not fit its content.",
        remedy: "Make a new plan: slipway plan --out plan.json"),
    ErrorKind(
        "run.stored-plan-changed", title: "The stored plan of a run was changed",
        reason: "It does not have the digest that the run's journal names, so it is not executed.",
        remedy: "See what else was changed: slipway audit verify"),
    ErrorKind(
        "run.not-possible", title: "The command does not fit the state of the run",
        reason: "For example, a finished run can't be paused.",
        remedy: "See the state of the run: slipway run show"),
    ErrorKind(
        "run.no-such-step", title: "The run has no step of this name",
        reason: "Steps are named KIND:SUBJECT, such as gate:core/test.",
        remedy: "List the steps: slipway run show --json"),
    ErrorKind(
        "run.not-allowed", title: "This person may not approve the step",
        reason: "The configured roles decide who may approve, as of when the plan was made.",
        remedy: "Let someone with an accepted role approve it: slipway run approve"),
    ErrorKind(
        "run.not-messenger", title: "This program may not approve for someone else",
        reason: "Only those under passed-on-by in slipway.yaml may.",
        remedy: "Let the person approve it: slipway run approve"),
    ErrorKind(
        "run.not-proven", title: "The step can't be approved yet",
        reason: "Steps before it are not done, so there is nothing to review.",
        remedy: "See what is missing: slipway run show"),
    ErrorKind(
        "run.other-subject", title: "What waits for approval is not what was reviewed",
        reason: "A retry changed commits or artifacts of the part.",
        remedy: "Review it again: slipway run show"),
    ErrorKind(
        "run.not-performed", title: "The engine could not execute the run",
        reason: "The engine's log names the reason.",
        remedy: "Try it by hand: slipway run resume"),
    ErrorKind(
        "run.unfinished", title: "Another run is not finished",
        reason: "A new release begins only when no other run is open.",
        remedy: "Continue that run (slipway run resume or retry), or give it up: slipway run cancel"),
    ErrorKind(
        "run.cannot-amend", title: "The run can't continue with the current commits",
        reason: "They change versions or components that the run has fixed.",
        remedy: "Undo these changes, or give the run up: slipway run cancel"),
    ErrorKind(
        "run.cannot-finish", title: "A lost run's release can't be finished with this configuration",
        reason: "The configuration would change other files than those that are tagged.",
        remedy: "Undo the change in slipway.yaml, or publish the draft at the forge."),
    ErrorKind(
        "release.unfinished", title: "A release is tagged and not complete",
        reason: "The run that made it was lost, and its draft does not say enough to finish it.",
        remedy: "Continue the run where its store still exists, or complete the draft by hand."),
    ErrorKind(
        "build.failed", title: "A build failed",
        reason: "Its command ended with an error, took too long, or was killed.",
        remedy:
            "Read its log, which the error names; fix the cause, commit (and push, if it has a remote), then: slipway run retry"
    ),
    ErrorKind(
        "build.no-listener", title: "No workflow can make a build",
        reason: "None on the default branch has the trigger, the inputs and the run-name that a build needs.",
        remedy: "Correct the workflow as docs/guides/build-in-workflows.md shows, then: slipway run retry"),
    ErrorKind(
        "build.several-listeners", title: "An event would start several workflows",
        reason: "Each would make a run that seems to be the build's.",
        remedy: "Let one of them listen for it, or start it by its file name."),
    ErrorKind(
        "build.run-not-found", title: "The run of a build can't be found",
        reason: "The forge took its start, and no run has the correlation id in its title.",
        remedy: "Give the workflow its run-name with correlation_id, then: slipway run retry"),
    ErrorKind(
        "build.not-started", title: "No runner took a build",
        reason: "None with the labels that its jobs ask for was free in time.",
        remedy: "Start such a runner, or change runs-on; then: slipway run retry"),
    ErrorKind(
        "build.timed-out", title: "A workflow's build took too long",
        reason: "Its run was cancelled after the time that timeout under build allows.",
        remedy: "See why in its log, or allow more time; then: slipway run retry"),
    ErrorKind(
        "build.no-answer", title: "How a build ended is unknown",
        reason: "The forge has not answered for longer than the build may take.",
        remedy: "When it answers again: slipway run retry"),
    ErrorKind(
        "build.displaced", title: "A build was cancelled before it began",
        reason:
            "A concurrency group keeps one waiting run, and a newer one took its place. It is started again by itself.",
        remedy: "Give release builds a concurrency group of their own."),
    ErrorKind(
        "build.no-artifact", title: "A build did not upload an artifact",
        reason: "Its run ended, and has no artifact of a name under downloads.",
        remedy: "Let the workflow upload it, or correct downloads; then: slipway run retry"),
    ErrorKind(
        "build.artifact-expired", title: "An artifact of a build has expired",
        reason: "The forge keeps artifacts for a limited time.",
        remedy: "Run it again at the forge, then: slipway run retry"),
    ErrorKind(
        "build.unproven-commit", title: "A build does not show which commit it built",
        reason: "Its run is at another commit, and no artifact has a slipway-commit.txt.",
        remedy: "Let the workflow upload the commit with what it built, as docs/guides/build-in-workflows.md shows."),
    ErrorKind(
        "build.other-commit", title: "A build is of another commit",
        reason: "What it uploaded says so.",
        remedy: "Let the workflow check out the input sha, then: slipway run retry"),
    ErrorKind(
        "build.overwrites-source", title: "An artifact holds a file of the sources",
        reason: "It would replace what was tested and tagged.",
        remedy: "Upload only what was built, or set into under downloads."),
    ErrorKind(
        "build.repeated-file", title: "Two artifacts hold the same file",
        reason: "Only one of them could be released.",
        remedy: "Give one of them another folder: into under downloads."),
    ErrorKind(
        "offer.no-remote", title: "No workflow can see a candidate",
        reason: "Its repository has no remote.",
        remedy: "Add one: git remote add origin ADDRESS"),
    ErrorKind(
        "offer.refused", title: "The remote does not take a candidate",
        reason: "A rule forbids references below refs/slipway, or the credentials may not push.",
        remedy: "Allow them, or build here: slipway release --build-here"),
    ErrorKind(
        "archive.unreadable", title: "An archive can't be read",
        reason: "It is damaged, cut, or no zip archive.",
        remedy: "Let the workflow upload it again, then: slipway run retry"),
    ErrorKind(
        "archive.unsafe", title: "An archive is not safe to unpack",
        reason: "An entry would be written elsewhere, is a link, or has another entry's name.",
        remedy: "Upload regular files with relative paths, then: slipway run retry"),
    ErrorKind(
        "archive.too-large", title: "An archive is too large",
        reason: "It would become more files or bytes than a release can need.",
        remedy: "Upload what the release needs, and not whole build folders."),
    ErrorKind(
        "gate.refused", title: "A gate failed",
        reason: "Its command ended with an error, took too long, or ran no tests.",
        remedy:
            "Read its log, which the error names; fix the cause, commit (and push, if it has a remote), then: slipway run retry"
    ),
    ErrorKind(
        "step.error", title: "A step failed for an unforeseen reason",
        reason: "The error itself says more.",
        remedy: "Try it again: slipway run retry"),
    ErrorKind(
        "approval.gone", title: "A step lost approvals before what it guards was published",
        reason: "They expired, or became void after a retry.",
        remedy: "Approve it again: slipway run approve"),
    ErrorKind(
        "claim.expired", title: "A command was ended because its engine lost the run",
        reason: "The claim could not be renewed in time: the store did not answer, or the machine stood still.",
        remedy: "Continue the run: slipway run resume"),
    ErrorKind(
        "effect.not-visible", title: "What was published can't be seen",
        reason: "The target accepted it, and does not show it after five minutes.",
        remedy: "Check the target, then: slipway run retry"),
    ErrorKind(
        "line.changed", title: "Something changed right before publication",
        reason: "Each run looks once more at branches, tags and approvals before anything is public.",
        remedy: "Fix what the error lists, then: slipway run retry"),
    ErrorKind(
        "line.released-meanwhile", title: "Someone else released the component in the meantime",
        reason: "The version of this run would come after a higher one.",
        remedy: "Give the run up and plan again: slipway run cancel"),
    ErrorKind(
        "prepare.version-differs", title: "The release commit would not have the version",
        reason: "A value in the files that decides the version was not edited.",
        remedy: "Declare the value under extra-files, or correct the manifest."),
    ErrorKind(
        "prepare.other-commit", title: "The release commit can't be made again",
        reason: "It was lost, and making it again gave another commit.",
        remedy: "Give the run up and plan again: slipway run cancel"),
    ErrorKind(
        "prepare.lost-checkout", title: "A checkout disappears",
        reason: "Something removes files below .slipway/work while the run uses them.",
        remedy: "Keep other programs out of .slipway, then: slipway run retry"),
    ErrorKind(
        "artifacts.missing", title: "A build did not make its artifacts",
        reason: "Each declared artifact must exist after the build.",
        remedy: "Correct the build or artifacts in slipway.yaml, then: slipway run retry"),
    ErrorKind(
        "artifacts.doubled-name", title: "Two artifacts have one name",
        reason: "Names in a release set are unique.",
        remedy: "Give one of them another name, with name under its artifact."),
    ErrorKind(
        "artifacts.unsafe-name", title: "An artifact has an invalid file name",
        reason: "Names with slashes or control characters could lead out of the set.",
        remedy: "Rename the file in the build."),
    ErrorKind(
        "artifacts.nothing-to-reuse", title: "No earlier set has the artifacts of a component",
        reason: "Its current version was not released from this machine.",
        remedy: "Release the component too: slipway release --component NAME"),
    ErrorKind(
        "artifacts.lost", title: "A collected artifact is gone or changed",
        reason: "Something removed or changed files below .slipway/releases.",
        remedy: "Try it again, which builds it anew: slipway run retry"),
    ErrorKind(
        "artifacts.no-package", title: "A component has no Python package to publish",
        reason: "None of its artifacts is a wheel or a source distribution.",
        remedy: "List them under artifacts: dist/*.whl and dist/*.tar.gz"),
    ErrorKind(
        "artifacts.doubled-package", title: "Two artifacts would be one file in the Python index",
        reason: "An index has one file of each name.",
        remedy: "Let the build make only one of them."),
    ErrorKind(
        "artifacts.other-version", title: "A Python package has another version than the release",
        reason: "The build did not take the version from the release commit.",
        remedy: "Let the build read the version from the manifest, then: slipway run retry"),
    ErrorKind(
        "set.complete", title: "A finished release set would get other files",
        reason: "A complete set is never changed.",
        remedy: "Release again with another version: slipway release --set-version NAME=X.Y.Z"),
    ErrorKind(
        "set.incomplete", title: "The folder is not a complete release set",
        reason: "It has no SHA256SUMS; the run may not be finished.",
        remedy: "See the runs: slipway run list"),
    ErrorKind(
        "verify.no-tag", title: "The tag of the release is gone",
        reason: "Someone deleted it after it was pushed.",
        remedy: "Find out who deleted it and why, then: slipway run retry"),
    ErrorKind(
        "verify.branch-left", title: "The branch no longer has the release commit",
        reason: "Someone rewrote the branch after the push.",
        remedy: "Bring the commit back to the branch, then: slipway run retry"),
    ErrorKind(
        "verify.version-differs", title: "The files at the tag do not have the version",
        reason: "The tag is at another commit than the released one.",
        remedy: "Find out who moved it, and release the next version."),
    ErrorKind(
        "merge.closed", title: "A pull request of the run was closed without a merge",
        reason: "The release waits for its merge.",
        remedy: "Reopen and merge it, or give the run up: slipway run cancel"),
    ErrorKind(
        "merge.foreign-branch", title: "The run's branch has commits of someone else",
        reason: "Slipway does not overwrite what it did not make.",
        remedy: "Remove or rename that branch, then: slipway run retry"),
    ErrorKind(
        "merge.checks-failed", title: "Checks of the pull request failed",
        reason: "Slipway merges only what passed its checks.",
        remedy: "Fix the cause, then: slipway run retry"),
    ErrorKind(
        "merge.other-files", title: "The pull request was merged with other files than those tested",
        reason: "Commits were added to it, or merged beside it.",
        remedy: "Test what was merged: slipway run retry"),
    ErrorKind(
        "merge.base-moved", title: "The target branch moved while the pull request was open",
        reason: "What a merge makes now is not what was tested.",
        remedy: "Test it again on the current branch: slipway run retry"),
    ErrorKind(
        "merge.other-version", title: "The pull request was merged with another version",
        reason: "Someone edited it.",
        remedy: "Give the run up and plan again: slipway run cancel"),
    ErrorKind(
        "push.not-made", title: "The forge can't create the release commit",
        reason: "Its interface supports neither these file modes nor links.",
        remedy: "Let git push the commit: commits: { via: push }"),
    ErrorKind(
        "publish.unknown-target", title: "The plan publishes to an unknown kind of target",
        reason: "It was made by another version of Slipway.",
        remedy: "Use the version of Slipway that made the plan."),
    ErrorKind(
        "package.missing", title: "A package did not appear in its registry in time",
        reason: "Something else publishes it, and may have failed or be slow.",
        remedy: "Look at what publishes it, then: slipway run retry"),
    ErrorKind(
        "documentation.missing", title: "The documentation did not appear in time",
        reason: "Another system builds it, and may have failed or be slow.",
        remedy: "Look at that system, then: slipway run retry"),
    ErrorKind(
        "follow-up.unknown", title: "It is unknown whether a follow-up was received",
        reason: "The connection broke off; it is sent once, so it is not repeated by itself.",
        remedy: "Look at the repository; then send it again or skip it, as the error says."),
    ErrorKind(
        "follow-up.no-listener", title: "What is sent after the release would start no workflow",
        reason: "No workflow on the default branch listens for it.",
        remedy: "Correct the workflow or follow-ups in slipway.yaml."),
    ErrorKind(
        "command.not-found", title: "A program is not installed",
        reason: "It is not in PATH.",
        remedy: "Install it, or correct the command in slipway.yaml."),
    ErrorKind(
        "command.not-started", title: "A program could not be started",
        reason: "Its folder may be missing, or memory or disk space ran out.",
        remedy: "Fix what the error says, then: slipway run retry"),
    ErrorKind(
        "command.cancelled", title: "A program was ended before it had finished",
        reason: "The run was interrupted.",
        remedy: "Continue the run: slipway run resume"),
    ErrorKind(
        "command.not-confined", title: "Commands can't run as the configured user",
        reason: "The user is missing, or Slipway may not switch to it.",
        remedy: "Create the user, run Slipway as root, or remove run-as from slipway.yaml."),
    ErrorKind(
        "command.too-much-output", title: "A program wrote too much output",
        reason: "Output is kept in memory, up to a limit.",
        remedy: "Let the program write to a file, or less."),
    ErrorKind(
        "checkout.bad-pins", title: "The workspace can't be checked out at its pinned tags",
        reason: "A version set names tags or commits that do not exist.",
        remedy: "Fix what the error lists in versions.toml."),
    ErrorKind(
        "build.unknown-profile", title: "No build has the profile",
        reason: "Profiles are defined under build.",
        remedy: "Use one of those that the error lists."),
    ErrorKind(
        "build.unknown-variant", title: "No build has the variant",
        reason: "Variants are defined under build.",
        remedy: "Use one of those that the error lists."),
]

/// What is wrong with a workspace, its store, its clones, or what was typed.
let workspaceErrorKinds: [ErrorKind] = [
    ErrorKind(
        "store.conflict", title: "Another process changed the run at the same time",
        reason: "Each change is made to the state that was seen.",
        remedy: "Look at the current state, then try again: slipway run show"),
    ErrorKind(
        "store.no-such-run", title: "The run does not exist",
        reason: "The name is misspelled, or the run is in another workspace or store.",
        remedy: "List the runs: slipway run list"),
    ErrorKind(
        "store.claimed", title: "Another engine executes the run",
        reason: "One engine at a time does.",
        remedy: "Follow it: slipway run watch"),
    ErrorKind(
        "store.claim-lost", title: "Another engine took the run over",
        reason: "This one was silent for too long.",
        remedy: "Follow it: slipway run watch"),
    ErrorKind(
        "store.rewound", title: "The store lost entries that were stored already",
        reason: "A failover or a restored backup brought back an earlier state.",
        remedy: "Continue the run, which checks what exists: slipway run resume"),
    ErrorKind(
        "store.other-folder", title: "Engines of one store work in different folders",
        reason: "Candidates and release sets are kept in the folder.",
        remedy: "Start the engine in the folder that the error names."),
    ErrorKind(
        "store.version-held", title: "Another run holds the version",
        reason: "A version belongs to one run.",
        remedy: "Choose another version, or give that run up: slipway run cancel"),
    ErrorKind(
        "store.unusable", title: "The store can't be opened",
        reason: "Its address, permissions or disk are not as they should be.",
        remedy: "Fix what the error says, and repeat the command."),
    ErrorKind(
        "store.corrupt", title: "The store is damaged",
        reason: "The disk, or another program, changed it.",
        remedy: "See what is damaged: slipway store check"),
    ErrorKind(
        "store.read-only", title: "The store can't be written",
        reason: "The file, its folder or its disk is read-only.",
        remedy: "Make it writable for the user that runs Slipway."),
    ErrorKind(
        "store.busy", title: "The store is locked by another process",
        reason: "It waited for as long as it may.",
        remedy: "Try again; find out which process holds it."),
    ErrorKind(
        "store.unreachable", title: "The database does not answer",
        reason: "The server is down, or the address or network is wrong.",
        remedy: "Check the server and the address, then repeat the command."),
    ErrorKind(
        "store.too-new", title: "The store was written by a newer Slipway",
        reason: "This version may misread it.",
        remedy: "Use the newer version."),
    ErrorKind(
        "store.full", title: "The disk of the store is full",
        reason: "Nothing was written in part.",
        remedy: "Make room, then: slipway run resume"),
    ErrorKind(
        "store.none", title: "There is no store",
        reason: "Nothing was released in this workspace yet.",
        remedy: "Make the first release: slipway release"),
    ErrorKind(
        "store.outage", title: "The store did not answer for too long",
        reason: "The engine waited for as long as store-outage allows.",
        remedy: "Fix the store, then start the engine again: slipway engine"),
    ErrorKind(
        "backup.exists", title: "The backup file exists already",
        reason: "Backups are never overwritten.",
        remedy: "Name another file."),
    ErrorKind(
        "backup.failed", title: "The backup was not made",
        reason: "The error names the reason.",
        remedy: "Fix it, and repeat the command."),
    ErrorKind(
        "backup.elsewhere", title: "The store is in PostgreSQL",
        reason: "It is backed up by PostgreSQL's own tools.",
        remedy: "Use pg_dump."),
    ErrorKind(
        "workspace.held", title: "Another process releases this workspace",
        reason: "One process at a time may.",
        remedy: "Wait for it, with --wait, or follow it: slipway run watch"),
    ErrorKind(
        "state.link", title: "The state folder has links",
        reason: "Slipway writes nothing through links, which could lead anywhere.",
        remedy: "Remove the links that the error names."),
    ErrorKind(
        "state.tracked", title: "git tracks the state folder",
        reason: "A state that came with a clone could have been made by anyone.",
        remedy: "Remove it from the repository: git rm -r --cached .slipway"),
    ErrorKind(
        "file.failed", title: "A file can't be read or written",
        reason: "The error names the reason.",
        remedy: "Fix it, then repeat the command."),
    ErrorKind(
        "file.disk-full", title: "The disk is full",
        reason: "Nothing was written in part.",
        remedy: "Make room, then: slipway run resume"),
    ErrorKind(
        "file.unavailable", title: "A file can't be used at the moment",
        reason: "The system reported a temporary failure.",
        remedy: "Try again: slipway run retry"),
    ErrorKind(
        "file.differs", title: "A published file exists with other content",
        reason: "What is public is never replaced.",
        remedy: "Release with another version."),
    ErrorKind(
        "file.missing", title: "A file does not exist",
        reason: "Something removed it.",
        remedy: "Bring it back, or repeat what makes it."),
    ErrorKind(
        "file.leads-out", title: "A link leads out of its folder",
        reason: "Slipway may read files that a build may not.",
        remedy: "Let the build copy the file instead of linking it."),
    ErrorKind(
        "git.missing", title: "git is not installed",
        reason: "It is not in PATH.",
        remedy: "Install git."),
    ErrorKind(
        "git.too-old", title: "git is too old",
        reason: "Slipway needs features that this version lacks.",
        remedy: "Install a newer git."),
    ErrorKind(
        "git.failed", title: "A git command failed",
        reason: "The error shows what git wrote.",
        remedy: "Repeat the command that the error names by hand."),
    ErrorKind(
        "git.rejected", title: "The remote refused a push",
        reason: "A rule, a hook or missing rights stand against it.",
        remedy: "Fix what the remote's answer says, then: slipway run retry"),
    ErrorKind(
        "git.branch-moved", title: "Someone pushed to the branch",
        reason: "A push is made only on the commit that was planned from.",
        remedy: "Take the new commits in: slipway run retry"),
    ErrorKind(
        "git.tag-exists", title: "The tag exists at another commit",
        reason: "Tags are never moved.",
        remedy: "Release the next version, or find out who made the tag."),
    ErrorKind(
        "git.taken-back", title: "The release commit was taken off the branch",
        reason: "Someone moved the branch back after the push.",
        remedy: "Find out why; then continue or give up, as the error says."),
    ErrorKind(
        "git.other-push-address", title: "Pushes go elsewhere than reads",
        reason: "pushurl or pushInsteadOf in git's configuration leads to another address.",
        remedy: "Make both addresses equal, in git's configuration."),
    ErrorKind(
        "git.unreachable", title: "The remote can't be reached",
        reason: "The network, the address or the credentials are not right.",
        remedy: "Check them: git -C FOLDER ls-remote"),
    ErrorKind(
        "git.refused-for-now", title: "The remote refused for now",
        reason: "It was busy, locked or overloaded.",
        remedy: "Try again later: slipway run retry"),
    ErrorKind(
        "observe.no-such-folder", title: "The folder does not exist",
        reason: "The workspace is named by -C, or is the current folder.",
        remedy: "Name the workspace's folder with -C."),
    ErrorKind(
        "observe.no-such-root", title: "The configured root does not exist",
        reason: "root under forge says where the clones are.",
        remedy: "Correct root, or make the folder."),
    ErrorKind(
        "observe.repository-missing", title: "A configured repository has no clone here",
        reason: "slipway.yaml names it, and no folder has it.",
        remedy: "Clone it, or name its folder under repositories."),
    ErrorKind(
        "observe.shallow-clone", title: "A clone is shallow",
        reason: "The commits since the last release are unknown.",
        remedy: "Fetch all of them: git -C FOLDER fetch --unshallow --tags"),
    ErrorKind(
        "observe.no-such-commit", title: "The commit or tag does not exist",
        reason: "The name is misspelled, or was not fetched.",
        remedy: "Fetch it: git -C FOLDER fetch --tags"),
    ErrorKind(
        "observe.no-such-branch", title: "The configured branch does not exist",
        reason: "It was renamed, or not fetched.",
        remedy: "Fetch it, or correct branch in slipway.yaml."),
    ErrorKind(
        "observe.remote-missing", title: "The configured remote does not exist",
        reason: "The clone has remotes of other names.",
        remedy: "Correct remote in slipway.yaml."),
    ErrorKind(
        "observe.remote-in-workspace", title: "A clone's remote is another clone of the workspace",
        reason: "A release would push into it.",
        remedy: "Point the remote at the repository that its releases go to."),
    ErrorKind(
        "observe.same-name", title: "Two repositories have one name",
        reason: "Their names differ in case only, or in spelling.",
        remedy: "Rename one of the folders."),
    ErrorKind(
        "observe.not-under-git", title: "The folder is not a git repository",
        reason: "Planning needs commits.",
        remedy: "Put it under git, or name another folder with -C."),
    ErrorKind(
        "observe.no-components", title: "Nothing here can be released",
        reason: "No manifest of a known ecosystem was found.",
        remedy: "Name the workspace's folder: slipway -C FOLDER plan"),
    ErrorKind(
        "input.unreadable", title: "A file can't be used",
        reason: "Each error is listed with its place.",
        remedy: "Fix each place, and repeat the command."),
    ErrorKind(
        "input.no-such-folder", title: "The folder does not exist",
        reason: "The workspace is named by -C, or is the current folder.",
        remedy: "Name the workspace's folder with -C."),
    ErrorKind(
        "input.no-such-file", title: "The file does not exist or can't be read",
        reason: "The path is misspelled, or permissions are missing.",
        remedy: "Correct the path."),
    ErrorKind(
        "input.not-writable", title: "The file can't be written",
        reason: "Its folder is missing, or permissions are.",
        remedy: "Name a file in a folder that may be written to."),
    ErrorKind(
        "input.exists", title: "The folder exists already",
        reason: "Nothing is overwritten.",
        remedy: "Name a folder that does not exist yet."),
    ErrorKind(
        "input.outside", title: "The file is a link out of the workspace",
        reason: "Such a link could have come with a clone.",
        remedy: "Put the file itself there, or name it: --config FILE"),
    ErrorKind(
        "input.too-large", title: "The file is too large for a configuration",
        reason: "It is most likely another file.",
        remedy: "Name the right one: --config FILE"),
    ErrorKind(
        "input.bad-version", title: "The text is not a valid version",
        reason: "Versions are written as in Semantic Versioning.",
        remedy: "Write for example 1.4.0 or 2.0.0-rc.1."),
    ErrorKind(
        "input.bad-plan", title: "The file is not a plan",
        reason: "It is damaged, or was made by something else.",
        remedy: "Make one: slipway plan --out plan.json"),
    ErrorKind(
        "input.bad-assignment", title: "The option needs COMPONENT=VERSION",
        reason: "The version belongs to one component.",
        remedy: "Write for example --set-version core=2.0.0"),
    ErrorKind(
        "input.bad-store", title: "SLIPWAY_STORE can't be used",
        reason: "The variable names the database of the store.",
        remedy: "Correct it, or unset it."),
    ErrorKind(
        "init.exists", title: "slipway.yaml exists already",
        reason: "It is not overwritten.",
        remedy: "Print what would be written: slipway init --dry-run"),
    ErrorKind(
        "init.replaces-release-please", title: "The repository uses release-please's files",
        reason: "With a slipway.yaml they would no longer count.",
        remedy: "Convert them: slipway init --from release-please"),
    ErrorKind(
        "init.nothing-found", title: "Nothing here can be released",
        reason: "No manifest of a known ecosystem was found.",
        remedy: "Name the workspace's folder: slipway -C FOLDER init"),
    ErrorKind(
        "init.no-versions-toml", title: "There is no versions.toml",
        reason: "--from versions-toml reads it.",
        remedy: "Start from the manifests: slipway init"),
    ErrorKind(
        "init.no-release-please", title: "There is no release-please configuration",
        reason: "--from release-please and --keep read it.",
        remedy: "Name both files, with --config and --manifest."),
    ErrorKind(
        "explain.unknown-code", title: "The code is not known",
        reason: "It is misspelled, or from another version of Slipway.",
        remedy: "List the codes: slipway explain"),
    ErrorKind(
        "demo.failed", title: "The demo failed",
        reason: "One of its commands ended otherwise than expected.",
        remedy: "Look around in its folder, and report this error."),
    ErrorKind(
        "compare.nothing", title: "What is to be compared does not exist",
        reason: "It is neither a run nor a folder.",
        remedy: "List the runs: slipway run list"),
    ErrorKind(
        "system.unknown", title: "The release system is not known",
        reason: "Systems are named under systems in slipway.yaml.",
        remedy: "List them: slipway system list"),
    ErrorKind(
        "system.untried", title: "The system can't be primary yet",
        reason: "Too few comparisons in a row showed no difference.",
        remedy: "Release in its shadow and compare: slipway release --shadow"),
    ErrorKind(
        "system.taken", title: "Another system is primary",
        reason: "Only one may be.",
        remedy: "Make the other one fallback, shadow or disabled first: slipway system list"),
    ErrorKind(
        "system.disabled", title: "Slipway is disabled for this workspace",
        reason: "Someone set its mode.",
        remedy: "See who and why: slipway system list"),
    ErrorKind(
        "system.only-shadows", title: "Slipway is set to shadow",
        reason: "It publishes nothing while another system is primary.",
        remedy: "Show the modes: slipway system list"),
    ErrorKind(
        "system.no-evidence", title: "The comparison does not count for the system",
        reason: "It must be of a run here and a release of that system.",
        remedy: "Compare a run with a folder of that system: slipway compare RUN FOLDER --system NAME"),
    ErrorKind(
        "rehearsal.no-folder", title: "The folder of the rehearsal can't be made",
        reason: "Temporary folders are missing or full.",
        remedy: "Choose another place, with the variable TMPDIR."),
    ErrorKind(
        "rehearsal.not-copied", title: "A repository can't be copied",
        reason: "Its clone is damaged or incomplete.",
        remedy: "Check it: git -C FOLDER fsck"),
    ErrorKind(
        "rehearsal.same-name", title: "Two repositories have one name at different forges",
        reason: "The stand-in has one repository of each name.",
        remedy: "Rehearse them one by one: slipway rehearse --component NAME"),
    ErrorKind(
        "rehearsal.redirected", title: "git would push elsewhere than to the rehearsal",
        reason: "insteadOf in git's configuration leads there; nothing was begun.",
        remedy: "Remove that setting, or use another HOME for the rehearsal."),
    ErrorKind(
        "rehearsal.no-pull-requests", title: "Release pull requests need a forge",
        reason: "No repository here is at one.",
        remedy: "Rehearse the release itself: slipway rehearse"),
    ErrorKind(
        "rehearsal.only-in-workflow", title: "A component can't be rehearsed",
        reason: "A rehearsal runs no workflows, and only a workflow builds it.",
        remedy: "Add run under build in slipway.yaml."),
    ErrorKind(
        "workflows.several-repositories", title: "The workspace has several repositories",
        reason: "A workflow's token may write to only one.",
        remedy: "Write the workflows for one repository."),
    ErrorKind(
        "workflows.follow-up-elsewhere", title: "A follow-up goes to another repository, with the job's own token",
        reason: "The token of a workflow may write to its own repository only.",
        remedy: "Configure a token or an app for the forge: forge: { kind: github, token-from: RELEASE_TOKEN }"),
    ErrorKind(
        "workflows.not-at-root", title: "The workspace is not the root of its repository",
        reason: "Workflows belong to the root.",
        remedy: "Call the command at the root."),
    ErrorKind(
        "workflows.branch", title: "The branch that releases is unknown",
        reason: "The generated workflows run when it is pushed to.",
        remedy: "Name it: --branch main"),
    ErrorKind(
        "workflows.trusted-publishing", title: "No job can publish the component",
        reason: "Trusted publishing needs a build with artifacts, in one job.",
        remedy: "See what the error says about the component."),
    ErrorKind(
        "workflows.edited", title: "Workflow files were edited by someone",
        reason: "They are not overwritten.",
        remedy: "Replace them: --force"),
]

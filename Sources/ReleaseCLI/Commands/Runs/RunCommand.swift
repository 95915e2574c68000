import ArgumentParser

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Shows and controls runs.",
        discussion: """
            A run is named by its id, r7-4be1c09a, or r7 for short; @latest is the newest. Where the id may be left out, it \
            is @latest.

            A step is named KIND:SUBJECT. A part is a set of components that are released together or not at all. Kinds:

            prepare      makes the release commit, privately
            offer        lets a workflow see the candidate
            build, gate  run the configured commands
            collect      takes the artifacts, computes their checksums
            reuse        takes the artifacts of an earlier release
            approval     waits for people
            line         the last check before a part becomes public
            stage        uploads artifacts where only owners see them
            push, tag    make commit and tag public
            publish      publishes the artifacts
            verify       reads back what is public
            write-back   records the versions in versions.toml
            publish-set  makes the unified release at the forge
            assemble     makes the folder with notes and checksums
            follow-up    notifies other repositories
            withdraw     removes the reference that offer made
            """,
        subcommands: [
            RunListCommand.self, RunShowCommand.self, RunWatchCommand.self, RunPauseCommand.self,
            RunResumeCommand.self, RunRetryCommand.self, RunSkipCommand.self, RunApproveCommand.self,
            RunCancelCommand.self,
        ])
}

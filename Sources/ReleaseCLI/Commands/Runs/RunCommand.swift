import ArgumentParser

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Shows and controls runs.",
        discussion: """
            A run is named by its id, r7-4be1c09a, or r7 for short; @latest is the newest. Where the id may be left out, it \
            is @latest.
            """,
        subcommands: [
            RunListCommand.self, RunShowCommand.self, RunWatchCommand.self, RunPauseCommand.self,
            RunResumeCommand.self, RunRetryCommand.self, RunSkipCommand.self, RunApproveCommand.self,
            RunCancelCommand.self,
        ])
}

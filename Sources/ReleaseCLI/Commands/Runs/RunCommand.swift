import ArgumentParser

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Shows and controls runs.",
        discussion: "RUN is the id of a run, r7-4be1c09a, or r7 for short; or @latest, which is also the default.",
        subcommands: [
            RunListCommand.self, RunShowCommand.self, RunWatchCommand.self, RunPauseCommand.self,
            RunResumeCommand.self, RunRetryCommand.self, RunSkipCommand.self, RunApproveCommand.self,
            RunCancelCommand.self,
        ])
}

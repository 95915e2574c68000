import ArgumentParser

struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Backs up, checks and prunes the store of runs.",
        subcommands: [StoreCheckCommand.self, StoreBackupCommand.self, StorePruneCommand.self])
}

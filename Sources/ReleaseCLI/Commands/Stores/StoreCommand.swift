import ArgumentParser

struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Keeps the store of runs whole and small.",
        subcommands: [StoreCheckCommand.self, StoreBackupCommand.self, StorePruneCommand.self])
}

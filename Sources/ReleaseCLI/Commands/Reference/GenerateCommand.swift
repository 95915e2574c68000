import ArgumentParser

struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Writes files that follow from the program or from the configuration.",
        subcommands: [GenerateReferenceCommand.self, GenerateWorkflowsCommand.self],
        defaultSubcommand: GenerateReferenceCommand.self)
}

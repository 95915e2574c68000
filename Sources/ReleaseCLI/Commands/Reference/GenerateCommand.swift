import ArgumentParser

struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Generates the reference documentation and CI workflows.",
        subcommands: [GenerateReferenceCommand.self, GenerateWorkflowsCommand.self],
        defaultSubcommand: GenerateReferenceCommand.self)
}

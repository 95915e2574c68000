import ArgumentParser

struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Generates the reference documentation, CI workflows, and what keeps a server running.",
        discussion: """
            slipway generate FOLDER is short for slipway generate reference FOLDER.
            """,
        subcommands: [GenerateReferenceCommand.self, GenerateWorkflowsCommand.self, GenerateServiceCommand.self],
        defaultSubcommand: GenerateReferenceCommand.self)
}

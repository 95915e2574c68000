import ArgumentParser

struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Generates the reference documentation and CI workflows.",
        discussion: """
            slipway generate FOLDER is short for slipway generate reference FOLDER.
            """,
        subcommands: [GenerateReferenceCommand.self, GenerateWorkflowsCommand.self],
        defaultSubcommand: GenerateReferenceCommand.self)
}

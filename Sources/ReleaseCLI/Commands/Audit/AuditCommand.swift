import ArgumentParser

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Shows who did what, and proves that nothing of it was changed.",
        subcommands: [AuditListCommand.self, AuditVerifyCommand.self])
}

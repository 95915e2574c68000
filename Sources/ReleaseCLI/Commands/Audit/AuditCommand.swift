import ArgumentParser

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Shows who did what and when, and checks that the record is intact.",
        subcommands: [AuditListCommand.self, AuditVerifyCommand.self])
}

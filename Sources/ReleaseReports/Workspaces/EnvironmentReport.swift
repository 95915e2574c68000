import ReleaseModel
package import ReleaseOperations

/// What commands see, by name.
package struct EnvironmentReport: Encodable {
    struct Group: Encodable {
        var purpose: String
        /// All that pass, and which of them are set.
        var names: [String]
        var set: [String]
    }

    var schema = "slipway.config/1"
    var usual: [Group]
    /// What the configuration adds.
    var more: Group
    /// Seen by the builds and gates that name them, and by no others.
    var secrets: [String]
    /// Set here, and seen by no command.
    var withheld: [String]
    /// The store's credentials, which can't be listed.
    var never: [String]
    /// The user that builds and gates run as; nil: the one who runs Slipway.
    var account: String?

    /// - Parameter environment: The one that Slipway was started in.
    package init(of workspace: Workspace, in environment: [String: String]) {
        let commands = workspace.configuration.commands
        func group(_ purpose: String, _ names: [String]) -> Group {
            let passes = CommandEnvironment(more: names)
            return Group(
                purpose: purpose, names: names,
                set: passes.matching(environment).filter { !workspace.withheld.contains($0) }
            )
        }
        usual = CommandEnvironment.usual.map { group($0.purpose, $0.names) }
        more = group("added by slipway.yaml", commands.more)
        secrets = workspace.configuration.secrets
        withheld = workspace.withheld.subtracting(secrets).sorted()
        never = CommandEnvironment.storeVariables.filter { workspace.withheld.contains($0) }.sorted()
        account = commands.account
    }

    package var text: String {
        var lines = ["Builds, gates and other configured commands see these variables; * marks those that are set:"]
        for group in usual + (more.names.isEmpty ? [] : [more]) {
            lines.append("")
            lines.append("\(group.purpose):")
            let names = group.names.map { name in
                let beginning = name.hasSuffix("*") ? String(name.dropLast()) : nil
                let isSet = group.set.contains { beginning.map($0.hasPrefix) ?? ($0 == name) }
                return isSet ? name + " *" : name
            }
            lines.append("  " + names.joined(separator: ", "))
        }
        lines.append("")
        lines.append("Secrets, for the builds and gates that name them: " + listed(secrets))
        lines.append("Set here and withheld: " + listed(withheld))
        lines.append("Builds and gates run as \(account ?? "the user who runs Slipway").")
        lines.append("To pass a variable, write in slipway.yaml: commands: { environment: [NAME] }")
        return lines.joined(separator: "\n")
    }

    private func listed(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
}

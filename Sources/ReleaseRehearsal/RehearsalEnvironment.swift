import Foundation
import ReleaseModel

/// The variables that a rehearsal is performed with: the user's, without any credential of theirs.
struct RehearsalEnvironment: Sendable {
    /// The double's.
    let token: String
    let variables: [String: String]
    /// Secrets of the configuration that are set; commands that ask for them get a made-up value.
    let replacedSecrets: [String]

    /// For git that copies the user's clones.
    static let git = [
        "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_LFS_SKIP_SMUDGE": "1",
    ]

    private static let tokens = ["GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]

    init(_ environment: [String: String], _ configuration: WorkspaceConfiguration) {
        token = "rehearsal-" + UUID().uuidString.lowercased()
        var variables = environment
        replacedSecrets = configuration.secrets.filter { !(environment[$0] ?? "").isEmpty }.sorted()
        for name in replacedSecrets { variables[name] = "made-up-" + UUID().uuidString.lowercased() }
        let forges = [configuration.forge] + configuration.repositories.values.compactMap(\.forge)
        let hidden = RehearsalEnvironment.tokens + CommandEnvironment.storeVariables + forges.flatMap(\.secretVariables)
        for name in hidden { variables[name] = nil }
        variables[RehearsalConfiguration.tokenVariable] = token
        // git reaches folders and the double; where another address was left, it refuses.
        variables["GIT_ALLOW_PROTOCOL"] = "file:http"
        self.variables = variables
    }
}

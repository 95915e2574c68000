import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// Runs the program that `action.yml` names as a runner does: inputs with their defaults as variables, and files for
/// outputs and for PATH.
struct ActionRun {
    /// What a runner knows of the job, by the names that `action.yml` uses.
    var context: [String: String]
    /// A folder of its own, as `RUNNER_TEMP`.
    let folder: TemporaryFolder
    /// Further variables; nil removes one.
    var environment: [String: String?] = [:]
    /// Whether the tests' own `slipway` is in PATH.
    var hasProgram = true

    init(_ scene: GitHubScene, token: String) throws {
        folder = try TemporaryFolder()
        context = [
            "github.token": token, "github.repository": "acme/core", "github.api_url": scene.github.enterpriseAPI,
            "github.graphql_url": scene.github.graphQL, "github.server_url": scene.github.git,
        ]
    }

    static let isPossible = OutsideTool.isInstalled("node")

    /// Of this project.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    struct Answer {
        var code: Int32
        /// Standard output and standard error.
        var text: String
        var outputs: [String: String]
        /// The folders that later steps find in PATH.
        var path: String
    }

    func run(_ inputs: [String: String] = [:]) async throws -> Answer {
        let (defaults, main) = try ActionRun.metadata()
        try folder.write("", to: "output")
        try folder.write("", to: "path")
        var variables: [String: String?] = [
            "RUNNER_TEMP": folder.path, "GITHUB_OUTPUT": folder.path + "/output", "GITHUB_PATH": folder.path + "/path",
            "GITHUB_SERVER_URL": context["github.server_url"], "GITHUB_ACTION_REPOSITORY": "acme/slipway",
            "HOME": folder.path, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
            "GITHUB_TOKEN": nil, "GH_TOKEN": nil, "NO_COLOR": "1", "PATH": try path(),
        ]
        for (name, value) in defaults.merging(inputs, uniquingKeysWith: { _, own in own }) {
            let known = context.first { value == "${{ \($0.key) }}" }?.value
            variables["INPUT_" + name.uppercased()] = known ?? value
        }
        for (name, value) in environment { variables[name] = value }
        let result = try await ProcessRunner().run(
            Command(
                ["node", ActionRun.root + "/" + main], folder: folder.path, environment: variables,
                timeout: .seconds(300)))
        guard case .exited(let code) = result.end else { throw Killed(text: result.errorText) }
        return Answer(
            code: code, text: result.text + result.errorText, outputs: ActionRun.outputs(in: try folder.text("output")),
            path: try folder.text("path"))
    }

    struct Killed: Error {
        var text: String
    }

    /// Only what the action may expect of a runner, and the tests' program where it is wanted.
    private func path() throws -> String {
        let tools = folder.path + "/tools"
        try FileManager.default.createDirectory(atPath: tools, withIntermediateDirectories: true)
        let program = tools + "/slipway"
        if hasProgram, !FileManager.default.fileExists(atPath: program) {
            try FileManager.default.createSymbolicLink(
                atPath: program, withDestinationPath: try builtProgram("slipway"))
        }
        return tools + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
    }

    /// The inputs with their defaults, empty without one, and what is run.
    static func metadata() throws -> (defaults: [String: String], main: String) {
        var defaults: [String: String] = [:]
        var main = ""
        var section = ""
        var name = ""
        let text = try String(contentsOfFile: root + "/action.yml", encoding: .utf8)
        for line in text.split(separator: "\n").map(String.init) {
            if let match = line.wholeMatch(of: /([a-z]+):.*/) { section = String(match.1) }
            if section == "inputs", let match = line.wholeMatch(of: /\ \ ([a-z0-9-]+):/) {
                name = String(match.1)
                defaults[name] = ""
            }
            if section == "inputs", let match = line.wholeMatch(of: /\ \ \ \ default: "?(.*?)"?/) {
                defaults[name] = String(match.1)
            }
            if section == "runs", let match = line.wholeMatch(of: /\ \ main: (.*)/) { main = String(match.1) }
        }
        return (defaults, main)
    }

    /// The names of the declared outputs.
    static func declaredOutputs() throws -> Set<String> {
        let text = try String(contentsOfFile: root + "/action.yml", encoding: .utf8)
        let section = text.split(separator: "\noutputs:\n").last?.split(separator: "\nruns:").first ?? ""
        return Set(section.matches(of: /(?m)^\ \ ([A-Za-z_]+):$/).map { String($0.1) })
    }

    /// As a runner reads them: the last value of a name wins.
    private static func outputs(in text: String) -> [String: String] {
        var found: [String: String] = [:]
        var lines = text.components(separatedBy: "\n")[...]
        while let line = lines.popFirst() {
            if let match = line.wholeMatch(of: /([^=]+?)<<(.+)/) {
                var value: [String] = []
                while let next = lines.popFirst(), next != String(match.2) { value.append(next) }
                found[String(match.1)] = value.joined(separator: "\n")
            } else if let match = line.wholeMatch(of: /([^=]+)=(.*)/) {
                found[String(match.1)] = String(match.2)
            }
        }
        return found
    }
}

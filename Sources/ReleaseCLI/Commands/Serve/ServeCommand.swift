import ArgumentParser
import Foundation
import ReleaseComposition
import ReleaseConfig
import ReleaseModel
import ReleaseOperations
import ReleaseServer

struct ServeCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves workspaces: takes webhooks, keeps schedules, and executes what they start.",
        discussion: """
            `triggers` in slipway.yaml defines what starts a release. Webhooks go to /webhooks/WORKSPACE/github; each is \
            checked by its signature and stored before it is answered. /healthz and /readyz are for supervisors, /metrics \
            is for Prometheus. Without server.yaml, the workspace of this folder is served, and the secret of its webhooks \
            is read from SLIPWAY_WEBHOOK_SECRET.
            """)

    @Option(help: "The server's configuration. (default: server.yaml, if there is one)")
    var server: String?

    @Option(
        name: [.customShort("C"), .customLong("directory")], help: "The folder that is served, or that has server.yaml."
    )
    var directory = "."

    @Option(help: "Where to listen: an address of this machine and a port. (default: as configured, or 127.0.0.1:8470)")
    var listen: String?

    @Flag(help: "Write the log as JSON, a line for each entry.") var json = false

    func run() async throws {
        let terminal = Terminal.current
        let place = try listen.map { text in
            guard let place = hostAndPort(text) else {
                throw ValidationError("--listen takes an address with a port, such as 127.0.0.1:8470, not '\(text)'.")
            }
            return place
        }
        var (configuration, folder) = try read()
        if let place { (configuration.host, configuration.port) = place }
        let log = ServerLog(isJSON: json) { line in terminal.say(line) }
        var composition = WorkspaceComposition(directory: folder, say: { log.write(.info, $0) })
        composition.environment = Decorations.current.environment
        composition.decorations = Decorations.current
        let sites = try configuration.workspaces.sorted { $0.key < $1.key }.map { name, one in
            try SiteDescription(name, one, in: folder, composition)
        }
        Interruption.runBegan()
        let (host, port) = (configuration.host, configuration.port)
        let server = try Server(sites, log: log)
        do {
            try await server.run(host: host, port: port) { address in
                log.write(.info, "Listening at \(address) for \(sites.map(\.name).joined(separator: ", ")).")
            }
        } catch is CancellationError where Interruption.signal != nil {
            log.write(.info, "Stopped. Unfinished runs continue when the server starts again.")
        }
    }

    private func read() throws -> (configuration: ServerConfiguration, folder: String) {
        let usual = directory + "/server.yaml"
        if let path = server ?? (FileManager.default.fileExists(atPath: usual) ? usual : nil) {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return (try serverConfiguration(at: path), folder)
        }
        var one = ServerConfiguration.Workspace(path: ".")
        if Decorations.current.environment["SLIPWAY_WEBHOOK_SECRET"] != nil {
            one.webhookSecrets = ["SLIPWAY_WEBHOOK_SECRET"]
        }
        let folder = URL(fileURLWithPath: directory).standardizedFileURL
        let characters = folder.lastPathComponent.filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
        }
        var configuration = ServerConfiguration()
        configuration.workspaces[characters.isEmpty ? "workspace" : String(characters.prefix(64))] = one
        return (configuration, folder.path)
    }
}

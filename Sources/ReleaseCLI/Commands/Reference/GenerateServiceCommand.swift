import ArgumentParser
import Foundation
import ReleaseComposition
import ReleaseModel
import ReleaseReports

struct GenerateServiceCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "Prints what keeps slipway serve running: a unit of systemd, or a container file.",
        discussion: """
            Nothing is written: put it where it belongs, as its first lines say. The secrets of webhooks and the forge's \
            token are read from the environment that the service gets, and never from the files.
            """)

    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case systemd
        case container
    }

    @Argument(help: "systemd or container.") var kind: Kind

    @Option(help: "The folder with server.yaml, on the machine or in the container.")
    var folder = "/srv/slipway"

    @Option(help: "The user that the service runs as, on the machine. Of systemd only.")
    var user = "slipway"

    func validate() throws {
        guard folder.hasPrefix("/"), folder.allSatisfy({ $0.isLetter || $0.isNumber || "/._-".contains($0) }) else {
            throw ValidationError("--folder takes an absolute path of letters, digits, '/', '.', '_' and '-'.")
        }
        guard user.wholeMatch(of: /[a-z_][a-z0-9_-]{0,31}/) != nil else {
            throw ValidationError("--user takes the name of a user, such as slipway, not '\(user)'.")
        }
    }

    func run() async throws {
        Terminal.current.print(
            kind == .systemd
                ? serviceUnit(folder: folder, user: user) : containerFile(folder: folder, version: slipwayVersion))
    }
}

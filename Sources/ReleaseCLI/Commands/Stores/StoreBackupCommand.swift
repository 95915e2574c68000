import ArgumentParser
import Foundation
import ReleaseOperations

struct StoreBackupCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Backs up the store while it is in use; an incomplete copy is never left behind.",
        discussion: "A store in PostgreSQL is backed up by: pg_dump --format=custom --table='slipway_*' --file=FILE")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The file to write; it must not exist yet.", completion: .file()) var file: String

    func run() async throws {
        let path = URL(fileURLWithPath: file).standardizedFileURL.path
        let head = try await StoreOperation(options.storeWorkspace()).backUpStore(to: path)
        Terminal.current.print("The store was copied to \(path), and the copy was checked.")
        Terminal.current.print("head \(head)")
        Terminal.current.say(
            "Keep the head in another place, to check the store against it later: slipway audit verify --head \(head)")
    }
}

import ArgumentParser
import ReleaseModel
import ReleaseOperations
import ReleaseReports

struct StorePruneCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Removes the output of old runs; journals and release sets stay.")

    @OptionGroup var options: WorkspaceOptions
    @Option(help: "Only of runs that ended at least this many days ago.") var olderThan = 0
    @Option(help: "How many of the newest ended runs are left alone.") var keep = 20

    func validate() throws {
        guard (0...1_000_000).contains(olderThan) else { throw ValidationError("--older-than takes days from 0.") }
        guard keep >= 0 else { throw ValidationError("--keep takes a number from 0.") }
    }

    func run() async throws {
        let age = Duration.seconds(olderThan * 86_400)
        let pruned = try await StoreOperation(options.storeWorkspace()).pruneOutput(olderThan: age, keeping: keep)
        for (run, size) in pruned { Terminal.current.print("\(run.text.padded(to: 12)) \(byteText(size))") }
        let total = pruned.reduce(0) { $0 + $1.size }
        Terminal.current.print(
            pruned.isEmpty
                ? "There is nothing to remove." : "Freed \(byteText(total)) of \(counted(pruned.count, "run")).")
    }
}

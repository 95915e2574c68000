import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleaseReports

struct BuildCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Builds components from the local checkouts, in graph order, without releasing.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Only these and what they require.")
    var components: [String] = []

    @Option(help: "dev, release, or a profile that the configuration names.")
    var profile = "dev"

    @Option(help: "A variant that the configuration names.")
    var variant: String?

    @Flag(help: "Remove earlier results first.")
    var clean = false

    @Flag(name: .customLong("package"), help: "Run the gates too, and collect artifacts with their checksums.")
    var packages = false

    @Option(name: [.customShort("j"), .long], help: "How many builds run at once.")
    var parallelism: Int?

    func validate() throws { try checkParallelism(parallelism) }

    func run() async throws {
        let workspace = try options.workspace()
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let (results, folder) = try await BuildOperation(workspace).build(
            BuildOptions(
                components: components.map { ComponentID($0) }, profile: profile, variant: variant, cleans: clean,
                packages: packages, parallelism: parallelism ?? workspace.configuration.parallelism ?? cores)
        ) { Terminal.current.say("  \($0) …") }
        if options.json {
            Terminal.current.print(json: try encodeJSON(results.map { Answer("slipway.build/1", $0) }))
        } else {
            let width = results.map(\.component.text.count).max() ?? 0
            for result in results {
                let time = result.seconds > 0 ? "  \(readable(result.seconds))" : ""
                Terminal.current.print(
                    "  \(result.component.text.padded(to: width))  \(result.state.words)\(time)  \(result.folder ?? "")"
                )
                for warning in result.warnings ?? [] { Terminal.current.print("      advisory: " + warning) }
                guard result.state == .failed else { continue }
                if let reason = result.reason { Terminal.current.print("      \(reason)") }
                for line in result.output { Terminal.current.print("      " + line) }
                if let command = result.command { Terminal.current.print("      next: Repeat it by hand: " + command) }
                for line in result.advice ?? [] { Terminal.current.print("      next: " + line) }
            }
            if let folder { Terminal.current.print("Artifacts and sums: \(folder)") }
        }
        if results.contains(where: { $0.state == .failed || $0.state == .blocked }) { throw Ending(code: .failed) }
    }
}

struct CheckoutCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkout", abstract: "Checks out every repository at its pinned tag, side by side.",
        discussion: """
            The pin is git_tag in versions.toml, or else the last release. A missing tag is an error: no tag is guessed, \
            and no branch is used instead.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Only these components.")
    var components: [String] = []

    @Option(help: "The folder for the checkouts. (default: .slipway/checkout in the workspace)")
    var into: String?

    func run() async throws {
        let workspace = try options.workspace()
        let folder =
            into.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? workspace.stateFolder + "/checkout"
        let checkout = try await BuildOperation(workspace).checkOut(
            into: folder, components: components.map { ComponentID($0) })
        if options.json {
            Terminal.current.print(json: try encodeJSON(Answer("slipway.checkout/1", checkout)))
            return
        }
        for one in checkout.repositories {
            Terminal.current.print("\(one.repository)  \(one.tag)  \(one.commit.short)  \(one.folder)")
        }
        for component in checkout.absent { Terminal.current.say("\(component): skipped, it has no clone here") }
    }
}

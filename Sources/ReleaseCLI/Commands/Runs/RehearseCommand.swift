import ArgumentParser
import Foundation
import ReleaseComposition
import ReleaseModel
import ReleaseOperations
import ReleaseRehearsal
import ReleaseReports

struct RehearseCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Runs the complete release on copies, against a GitHub stand-in; changes nothing outside.",
        discussion: """
            Copies the repositories as the clones have them, serves those at GitHub from a GitHub stand-in on this \
            machine, and releases the copies: the same plan, builds and gates. Reports what was made there, how many requests and \
            which rights it takes, and what was not rehearsed. Needs no network and none of your tokens.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var request: RequestOptions

    @Flag(help: "Release only what is merged: versions in manifests, or in a merged release, that have no tag.")
    var merged = false

    @Flag(
        name: .customLong("release-pr"),
        help: "Open the release pull requests, merge them, and release what is merged.")
    var releasePR = false

    @Flag(help: "Leave out builds and gates.")
    var withoutCommands = false

    @Option(help: "The share of requests to the stand-in that fail, from 0 to 1.")
    var faults = 0.0

    @Option(help: "With the same seed, the same requests fail.")
    var seed: UInt64 = 0

    @Flag(help: "Keep the folder with everything that was made.")
    var keep = false

    @Option(
        name: [.customShort("j"), .long],
        help: "How many steps run at once. (default: as configured, or one for each core)")
    var parallelism: Int?

    func validate() throws {
        try checkParallelism(parallelism)
        guard (0...1).contains(faults) else { throw ValidationError("--faults takes a number from 0 to 1.") }
        guard !merged || !releasePR else { throw ValidationError("--merged and --release-pr exclude each other.") }
    }

    func run() async throws {
        let terminal = Terminal.current
        let display = RunDisplay(terminal: terminal)
        var perform = PerformOptions(
            trigger: Trigger(by: Principal(NSUserName()), command: "slipway rehearse"), parallelism: parallelism,
            began: { await display.begin($0) }, progress: { await display.show($0) })
        perform.tryingAgain = { error, wait in
            terminal.say("\(error.summary) Again in \(wait.components.seconds) s.")
        }
        perform.noticed = { for notice in $0 { terminal.say("warning: \(notice)") } }
        var rehearsing = RehearsalOptions(perform)
        rehearsing.onlyMerged = merged
        rehearsing.byPullRequest = releasePR
        rehearsing.withCommands = !withoutCommands
        rehearsing.faults = faults
        rehearsing.seed = seed
        rehearsing.keepsFolder = keep
        rehearsing.madeFolder = { [keep] folder in
            if keep { terminal.say("in \(folder)") }
            // A second signal ends the process at once, and nothing else would remove the folder then.
            Interruption.rehearsalBegan(removing: keep ? nil : folder)
        }
        // As with `release-pr`: pull requests need a forge, also where the configuration names none.
        let operation = RehearsalOperation(options.composition(forge: releasePR ? ForgeChoice() : nil))
        let rehearsal: Rehearsal
        do {
            rehearsal = try await operation.rehearse(try request.request(), rehearsing)
            await display.end()
        } catch {
            // The live tree would be drawn over the error.
            await display.end()
            throw error
        }
        for warning in rehearsal.plan.warnings { terminal.say("warning: \(warning)") }
        if options.json {
            terminal.print(json: try encodeJSON(RehearsalReport(rehearsal)))
        } else {
            terminal.print(rehearsalText(rehearsal, style: terminal.style))
        }
        guard rehearsal.outcome == .incomplete else { return }
        switch rehearsal.run?.status {
        case .waiting: throw Ending(code: .needsApproval)
        case .cancelled: throw Ending(code: .failed)
        default: throw Ending(code: .incomplete)
        }
    }
}

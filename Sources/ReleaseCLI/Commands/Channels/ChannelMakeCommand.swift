import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleaseReports

/// How a build of a channel is made.
struct ChannelMakeOptions: ParsableArguments, Sendable {
    @Flag(help: "Build although nothing changed or the commits were left out, and give up an unfinished build.")
    var force = false

    @Flag(help: "Print the plan, of what the clones have now, and touch nothing.")
    var dryRun = false

    @Option(name: .customLong("version"), help: "The name of the build, in the form of the channel.")
    var forcedVersion: String?

    @Flag(help: "Build everything on this machine, whatever the configuration says.")
    var buildHere = false

    @OptionGroup var run: RunOptions
}

struct ChannelMakeCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "Makes a build of a channel of what the branches have now.",
        discussion: """
            The clones are brought to what their remotes have, forward only. Nothing is made where no commit is new since \
            the last build, and why is printed. The build is a run like a release: after an interruption the same command \
            continues it, and slipway run shows and controls it. Nothing is committed to a branch, except that a develop \
            build is recorded in versions.toml.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var make: ChannelMakeOptions
    @Argument(help: "The channel, as slipway.yaml calls it.") var name: String

    func run() async throws { try await makeBuild(of: name, options, make) }
}

struct NightlyCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "nightly", abstract: "Makes a nightly build: slipway channel make nightly.",
        discussion: """
            The channel `nightly` of slipway.yaml says what is built, and where it goes. See slipway channel make --help.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var make: ChannelMakeOptions

    func run() async throws { try await makeBuild(of: "nightly", options, make) }
}

private func makeBuild(of name: String, _ options: GlobalOptions, _ make: ChannelMakeOptions) async throws {
    let workspace = try options.workspace(performs: !make.dryRun)
    let request = ChannelRequest(
        name, version: make.forcedVersion, isForced: make.force, builds: make.buildHere ? .here : nil)
    if make.dryRun {
        switch try await ChannelOperation(workspace).planned(request) {
        case .skipped(let skipped): try show(skipped, isJSON: options.json)
        case .plan(let plan, _): try show(plan, rights: [], isJSON: options.json)
        }
        return
    }
    try await performing(options.json, make.run, workspace) { perform -> RunRecord? in
        switch try await ChannelOperation(workspace).make(request, perform) {
        case .skipped(let skipped):
            try show(skipped, isJSON: options.json)
            return nil
        case .ran(let record): return record
        }
    }
}

private func show(_ skipped: SkippedBuild, isJSON: Bool) throws {
    if isJSON {
        Terminal.current.print(json: try encodeJSON(Answer("slipway.channel-skipped/1", skipped)))
    } else {
        Terminal.current.print("No build of \(skipped.channel) is made. \(skipped.reason)")
    }
}

import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleaseReports

struct ChannelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channel", abstract: "Makes, skips, lists and prunes builds of a channel, such as nightly builds.",
        subcommands: [
            ChannelMakeCommand.self, ChannelListCommand.self, ChannelSkipCommand.self, ChannelPruneCommand.self,
        ])
}

struct ChannelListCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the channels of slipway.yaml with their builds, newest first.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The channel. (default: all)") var name: String?
    @Option(help: "How many builds of each.") var limit = 10

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit takes a number from 1.") }
    }

    func run() async throws {
        let all = try await ChannelOperation(options.workspace()).list(name, limit: limit)
        if options.json {
            struct Report: Encodable {
                var channels: [ChannelReport]
            }
            Terminal.current.print(
                json: try encodeJSON(Answer("slipway.channels/1", Report(channels: all.map { ChannelReport($0) }))))
        } else {
            Terminal.current.print(channelsText(all))
        }
    }
}

struct ChannelSkipCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip", abstract: "Leaves out the build of the commits that the branches have now.",
        discussion: """
            The channel is built again as soon as a branch has a new commit, or with slipway channel make --force. The \
            decision is recorded with your name.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The channel.") var name: String
    @Option(help: "Why; recorded and shown where the build is missing.") var reason: String

    func validate() throws { try checkReason(reason) }

    func run() async throws {
        let commits = try await ChannelOperation(options.workspace(performs: true)).skip(name, reason: reason)
        if options.json {
            struct Report: Encodable {
                var channel: String
                var reason: String
                var commits: [String: CommitID]
            }
            let texts = Dictionary(uniqueKeysWithValues: commits.map { ($0.key.text, $0.value) })
            Terminal.current.print(
                json: try encodeJSON(
                    Answer("slipway.channel-skip/1", Report(channel: name, reason: reason, commits: texts))))
        } else {
            let places = commits.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.short)" }
            Terminal.current.print("\(name) leaves these commits out: \(places.joined(separator: ", "))")
        }
    }
}

struct ChannelPruneCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Removes what old builds of a channel made, by its keep in slipway.yaml.",
        discussion: """
            Only what a build of this workspace made and no one changed since: files in folders, release sets, and \
            prereleases at the forge with their tags. The newest build and what moves from build to build stay. Package \
            indexes keep what was published.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The channel.") var name: String
    @Flag(help: "Only show what would be removed.") var dryRun = false
    @Flag(help: "Wait for another process that releases this workspace.") var wait = false

    func run() async throws {
        let workspace = try options.workspace(performs: !dryRun)
        var perform = PerformOptions(
            trigger: Trigger(by: workspace.principal, command: "slipway channel prune \(name)"))
        perform.waits = wait
        let pruned = try await ChannelPruning(workspace).prune(name, isTrial: dryRun, perform)
        if options.json {
            struct Report: Encodable {
                var isTrial: Bool
                var builds: [PrunedBuild]
            }
            Terminal.current.print(
                json: try encodeJSON(Answer("slipway.channel-prune/1", Report(isTrial: dryRun, builds: pruned))))
        } else {
            Terminal.current.print(prunedText(pruned, isTrial: dryRun))
        }
    }
}

package import ArgumentParser
import Foundation
import ReleaseAdapters
package import ReleaseComposition
import ReleaseModel
import ReleaseReports

/// The tool's root command.
package struct SlipwayCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "slipway",
        abstract: "Releases many packages and repositories together.",
        discussion: """
            Reads the workspace, works out what to release, in which order and why, stores that as a plan, and executes \
            the plan. It can be killed at any moment: it then continues, and nothing is done twice.

            First steps: slipway init · slipway doctor · slipway graph · slipway plan · slipway release --dry-run · slipway demo

            -C FOLDER names the workspace, before the command or after it; without it, that is the current folder.

            Exit codes: 0 done, or nothing to do · 1 refused or failed · 64 wrong usage · 65 incomplete, can be \
            continued · 70 a bug · 75 try again later · 77 needs an approval or a permission · 78 unusable \
            configuration, manifest or graph
            """,
        version: slipwayVersion,
        subcommands: [
            InitCommand.self, GraphCommand.self, PlanCommand.self, ApplyCommand.self, ReleaseCommand.self,
            RehearseCommand.self,
            ReleasePullRequestCommand.self, CheckCommand.self, ReleaseBranchCommand.self, RunCommand.self,
            EngineCommand.self, ServeCommand.self, EventsCommand.self, TokenCommand.self,
            NightlyCommand.self, ChannelCommand.self, CompareCommand.self, SystemCommand.self,
            StoreCommand.self, AuditCommand.self, ConfigCommand.self,
            ChangelogCommand.self, VersionCommand.self, BuildCommand.self, UpdateCommand.self, CheckoutCommand.self,
            VerifyCommand.self, DoctorCommand.self, ExplainCommand.self,
            DemoCommand.self, GenerateCommand.self,
        ])

    package init() {}

    /// Why the command line does not understand these arguments; nil where it does. Nothing is run.
    package static func refusal(of arguments: [String]) -> String? {
        do {
            _ = try parseAsRoot(arguments)
            return nil
        } catch {
            return message(for: error)
        }
    }

    /// Runs the command line of this process, and ends it with the documented exit code.
    package static func start(_ decorations: Decorations = Decorations()) async -> Never {
        // Before anything is started that could read it: builds and gates run as the same user.
        sealProcess()
        let arguments = Array(CommandLine.arguments.dropFirst())
        let code = await Decorations.$current.withValue(decorations) {
            await exitCode(of: arguments) { command in try await Interruption.handling(command) }
        }
        Foundation.exit(code)
    }

    /// Parses arguments, runs their command, and shows on ``Terminal/current`` what came of it.
    ///
    /// Nothing of the process is changed, and it does not end: any number of command lines can run side by side, each
    /// with its own terminal and ``Decorations``.
    ///
    /// - Parameter perform: Runs the command; the process's own command line is interrupted by signals there.
    /// - Returns: The documented exit code.
    package static func exitCode(
        of arguments: [String],
        _ perform: (@escaping @Sendable () async throws -> Void) async throws -> Void = { try await $0() }
    ) async -> Int32 {
        let arguments = withOptionsBehindCommand(arguments)
        let isJSON = arguments.contains("--json")
        let terminal = Terminal.current
        do {
            if let problem = unknownCommand(in: arguments) { throw problem }
            try await perform { try await run(arguments) }
            return ReleaseModel.ExitCode.done.rawValue
        } catch let ending as Ending {
            return ending.code.rawValue
        } catch  where Interruption.signal != nil && !Interruption.hasRun {
            // Any failure is due to the termination.
            let sentence = Interruption.sentence
            if isJSON, let data = try? encodeJSON(ErrorReport(interrupted: sentence)) { terminal.print(json: data) }
            terminal.say(sentence)
            return Interruption.exitCode
        } catch let error as any UserFacingError {
            show(error, isJSON: isJSON)
            return error.exitCode.rawValue
        } catch let problem as UsageProblem {
            terminal.say("error: \(problem.message)\nSee '\(problem.command) --help' for more information.")
            return ReleaseModel.ExitCode.usage.rawValue
        } catch is CancellationError {
            terminal.say("Interrupted; nothing is lost. Continue with: slipway run resume")
            return ReleaseModel.ExitCode.incomplete.rawValue
        } catch {
            // Arguments that are not understood, or a request for help, which is an answer.
            let code = exitCode(for: error).rawValue
            var text = fullMessage(for: error, columns: nil)
            // As every other error begins.
            if text.hasPrefix("Error: ") { text = "error: " + text.dropFirst(7) }
            if !text.isEmpty { terminal.write(text + "\n", to: code == 0 ? .output : .messages) }
            return code
        }
    }
}

extension SlipwayCommand {
    private static func run(_ arguments: [String]) async throws {
        // The parser would show only the default subcommand's help.
        let isAboutGenerate =
            arguments.count == 2 && arguments[0] == "generate" && ["-h", "--help"].contains(arguments[1])
        if isAboutGenerate { throw CleanExit.helpRequest(GenerateCommand.self) }
        var command = try parseAsRoot(arguments)
        guard var operation = command as? any OperationCommand else { return try command.run() }
        let own = path(of: type(of: operation)) ?? "slipway"
        do { try await operation.run() } catch let error as ValidationError {
            throw UsageProblem(message: error.message, command: own)
        } catch let error as any UserFacingError where error.suggestions.contains(where: { repeats($0, own) }) {
            throw ErrorOfCommand(error: error, suggestions: error.suggestions.filter { !repeats($0, own) })
        }
    }

    /// Whether a suggestion is only to look with the very command that failed; trying it again after a fix is another
    /// matter.
    private static func repeats(_ suggestion: String, _ command: String) -> Bool {
        suggestion == command || (suggestion.hasPrefix("See ") && suggestion.hasSuffix(": " + command))
    }

    /// A command that does not exist; nil: each of them does.
    private static func unknownCommand(in arguments: [String]) -> UsageProblem? {
        var here: any ParsableCommand.Type = SlipwayCommand.self
        var path = "slipway"
        for name in arguments {
            let commands = here.configuration.subcommands
            guard !commands.isEmpty, !name.hasPrefix("-"), name != "help" else { return nil }
            guard let next = commands.first(where: { $0._commandName == name }) else {
                // It may be an argument of the one that is meant where none is named.
                guard here.configuration.defaultSubcommand == nil else { return nil }
                let nearest = nearestName(to: name, among: commands.map { $0._commandName })
                return UsageProblem(
                    message: "There is no command '\(name)'." + (nearest.map { " Did you mean \($0)?" } ?? ""),
                    command: path)
            }
            (here, path) = (next, path + " " + name)
        }
        return nil
    }

    /// What is typed for a command: `slipway run list`.
    private static func path(of command: any ParsableCommand.Type) -> String? {
        func path(from root: any ParsableCommand.Type) -> [String]? {
            let name = root._commandName
            if root == command { return [name] }
            return root.configuration.subcommands.lazy.compactMap { path(from: $0) }.first.map { [name] + $0 }
        }
        return path(from: SlipwayCommand.self)?.joined(separator: " ")
    }
}

/// An error without the suggestions that repeat its command.
private struct ErrorOfCommand: UserFacingError {
    var error: any UserFacingError
    var suggestions: [String]

    var code: String { error.code }
    var summary: String { error.summary }
    var reasons: [String] { error.reasons }
    var exitCode: ReleaseModel.ExitCode { error.exitCode }
    var retry: RetryAdvice { error.retry }
}

/// Arguments that only the command itself could refuse; shown like those that the parser refuses.
private struct UsageProblem: Error {
    var message: String
    /// With the commands that it belongs to.
    var command: String
}

/// `slipway -C FOLDER graph` means `slipway graph -C FOLDER`: options before the command are moved after it.
func withOptionsBehindCommand(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var options: [String] = []
    while let first = rest.first {
        if ["-C", "--directory", "--config"].contains(first), rest.count >= 2 {
            options += rest.prefix(2)
            rest = rest.dropFirst(2)
        } else if first == "--json" || first.hasPrefix("--directory=") || first.hasPrefix("--config=") {
            options.append(first)
            rest = rest.dropFirst()
        } else {
            break
        }
    }
    // Of a command that does not exist, only that is reported.
    if let name = rest.first, !name.hasPrefix("-"), !commandNames.contains(name) { return Array(rest) }
    // Arguments after `--` are not options.
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return rest[..<end] + options + rest[end...]
}

private let commandNames = Set(SlipwayCommand.configuration.subcommands.map { $0._commandName } + ["help"])

/// A command that does something, and may be handed from one task to another.
protocol OperationCommand: AsyncParsableCommand, Sendable {}

/// A result that is not an error but has its own exit code; everything is already printed.
struct Ending: Error {
    var code: ReleaseModel.ExitCode
}

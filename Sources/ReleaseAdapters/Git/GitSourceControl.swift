import Foundation
import ReleaseModel
package import ReleasePorts
import Synchronization

/// git, through its program: the user's credentials, signing and configuration hold.
///
/// Names and addresses are always arguments behind `--` or full reference names, so none can pass for an option.
package struct GitSourceControl: SourceControl {
    private let runner: any CommandRunner
    private let rules = AddressRules()
    let cache: HistoryCache?
    let longHistory: Int

    /// - Parameters:
    ///   - environment: Determines where long histories are cached; without it, they are not cached.
    ///   - longHistory: The size in bytes from which a history counts as long.
    package init(runner: any CommandRunner, environment: [String: String] = [:], longHistory: Int = 1 << 20) {
        self.runner = runner
        cache = HistoryCache(environment: environment)
        self.longHistory = longHistory
    }

    package func checkProgram() async throws(SourceControlError) {
        let answer = try await ask("tell its version", ["version"], in: "/")
        if let version = gitVersion(in: answer.text), version < oldestGit { throw .tooOld(version) }
    }

    func run(
        _ arguments: [String], in folder: String, input: [UInt8] = [], environment: [String: String] = [:],
        isRemote: Bool = false, finishes: Bool = false
    ) async throws(SourceControlError) -> CommandResult {
        var settings: [String: String?] = [
            "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_DIR": nil, "GIT_WORK_TREE": nil,
            "GIT_INDEX_FILE": nil,
        ]
        for (key, value) in environment { settings[key] = value }
        if finishes {
            // A search for processes left by a killed engine lets it finish.
            for mark in GitSourceControl.engineMarks { settings.updateValue(nil, forKey: mark) }
        }
        var command = Command(
            // Hooks are the user's, for the user's own work: none may add to what is done here, or stop it half-way.
            [
                "git", "-C", folder, "-c", "advice.detachedHead=false", "-c", "gc.auto=0", "-c",
                "core.hooksPath=/dev/null",
                // Messages are read and written as UTF-8; the encoding affects a commit's id.
                "-c", "i18n.commitEncoding=UTF-8", "-c", "i18n.logOutputEncoding=UTF-8",
                // Written objects are on disk when git reports them. Versions before 2.36 ignore the key.
                "-c", "core.fsync=committed,reference",
            ] + arguments,
            environment: settings, input: input, timeout: isRemote ? .seconds(300) : .seconds(120))
        command.finishes = finishes
        do { return try await runner.run(command) } catch {
            if case .notFound(let program) = error { throw .missingProgram(program) }
            throw .failed(operation: "run", folder: folder, message: error.summary)
        }
    }

    func ask(
        _ operation: String, _ arguments: [String], in folder: String, input: [UInt8] = [],
        environment: [String: String] = [:], isRemote: Bool = false
    ) async throws(SourceControlError) -> CommandResult {
        let answer = try await run(arguments, in: folder, input: input, environment: environment, isRemote: isRemote)
        guard answer.hasSucceeded else { throw failure(operation, folder, answer, isRemote: isRemote) }
        return answer
    }

    /// - Parameter isRemote: Whether the remote was involved.
    func failure(
        _ operation: String, _ folder: String, _ answer: CommandResult, isRemote: Bool = false
    ) -> SourceControlError {
        let message = withoutSecrets(answer.errorText + answer.text)
        let wasCut = if case .exited = answer.end { false } else { true }
        let isTransient =
            wasCut || lockFile(in: message) != nil || (isRemote && !isFinalForRemote(message))
        guard isTransient else {
            return isRemote && isRejection(message)
                ? .rejected(operation: operation, folder: folder, message: message)
                : .failed(operation: operation, folder: folder, message: message)
        }
        if case .exited = answer.end, isRemote, isRefusalForNow(message) {
            return .refusedForNow(operation: operation, folder: folder, message: message)
        }
        let cause =
            switch answer.end {
            case .signalled(let number): "git was ended by signal \(number)\n"
            case .timedOut: "git took too long\n"
            case .exited: ""
            }
        return .unreachable(operation: operation, folder: folder, message: cause + message)
    }

    /// Whether the user's configuration rewrites addresses (`url.….insteadOf`); asked once.
    func rewritesAddresses() async -> Bool {
        if let known = rules.known { return known }
        let answer = try? await run(["config", "--get-regexp", #"^url\..*\.insteadof$"#], in: "/")
        let rewrites = answer.map { $0.hasSucceeded && !$0.output.isEmpty } ?? true
        rules.known = rewrites
        return rewrites
    }

    /// By which an engine finds what an earlier one left running.
    private static let engineMarks = ["SLIPWAY_STATE", "SLIPWAY_ENGINE"]
}

/// What is known about git's address rewriting.
private final class AddressRules: Sendable {
    private let state = Mutex<Bool?>(nil)
    var known: Bool? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

extension String {
    /// Without the newline that git appends to its output.
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

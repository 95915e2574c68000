import Foundation
import ReleaseModel
package import ReleasePorts

/// git, through its program: the user's credentials, signing and configuration hold.
///
/// Names and addresses are always arguments behind `--` or full reference names, so none can pass for an option.
package struct GitSourceControl: SourceControl {
    private let runner: any CommandRunner
    let cache: HistoryCache?
    let longHistory: Int

    /// - Parameters:
    ///   - environment: Says where long histories are kept that were read before; without, nowhere.
    ///   - longHistory: From how many bytes on a history is long.
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
        isRemote: Bool = false
    ) async throws(SourceControlError) -> CommandResult {
        var settings: [String: String?] = [
            "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_DIR": nil, "GIT_WORK_TREE": nil,
            "GIT_INDEX_FILE": nil,
        ]
        for (key, value) in environment { settings[key] = value }
        let command = Command(
            ["git", "-C", folder, "-c", "advice.detachedHead=false", "-c", "gc.auto=0"] + arguments,
            environment: settings, input: input, timeout: isRemote ? .seconds(300) : .seconds(120))
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

    func failure(
        _ operation: String, _ folder: String, _ answer: CommandResult, isRemote: Bool = false
    ) -> SourceControlError {
        let message = withoutCredentials(answer.errorText + answer.text)
        let isTransient =
            answer.end == .timedOut || lockFile(in: message) != nil
            || (isRemote
                && ["Could not resolve", "Connection", "timed out", "unable to access", "index.lock"].contains(
                    where: message.contains))
        return isTransient
            ? .unreachable(operation: operation, folder: folder, message: message)
            : .failed(operation: operation, folder: folder, message: message)
    }
}

/// `https://user:token@host/` loses what stands before the `@`.
private func withoutCredentials(_ text: String) -> String {
    text.replacing(/:\/\/[^\/@\s]+@/, with: "://***@")
}

extension String {
    /// Without the line end that git puts behind an answer.
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

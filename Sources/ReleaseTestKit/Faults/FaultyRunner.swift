import ReleaseModel
package import ReleasePorts

/// Programs that fail in the middle of what they say, by rate and seed.
package struct FaultyRunner: CommandRunner {
    private let inner: any CommandRunner
    private let faults: Faults

    package init(_ inner: any CommandRunner, faults: Faults) {
        self.inner = inner
        self.faults = faults
    }

    package func run(_ command: Command) async throws(CommandError) -> CommandResult {
        let fault = faults.next(command.arguments.joined(separator: " "))
        if fault == .refused || fault == .limited {
            return CommandResult(end: .exited(128), errors: Array("fatal: Unable to create '.git/index.lock'".utf8))
        }
        var result = try await inner.run(command)
        switch fault {
        case nil, .slow, .lag, .refused, .limited: break
        case .timedOut, .doneLate:
            result.end = .timedOut
            result.output = []
        case .answerLost: result.end = .signalled(9)
        case .truncated:
            result.end = .signalled(15)
            result.output = Array(result.output.prefix(result.output.count / 2))
        }
        return result
    }

    package func canFind(_ program: String) -> Bool { inner.canFind(program) }
    package func endLeftovers(with environment: [String: String]) async { await inner.endLeftovers(with: environment) }

    package func handOver(_ folder: String, within root: String) async throws(CommandError) {
        try await inner.handOver(folder, within: root)
    }
}

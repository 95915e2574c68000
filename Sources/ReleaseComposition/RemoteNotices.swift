import ReleasePorts

/// Says now and then that git still waits for a remote, so that a silent server is not mistaken for a hanging program.
struct RemoteNotices: CommandRunner {
    let runner: any CommandRunner
    var first: Duration = .seconds(5)
    var again: Duration = .seconds(20)
    let say: @Sendable (String) -> Void

    func run(_ command: Command) async throws(CommandError) -> CommandResult {
        guard let operation = remoteOperation(of: command.arguments) else { return try await runner.run(command) }
        let folder = command.arguments.dropFirst(2).first ?? "."
        let (say, first, again) = (say, first, again)
        // Ends with this call.
        let notices = Task {
            var waited = first
            try await Task.sleep(for: first)
            while true {
                say(
                    "Waiting for the remote of \(folder) to answer (git \(operation)): \(waited.components.seconds) s so far."
                )
                try await Task.sleep(for: again)
                waited += again
            }
        }
        defer { notices.cancel() }
        return try await runner.run(command)
    }

    func canFind(_ program: String) -> Bool { runner.canFind(program) }

    func endLeftovers(with environment: [String: String]) async { await runner.endLeftovers(with: environment) }

    func handOver(_ folder: String, within root: String) async throws(CommandError) {
        try await runner.handOver(folder, within: root)
    }

    /// The git command that talks with a remote; nil for everything else.
    private func remoteOperation(of arguments: [String]) -> String? {
        guard arguments.first == "git" else { return nil }
        return arguments.first { ["ls-remote", "fetch", "push", "clone"].contains($0) }
    }
}

import ReleaseModel
import ReleasePorts

/// Boundaries in the middle of the programs that have an effect: they go on without us, or end with us.
struct CrashingRunner: CommandRunner {
    let inner: any CommandRunner
    let boundaries: Boundaries

    func run(_ command: Command) async throws(CommandError) -> CommandResult {
        guard let effect = Effect(command.arguments) else { return try await inner.run(command) }
        var command = command
        if boundaries.isLast("alone: \(effect.name)") { command.arguments = goingOn(command.arguments) }
        for delay in effect.delays where boundaries.isLast("both after \(delay) ms: \(effect.name)") {
            command.arguments = ending(command.arguments, after: delay)
        }
        return try await inner.run(command)
    }

    func canFind(_ program: String) -> Bool { inner.canFind(program) }
    func endLeftovers(with environment: [String: String]) async { await inner.endLeftovers(with: environment) }

    func handOver(_ folder: String, within root: String) async throws(CommandError) {
        try await inner.handOver(folder, within: root)
    }

    /// We are gone before the program begins, and it goes on.
    private func goingOn(_ arguments: [String]) -> [String] {
        ["sh", "-c", "kill -9 $PPID; exec \"$@\"", "sh"] + arguments
    }

    /// Both are gone after some milliseconds. What the program has started at a remote sees its connection end.
    private func ending(_ arguments: [String], after delay: Int) -> [String] {
        let seconds = "0." + String(repeating: "0", count: max(0, 3 - "\(delay)".count)) + "\(delay)"
        let script =
            "exec 3<&0; \"$@\" <&3 3<&- & child=$!; exec 3<&-; sleep \(seconds); kill -9 $PPID; kill -9 $child"
        return ["sh", "-c", script, "sh"] + arguments
    }

    /// A program that changes what others can see.
    private struct Effect {
        let name: String
        /// In milliseconds, below 1000.
        let delays: [Int]

        init?(_ arguments: [String]) {
            if arguments.starts(with: ["uv", "publish"]) {
                name = "uv publish \(arguments.last ?? "")"
                delays = [20, 120]
                return
            }
            // git -C FOLDER -c … -c … VERB …
            guard arguments.starts(with: ["git", "-C"]), arguments.count > 3 else { return nil }
            var words = arguments.dropFirst(3)
            while words.first == "-c" { words = words.dropFirst(2) }
            guard let verb = words.first else { return nil }
            let rest = words.dropFirst()
            let verbs = ["push", "commit-tree", "update-ref", "mktag", "merge", "fetch", "clone", "checkout", "clean"]
            guard verbs.contains(verb) else { return nil }
            let reference = rest.first { $0.contains("refs/") && !$0.hasPrefix("-") }
            let place = reference.map { String($0.split(separator: ":").last ?? "") } ?? ""
            let folder = verb == "clone" ? rest.last ?? "" : arguments[2]
            name = "git \(verb) \(folder.lastName) \(place)"
            delays = [2, 8]
        }
    }
}

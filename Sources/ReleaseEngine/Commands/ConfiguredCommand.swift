package import ReleaseModel
import ReleasePlanning
package import ReleasePorts

/// A configured build or one cell of a gate, ready to run: where, with which variables and secrets, for how long, as whom,
/// and when it counts as passed. Steps of runs and `slipway build` run their commands through it alone.
package struct ConfiguredCommand: Sendable {
    /// Information for a command about the component that it builds or tests.
    package struct Subject: Sendable {
        package var component: ComponentID?
        package var version: Version?
        package var tag: TagName?
        /// The folder of each upstream that it is built against.
        package var upstreams: [ComponentID: String]

        package init(
            component: ComponentID?, version: Version?, tag: TagName?, upstreams: [ComponentID: String]
        ) {
            self.component = component
            self.version = version
            self.tag = tag
            self.upstreams = upstreams
        }
    }

    package enum Answer: Sendable, Hashable {
        /// With the number of tests, where its output shows one.
        case passed(tests: Int?)
        /// Why, the end of its output, and what may help.
        case refused(why: String, output: [String], advice: [String])
    }

    private let command: Command
    private let tests: GateConfiguration.Tests
    /// In seconds.
    private let timeout: Int?
    private let withheld: Set<String>
    /// The command line as a person would type it.
    package let byHand: String

    /// - Parameters:
    ///   - root: The checkout of its repository.
    ///   - marks: Further variables that say what it runs for.
    ///   - secrets: All that are configured; it sees those that it names, and its output shows none of them.
    ///   - withheld: The names of variables that are set here and that it doesn't see.
    package init(
        _ work: CommandWork, in root: String, for subject: Subject, marks: [String: String],
        secrets: [String: Secret], withheld: Set<String>, log: String
    ) {
        var variables = work.environment.merging(marks) { _, mark in mark }
        variables["SLIPWAY_COMPONENT"] = subject.component?.text
        variables["SLIPWAY_VERSION"] = subject.version?.text
        variables["SLIPWAY_TAG"] = subject.tag?.text
        let names = upstreamVariables(of: subject.upstreams.keys)
        for (upstream, folder) in subject.upstreams {
            if let name = names[upstream] { variables[name] = folder }
        }
        var all: [String: String?] = [:]
        for (name, value) in secrets {
            all.updateValue(work.secrets.contains(name) ? value.reveal() : nil, forKey: name)
        }
        for (name, value) in variables { all.updateValue(value, forKey: name) }
        let folder = work.folder == "." ? root : root + "/" + work.folder
        command = Command(
            work.arguments, folder: folder, environment: all, output: .logged(to: log),
            timeout: work.timeout.map { .seconds($0) }, secrets: Array(secrets.values), surroundings: .confined)
        byHand = commandByHand(
            work.arguments, in: folder, environment: variables.filter { !ConfiguredCommand.unshown.contains($0.key) })
        tests = work.tests
        timeout = work.timeout
        self.withheld = withheld
    }

    /// What a command that is repeated by hand does without.
    private static let unshown: Set = [
        "SLIPWAY_RUN", "SLIPWAY_STEP", "SLIPWAY_ATTEMPT", "SLIPWAY_STATE", "SLIPWAY_COMPONENT", "SLIPWAY_TAG",
    ]

    package func run(by runner: any CommandRunner) async throws(CommandError) -> Answer {
        let result = try await runner.run(command)
        switch GateVerdict(result.end, output: result.text, tests: tests, timeout: timeout) {
        case .passed(let count): return .passed(tests: count)
        case .refused(let why):
            let lines = result.text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline).suffix(12)
            return .refused(
                why: why, output: lines.map(String.init),
                advice: advice(for: result))
        }
    }
}

extension ConfiguredCommand {
    fileprivate func advice(for result: CommandResult) -> [String] {
        // A variable that is missing does not make a command slow.
        if result.end == .timedOut { return ["Or raise timeout, in its entry in slipway.yaml."] }
        return testAdvice(for: result.end) + withheldAdvice(for: result.text, withheld)
    }
}

/// What to write where a command that is not a test run is taken for one.
private func testAdvice(for end: CommandEnd) -> [String] {
    guard case .exited(0) = end else { return [] }
    return ["If this gate runs no tests, write in its entry in slipway.yaml: tests: none"]
}

/// A command line that a person can paste; arguments are quoted for a POSIX shell where they need it.
package func commandByHand(_ arguments: [String], in folder: String, environment: [String: String]) -> String {
    let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\(quoted($0.value))" }
    return "cd \(quoted(folder)) && " + (variables + arguments.map(quoted)).joined(separator: " ")
}

private func quoted(_ text: String) -> String {
    let isPlain =
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+=:,@%".contains($0)) }
    return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
}

import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Runs a build or one cell of a gate in the checkout of its candidate.
struct CommandStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .command(let work) = context.step.work else {
            preconditionFailure("\(context.step.id) has a command")
        }
        let own = context.isRepeated ? [] : [context.repository]
        try await context.products.ensureCheckouts(of: own + work.upstreams.values, context)
        let root = try await tree(for: work, context)
        for place in Set([root] + work.upstreams.values.map(context.folders.source)).sorted() {
            try await context.environment.runner.handOver(place, within: context.environment.stateFolder)
        }
        let folder = work.folder == "." ? root : root + "/" + work.folder
        let log = context.folders.log(of: context.step.id, attempt: context.attempt)
        let shown = variables(work, context).filter {
            !$0.key.hasPrefix("SLIPWAY_") || $0.key.hasPrefix("SLIPWAY_UPSTREAM") || $0.key == "SLIPWAY_VERSION"
        }
        let byHand = commandByHand(work.arguments, in: folder, environment: shown)
        let command = Command(
            work.arguments, folder: folder, environment: allVariables(work, context), output: .logged(to: log),
            timeout: work.timeout.map { .seconds($0) }, secrets: Array(context.environment.secrets.values),
            surroundings: .confined)
        let result: CommandResult
        try await context.checkClaim()
        do { result = try await context.environment.runner.run(command) } catch {
            return try refused(context.failed(error, command: byHand).failure, work, context)
        }
        let verdict = GateVerdict(result.end, output: result.text, tests: work.tests)
        guard case .refused(let why) = verdict else {
            if case .passed(let count?) = verdict { return StepOutcome(note: count == 1 ? "1 test" : "\(count) tests") }
            return StepOutcome()
        }
        let lines = result.text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline).suffix(12)
        let relative = log.replacing(context.environment.stateFolder + "/", with: "")
        let failure = StepFailure(
            code: context.step.kind == .build ? "build.failed" : "gate.refused",
            summary: "\(context.step.id): \(why).", reasons: lines.map(String.init),
            suggestions: [
                "Repeat it by hand: \(byHand)",
                "Read all of its output: \(context.environment.stateFolder)/\(relative)",
                "Fix it, commit and push, then: slipway run retry \(context.run)",
            ] + withheldAdvice(for: result.text, context.environment.withheld), command: byHand, log: relative)
        return try refused(failure, work, context)
    }

    /// An advisory gate's refusal is shown and stops nothing.
    private func refused(_ failure: StepFailure, _ work: CommandWork, _ context: StepContext) throws -> StepOutcome {
        guard !work.isBlocking else { throw StepFailed(failure) }
        return StepOutcome(note: "advisory: \(failure.summary)", isAdvisoryRefusal: true)
    }

    /// The candidate's checkout, or a copy of it made for publishing.
    private func tree(for work: CommandWork, _ context: StepContext) async throws -> String {
        let source = context.folders.source(of: context.repository)
        guard work.inPublishTree else { return source }
        let tree = context.folders.publishTree(of: context.repository)
        let git = context.environment.sourceControl
        let commit = try context.releaseCommit(of: context.repository)
        let folder = try context.clone().folder
        try await context.checkClaim()
        try await git.checkOut(commit, of: folder, into: tree)
        for entry in try await git.paths(in: folder, at: commit) {
            for ecosystem in context.environment.ecosystems.values where ecosystem.isManifest(path: entry.path) {
                guard let bytes = try await context.environment.files.read("\(tree)/\(entry.path)"),
                    let changed = try ecosystem.publishTree(file: entry.path, bytes: bytes), changed != bytes
                else { continue }
                try await context.environment.files.write(changed, to: "\(tree)/\(entry.path)")
            }
        }
        return tree
    }

    /// What the command sees of the release; secrets apart.
    private func variables(_ work: CommandWork, _ context: StepContext) -> [String: String] {
        var variables = work.environment
        variables["SLIPWAY_RUN"] = context.run.text
        variables["SLIPWAY_STEP"] = context.step.id.text
        variables["SLIPWAY_ATTEMPT"] = String(context.attempt)
        variables["SLIPWAY_STATE"] = context.environment.stateFolder
        if let component = context.step.component.flatMap({ context.index.component($0) }) {
            variables["SLIPWAY_COMPONENT"] = component.name.text
            variables["SLIPWAY_VERSION"] = component.nextVersion?.text
            variables["SLIPWAY_TAG"] = component.tag?.text
        }
        let names = upstreamVariables(of: work.upstreams.keys)
        for (upstream, repository) in work.upstreams {
            guard let name = names[upstream] else { continue }
            let path = context.index.component(upstream)?.path ?? "."
            let source = context.folders.source(of: repository)
            variables[name] = path == "." ? source : source + "/" + path
        }
        return variables
    }

    /// A command sees exactly the secrets that its configuration names.
    private func allVariables(_ work: CommandWork, _ context: StepContext) -> [String: String?] {
        var variables: [String: String?] = [:]
        for (name, value) in context.environment.secrets {
            variables.updateValue(work.secrets.contains(name) ? value : nil, forKey: name)
        }
        for (name, value) in self.variables(work, context) { variables.updateValue(value, forKey: name) }
        return variables
    }
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

import Foundation
import ReleaseModel
import ReleasePorts

/// Runs a build or one cell of a gate in the checkout of its candidate.
struct CommandStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard let work = context.step.work.command else {
            preconditionFailure("\(context.step.id) has a command")
        }
        // A build that is repeated belongs to what is being recreated, with all that it uses.
        if !context.isRepeated {
            try await context.products.ensureCheckouts(of: [context.repository] + work.upstreams.values, context)
        }
        let root = try await tree(for: work, context)
        for place in Set([root] + work.upstreams.values.map(context.folders.source)).sorted() {
            try await context.environment.runner.handOver(place, within: context.environment.stateFolder)
        }
        let log = context.folders.log(of: context.step.id, attempt: context.attempt)
        let command = command(work, in: root, log: log, context)
        try await context.checkClaim()
        switch try await answer(of: command, context) {
        case .failed(let failure): return try refused(failure, work, context)
        case .answered(.passed(let count)):
            return StepOutcome(note: count.map { $0 == 1 ? "1 test" : "\($0) tests" } ?? "")
        case .answered(.refused(let why, let output, let advice)):
            let relative = log.replacing(context.environment.stateFolder + "/", with: "")
            let hasRemote = try context.clone().remote != nil
            let failure = StepFailure(
                code: context.step.kind == .build ? "build.failed" : "gate.refused",
                summary: "\(context.step.id) \(why).", reasons: output,
                suggestions: [
                    "Repeat it by hand: \(command.byHand)",
                    "Read all of its output: \(context.environment.stateFolder)/\(relative)",
                    "Fix it, commit\(hasRemote ? " and push" : ""), then: slipway run retry \(context.run)",
                ] + advice, command: command.byHand, log: relative)
            return try refused(failure, work, context)
        }
    }

    private enum Ended: Sendable {
        case answered(ConfiguredCommand.Answer)
        /// It could not be run.
        case failed(StepFailure)
    }

    /// Runs the command while the claim is valid; after that its outcome does not count.
    private func answer(of command: ConfiguredCommand, _ context: StepContext) async throws -> Ended {
        let runner = context.environment.runner
        do {
            return .answered(try await context.kept.whileHeld { try await command.run(by: runner) })
        } catch let error as CommandError {
            return .failed(context.failed(error, command: command.byHand).failure)
        } catch let error as ClaimExpired {
            // Including processes that left its process group.
            var marks = marks(context)
            marks[EngineID.variable] = context.environment.engine.text
            await runner.endLeftovers(with: marks)
            throw error
        }
    }

    /// A failing advisory gate is reported and stops nothing.
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
        let commit = try context.candidate(of: context.repository)
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

    private func command(
        _ work: CommandWork, in root: String, log: String, _ context: StepContext
    ) -> ConfiguredCommand {
        let component = context.step.component.flatMap { context.index.component($0) }
        let upstreams = work.upstreams.map { upstream, repository in
            let path = context.index.component(upstream)?.path ?? "."
            let source = context.folders.source(of: repository)
            return (upstream, path == "." ? source : source + "/" + path)
        }
        return ConfiguredCommand(
            work, in: root,
            for: .init(
                component: component?.name, version: component?.nextVersion, tag: component?.tag,
                upstreams: Dictionary(uniqueKeysWithValues: upstreams)),
            marks: marks(context), secrets: context.environment.secrets, withheld: context.environment.withheld,
            log: log)
    }

    /// The mark that identifies a command and its processes.
    private func marks(_ context: StepContext) -> [String: String] {
        [
            "SLIPWAY_RUN": context.run.text, "SLIPWAY_STEP": context.step.id.text,
            "SLIPWAY_ATTEMPT": String(context.attempt), "SLIPWAY_STATE": context.environment.stateFolder,
        ]
    }
}

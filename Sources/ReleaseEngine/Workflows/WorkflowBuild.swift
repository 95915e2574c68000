import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// One look at a build that a workflow makes: starts it where it has not been started, and otherwise follows its run.
///
/// A run belongs to this build if the forge named it in the answer to the start, or if its title has the correlation id
/// that was sent. Any other run is left alone, whatever it builds. What was sent and not answered is looked for before
/// anything is sent again.
struct WorkflowBuild {
    let work: WorkflowBuildWork
    let context: StepContext
    let forge: any Forge
    let repository: ForgeRepository
    /// Of the repository that has the workflow.
    private let branch: String
    private let commit: CommitID
    private let builds: StartedBuilds

    init(_ work: WorkflowBuildWork, _ context: StepContext) async throws {
        self.work = work
        self.context = context
        forge = try context.environment.outside.forge(
            work.place, ForgeRights([.contents: .write, .actions: .write]))
        let facts = try await forge.facts(of: work.repository)
        repository = facts.repository
        branch = facts.defaultBranch
        commit = try context.candidate(of: context.repository)
        builds = try await StartedBuilds(context)
    }

    func perform() async throws -> StepOutcome {
        switch builds.last {
        case .none: try await start()
        case .following(let started), .unanswered(let started): return try await follow(started)
        case .failed(let started):
            // Someone may have run it again at the forge since then.
            if let number = started.run, let run = try await forge.run(number, in: repository), !run.hasFailed {
                return try await follow(started)
            }
            try await start()
        }
    }

    // MARK: Starting

    /// What the run's title must have.
    private func correlation(_ attempt: Int) -> String { correlationID(context.run, context.step.id, attempt) }

    /// - Throws: Always: ``StepAwaits`` once it was sent.
    private func start() async throws -> Never {
        let chosen = try BuildListener(
            for: work.messages, values: Set(work.values.keys), hasUpstreams: !work.upstreams.isEmpty,
            in: try await forge.workflows(at: branch, in: repository), of: repository, branch: branch,
            triggers: context.environment.readWorkflow)
        let sent = try values()
        // It builds commits that are not released any more, and would hold up the queue.
        for number in builds.superseded { try? await forge.cancel(run: number, in: repository) }
        let values = chosen.inputs.map { inputs in sent.filter { inputs.contains($0.key) } } ?? sent
        try await context.checkClaim()
        var started = StartedBuild(attempt: context.attempt, at: context.environment.now(), isAccepted: true)
        do throws(ForgeError) {
            switch chosen.message {
            case .event(let type): try await forge.dispatch(event: type, payload: values, in: repository)
            case .workflow(let file):
                started.run = try await forge.start(workflow: file, at: branch, inputs: values, in: repository)
            }
        } catch {
            guard error.mayHaveHappened else { throw error }
            started.isAccepted = false
        }
        throw try waits(
            for: "\(subject): \(chosen.message) of \(repository) to start", started, after: min(2, work.lookEvery))
    }

    private func values() throws -> [String: String] {
        let component = context.step.component.flatMap { context.index.component($0) }
        let fields = ["run": context.run.text, "commit": commit.text]
        var values = work.values.mapValues { filled($0, fields) }
        let own: [WorkflowBuildWork.Name: String] = [
            .correlationID: correlation(context.attempt), .sha: commit.text,
            .ref: reference(of: context.repository),
            .version: component?.nextVersion?.text ?? "", .component: context.step.component?.text ?? "",
            .triggeredBy: builds.starter?.text ?? "",
            .timestamp: context.environment.now().formatted(.iso8601),
            .upstreams: try upstreams(),
        ]
        for (name, value) in own { values[name.rawValue] = value }
        return values
    }

    /// What leads to a repository's candidate: its branch, where the candidate is the base.
    private func reference(of repository: RepositoryID) -> String {
        guard context.index.step(.offer(repository)) == nil else {
            return candidateReference(candidateName(of: context.run))
        }
        return "refs/heads/\(context.index.repository(repository)?.branch ?? "")"
    }

    /// The unpublished upstreams, as JSON: where each candidate is, and what its own workflow made.
    private func upstreams() throws -> String {
        struct Sent: Encodable {
            struct Artifact: Encodable { var name, address: String, digest: String? }
            var component, repository, sha, ref: String, version: String?
            var artifacts: [Artifact]
        }
        let sent = try work.upstreams.sorted { $0.key < $1.key }.map { component, upstream in
            let build = context.outcomes[StepID.build(component)]?.build
            return Sent(
                component: component.text, repository: upstream.name?.description ?? upstream.repository.text,
                sha: try context.candidate(of: upstream.repository).text,
                ref: reference(of: upstream.repository),
                version: context.index.component(component)?.nextVersion?.text,
                artifacts: (build?.artifacts ?? []).map {
                    .init(name: $0.name, address: $0.address, digest: $0.digest?.text)
                })
        }
        return String(decoding: try encodeJSON(sent, isPretty: false), as: UTF8.self)
    }

    // MARK: Following

    private func follow(_ last: StartedBuild) async throws -> StepOutcome {
        var started = last
        let run: ForgeRun?
        do throws(ForgeError) {
            run = try await found(started)
        } catch {
            // It goes on there, whether or not the forge answers here.
            guard error.retry != .never else { throw error }
            started.silences += 1
            guard elapsed(since: started) < work.timeout + work.startWithin else {
                throw WorkflowBuildError.silent(address(of: started), error.summary)
            }
            let wait = work.lookEvery << min(started.silences, 5)
            throw try waits(
                for: "\(subject): an answer of the forge (\(error.summary))", started, after: min(wait, 300))
        }
        started.silences = 0
        guard let run else { return try await missing(started) }
        started.run = run.number
        enter(run.status.stage, &started)
        switch run.status {
        case .queued:
            guard elapsed(since: started) < work.startWithin else { throw try await notStarted(run) }
            throw try waits(for: "\(subject): a runner for \(run.address)", started, after: interval(started))
        case .waiting:
            let people = (try? await forge.reviewers(of: run.number, in: repository)) ?? []
            let who = people.isEmpty ? "a person" : people.joined(separator: " or ")
            throw try waits(for: "\(subject): \(who) to let \(run.address) go on", started, after: 60, isByPerson: true)
        case .running, .other:
            guard elapsed(since: started) < work.timeout else {
                try? await forge.cancel(run: run.number, in: repository)
                throw WorkflowBuildError.timedOut(run.address, seconds: work.timeout)
            }
            let state = if case .other(let text) = run.status { ", which is '\(text)'" } else { "" }
            throw try waits(for: "\(subject): \(run.address)\(state)", started, after: interval(started))
        case .ended(let end): return try await judge(run, end)
        }
    }

    /// Seconds until the next look: a twentieth of what has passed, so that a long build is not looked at a thousand times.
    private func interval(_ started: StartedBuild) -> Int {
        max(work.lookEvery, min(elapsed(since: started) / 20, 60))
    }

    /// Notes when the run began to do what it does: the time that people take to let it go on does not count as the build's.
    private func enter(_ stage: StartedBuild.Stage, _ started: inout StartedBuild) {
        guard stage != started.stage else { return }
        started.stage = stage
        started.stageAt = context.environment.now()
    }

    /// Seconds since it was sent, since it does what it does, or since someone asked for another look.
    private func elapsed(since started: StartedBuild) -> Int {
        let begun = started.stageAt ?? started.at
        return Int(context.environment.now().timeIntervalSince(max(begun, started.askedAt ?? begun)))
    }

    private func found(_ started: StartedBuild) async throws(ForgeError) -> ForgeRun? {
        if let number = started.run { return try await forge.run(number, in: repository) }
        let sent = correlation(started.attempt)
        // Clocks differ.
        let since = started.at.addingTimeInterval(-300)
        for event in Set(work.messages.map(\.eventName)).sorted() {
            for run in try await forge.runs(of: event, since: since, in: repository) where run.title.names(sent) {
                return run
            }
        }
        return nil
    }

    /// A run that was started and can't be seen.
    private func missing(_ started: StartedBuild) async throws -> StepOutcome {
        guard elapsed(since: started) < WorkflowBuild.visibility else {
            // Every run of the workflow would have said whose it is.
            if !started.isAccepted { try await start() }
            throw WorkflowBuildError.notFound(repository, correlation(started.attempt))
        }
        throw try waits(
            for: "\(subject): the run of \(correlation(started.attempt)) to appear", started, after: work.lookEvery)
    }

    /// For people: `the build of core`.
    private var subject: String { "the build of \(context.step.component?.text ?? "")" }

    /// How often a build is started again because its run was cancelled before it began.
    private static let displacementLimit = 5

    /// How long a run may take to appear, in seconds.
    private static let visibility = 120

    private func address(of started: StartedBuild) -> String {
        started.run.map { "the run \($0) of \(repository)" } ?? "the run of \(correlation(started.attempt))"
    }

    private func notStarted(_ run: ForgeRun) async throws -> any Error {
        let jobs = (try? await forge.jobs(of: run.number, in: repository)) ?? []
        let labels = Set(jobs.filter { !$0.hasBegun }.flatMap(\.labels)).sorted()
        // It has done nothing: another one may take its place.
        try? await forge.cancel(run: run.number, in: repository)
        return WorkflowBuildError.notStarted(run.address, seconds: work.startWithin, labels: labels)
    }

    private func waits(
        for what: String, _ started: StartedBuild, after seconds: Int, isByPerson: Bool = false
    ) throws -> StepAwaits {
        StepAwaits(
            what: what, isByPerson: isByPerson, after: .seconds(max(1, seconds)), mark: try started.text)
    }

    // MARK: Judging

    private func judge(_ run: ForgeRun, _ end: String) async throws -> StepOutcome {
        let jobs = try await forge.jobs(of: run.number, in: repository)
        let verdict = BuildVerdict(end, jobs, work.jobs)
        switch verdict {
        case .passed: break
        case .neverRan:
            let isLast = builds.displacements + 1 >= WorkflowBuild.displacementLimit
            throw WorkflowBuildError.displaced(run.address, isLast: isLast)
        case .failed(let failed):
            throw WorkflowBuildError.failed(
                context.step.id, run.address, end: end, jobs: failed.map(\.described),
                log: await failingLines(of: failed))
        }
        let taking = TakenArtifacts(work, context, forge, repository)
        let build = try await taking.choose(of: run)
        let count = try await taking.take(build, proving: (commit, run))
        let left = verdict.optionalFailures(in: jobs, work.jobs)
        return StepOutcome(
            note: "\(count == 1 ? "1 file" : "\(count) files") from \(run.address)"
                + (left.isEmpty ? "" : "; optional: \(left.joined(separator: ", "))"),
            build: build)
    }

    private func failingLines(of jobs: [ForgeJob]) async -> [String] {
        guard let first = jobs.first(where: \.hasBegun) ?? jobs.first,
            let log = try? await forge.log(of: first, in: repository)
        else { return [] }
        let secrets = context.environment.secrets.values.map { $0.reveal() }.filter { !$0.isEmpty }
        return BuildVerdict.failingLines(of: log).map { line in
            secrets.reduce(line) { $0.replacing($1, with: "•••") }
        }
    }
}

/// What a run's title must have.
func correlationID(_ run: RunID, _ step: StepID, _ attempt: Int) -> String { "\(run)/\(step)/\(attempt)" }

extension WorkflowMessage {
    /// What the forge calls the event of its runs.
    var eventName: String {
        switch self {
        case .event: "repository_dispatch"
        case .workflow: "workflow_dispatch"
        }
    }
}

extension ForgeRun.Status {
    fileprivate var stage: StartedBuild.Stage {
        switch self {
        case .queued: .queued
        case .waiting: .waiting
        case .running, .ended, .other: .running
        }
    }
}

extension ForgeRun {
    fileprivate var hasFailed: Bool {
        if case .ended(let end) = status { end != "success" } else { false }
    }
}

extension String {
    /// Whether a title has a correlation id, and not one that only begins like it.
    func names(_ correlation: String) -> Bool {
        ranges(of: correlation).contains { range in
            range.upperBound == endIndex || !self[range.upperBound].isNumber
        }
    }
}

import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// Proves that what is sent after a release reaches a workflow: one that listens for it is on the default branch of the
/// repository that gets it. Nothing is written.
struct FollowUpReadiness {
    let workspace: Workspace

    /// What is sent, as far as listening for it goes.
    struct Message: Hashable {
        var place: RepositoryAtForge
        var message: WorkflowMessage
        var values: Set<String>
    }

    /// Of the configuration, whether or not something is released now.
    static func messages(in world: ObservedWorkspace) -> [Message] {
        world.configuration.followUps.map { one in
            Message(
                place: RepositoryAtForge(
                    id: RepositoryID(one.repository.description), name: one.repository, host: followUpHost(in: world)),
                message: one.message, values: Set(one.values.keys))
        }
    }

    static func messages(of plan: ReleasePlan) -> [Message] {
        plan.steps.compactMap { step in
            guard case .followUp(let work) = step.work else { return nil }
            return Message(place: work.place, message: work.message, values: Set(work.values.keys))
        }
    }

    /// - Throws: ``ForgeError`` where a repository or its workflows can't be read.
    func findings(for messages: [Message]) async throws -> [Finding] {
        var found: [Finding] = []
        for (place, own) in Dictionary(grouping: Set(messages), by: \.place).sorted(by: { $0.key.id < $1.key.id }) {
            let forge = try workspace.outside.forge(place, .reading)
            let facts = try await forge.facts(of: place.name)
            let files = try await forge.workflows(at: facts.defaultBranch, in: facts.repository)
            for one in own.sorted(by: { $0.message.description < $1.message.description }) {
                found += finding(about: one, files, facts).map { [$0] } ?? []
            }
        }
        return found
    }

    private func finding(about one: Message, _ files: [String: [UInt8]], _ facts: RepositoryFacts) -> Finding? {
        var reasons: [String] = []
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) where one.message.mayStart(path) {
            do throws(UnreadableInput) {
                switch try workflowTriggers(in: bytes, file: path).listening(for: one.message, values: one.values) {
                case .listens: return nil
                case .not(let why): reasons.append("\(path) \(why).")
                }
            } catch { reasons.append("\(path) can't be read: \(error.summary)") }
        }
        let why = reasons.isEmpty ? "That branch has no such workflow." : reasons.joined(separator: " ")
        return Finding(
            .noListener, repository: one.place.id,
            message: "No workflow on \(facts.defaultBranch) of \(facts.repository) takes \(one.message)"
                + (one.values.isEmpty ? "." : " with \(one.values.sorted().joined(separator: ", "))."),
            reason: "\(why) Only workflows of the default branch are started by it.")
    }
}

/// What would be sent after the release reaches no workflow, so nothing was begun.
package struct FollowUpRefusal: UserFacingError {
    let findings: [Finding]

    /// nil where everything is received.
    init?(_ findings: [Finding]) {
        guard !findings.isEmpty else { return nil }
        self.findings = findings
    }

    package var code: String { "follow-up.no-listener" }
    package var summary: String {
        "What is to be sent after the release would reach no workflow, so nothing was begun."
    }
    package var reasons: [String] { findings.flatMap { [$0.message, $0.reason] } }
    package var suggestions: [String] {
        ["\(FindingKind.noListener.remedy)", "See all of it: slipway doctor"]
    }
    package var exitCode: ExitCode { .configuration }
}

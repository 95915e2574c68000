import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleasePorts

/// Shows and sets which release system does what, and hands releases over.
package struct SystemsOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// The systems that release this workspace, Slipway among them, by name.
    package func systems() async throws -> [ReleaseSystem] {
        let entries = workspace.hasStore() ? try await workspace.openStore().workspaceEntries() : []
        return ReleaseSystem.all(entries, configured: workspace.configuration.systems.keys)
    }

    /// Sets what a system may do from now on.
    ///
    /// - Throws: ``SystemError`` for a system that is to be primary beside another, or before it was compared often
    ///   enough.
    package func setMode(_ mode: SystemMode, of name: String, reason: String) async throws -> ReleaseSystem {
        let all = try await systems()
        guard let system = all.first(where: { $0.name == name }) else {
            throw SystemError.unknown(name, known: all.map(\.name))
        }
        if mode == .primary, system.mode != .primary {
            // Beside no other system there is nothing to compare with.
            let usual = all.count == 1 ? 0 : SystemConfiguration.neededComparisons
            let needed = workspace.configuration.systems[name]?.comparisons ?? usual
            guard system.agreements >= needed else {
                throw SystemError.untried(name, agreements: system.agreements, needed: needed)
            }
            if let other = all.first(where: { $0.mode == .primary }) { throw SystemError.taken(name, by: other.name) }
        }
        try await workspace.openStore().record(
            .modeSet(system: name, mode: mode, by: workspace.principal, reason: reason), at: workspace.now())
        return try await systems().first { $0.name == name } ?? system
    }

    /// A request adapted to Slipway's own mode: a shadow only shadows.
    func allowedByMode(_ request: ReleaseRequest) async throws -> ReleaseRequest {
        let own = try await systems().first { $0.name == ReleaseSystem.own }?.mode ?? .primary
        var request = request
        switch own {
        case .primary, .fallback: break
        case .shadow:
            if request.purpose == nil { request.purpose = .shadow }
            // Its targets are public.
            if request.purpose == .channel { throw SystemError.onlyShadows(nil) }
        case .disabled: throw SystemError.disabled
        }
        return request
    }

    /// Calls the fallback system if the run failed and nothing of it is public.
    ///
    /// The request is stored first: until its answer is known, the run only repeats it, with the same id in
    /// `SLIPWAY_RUN`, by which the other system should recognise it.
    func handOver(_ record: RunRecord, store: any RunStore) async throws -> RunRecord {
        guard try await successor(for: record) != nil else { return record }
        // No engine resumes the run while the other system is being called.
        let kept = try await RunExecution(workspace).claim(record.id, in: store)
        return try await kept.keeping {
            try await handOver(try await store.run(record.id), store: store, under: kept)
        }
    }

    /// - Parameter now: The run as it is under the claim.
    func handOver(_ now: RunRecord, store: any RunStore, under kept: KeptClaim) async throws -> RunRecord {
        guard let (name, system, command) = try await successor(for: now) else { return now }
        let reason =
            now.plan.steps.lazy.compactMap { step -> String? in
                if case .failed(_, let failure) = now.state[step.id] { failure.summary } else { nil }
            }.first ?? ""
        try await add([.handedOver(to: name, reason: reason, isAccepted: nil)], to: now.id, store, kept.claim)
        let versions = now.plan.released.map { "\($0.name)=\($0.nextVersion?.text ?? "")" }.joined(separator: " ")
        try await kept.check()
        let answer = try await workspace.runner.run(
            Command(
                command, folder: workspace.folder,
                environment: [
                    "SLIPWAY_RUN": now.id.text, "SLIPWAY_REASON": reason, "SLIPWAY_VERSIONS": versions,
                ], timeout: .seconds(system.timeout), secrets: Array(workspace.secrets.values), surroundings: .listed))
        let said = answer.hasSucceeded ? "" : "; \(name) declined: \(answer.errorText.suffix(200))"
        var events = [RunEvent.handedOver(to: name, reason: reason + said, isAccepted: answer.hasSucceeded)]
        if answer.hasSucceeded { events.append(.cancelled(by: "slipway", reason: "handed over to \(name): \(reason)")) }
        try await add(events, to: now.id, store, kept.claim)
        return try await store.run(now.id)
    }

    /// The fallback system for a run; nil if there is none.
    private func successor(
        for record: RunRecord
    ) async throws -> (name: String, system: SystemConfiguration, command: [String])? {
        let state = record.state
        let isAsked = state.asked != nil && !state.isOver
        guard record.plan.request.purpose == nil, isAsked || (record.status == .failed && state.successor == nil),
            let name = try await systems().first(where: { $0.mode == .fallback && $0.name != ReleaseSystem.own })?.name,
            let system = workspace.configuration.systems[name], let command = system.run,
            !record.plan.steps.contains(where: { !$0.reversible && state.attempts[$0.id] != nil })
        else { return nil }
        return (name, system, command)
    }

    /// Appends after any decisions that people make meanwhile.
    private func add(
        _ events: [RunEvent], to run: RunID, _ store: any RunStore, _ claim: Claim
    ) async throws {
        var conflicts = 0
        while true {
            let revision = try await store.run(run).state.revision
            do {
                return try await store.append(
                    events, to: run, after: revision, at: workspace.now(), plan: nil, under: claim)
            } catch {
                guard case .conflict = error, conflicts < 1_000 else { throw error }
                conflicts += 1
            }
        }
    }
}

/// Why a release system can't have the requested mode.
package enum SystemError: UserFacingError, Equatable {
    case unknown(String, known: [String])
    case untried(String, agreements: Int, needed: Int)
    case taken(String, by: String)
    case disabled
    /// A run or plan for users, while Slipway is to be a shadow.
    case onlyShadows(RunID?)
    /// The comparison is not about the system.
    case noEvidence(String, reason: String)

    package var code: String {
        switch self {
        case .unknown: "system.unknown"
        case .untried: "system.untried"
        case .taken: "system.taken"
        case .disabled: "system.disabled"
        case .onlyShadows: "system.only-shadows"
        case .noEvidence: "system.no-evidence"
        }
    }

    private static let enabling = "Set what Slipway does: slipway system set slipway primary --reason … (or shadow)"

    package var summary: String {
        switch self {
        case .unknown(let name, _): "There is no release system '\(name)'."
        case .untried(let name, let agreements, let needed):
            "\(name) can't be primary: \(agreements) of \(needed) required comparisons in a row showed no difference."
        case .taken(let name, let other): "\(name) can't be primary while \(other) is primary."
        case .disabled: "Slipway is disabled for this workspace."
        case .onlyShadows(let run):
            "Slipway is set to shadow in this workspace, but \(run?.text ?? "the plan") would release for users."
        case .noEvidence(let system, let reason): "This comparison is not about \(system): \(reason)."
        }
    }

    package var suggestions: [String] {
        switch self {
        case .unknown(_, let known):
            ["Known: \(known.joined(separator: ", "))", "Name it in slipway.yaml: systems: { NAME: { run: […] } }"]
        case .untried(let name, let agreements, let needed):
            [
                "Release in its shadow: slipway release --shadow",
                "Compare with what the other system released: slipway compare RUN FOLDER --system \(name)",
                "To require \(agreements == 1 ? "1 comparison" : "\(agreements) comparisons") instead of \(needed): systems: { \(yamlText(name)): { comparisons: \(agreements) } }",
            ]
        case .taken(_, let other): ["First: slipway system set \(other) fallback --reason …"]
        case .disabled:
            ["Show the systems: slipway system list", Self.enabling]
        case .onlyShadows(let run):
            [
                run == nil
                    ? "Plan a shadow run: slipway plan --shadow --out plan.json"
                    : "Show the systems: slipway system list",
                "Or release for users: slipway system set slipway primary --reason …",
            ]
        case .noEvidence:
            [
                "Compare a run of this workspace with a folder of the other system's: slipway compare RUN FOLDER --system NAME"
            ]
        }
    }
}

import ReleaseEngine
package import ReleaseModel
package import ReleasePlanning
package import ReleasePorts

/// The audit: who did what.
/// Shows a run's history, and checks the store's chain of hashes.
package struct AuditOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// Who did what, when and why, in order of time.
    ///
    /// - Parameter run: The run to list; nil: all, and the workspace's own journal.
    package func audit(_ run: RunID?) async throws -> [AuditEntry] {
        if run == nil, !workspace.hasStore() { return [] }
        let store = try await workspace.store(holding: run)
        if let run {
            let id = try await store.runForDisplay(run).id
            return auditTrail(of: id, try await store.events(of: id, after: 0))
        }
        var runs: [RunID] = []
        try await store.forEachRun { runs.append($0.id) }
        // One journal at a time: only people's and engines' acts are kept of it.
        var entries: [AuditEntry] = []
        for run in runs.reversed() { entries += auditTrail(of: run, try await store.events(of: run, after: 0)) }
        return inOrder(entries + auditTrail(of: try await store.workspaceEntries()))
    }

    /// Verifies the chains of all journals, and checks every stored plan against the digest in its journal.
    ///
    /// - Parameter head: As printed by an earlier verification and recorded elsewhere; nil if none was.
    /// - Throws: ``StoreError/newer(path:what:)`` where nothing is broken, but a plan is of a later version's schema.
    package func verifyAudit(against head: ChainHead?) async throws -> ChainVerification {
        guard workspace.hasStore() else { throw NoStore(folder: workspace.folder, command: "audit verify") }
        let store = try await workspace.openUpkeep()
        var verification = try await store.verifyChain(against: head)
        let broken = Set(verification.faults.compactMap(\.run?.abbreviation))
        var newer: StoreError?
        for run in verification.runs where !broken.contains(run.abbreviation) {
            do {
                if let fault = try await planFault(of: run, in: store) { verification.faults.append(fault) }
            } catch let error as StoreError {
                guard case .newer = error else { throw error }
                newer = newer ?? error
            }
        }
        // What a later version wrote is not damage, and can't be checked here.
        if let newer, verification.faults.isEmpty { throw newer }
        return verification
    }

    private func planFault(of run: RunID, in store: any RunReader) async throws -> ChainFault? {
        let place = ChainFault.Place.run(run.abbreviation)
        do {
            try await store.run(run).checkPlanIsUnchanged()
            return nil
        } catch RunError.storedPlanChanged(_, let differences) {
            return ChainFault(
                .changed, place,
                "its plan is not the one that its journal names: \(differences.joined(separator: " "))")
        } catch StoreError.corrupt(_, let reason, _) {
            return ChainFault(.changed, place, reason)
        }
    }
}

extension ChainFault {
    /// The run whose journal or row it is about; nil for all others.
    fileprivate var run: RunID? {
        switch place {
        case .entries(let run, _), .run(let run): run
        case .workspace, .store: nil
        }
    }
}

import ReleaseEngine
package import ReleaseModel
package import ReleasePlanning
package import ReleasePorts

/// What can be known afterwards about who did what.
extension Workspace {
    /// Who did what, when and why, in order of time.
    ///
    /// - Parameter run: The one to tell of; nil: all, and the workspace's own journal.
    package func audit(_ run: RunID?) async throws -> [AuditEntry] {
        let store = try await openStore()
        if let run { return auditTrail([try await chosen(run, in: store)], workspace: []) }
        return auditTrail(try await store.runs().reversed(), workspace: try await store.workspaceEntries())
    }

    /// Follows the chains of all journals, and holds every stored plan against the digest that its journal names.
    ///
    /// - Parameter head: As an earlier verification printed it, noted elsewhere; nil where none was.
    package func verifyAudit(against head: ChainHead?) async throws -> ChainVerification {
        let store = try await openUpkeep()
        var verification = try await store.verifyChain(against: head)
        let broken = Set(verification.faults.compactMap(\.run?.abbreviation))
        for run in verification.runs where !broken.contains(run.abbreviation) {
            if let fault = try await planFault(of: run, in: store) { verification.faults.append(fault) }
        }
        return verification
    }

    private func planFault(of run: RunID, in store: any RunStore) async throws -> ChainFault? {
        let place = ChainFault.Place.run(run.abbreviation)
        do {
            try await store.run(run).checkPlan()
            return nil
        } catch RunError.storedPlanChanged(_, let differences) {
            return ChainFault(
                .changed, place,
                "its plan is not the one that its journal names: \(differences.joined(separator: " "))")
        } catch StoreError.corrupt(_, let reason) {
            return ChainFault(.changed, place, reason)
        } catch StoreError.newer(_, let what) {
            return ChainFault(.changed, place, "\(what) was changed, or written by a later version")
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

import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// Boundaries before and after each event that is stored.
///
/// One for each event, not for each append: which events share an append differs from time to time.
struct CrashingStore: RunStoreAround {
    let inner: any RunStore
    let boundaries: Boundaries

    func create(_ plan: ReleasePlan, trigger: Trigger, at moment: Date) async throws(StoreError) -> RunID {
        boundaries.cross("before create")
        let id = try await inner.create(plan, trigger: trigger, at: moment)
        boundaries.cross("after create")
        return id
    }

    func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as number: Int?
    ) async throws(StoreError) -> Appended {
        for event in events { boundaries.cross("before append \(name(of: event))") }
        let answer = try await inner.append(
            events, to: run, after: revision, at: moment, plan: plan, under: claim, as: number)
        for event in events { boundaries.cross("after append \(name(of: event))") }
        return answer
    }

    func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError) {
        boundaries.cross("before reserve")
        try await inner.reserve(versions, for: run)
        boundaries.cross("after reserve")
    }

    private func name(of event: RunEvent) -> String {
        switch event {
        case .started(let step, _): return "started \(step)"
        case .succeeded(let step, _, _): return "succeeded \(step)"
        case .failed(let step, _, _, _): return "failed \(step)"
        case .awaits(let step, _, _, _, _, _): return "awaits \(step)"
        default:
            let whole = String(describing: event)
            return String(whole.prefix(while: \.isLetter))
        }
    }
}

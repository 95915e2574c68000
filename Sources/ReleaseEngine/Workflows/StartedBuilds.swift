import Foundation
import ReleaseModel
import ReleasePorts

/// What a run's journal says of the workflow that a step started.
struct StartedBuilds {
    enum Last {
        /// Nothing was started for what is built now.
        case none
        case following(StartedBuild)
        /// An attempt ended without an answer: whether it started one is not known.
        case unanswered(StartedBuild)
        /// What was started last has failed.
        case failed(StartedBuild)
    }

    let last: Last
    /// How often in a row a run was cancelled before it began.
    let displacements: Int
    /// Runs that were started for commits of an earlier plan, and did not end here.
    let superseded: [Int]
    /// Who started the release; nil where the journal does not say.
    let starter: Principal?

    init(_ context: StepContext) async throws {
        let entries = try await context.environment.store.events(of: context.run, after: 0)
        var starter: Principal?
        var displacements = 0
        var superseded: [Int] = []
        var mark: StartedBuild?
        var hasFailed = false
        var open: (attempt: Int, at: Date)?
        for entry in entries {
            if case .created(_, let trigger, _) = entry.event { starter = trigger.by }
            if case .amended(_, _, let reset, _, _) = entry.event, reset.contains(context.step.id) {
                // Other commits: what was started was for the former ones.
                if let run = mark?.run, !hasFailed { superseded.append(run) }
                (mark, hasFailed, open) = (nil, false, nil)
            }
            // Who asks again gives it its time again.
            if case .retried = entry.event {
                mark?.askedAt = entry.at
                displacements = 0
            }
            guard entry.event.attempted == context.step.id else { continue }
            switch entry.event {
            case .started(_, let attempt):
                if attempt < context.attempt, mark == nil || hasFailed { open = (attempt, entry.at) }
            case .awaits(_, _, _, _, _, let text):
                open = nil
                if let said = text.flatMap({ StartedBuild(text: $0) }) { (mark, hasFailed) = (said, false) }
            case .failed(_, _, let failure, _):
                open = nil
                if failure.code == WorkflowBuildError.displacedCode { displacements += 1 }
                // What could not be asked has not failed.
                if !failure.isTransient || failure.code == WorkflowBuildError.displacedCode { hasFailed = true }
            default: break
            }
        }
        self.starter = starter
        self.displacements = displacements
        self.superseded = superseded
        last =
            if let open {
                .unanswered(StartedBuild(attempt: open.attempt, at: open.at, isAccepted: false))
            } else if let mark {
                hasFailed ? .failed(mark) : .following(mark)
            } else {
                .none
            }
    }
}

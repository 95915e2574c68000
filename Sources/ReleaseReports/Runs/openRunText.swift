package import ReleaseEngine
package import ReleaseModel

/// That an open run is continued although a new release was requested, and how to start anew.
package func continuingText(_ run: RunRecord) -> String {
    "The run \(run.id) is open and is continued, with its versions: \(versions(of: run)). Nothing new is planned. "
        + "To start anew instead: \(startingAnew(run))"
}

/// What an open run means for a plan that is only shown.
package func openRunText(_ run: RunRecord) -> String {
    let isContinued = run.status == .running || run.status == .waiting
    return "The run \(run.id) is open (\(run.status.rawValue)), with \(versions(of: run)). "
        + (isContinued
            ? "`slipway release` continues it instead of this plan. To start anew: \(startingAnew(run))"
            : "This plan can be executed only when that run is finished or cancelled: slipway run show \(run.id)")
}

private func versions(of run: RunRecord) -> String {
    let released = run.plan.released
    let shown = released.prefix(8).map { "\($0.name) \($0.nextVersion?.text ?? "")" }.joined(separator: ", ")
    return shown + (released.count > 8 ? " and \(released.count - 8) more" : "")
}

private func startingAnew(_ run: RunRecord) -> String {
    let cancel = "slipway run cancel \(run.id), then: "
    return run.plan.request.channel.map { "\(cancel)slipway channel make \($0.channel)" }
        ?? "\(cancel)slipway release"
}

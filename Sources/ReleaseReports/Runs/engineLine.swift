package import Foundation
import ReleaseEngine
import ReleaseModel
package import ReleaseOperations
import ReleasePorts

/// One line, with the moment at its beginning, for a log.
package func engineLine(_ news: EngineNews, at moment: Date) -> String {
    "\(moment.formatted(.iso8601)) \(engineText(news, at: moment))"
}

/// The same without its time.
package func engineText(_ news: EngineNews, at moment: Date) -> String {
    switch news {
    case .began(let record): "\(record.id): begins, \(counted(record.plan.steps.count, "step"))"
    case .progress(let run, let events):
        "\(run): " + (events.isEmpty ? "checked" : events.map(eventText).joined(separator: ", "))
    case .ended(let record): "\(record.id): \(record.status.rawValue)" + next(record, at: moment)
    case .trouble(let run, let error):
        "\(run): could not be executed: " + ((error as? any UserFacingError)?.summary ?? "\(error)")
    case .outage(let error, let limit): "\(error.summary) Waiting for it, up to \(spanText(limit))."
    case .outageOver(let span): "The store answers again, after \(spanText(span))."
    case .foundUnknown(let runs): unknownRunsText(runs)
    }
}

/// When a run that only waits for its next attempt continues.
private func next(_ record: RunRecord, at moment: Date) -> String {
    guard record.status == .running else { return "" }
    return runWaits(record, at: moment).first { $0.kind == .retry }.map { ", waits for \($0.text)" } ?? ""
}

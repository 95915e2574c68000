package import Foundation
import ReleaseEngine
import ReleaseModel
package import ReleaseOperations
import ReleasePorts

/// One line, with the moment at its beginning, for a log.
package func engineLine(_ news: EngineNews, at moment: Date) -> String {
    let text =
        switch news {
        case .began(let record): "\(record.id): begins with \(record.plan.steps.count) steps"
        case .progress(let run, let events):
            "\(run): " + (events.isEmpty ? "looked" : events.map(eventText).joined(separator: ", "))
        case .ended(let record): "\(record.id): \(record.status.rawValue)" + next(record, at: moment)
        case .trouble(let run, let error):
            "\(run): could not be performed: " + ((error as? any UserFacingError)?.summary ?? "\(error)")
        case .outage(let error, let limit): "\(error.summary) Waiting for it, up to \(spanText(limit))."
        case .outageOver(let span): "The store answers again, after \(spanText(span))."
        case .foundUnknown(let runs): unknownRunsText(runs)
        }
    return "\(moment.formatted(.iso8601)) \(text)"
}

/// When a run that only waits for its next attempt continues.
private func next(_ record: RunRecord, at moment: Date) -> String {
    guard record.status == .running else { return "" }
    return runWaits(record, at: moment).first { $0.kind == .retry }.map { ", waits for \($0.text)" } ?? ""
}

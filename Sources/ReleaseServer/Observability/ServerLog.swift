package import Foundation
package import ReleaseModel
package import ReleaseOperations
import ReleaseReports

/// The server's log: a line for each thing that happens, for people or as JSON.
package struct ServerLog: Sendable {
    package enum Level: String, Sendable, Encodable { case info, warning, error }

    private struct Line: Encodable {
        var time: Date
        var level: Level
        var message: String
        var fields: [String: String]

        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(_ name: String) { stringValue = name }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            for (name, value) in fields { try container.encode(value, forKey: Key(name)) }
            try container.encode(time, forKey: Key("time"))
            try container.encode(level, forKey: Key("level"))
            try container.encode(message, forKey: Key("message"))
        }
    }

    private let isJSON: Bool
    private let now: @Sendable () -> Date
    private let sink: @Sendable (String) -> Void

    package init(
        isJSON: Bool, now: @escaping @Sendable () -> Date = { Date() }, sink: @escaping @Sendable (String) -> Void
    ) {
        self.isJSON = isJSON
        self.now = now
        self.sink = sink
    }

    /// - Parameter fields: `workspace`, `run`, `step`, `event`, `code`.
    package func write(_ level: Level, _ message: String, _ fields: [String: String] = [:]) {
        let moment = now()
        guard isJSON else {
            let place = fields["workspace"].map { "\($0): " } ?? ""
            let mark = level == .info ? "" : "\(level.rawValue): "
            return sink("\(moment.formatted(.iso8601)) \(place)\(mark)\(message)")
        }
        let line = Line(time: moment, level: level, message: message, fields: fields)
        if let data = try? encodeJSON(line, isPretty: false) { sink(String(decoding: data, as: UTF8.self)) }
    }

    func write(_ news: ServedNews, in workspace: String) {
        var fields = ["workspace": workspace]
        switch news {
        case .decided(let record):
            fields["event"] = record.delivery.id.text
            for sentence in record.decision?.sentences ?? [] {
                write(.info, "\(record.delivery.event): \(sentence)", fields)
            }
        case .began(let start, let run):
            fields["run"] = run.text
            write(.info, "\(run) begins: \(start.sentence)", fields)
        case .waits(let start, let runs):
            write(.info, "Waits for \(runs.map(\.text).joined(separator: ", ")): \(start.sentence)", fields)
        case .ended(let start, let outcome): write(.info, "\(start.action.rawValue): \(outcome)", fields)
        case .failed(let start, let error, let again):
            fields["code"] = error.code
            let next = again.map { " Tried again in \(spanText($0))." } ?? ""
            write(again == nil ? .error : .warning, "\(start.action.rawValue): \(error.summary)\(next)", fields)
        case .trouble(let error):
            fields["code"] = error.code
            write(.error, "Events can't be decided now: \(error.summary)", fields)
        case .unreachable(let repository, let error):
            fields["code"] = error.code
            write(.warning, "\(repository): its remote did not answer and is looked at again: \(error.summary)", fields)
        case .engine(.progress(let run, let events)):
            fields["run"] = run.text
            for event in events {
                var own = fields
                if let step = event.attempted { own["step"] = step.text }
                let hasFailed = if case .failed = event { true } else { false }
                write(hasFailed ? .warning : .info, "\(run): \(eventText(event))", own)
            }
        case .engine(let news): write(.info, engineText(news, at: now()), fields)
        }
    }
}

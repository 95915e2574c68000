import Foundation
import ReleaseModel
import ReleaseOperations
import Synchronization

/// Counts what happens in one served workspace, in Prometheus's text format.
///
/// Source: [Exposition formats](https://prometheus.io/docs/instrumenting/exposition_formats/).
final class SiteMetrics: Sendable {
    private struct Series: Hashable {
        var name: String
        var labels: [String: String]
    }

    private struct State {
        var values: [Series: Double] = [:]
        /// When each run that goes on began.
        var begins: [RunID: Date] = [:]
        var steps: [RunID: [StepID: Date]] = [:]
    }

    private static let help: [(name: String, kind: String, text: String)] = [
        ("slipway_deliveries_total", "counter", "Events that arrived; new=false were repeated."),
        ("slipway_decisions_total", "counter", "Decisions about events; reason says why nothing was started."),
        ("slipway_decision_delay_seconds", "summary", "From the arrival of an event to its decision."),
        ("slipway_starts_total", "counter", "What was started, by its result."),
        ("slipway_runs_total", "counter", "Runs that stopped, by their status."),
        ("slipway_run_seconds", "summary", "How long runs that finished took."),
        ("slipway_steps_total", "counter", "Attempts of steps, by kind and result."),
        ("slipway_step_seconds", "summary", "How long attempts took, by kind."),
        ("slipway_step_retries_total", "counter", "Attempts that follow by themselves, by kind."),
        ("slipway_unreachable_remotes_total", "counter", "Looks at remotes that did not answer, the first of a row."),
        ("slipway_store_outages_total", "counter", "Outages of the store."),
        ("slipway_configuration_valid", "gauge", "Whether the newest configuration is in force."),
    ]

    private let site: String
    private let state = Mutex(State())

    init(site: String) { self.site = site }

    func count(_ name: String, _ labels: [String: String], by amount: Double = 1) {
        state.withLock { $0.values[Series(name: name, labels: labels), default: 0] += amount }
    }

    func set(_ name: String, _ labels: [String: String], _ value: Double) {
        state.withLock { $0.values[Series(name: name, labels: labels)] = value }
    }

    private func observe(_ name: String, _ labels: [String: String], _ seconds: Double) {
        count(name + "_sum", labels, by: max(0, seconds))
        count(name + "_count", labels)
    }

    func take(_ news: ServedNews, at now: Date = Date()) {
        switch news {
        case .decided(let record):
            let reason = if case .ignore(let reason) = record.decision { reason.code.rawValue } else { "" }
            count("slipway_decisions_total", ["result": reason.isEmpty ? "start" : "ignore", "reason": reason])
            observe("slipway_decision_delay_seconds", [:], now.timeIntervalSince(record.delivery.receivedAt))
        case .began(let start, _): count("slipway_starts_total", ["start": start.action.rawValue, "result": "begun"])
        case .ended(let start, _): count("slipway_starts_total", ["start": start.action.rawValue, "result": "ended"])
        case .failed(let start, _, let again):
            count(
                "slipway_starts_total", ["start": start.action.rawValue, "result": again == nil ? "failed" : "retried"])
        case .unreachable(let repository, _):
            count("slipway_unreachable_remotes_total", ["repository": repository.text])
        case .waits, .trouble: break
        case .engine(let news): take(news, at: now)
        }
    }

    private func take(_ news: EngineNews, at now: Date) {
        switch news {
        case .began(let record): state.withLock { $0.begins[record.id] = now }
        case .progress(let run, let events): for event in events { take(event, of: run, at: now) }
        case .ended(let record):
            let began = state.withLock { state in
                state.steps[record.id] = nil
                return state.begins.removeValue(forKey: record.id)
            }
            count("slipway_runs_total", ["status": record.status.rawValue])
            guard record.state.isFinished else { return }
            if let began { observe("slipway_run_seconds", [:], now.timeIntervalSince(began)) }
        case .outage: count("slipway_store_outages_total", [:])
        case .outageOver, .trouble, .foundUnknown: break
        }
    }

    private func take(_ event: RunEvent, of run: RunID, at now: Date) {
        guard let step = event.attempted else { return }
        let kind = String(step.text.prefix { $0 != ":" })
        func ended(_ result: String) {
            count("slipway_steps_total", ["kind": kind, "result": result])
            guard let began = state.withLock({ $0.steps[run]?.removeValue(forKey: step) }) else { return }
            observe("slipway_step_seconds", ["kind": kind], now.timeIntervalSince(began))
        }
        switch event {
        case .started: state.withLock { $0.steps[run, default: [:]][step] = now }
        case .succeeded: ended("success")
        case .failed(_, _, _, let again):
            ended("failure")
            if again != nil { count("slipway_step_retries_total", ["kind": kind]) }
        default: break
        }
    }

    // MARK: Text

    /// All series of several workspaces, grouped by name as the format demands.
    static func text(_ sites: [SiteMetrics]) -> String {
        var lines: [String] = []
        for (name, kind, text) in help {
            var own: [String] = []
            for site in sites {
                let values = site.state.withLock { $0.values }
                let members = values.filter { [name, name + "_sum", name + "_count"].contains($0.key.name) }
                own += members.map { site.line($0.key, $0.value) }.sorted()
            }
            guard !own.isEmpty else { continue }
            lines += ["# HELP \(name) \(text)", "# TYPE \(name) \(kind)"] + own
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ series: Series, _ value: Double) -> String {
        let labels = ([("workspace", site)] + series.labels.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty })
            .map { #"\#($0)="\#(SiteMetrics.escaped($1))""# }
        let number = value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
        return "\(series.name){\(labels.joined(separator: ","))} \(number)"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#).replacing("\n", with: #"\n"#)
    }
}

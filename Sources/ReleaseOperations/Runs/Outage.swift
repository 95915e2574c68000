import Foundation
package import ReleaseModel
package import ReleasePorts

/// Waits for a store that does not respond, and gives up after a while.
package struct Outage: Sendable {
    /// Whose clock it waits by.
    let workspace: Workspace
    let news: @Sendable (EngineNews) async -> Void
    /// On that clock.
    private var began: Duration?

    package init(of workspace: Workspace, news: @escaping @Sendable (EngineNews) async -> Void) {
        self.workspace = workspace
        self.news = news
    }

    /// From the first call that failed to the last that is made.
    private var limit: Duration { workspace.configuration.longestOutage }

    /// Repeats a call until the store responds, whatever the response.
    ///
    /// - Throws: What the call throws, where waiting does not help; ``StoreOutage`` once the limit is reached.
    package mutating func outlasting<Answer>(_ call: () async throws -> Answer) async throws -> Answer {
        var pause = Duration.milliseconds(500)
        while true {
            do {
                let answer = try await call()
                if let began { await news(.outageOver(after: workspace.time() - began)) }
                began = nil
                return answer
            } catch let error as StoreError where error.retry != .never {
                let now = workspace.time()
                if began == nil { await news(.outage(error, limit: limit)) }
                let first = began ?? now
                began = first
                guard now - first + pause <= limit else { throw StoreOutage(last: error, limit: limit) }
                try await workspace.wait(pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }
}

/// A store was unavailable for longer than the limit.
package struct StoreOutage: UserFacingError {
    package var last: StoreError
    package var limit: Duration

    package var code: String { "store.outage" }
    package var summary: String { "The store did not answer for \(spanText(limit)); the engine ends." }
    package var reasons: [String] { [last.summary] }
    package var suggestions: [String] {
        last.suggestions + [
            "Then start it again: slipway engine", "To let it wait longer: engine: { store-outage: 12h }",
        ]
    }
    package var exitCode: ExitCode { .tryLater }
}

/// A span as it is written in `slipway.yaml`: `90s`, `5m`, `12h`.
package func spanText(_ span: Duration) -> String {
    let seconds = Int((span / .seconds(1)).rounded())
    for (length, unit) in [(3600, "h"), (60, "m")] where seconds >= length && seconds % length == 0 {
        return "\(seconds / length)\(unit)"
    }
    return "\(seconds)s"
}

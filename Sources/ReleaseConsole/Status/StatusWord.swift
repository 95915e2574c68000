package import ReleaseModel

/// The words for states, the same on every page: a shape, a word, and a colour third.
package enum StatusWord: String, Sendable, CaseIterable {
    case failed
    case needsApproval = "needs approval"
    case again
    case blocked
    case paused
    case partlyPublic = "partly public"
    case running
    case waits = "waits"
    case pending
    case advice
    case skipped
    case cancelled
    case released
    case done
    case noProgress = "no progress"

    /// How it is drawn.
    package var style: String {
        switch self {
        case .failed: "cross bad"
        case .needsApproval: "diamond act"
        case .again, .waits: "hourglass act"
        case .blocked: "square bad"
        case .paused: "bars hold"
        case .partlyPublic, .advice: "triangle act"
        case .running: "half run"
        case .pending: "ring idle"
        case .skipped, .cancelled: "bar hold"
        case .released, .done: "disc ok"
        case .noProgress: "clock bad"
        }
    }

    /// In addresses: `needs-approval`.
    package var key: String { rawValue.replacing(" ", with: "-") }

    /// Whether a person has to do something.
    package var needsPerson: Bool {
        switch self {
        case .failed, .needsApproval, .paused, .noProgress: true
        case .again, .blocked, .partlyPublic, .running, .waits, .pending, .advice, .skipped, .cancelled, .released,
            .done:
            false
        }
    }

    /// The first of several, as lists sort them.
    var rank: Int { StatusWord.allCases.firstIndex(of: self) ?? 0 }

    package init(_ status: RunRecord.Status) {
        switch status {
        case .running: self = .running
        case .waiting: self = .needsApproval
        case .paused: self = .paused
        case .failed: self = .failed
        case .cancelled: self = .cancelled
        case .succeeded: self = .released
        }
    }

    package init(_ step: RunState.Step) {
        switch step {
        case .pending: self = .pending
        case .running: self = .running
        case .succeeded(_, let outcome): self = outcome.isAdvisoryRefusal ? .advice : .done
        case .waiting: self = .again
        case .awaiting: self = .waits
        case .failed: self = .failed
        case .skipped: self = .skipped
        }
    }
}

/// A state as shape and word.
package func stateMark(_ word: StatusWord, _ text: String? = nil) -> HTML {
    Tag.span(.class("st \(word.style)"), text: text ?? word.rawValue)
}

/// A state as a shape alone, named for those who can't see it.
package func stateShape(_ word: StatusWord, of what: String) -> HTML {
    Tag.span(
        .class("st \(word.style)"), .role("img"), .aria("label", "\(what): \(word.rawValue)"),
        .title("\(what): \(word.rawValue)"), children: .nothing)
}

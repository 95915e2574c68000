import Foundation

/// A fold as text, so that displaying a run does not fold its journal from the beginning.
extension RunState {
    /// Increased with every change to ``apply(_:)-(RunEvent)`` or to the text: a fold with another number is not used.
    package static let foldNumber = 3

    package var snapshot: String {
        var writer = SnapshotWriter()
        writer.add(plan.text)
        writer.add(origin.text)
        writer.add(json(trigger))
        writer.add(moment.map(text))
        writer.add(engine?.text)
        writer.add(fence)
        writer.add(isPaused)
        writer.add(cancellation)
        writer.add(asked)
        writer.add(successor)
        writer.add(isFinished)
        writer.add(revision)
        writer.add(lastAt.map(text))
        add(steps, to: &writer) { $0.add($1) }
        add(attempts, to: &writer) { $0.add($1) }
        add(failuresInRow, to: &writer) { $0.add($1) }
        add(beganAt, to: &writer) { $0.add(text($1)) }
        add(approvals, to: &writer) { writer, approvals in
            writer.add(approvals.count)
            for approval in approvals { writer.add(approval) }
        }
        writer.add(remarks.count)
        for event in remarks { writer.add(json(event)) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// - Returns: nil for what ``snapshot`` did not write.
    package init?(snapshot text: String) {
        var reader = SnapshotReader(text)
        do {
            self = try RunState(&reader)
            guard reader.isAtEnd else { return nil }
        } catch {
            return nil
        }
    }

    private init(_ reader: inout SnapshotReader) throws {
        self.init(
            plan: Digest(try reader.text()), origin: Digest(try reader.text()),
            trigger: try value(try reader.optionalText()),
            moment: try reader.optionalText().map(date), engine: try reader.optionalText().map { EngineID($0) },
            fence: try reader.number(), isPaused: try reader.flag(), cancellation: try reader.optionalText(),
            asked: try reader.optionalText(),
            successor: try reader.optionalText(), isFinished: try reader.flag(), revision: try reader.number(),
            lastAt: try reader.optionalText().map(date), steps: try dictionary(&reader) { try $0.step() },
            attempts: try dictionary(&reader) { try $0.number() },
            failuresInRow: try dictionary(&reader) { try $0.number() },
            beganAt: try dictionary(&reader) { try date(try $0.text()) },
            approvals: try dictionary(&reader) { reader in
                try (0..<(try reader.number())).map { _ in try reader.approval() }
            },
            remarks: try (0..<(try reader.number())).map { _ in
                guard let event: RunEvent = try value(try reader.optionalText()) else { throw SnapshotReader.Failure() }
                return event
            })
    }
}

private func add<Value>(
    _ values: [StepID: Value], to writer: inout SnapshotWriter, _ body: (inout SnapshotWriter, Value) -> Void
) {
    writer.add(values.count)
    for (step, value) in values {
        writer.add(step.text)
        body(&writer, value)
    }
}

private func dictionary<Value>(
    _ reader: inout SnapshotReader, _ body: (inout SnapshotReader) throws -> Value
) throws -> [StepID: Value] {
    let count = try reader.number()
    var values: [StepID: Value] = [:]
    for _ in 0..<count {
        let step = StepID(try reader.text())
        values[step] = try body(&reader)
    }
    return values
}

/// Exact, unlike any way of writing it in decimals with fewer digits.
private func text(_ date: Date) -> String { "\(date.timeIntervalSinceReferenceDate.bitPattern)" }

private func date(_ text: String) throws -> Date {
    guard let bits = UInt64(text) else { throw SnapshotReader.Failure() }
    return Date(timeIntervalSinceReferenceDate: Double(bitPattern: bits))
}

private func json(_ value: (some Encodable)?) -> String? {
    value.map { value in
        do { return String(decoding: try encodeJSON(value, isPretty: false), as: UTF8.self) } catch {
            preconditionFailure("every value of the model can be written as JSON: \(error)")
        }
    }
}

private func value<Value: Decodable>(_ text: String?) throws -> Value? {
    try text.map { try decodeJSON(Value.self, from: Data($0.utf8)) }
}

extension SnapshotWriter {
    fileprivate mutating func add(_ step: RunState.Step) {
        switch step {
        case .pending: add("pending")
        case .running(let attempt):
            add("running")
            add(attempt)
        case .succeeded(let attempt, let outcome):
            add("succeeded")
            add(attempt)
            add(outcome.commit?.text)
            add(outcome.note)
            add(outcome.isAdvisoryRefusal)
            add(outcome.wasAlreadyThere)
            // Few steps have any of these.
            add(outcome.artifacts.isEmpty ? nil : json(outcome.artifacts))
            add(json(outcome.tags))
            add(json(outcome.build))
        case .waiting(let attempt, let failure, let until):
            add("waiting")
            add(attempt)
            add(json(failure))
            add(text(until))
        case .awaiting(let attempt, let what, let isByPerson, let until):
            add("awaiting")
            add(attempt)
            add(what)
            add(isByPerson)
            add(text(until))
        case .failed(let attempt, let failure):
            add("failed")
            add(attempt)
            add(json(failure))
        case .skipped(let by, let reason):
            add("skipped")
            add(by.text)
            add(reason)
        }
    }

    fileprivate mutating func add(_ approval: RunState.Approval) {
        add(approval.by.text)
        add(approval.role)
        add(approval.until.map(text))
        add(approval.subject?.text)
    }
}

extension SnapshotReader {
    fileprivate mutating func step() throws -> RunState.Step {
        switch try text() {
        case "pending": return .pending
        case "running": return .running(attempt: try number())
        case "succeeded":
            return .succeeded(
                attempt: try number(),
                StepOutcome(
                    commit: try optionalText().map { CommitID($0) }, note: try text(), isAdvisoryRefusal: try flag(),
                    wasAlreadyThere: try flag(), artifacts: try value(try optionalText()) ?? [],
                    tags: try value(try optionalText()), build: try value(try optionalText())))
        case "waiting":
            return .waiting(attempt: try number(), try failure(), until: try date(try text()))
        case "awaiting":
            return .awaiting(
                attempt: try number(), what: try text(), isByPerson: try flag(), until: try date(try text()))
        case "failed": return .failed(attempt: try number(), try failure())
        case "skipped": return .skipped(by: Principal(try text()), reason: try text())
        default: throw Failure()
        }
    }

    private mutating func failure() throws -> StepFailure {
        guard let failure: StepFailure = try value(try optionalText()) else { throw Failure() }
        return failure
    }

    fileprivate mutating func approval() throws -> RunState.Approval {
        RunState.Approval(
            by: Principal(try text()), role: try text(), until: try optionalText().map(date),
            subject: try optionalText().map { Digest($0) })
    }
}

extension StepOutcome {
    /// In the order of the text: arguments are read one after the other.
    fileprivate init(
        commit: CommitID?, note: String, isAdvisoryRefusal: Bool, wasAlreadyThere: Bool, artifacts: [Artifact],
        tags: [TagName]?, build: RemoteBuild?
    ) {
        self.init(
            commit: commit, artifacts: artifacts, note: note, isAdvisoryRefusal: isAdvisoryRefusal,
            wasAlreadyThere: wasAlreadyThere, tags: tags, build: build)
    }
}

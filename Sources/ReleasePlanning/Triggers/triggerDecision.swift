import Foundation
package import ReleaseModel

/// What an occurrence starts in a workspace, or why it starts nothing: the same for the same input.
///
/// Occurrences may come twice, late and in any order; whatever has been started before is joined or left alone. What
/// Slipway did itself starts nothing: it is known by who did it and by what runs recorded, never by a message.
package func triggerDecision(on occurrence: Occurrence, in context: TriggerContext) -> TriggerDecision {
    if case .other(let event, _) = occurrence.kind {
        return .ignore(TriggerReason(.notATrigger, "Events of the kind '\(event)' start nothing."))
    }
    if case .request(let request, let key) = occurrence.kind {
        let who = occurrence.actor.map { "\($0) asked for it." } ?? "It was asked for."
        let start = TriggeredStart(
            action: .release, request: request, repository: nil, key: CauseKey("request/\(key)"), sentence: who)
        return related([start], in: context)
    }
    if case .tick(let tick) = occurrence.kind { return decision(on: tick, in: context) }
    guard let name = occurrence.repository else {
        return .ignore(TriggerReason(.unknownRepository, "The event names no repository."))
    }
    guard let repository = context.repositories[name] else {
        return .ignore(TriggerReason(.unknownRepository, "\(name) is not a repository of this workspace."))
    }
    if let build = NoticedBuild(occurrence) {
        return .ignore(TriggerReason(.build, "It is about \(build.step) of \(build.run), which looks at it."))
    }
    if let own = ownReason(occurrence, repository, context) { return .ignore(own) }
    var starts: [TriggeredStart] = []
    var reasons: [TriggerReason] = []
    for trigger in context.triggers where trigger.repositories?.contains(repository.id) ?? true {
        let matching = TriggerMatching(trigger: trigger, repository: repository, name: name, context: context)
        do throws(TriggerReason) {
            for start in try matching.starts(occurrence.kind) where !starts.contains(where: { $0.key == start.key }) {
                starts.append(start)
            }
        } catch {
            reasons.append(error)
        }
    }
    guard starts.isEmpty else { return related(starts, in: context) }
    // What a trigger for this kind of event says is of more use than that another trigger is for other events.
    let said = reasons.first { $0.code != .notConfigured }
    return .ignore(
        said ?? TriggerReason(.notConfigured, "No trigger of this workspace is for \(occurrence.kind.words)."))
}

extension TriggerReason: Error {}

// MARK: What Slipway did itself

private func ownReason(
    _ occurrence: Occurrence, _ repository: TriggerContext.Repository, _ context: TriggerContext
) -> TriggerReason? {
    func own(_ what: String) -> TriggerReason { TriggerReason(.own, "Slipway made \(what) itself.") }
    let byIdentity = context.isOwn(occurrence.actor)
    switch occurrence.kind {
    case .push(let push):
        if case .tag(let tag) = push.reference {
            let isRecorded = context.own.tags[repository.id]?.contains(tag) ?? false
            return byIdentity || isRecorded ? own("the tag \(tag)") : nil
        }
        let isRecorded = push.after.map(context.own.commits.contains) ?? false
        return byIdentity || isRecorded ? own("this push") : nil
    case .release(let release):
        let isRecorded = context.own.tags[repository.id]?.contains(release.tag) ?? false
        return byIdentity || isRecorded ? own("the release \(release.tag)") : nil
    case .workflowRun(let run):
        return context.own.commits.contains(run.head) ? own("the commit \(run.head.short)") : nil
    case .pullRequest(let pullRequest):
        // Who merged does not matter: Slipway merges release pull requests where it is asked to. That a run merged it
        // does: the run goes on by itself.
        guard let merge = pullRequest.mergeCommit, context.own.commits.contains(merge) else { return nil }
        return own("the merge \(merge.short)")
    case .dispatch(let dispatch):
        return byIdentity ? TriggerReason(.own, "Slipway sent the event '\(dispatch.type)' itself.") : nil
    case .tick, .request, .other: return nil
    }
}

// MARK: Schedules

private func decision(on tick: Tick, in context: TriggerContext) -> TriggerDecision {
    guard context.triggers.indices.contains(tick.trigger),
        case .schedule(let schedule, let overlap) = context.triggers[tick.trigger].event
    else {
        return .ignore(TriggerReason(.notConfigured, "The schedule is no longer in the configuration."))
    }
    let trigger = context.triggers[tick.trigger]
    let scope = trigger.components.map(\.text).joined(separator: ",")
    let subject = "schedule/\(trigger.startName)/\(scope)/"
    let working = context.started.last { $0.start.key.text.hasPrefix(subject) && $0.stage != .ended }
    var start = TriggeredStart(
        action: trigger.start, request: ReleaseRequest(components: trigger.components), repository: nil,
        key: CauseKey(subject + "\(Int(tick.due.timeIntervalSince1970))"),
        sentence: "The schedule '\(schedule.text)' (\(schedule.timeZone.identifier)) was due.")
    start.channel = trigger.channel
    if let working, working.start.key != start.key {
        guard overlap == .queue else {
            let run = working.run.map { " (\($0))" } ?? ""
            return .ignore(
                TriggerReason(
                    .overlap, "What this schedule started last is still at work\(run); the next tick tries again."))
        }
        start.after = [working.start.key]
    }
    return related([start], in: context)
}

// MARK: What was started before

/// Puts starts in relation to earlier ones.
private func related(_ starts: [TriggeredStart], in context: TriggerContext) -> TriggerDecision {
    var related: [TriggeredStart] = []
    var repeated: TriggerReason?
    for var start in starts {
        if let earlier = context.started.last(where: { $0.start.key == start.key }) {
            guard earlier.stage != .ended else {
                let run = earlier.run.map { " as \($0)" } ?? ""
                repeated = TriggerReason(.repeated, "The same was started before\(run), and has ended.")
                continue
            }
            start.relation = .joins
        } else {
            let older = context.started.filter {
                $0.stage == .waiting && start.supersedes($0.start)
            }
            if !older.isEmpty { start.relation = .supersedes(older.map(\.start.key)) }
            start.after += waits(of: start, in: context).filter { !start.after.contains($0) }
        }
        related.append(start)
    }
    if related.isEmpty, let repeated { return .ignore(repeated) }
    return .start(related)
}

/// The releases of upstreams that go on.
private func waits(of start: TriggeredStart, in context: TriggerContext) -> [CauseKey] {
    guard start.action == .release, !start.request.components.isEmpty else { return [] }
    let upstreams = context.members.filter { start.request.components.contains($0.component.id) }
        .reduce(into: Set<ComponentID>()) { $0.formUnion($1.upstreams) }
    return context.started.filter { earlier in
        earlier.stage != .ended && earlier.start.action == .release
            && !upstreams.isDisjoint(with: earlier.start.request.components)
    }.map(\.start.key)
}

extension TriggeredStart {
    /// Whether it makes an older one superfluous that has not begun. Both act on the newest commits, so one is enough;
    /// what names its own version or commits stays.
    fileprivate func supersedes(_ older: TriggeredStart) -> Bool {
        action == older.action && channel == older.channel && repository == older.repository && request == older.request
            && !key.namesOneThing
            && !older.key.namesOneThing
    }
}

extension CauseKey {
    /// Whether it is of a version or of a request, which no other start stands for.
    fileprivate var namesOneThing: Bool { ["version/", "request/", "schedule/"].contains { text.hasPrefix($0) } }
}

extension Occurrence.Kind {
    /// For people: `a pushed tag`.
    var words: String {
        switch self {
        case .push(let push): if case .tag = push.reference { "pushed tags" } else { "pushed branches" }
        case .pullRequest: "pull requests"
        case .release: "releases at the forge"
        case .workflowRun: "ends of workflows"
        case .dispatch(let dispatch): "the event '\(dispatch.type)'"
        case .tick: "schedules"
        case .request: "requests"
        case .other(let event, _): "'\(event)'"
        }
    }
}

import ReleaseModel

/// One trigger, and an occurrence in one repository.
struct TriggerMatching {
    let trigger: TriggerConfiguration
    let repository: TriggerContext.Repository
    /// The repository at its forge.
    let name: ForgeRepository
    let context: TriggerContext

    /// - Throws: Why it starts nothing; ``TriggerReason/Code/notConfigured`` where the trigger is for other events.
    func starts(_ kind: Occurrence.Kind) throws(TriggerReason) -> [TriggeredStart] {
        switch (trigger.event, kind) {
        case (.tag, .push(let push)):
            guard case .tag(let tag) = push.reference else { break }
            return try releases(of: tag, push)
        case (.push(let branches), .push(let push)):
            guard case .branch(let branch) = push.reference else { break }
            return [try afterPush(to: branch, push, branches)]
        case (.mergedReleasePullRequest, .pullRequest(let pullRequest)): return [try merged(pullRequest)]
        case (.pullRequest, .pullRequest(let pullRequest)): return [try gates(pullRequest)]
        case (.release, .release(let release)): return try published(release)
        case (.workflow(let workflow, let branches), .workflowRun(let run)):
            return [try afterWorkflow(run, workflow, branches)]
        case (.dispatch(let types), .dispatch(let dispatch)): return [try dispatched(dispatch, types)]
        default: break
        }
        throw TriggerReason(.notConfigured, "The trigger is for other events.")
    }

    // MARK: Tags and releases

    /// R1–R3: a tag starts what the components release whose tags are spelled like it.
    private func releases(of tag: TagName, _ push: Push) throws(TriggerReason) -> [TriggeredStart] {
        guard push.after != nil else { throw TriggerReason(.deleted, "The tag \(tag) was deleted.") }
        return try starts(of: tag, "The tag \(tag) was pushed")
    }

    private func published(_ release: ReleaseEvent) throws(TriggerReason) -> [TriggeredStart] {
        guard release.action == "published", !release.isDraft else {
            let action = release.isDraft ? "is a draft" : "was \(release.action)"
            throw TriggerReason(
                .otherAction, "The release \(release.tag) \(action); only a release that is published starts something."
            )
        }
        return try starts(of: release.tag, "The release \(release.tag) was published")
    }

    private func starts(of tag: TagName, _ event: String) throws(TriggerReason) -> [TriggeredStart] {
        let named = context.members.filter { $0.component.repository == repository.id }.compactMap { member in
            member.tags.pushedVersion(of: tag).map { (member: member, version: $0) }
        }
        let found = named.filter { !$0.member.component.isPointedTo(by: $0.version) }
            .map { (component: $0.member.component.id, version: $0.version) }
        guard !found.isEmpty else {
            throw TriggerReason(
                .unknownTag,
                named.isEmpty
                    ? "\(tag) is not a tag of a component in \(name)."
                    : "\(tag) is a moving tag: it points to a release of \(named[0].member.component.id) and is not one."
            )
        }
        if trigger.start == .downstream {
            var request = ReleaseRequest()
            request.upstreamTag = tag
            let key = CauseKey("version/downstream/\(repository.id)/\(tag)")
            return [made(request, key, "\(event): everything downstream of it follows.")]
        }
        return found.map { component, version in
            var request = ReleaseRequest(components: [component], versions: [component: version])
            // A tag that is not visible yet must not become a release of its own.
            request.tag = tag
            return made(
                request, versionKey(component, version), "\(event): that is \(component) \(version).")
        }
    }

    // MARK: Branches

    private func afterPush(
        to branch: String, _ push: Push, _ branches: [String]?
    ) throws(TriggerReason) -> TriggeredStart {
        let wanted = branches ?? [repository.releaseBranch]
        guard wanted.contains(where: { $0 == branch || Wildcard($0).matches(branch) }) else {
            throw TriggerReason(
                .otherBranch, "'\(branch)' was pushed; this starts something only for \(quoted(wanted)).")
        }
        guard let after = push.after else { throw TriggerReason(.deleted, "The branch '\(branch)' was deleted.") }
        let tokens = push.commits.flatMap { skipTokens(in: $0.message, of: $0.id) }
        let stopping = tokens.filter { trigger.start.stoppingTokens.contains($0.name) }
        if let token = stopping.first {
            throw TriggerReason(.skipped, "The commit \(token.commit.short) says \(token.text).")
        }
        var start = made(
            ReleaseRequest(components: origins),
            CauseKey("push/\(trigger.startName)/\(repository.id)/\(branch)/\(after)"),
            "'\(branch)' was pushed, and is at \(after.short).")
        start.skips = tokens
        return start
    }

    private func merged(_ pullRequest: PullRequestEvent) throws(TriggerReason) -> TriggeredStart {
        guard pullRequest.action == .merged else {
            throw TriggerReason(.otherAction, "Pull request #\(pullRequest.number) was not merged.")
        }
        guard ReleaseBranchName(pullRequest.headBranch) != nil else {
            throw TriggerReason(.otherBranch, "Pull request #\(pullRequest.number) is not a release pull request.")
        }
        try refuseFork(pullRequest.isFromFork, "Pull request #\(pullRequest.number)")
        guard pullRequest.baseBranch == repository.releaseBranch else {
            throw TriggerReason(
                .otherBranch,
                "Pull request #\(pullRequest.number) was merged into '\(pullRequest.baseBranch)'; releases are made of "
                    + "'\(repository.releaseBranch)'.")
        }
        // Newer bodies of GitHub may leave the commit out; a pull request is merged once.
        let commit = pullRequest.mergeCommit.map { " as \($0.short)" } ?? ""
        return made(
            ReleaseRequest(), CauseKey("merge/\(repository.id)/\(pullRequest.number)"),
            "The release pull request #\(pullRequest.number) was merged\(commit).")
    }

    /// R15: pull requests run gates and nothing else.
    private func gates(_ pullRequest: PullRequestEvent) throws(TriggerReason) -> TriggeredStart {
        guard [.opened, .updated].contains(pullRequest.action) else {
            throw TriggerReason(
                .otherAction,
                "Gates run when a pull request is opened or gets new commits; #\(pullRequest.number) did not.")
        }
        try refuseFork(pullRequest.isFromFork, "Pull request #\(pullRequest.number)")
        var start = made(
            ReleaseRequest(components: trigger.components),
            CauseKey("gates/\(repository.id)/\(pullRequest.number)/\(pullRequest.head)"),
            "Pull request #\(pullRequest.number) has new commits, up to \(pullRequest.head.short).")
        start.action = .gates
        return start
    }

    private func refuseFork(_ isFromFork: Bool, _ subject: String) throws(TriggerReason) {
        guard isFromFork else { return }
        throw TriggerReason(.fromFork, "\(subject) comes from a fork, whose code is not run here.")
    }

    // MARK: Workflows and dispatches

    private func afterWorkflow(
        _ run: WorkflowRunEvent, _ workflow: String, _ branches: [String]?
    ) throws(TriggerReason) -> TriggeredStart {
        guard workflow == run.name || workflow == run.file else {
            throw TriggerReason(.notConfigured, "The trigger is for another workflow.")
        }
        let wanted = branches ?? [repository.releaseBranch]
        guard run.isCompleted else { throw TriggerReason(.otherAction, "The workflow '\(run.name)' has not ended.") }
        guard run.conclusion == "success" else {
            throw TriggerReason(
                .notSuccessful,
                "The workflow '\(run.name)' ended with '\(run.conclusion ?? "nothing")', not with success.")
        }
        // A fork may call its branch `main` too.
        try refuseFork(run.isFromFork, "The workflow '\(run.name)'")
        guard !run.event.hasPrefix("pull_request"), let branch = run.branch, wanted.contains(branch) else {
            throw TriggerReason(
                .otherBranch,
                "The workflow '\(run.name)' ran for \(run.branch.map { "'\($0)'" } ?? "no branch") (\(run.event)); this starts "
                    + "something only after pushes to \(quoted(wanted)).")
        }
        return made(
            ReleaseRequest(components: origins),
            CauseKey("push/\(trigger.startName)/\(repository.id)/\(branch)/\(run.head)"),
            "The workflow '\(run.name)' succeeded at \(run.head.short).")
    }

    private func dispatched(
        _ dispatch: DispatchEvent, _ types: [String]
    ) throws(TriggerReason) -> TriggeredStart {
        guard
            let match = types.map({ DispatchPayload.match(dispatch.type, with: $0) }).first(where: { $0 != .different })
        else { throw TriggerReason(.notConfigured, "The trigger is for other events.") }
        var components = trigger.components
        switch match {
        case .different, .same: break
        case .named("all"): components = []
        case .named(let name):
            guard let member = member(name) else {
                let known = context.members.map(\.component.id.text)
                throw TriggerReason(
                    .unknownComponent,
                    "The event '\(dispatch.type)' names '\(name)', which is not a component; there are \(quoted(known))."
                )
            }
            components = [member.component.id]
        }
        return start(try DispatchPayload(dispatch), components, dispatch.type)
    }

    private func start(
        _ payload: DispatchPayload, _ components: [ComponentID], _ type: String
    ) -> TriggeredStart {
        let sender = payload.source.map { " from \($0)" } ?? ""
        let sentence = "The event '\(type)' arrived\(sender)."
        if trigger.channel != nil { return channelStart(payload, components, type, sentence) }
        if trigger.start == .downstream, let source = payload.source.flatMap(member), let version = payload.version {
            var request = ReleaseRequest()
            let tag = source.tags.template.name(version: version)
            request.upstreamTag = tag
            return made(
                request, CauseKey("version/downstream/\(source.component.repository)/\(tag)"), sentence)
        }
        var request = ReleaseRequest(components: components)
        if let version = payload.version {
            if let only = components.first, components.count == 1 {
                request.versions = [only: version]
                return made(request, versionKey(only, version), sentence)
            }
            request.version = version
        }
        let scope = components.isEmpty ? "all" : components.map(\.text).joined(separator: ",")
        let what = payload.version?.text ?? payload.commit?.text ?? payload.moment ?? "newest"
        return made(request, CauseKey("dispatch/\(trigger.startName)/\(type)/\(scope)/\(what)"), sentence)
    }

    // MARK: Parts

    /// What starts: the configured components; of a channel those that changed, whose downstreams it builds.
    private var origins: [ComponentID] {
        guard trigger.channel != nil else { return trigger.components }
        return context.members.map(\.component).filter { $0.repository == repository.id }.map(\.id)
    }

    /// A build of a channel makes its own version: an event says only where the chain begins.
    private func channelStart(
        _ payload: DispatchPayload, _ components: [ComponentID], _ type: String, _ sentence: String
    ) -> TriggeredStart {
        let named = components.isEmpty ? payload.source.flatMap(member).map { [$0.component.id] } ?? [] : components
        let scope = named.isEmpty ? "all" : named.map(\.text).joined(separator: ",")
        let what = payload.commit?.text ?? payload.version?.text ?? payload.moment ?? "newest"
        return made(
            ReleaseRequest(components: named), CauseKey("dispatch/\(trigger.startName)/\(type)/\(scope)/\(what)"),
            sentence)
    }

    private func member(_ name: String) -> TriggerContext.Member? {
        // `owner/name` names the repository's own component.
        let short = name.split(separator: "/").last.map(String.init) ?? name
        return context.members.first { $0.component.isCalled(name) }
            ?? context.members.first { $0.component.isCalled(short) }
    }

    /// The same for every event that names this version, so that a tag, a release and a dispatch are one cause (R13).
    private func versionKey(_ component: ComponentID, _ version: Version) -> CauseKey {
        CauseKey("version/\(trigger.startName)/\(component)/\(version)")
    }

    private func made(_ request: ReleaseRequest, _ key: CauseKey, _ sentence: String) -> TriggeredStart {
        var start = TriggeredStart(
            action: trigger.start, request: request, repository: repository.id, key: key, sentence: sentence)
        start.channel = trigger.channel
        return start
    }
}

extension Component {
    /// Whether a tag with this version moves from release to release (`v2`): its own versions have more numbers.
    fileprivate func isPointedTo(by version: Version) -> Bool {
        version.isShort && (self.version.map { $0.numbers.count > version.numbers.count } ?? true)
    }
}

/// `'a'`, `'a' and 'b'`, `'a', 'b' and 'c'`.
private func quoted(_ names: [String]) -> String {
    names.isEmpty ? "nothing" : listed(names.map { "'\($0)'" })
}

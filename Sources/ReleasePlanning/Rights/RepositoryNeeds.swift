package import ReleaseModel

/// What a plan is going to write in one repository of a forge: what the forge's rules and rights have to allow.
package struct RepositoryNeeds: Sendable, Hashable {
    /// A branch that is written, and how.
    package struct Branch: Sendable, Hashable {
        package var name: String
        /// Of the commits that come onto it.
        package var messages: [String]
        /// Whether git pushes it; otherwise the forge makes the commits, and signs them.
        package var isPushed: Bool
        /// Whether it is made, or written over, with what was there before; nil: it only grows.
        package var isNew: Bool?

        package init(name: String, messages: [String], isPushed: Bool, isNew: Bool? = nil) {
            self.name = name
            self.messages = messages
            self.isPushed = isPushed
            self.isNew = isNew
        }
    }

    package var at: RepositoryAtForge
    package var branches: [Branch] = []
    /// Branches that are released, whether or not a commit comes onto them.
    package var released: [String] = []
    package var tags: [TagName] = []
    /// Tags of the forge releases that it publishes.
    package var releases: [TagName] = []
    /// Paths below `.github/workflows` that its commits change.
    package var workflows: [String] = []
    /// Events that are sent to it, in words.
    package var events: [String] = []
    /// Workflows that are started in it, in words.
    package var starts: [String] = []
    /// What starts runs in it that are followed and may be cancelled, in words.
    package var followed: [String] = []
    /// Whether a candidate is pushed to it before it is released.
    package var isOffered = false
    /// Branches that it opens pull requests from.
    package var pullRequests: [String] = []
    /// Labels that they get, which may have to be made.
    package var labels: [String] = []
    /// Labels of the release pull requests that it releases, once that is done; nothing fails where they can't be set.
    package var releaseLabels: [String] = []
    /// How its pull requests are merged; nil: people decide that.
    package var merging: MergeMethod?
    /// Branches whose checks are read before their pull request is merged.
    package var checked: [String] = []

    package init(_ at: RepositoryAtForge) { self.at = at }

    /// The rights that this takes, and what for.
    package var rights: [NeededRight] {
        let contents =
            branches.map { "\($0.isPushed ? "push" : "write") \($0.name)" } + tags.map { "make the tag \($0)" }
            + releases.map { "write the release \($0)" } + events.map { "send \($0)" }
            + (isOffered ? ["push the candidate"] : [])
        let labelling = releaseLabels.isEmpty ? [] : ["label the release pull requests that are released"]
        let needed: [(area: ForgeRights.Area, purposes: [String], optional: [String])] = [
            (.contents, contents, []),
            (.pullRequests, pullRequests.map { "open a pull request from \($0)" }, labelling),
            (.issues, labels.map(making), releaseLabels.map(making)),
            (.workflows, workflows.map { "change \($0)" }, []),
            (.actions, starts.map { "start \($0)" } + followed.map { "follow and cancel the runs of \($0)" }, []),
        ]
        let read = checked.map { "read the checks of \($0)" }
        return needed.filter { !($0.purposes + $0.optional).isEmpty }.map { one in
            NeededRight(
                repository: at.id, name: at.name, area: one.area, level: .write,
                purposes: (one.purposes + one.optional).withoutRepetitions, isOptional: one.purposes.isEmpty)
        }
            + (read.isEmpty ? [] : [.checks, .statuses]).map { area in
                NeededRight(
                    repository: at.id, name: at.name, area: area, level: .read, purposes: read.withoutRepetitions)
            }
    }

    private func making(_ label: String) -> String { "make the label '\(label)' where there is none" }

    /// The same as one value, with what is read before; without what nothing fails for.
    package var sum: ForgeRights {
        rights.filter { !$0.isOptional }.reduce(.reading) { $0.union(ForgeRights([$1.area: $1.level])) }
    }
}

/// What a plan writes when it runs, by repository; those on plain git are left out.
///
/// - Parameters:
///   - releaseLabels: Those of pull requests whose releases exist.
///   - place: Where a repository is at its forge; nil: it is on plain git.
package func repositoryNeeds(
    of plan: ReleasePlan, releaseLabels: [String] = [], _ place: (RepositoryID) -> RepositoryAtForge?
) -> [RepositoryNeeds] {
    var needs: [RepositoryID: RepositoryNeeds] = [:]
    func need(_ id: RepositoryID?, _ change: (inout RepositoryNeeds) -> Void) {
        guard let id, var found = needs[id] ?? place(id).map({ RepositoryNeeds($0) }) else { return }
        change(&found)
        needs[id] = found
    }
    // What is sent comes last, so that its repository is known by then.
    for step in plan.steps.filter({ !$0.isSent }) + plan.steps.filter(\.isSent) {
        switch step.work {
        case .prepare(let work):
            need(step.repository) { $0.add(work.edits.map(\.file)) }
        case .push(let work):
            let commits = plan.steps.compactMap { one -> PrepareWork? in
                guard one.repository == step.repository, case .prepare(let work) = one.work else { return nil }
                // What a merged pull request has written already makes no commit, so that nothing is pushed.
                return work.edits.isEmpty ? nil : work
            }
            need(step.repository) {
                $0.released.append(work.branch)
                if !commits.isEmpty { $0.deliver(work, commits.map(\.message)) }
            }
        case .writeBack(let work):
            need(step.repository) {
                $0.released.append(work.branch)
                $0.push(work.branch, [work.message])
                $0.add(work.edits.map(\.file))
            }
        case .tag(let work): need(step.repository) { $0.tags.append(work.tag) }
        case .publish(let work) where work.target.kind == "forge-release":
            let tag = step.component.flatMap { plan.component($0)?.tag }
            need(step.repository) { $0.releases += tag.map { [$0] } ?? [] }
        case .offer: need(step.repository) { $0.isOffered = true }
        case .followUp(let work):
            // It need not be one of the workspace's; where it is, its rights are listed once.
            let known = needs.values.first { $0.at.isSame(as: work.place) }
            var found = known ?? RepositoryNeeds(work.place)
            switch work.message {
            case .event: found.events.append(work.message.description)
            case .workflow: found.starts.append(work.message.description)
            }
            needs[found.at.id] = found
        case .workflowBuild(let work):
            let known = needs.values.first { $0.at.isSame(as: work.place) }
            var found = known ?? RepositoryNeeds(work.place)
            for message in work.messages {
                switch message {
                case .event: found.events.append(message.description)
                case .workflow: found.starts.append(message.description)
                }
                found.followed.append(message.description)
            }
            needs[found.at.id] = found
        default: break
        }
    }
    for id in plan.mergedComponents {
        need(plan.component(id)?.repository) { $0.releaseLabels = releaseLabels }
    }
    return needs.values.filter { !$0.rights.isEmpty }.sorted { $0.at.id < $1.at.id }
}

/// What release pull requests write, by repository.
///
/// - Parameters:
///   - isPushed: Whether git pushes their branches; otherwise the forge makes the commits.
///   - open: The branches that have an open pull request.
package func repositoryNeeds(
    of requests: [ReleasePullRequest], isPushed: Bool, open: [RepositoryID: Set<String>] = [:],
    _ place: (RepositoryID) -> RepositoryAtForge?
) -> [RepositoryNeeds] {
    var needs: [RepositoryID: RepositoryNeeds] = [:]
    for request in requests {
        guard var found = needs[request.repository] ?? place(request.repository).map({ RepositoryNeeds($0) }) else {
            continue
        }
        let isNew = open[request.repository]?.contains(request.branch) != true
        found.branches.append(
            .init(name: request.branch, messages: [request.message], isPushed: isPushed, isNew: isNew))
        found.pullRequests.append(request.branch)
        found.labels += request.labels.filter { !found.labels.contains($0) }
        found.add(request.edits.map(\.file))
        needs[request.repository] = found
    }
    return needs.values.sorted { $0.at.id < $1.at.id }
}

extension [RepositoryNeeds] {
    /// The rights of all, each once.
    package var rights: [NeededRight] {
        var found: [NeededRight] = []
        for right in flatMap(\.rights) {
            let known = found.firstIndex {
                $0.repository == right.repository && $0.area == right.area && $0.level == right.level
            }
            guard let known else {
                found.append(right)
                continue
            }
            found[known].purposes = (found[known].purposes + right.purposes).withoutRepetitions
            found[known].isOptional = found[known].isOptional && right.isOptional
        }
        return found
    }
}

extension PlannedStep {
    /// Whether it sends something to a repository that need not be its own.
    fileprivate var isSent: Bool {
        switch work {
        case .followUp, .workflowBuild: true
        default: false
        }
    }
}

extension [String] {
    fileprivate var withoutRepetitions: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

extension RepositoryAtForge {
    /// Whether both are one repository, whatever a workspace calls it.
    fileprivate func isSame(as other: RepositoryAtForge) -> Bool {
        name.description.lowercased() == other.name.description.lowercased()
            && (host == nil || other.host == nil || host == other.host)
    }
}

extension RepositoryNeeds {
    fileprivate mutating func deliver(_ work: PushWork, _ messages: [String]) {
        guard let delivery = work.atForge else { return push(work.branch, messages) }
        let branch = delivery.request?.branch ?? work.branch
        branches.append(
            Branch(
                name: branch, messages: messages, isPushed: !delivery.isForgeMade,
                isNew: delivery.request == nil ? nil : true))
        if delivery.request != nil { pullRequests.append(branch) }
        if let method = delivery.request?.merge {
            checked.append(branch)
            merging = method
        }
    }

    fileprivate mutating func push(_ branch: String, _ messages: [String]) {
        if let index = branches.firstIndex(where: { $0.name == branch }) {
            branches[index].messages += messages
        } else {
            branches.append(Branch(name: branch, messages: messages, isPushed: true))
        }
    }

    fileprivate mutating func add(_ files: [String]) {
        let known = Set(workflows)
        workflows += Set(files).subtracting(known).filter { $0.hasPrefix(".github/workflows/") }.sorted()
    }
}

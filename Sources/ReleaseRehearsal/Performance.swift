import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseComposition
import ReleaseEngine
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleasePorts

/// One rehearsed release, between its stand-ins.
struct Performance: Sendable {
    let composition: WorkspaceComposition
    /// The user's workspace, which is only read.
    let own: Workspace
    let folder: RehearsalFolder
    let standIns: [StandIn]
    let environment: RehearsalEnvironment
    let copies: RepositoryCopies
    let github: RunningGitHub
    let options: RehearsalOptions

    func rehearse(_ request: ReleaseRequest) async throws -> Rehearsal {
        let replacing = RehearsalConfiguration(
            folder: folder, workspaceFolder: own.folder, standIns: standIns, api: github.enterpriseAPI,
            withCommands: options.withCommands)
        let workspace = try workspace(replacing)
        let before = try await Effects(self).references()
        github.double.recorder.forget()
        let result: Result<Performed, any Error>
        do {
            result = .success(
                options.byPullRequest
                    ? try await byPullRequest(request, workspace, replacing) : try await release(request, workspace))
        } catch { result = .failure(error) }
        // What a build or gate left running must not outlive its folder.
        await workspace.runner.endLeftovers(with: ["SLIPWAY_STATE": workspace.stateFolder])
        var performed: Performed
        do { performed = try result.get() } catch let error as any UserFacingError {
            throw ErrorInCopies(error, folder)
        }
        performed.plan.warnings = performed.plan.warnings.map(folder.original)
        try Task.checkCancellation()
        let outcome: Rehearsal.Outcome =
            if let run = performed.run {
                run.status == .succeeded ? .succeeded : .incomplete
            } else {
                performed.hasReleased ? .succeeded : .nothingToRelease
            }
        let recorder = github.double.recorder
        var rehearsal = Rehearsal(
            plan: performed.plan, run: performed.run, outcome: outcome,
            requests: .init(
                recorder.requests(without: RehearsalOperation.person).mapValues(Rehearsal.Requests.Count.init),
                busiestMinute: recorder.busiestMinute(without: RehearsalOperation.person)))
        rehearsal.repositories = try await Effects(self).repositories(since: before)
        if outcome != .nothingToRelease {
            performed.needs += repositoryNeeds(of: performed.plan, releaseLabels: labels, place)
        }
        rehearsal.rights = performed.needs.rights
        rehearsal.approvals = performed.approvals
        rehearsal.notRehearsed =
            replacing.omissions(own.configuration) + assumedChecks(in: performed.plan)
            + environment.replacedSecrets.map { .init("secret \($0)", "Commands got a made-up value.") }
        rehearsal.faults = Dictionary(
            uniqueKeysWithValues: github.double.struckFaults.map { ($0.key.rawValue, $0.value) })
        return rehearsal
    }

    /// What was done, before anything is read back.
    private struct Performed {
        var plan: ReleasePlan
        var run: RunRecord?
        var hasReleased = false
        var needs: [RepositoryNeeds] = []
        var approvals: [Rehearsal.Approval] = []
    }

    /// Checks that the rehearsal reports as passed, so that what waits for them goes on.
    private func assumedChecks(in plan: ReleasePlan) -> [Rehearsal.NotRehearsed] {
        let waiting = plan.steps.compactMap { step -> (RepositoryID, [String])? in
            guard case .push(let work) = step.work, let request = work.atForge?.request, request.merge != nil,
                let repository = step.repository
            else { return nil }
            return (repository, request.checks)
        }
        return waiting.map { repository, names in
            let shown = names.isEmpty ? "checks before the merge" : "checks \(names.joined(separator: ", "))"
            return .init(
                "\(shown) of \(repository)",
                "They did not run: the rehearsal reported them as passed, so that the pull request was merged.")
        }
    }

    private var labels: [String] { own.configuration.pullRequest.releaseLabels }

    private func place(_ id: RepositoryID) -> RepositoryAtForge? { standIns.first { $0.repository.id == id }?.at }

    private func workspace(_ replacing: RehearsalConfiguration) throws -> Workspace {
        var composition = composition
        composition.directory = folder.copy(of: own.folder)
        composition.configurationFile = self.composition.configurationFile.map(copied)
        composition.releasePlease.manifest = self.composition.releasePlease.manifest.map(copied)
        composition.environment = environment.variables
        composition.cachesHistories = false
        composition.adapting = { replacing.replaced($0) }
        let folder = folder
        composition.decorations.workspace = { workspace in
            var workspace = workspace
            workspace.outside.index = { LocalIndex(folder: folder.index($0["index"] ?? "")) }
            return workspace
        }
        return try composition.workspace(performs: true)
    }

    /// The copy of a file that was named; the file itself where it was not copied.
    private func copied(_ path: String) -> String {
        let copy = folder.copy(of: URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path)
        return copy.hasPrefix(folder.path + "/workspace/") && FileManager.default.fileExists(atPath: copy) ? copy : path
    }

    // MARK: Releasing

    private func release(
        _ request: ReleaseRequest, _ workspace: Workspace, onlyMerged: Bool? = nil, after needs: [RepositoryNeeds] = []
    ) async throws -> Performed {
        let operation = ReleaseOperation(workspace)
        var perform = options.perform
        let people = try RehearsedPeople(github, token: environment.token + "-person")
        perform.began = { run in
            people.begin(run.plan)
            await grantOnly(needs + repositoryNeeds(of: run.plan, releaseLabels: labels, place))
            await options.perform.began(run)
        }
        perform.progress = { events in
            await people.pass(events)
            await options.perform.progress(events)
        }
        switch try await operation.release(request, onlyMerged: onlyMerged ?? options.onlyMerged, perform) {
        case .nothingToRelease(let plan): return Performed(plan: plan)
        case .ran(let run), .ranBefore(let run):
            var performed = Performed(plan: run.plan, run: run, hasReleased: true)
            while let waiting = performed.run, waiting.status == .waiting {
                let given = try await approve(waiting, workspace) + people.merge(awaitedBy: waiting)
                // Approvals that no one can give stay open, and the run is incomplete.
                guard !given.isEmpty else { break }
                performed.approvals += given
                performed.run = try await operation.resume(waiting.id, perform)
            }
            performed.plan = performed.run?.plan ?? performed.plan
            return performed
        }
    }

    /// From here on the double allows what the report names as needed rights, and nothing else is written.
    private func grantOnly(_ needs: [RepositoryNeeds]) async {
        var permissions: [Permission: Level] = [.metadata: .read]
        for right in needs.flatMap(\.rights) {
            guard let permission = Permission(rawValue: right.area.rawValue),
                let level = Level(rawValue: right.level.rawValue)
            else { continue }
            permissions[permission] = max(permissions[permission] ?? level, level)
        }
        await github.double.forge.add(
            Identity(
                kind: .installation(app: 0), login: RehearsalOperation.login, permissions: permissions),
            token: environment.token)
    }

    /// Lets everyone approve who may.
    private func approve(_ run: RunRecord, _ workspace: Workspace) async throws -> [Rehearsal.Approval] {
        let store = try await workspace.openStore()
        let control = RunControl(store: store, now: workspace.now)
        var given: [Rehearsal.Approval] = []
        for step in run.plan.steps {
            guard case .approval(let work) = step.work, !run.state[step.id].isDone else { continue }
            var people: [Principal] = []
            for person in work.people.keys.sorted() where !work.roles(of: person).isEmpty {
                let before = try await store.run(run.id)
                do {
                    _ = try await control.decide(.approve(step.id, role: nil), on: run.id, by: person)
                } catch is RunError { continue }
                if try await store.run(run.id).state.revision > before.state.revision { people.append(person) }
            }
            if !people.isEmpty { given.append(.init(step: step.id, by: people)) }
        }
        return given
    }

    // MARK: By pull request

    private func byPullRequest(
        _ request: ReleaseRequest, _ workspace: Workspace, _ replacing: RehearsalConfiguration
    ) async throws -> Performed {
        guard standIns.contains(where: { $0.double != nil }) else { throw RehearsalError.noPullRequests }
        if options.onlyMerged {
            let (releases, _) = try await MergedPullRequestOperation(workspace).release()
            return Performed(plan: try await workspace.plan(request).plan, hasReleased: !releases.isEmpty)
        }
        let (plan, written) = try await PullRequestOperation(workspace).write(request, PullRequestOptions())
        guard !written.isEmpty else { return Performed(plan: plan) }
        let person = try RehearsedPeople(github, token: environment.token + "-person").forge
        for one in written {
            guard let number = one.number, let repository = one.repository else { continue }
            let opened = try await person.pullRequest(number, in: repository)
            _ = try await person.merge(number, at: opened.head, by: .squash, in: repository)
        }
        for standIn in standIns where standIn.double != nil { try await copies.pull(standIn) }
        let needs = repositoryNeeds(of: written.map(\.request), isPushed: false, place)
        // What the merge changed in the workspace's own files holds from here on.
        let merged = try self.workspace(replacing)
        guard merged.releasePlease != nil else {
            var performed = try await release(ReleaseRequest(), merged, onlyMerged: true, after: needs)
            performed.needs = needs
            return performed
        }
        let (releases, _) = try await MergedPullRequestOperation(merged).release()
        return Performed(plan: plan, hasReleased: !releases.isEmpty, needs: needs)
    }
}

extension Rehearsal.Requests.Count {
    fileprivate init(_ count: RequestCount) {
        self.init(
            reads: count.reads, unchanged: count.unchanged, writes: count.writes, graphQL: count.graphQL,
            git: count.git)
    }
}

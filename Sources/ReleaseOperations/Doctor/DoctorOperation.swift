package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// Finds release problems.
package struct DoctorOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// Every problem for a release, worst first. Writes nothing.
    package func examine() async throws -> [Finding] {
        let tools = await toolFindings()
        guard !tools.contains(where: { $0.component == nil && $0.severity == .error && $0.message.contains("git") })
        else {
            return tools
        }
        do {
            let world = try await observeForDoctor()
            let facts = try await FactsReader(sourceControl: workspace.sourceControl, ecosystems: workspace.ecosystems)
                .facts(about: world)
            // What keeps a component from being released is found as its own error.
            let faults = world.components.flatMap { one in
                one.versionFaults.map { "\($0.code) \(one.repository)/\($0.place)" }
            }
            let warnings = world.warnings.filter { !faults.contains("\($0.code) \($0.place)") }
                .map { finding($0, in: world) }
            var found = findings(in: facts, ecosystems: workspace.ecosystems) + warnings + tools
            found += await signingFindings(world)
            found += await remoteFindings(world)
            let trial = await trial(of: world)
            if let refusal = trial.refusal, let more = refusalFinding(refusal, among: found) { found.append(more) }
            found += await forgeFindings(world, trial.planned)
            // Most likely the wrong folder, so putting it under git would not help.
            if world.components.isEmpty, !found.contains(where: { $0.severity == .error }) {
                found.removeAll { $0.code == FindingKind.notUnderGit.code }
                found.append(
                    finding(NoComponents(folder: workspace.folder, ignored: world.ignored, command: "doctor")))
            }
            return found.sorted(by: Finding.precedes)
        } catch let error as UnreadableInput {
            let unreadable = error.diagnostics.map { Finding($0) }
            return (unreadable + tools).sorted(by: Finding.precedes)
        } catch let error as ObservationError {
            return tools + [finding(error)]
        } catch let error as PlanError {
            return tools + [finding(error)]
        }
    }

    /// What the forges would refuse of the release that would be planned now; of a push of the branch where there is none.
    private func forgeFindings(
        _ world: ObservedWorkspace, _ planned: (plan: ReleasePlan, world: ObservedWorkspace)?
    ) async -> [Finding] {
        guard world.repositories.contains(where: { workspace.configuration.atForge($0) != nil }) else { return [] }
        var needs: [RepositoryID: RepositoryNeeds] = [:]
        for repository in world.repositories {
            guard let place = workspace.configuration.atForge(repository), let branch = repository.branch else {
                continue
            }
            var one = RepositoryNeeds(place)
            if workspace.releasePlease == nil {
                one.branches = [.init(name: branch, messages: [], isPushed: true)]
                one.released = [branch]
            }
            needs[repository.id] = one
        }
        // Why nothing can be planned is found elsewhere.
        if let planned {
            for one in workspace.repositoryNeeds(of: planned.plan, in: planned.world) { needs[one.at.id] = one }
        }
        let readiness = ForgeReadiness(workspace: workspace, world: world)
        var found: [Finding] = []
        for one in needs.values.sorted(by: { $0.at.id < $1.at.id }) {
            do { found += try await readiness.examine(one) } catch {
                found.append(
                    Finding(
                        error.isRejection ? .forgeRejects : .forgeUnread, repository: one.at.id,
                        message: "What \(one.at.name) allows was not read: \(error.summary)",
                        reason: error.reasons.joined(separator: " "),
                        remedy: error.suggestions.joined(separator: " ")))
            }
        }
        return found + (await followUpFindings(world))
            + workspace.forgeRoutes().map { Finding(.forgeProxy, message: $0) }
    }

    /// Repositories whose git is configured to sign, and can't.
    private func signingFindings(_ world: ObservedWorkspace) async -> [Finding] {
        let own = workspace.configuration.commits
        let trial = SigningTrial(commits: true, tags: true, name: own.name, mail: own.mail)
        var found: [Finding] = []
        for repository in world.repositories where repository.head != nil {
            do throws(SourceControlError) {
                try await workspace.sourceControl.checkSigning(trial, in: repository.folder)
            } catch {
                found.append(
                    Finding(
                        .signing, repository: repository.id, message: error.summary,
                        reason: error.reasons.joined(separator: " "), remedy: error.suggestions.joined(separator: " ")))
            }
        }
        return found
    }

    /// What is sent for builds or after releases and reaches no workflow.
    private func followUpFindings(_ world: ObservedWorkspace) async -> [Finding] {
        var found = await BuildReadiness(workspace: workspace).findings(in: world)
        for one in FollowUpReadiness.messages(in: world) {
            do { found += try await FollowUpReadiness(workspace: workspace).findings(for: [one]) } catch {
                let error = error as? any UserFacingError
                found.append(
                    Finding(
                        .noListener, repository: one.place.id,
                        message:
                            "Whether \(one.place.name) takes \(one.message) can't be found out: \(error?.summary ?? "")",
                        reason: error?.reasons.joined(separator: " "), remedy: error?.suggestions.joined(separator: " ")
                    ))
            }
        }
        return found
    }

    /// A warning about a file of a repository names both.
    private func finding(_ warning: Diagnostic, in world: ObservedWorkspace) -> Finding {
        let owner = world.repositories.map(\.id).filter { warning.place.file.hasPrefix($0.text + "/") }
            .max { $0.text.count < $1.text.count }
        guard let owner else { return Finding(warning) }
        var warning = warning
        warning.place.file.removeFirst(owner.text.count + 1)
        return Finding(warning, repository: owner)
    }

    /// A shallow clone is a separate finding; the rest can still be checked.
    private func observeForDoctor() async throws -> ObservedWorkspace {
        var options = WorkspaceObserver.Options()
        options.isTolerant = true
        do {
            return try await workspace.observe(options)
        } catch let error as ObservationError {
            guard case .shallow = error else { throw error }
            options.withHistory = false
            return try await workspace.observe(options)
        }
    }

    private func finding(_ error: any UserFacingError) -> Finding {
        var finding = Finding(
            .unusableInput, message: error.summary, reason: error.reasons.joined(separator: " "),
            remedy: error.suggestions.joined(separator: " "))
        finding.code = error.code
        return finding
    }

    /// git itself, and every program that a configured command begins with.
    private func toolFindings() async -> [Finding] {
        guard workspace.runner.canFind("git") else {
            return [
                Finding(
                    .missingTool, message: "The program 'git' is not in PATH.",
                    remedy: "Install git \(oldestGit) or newer.")
            ]
        }
        var found: [Finding] = []
        do throws(SourceControlError) { try await workspace.sourceControl.checkProgram() } catch {
            return [Finding(.oldTool, message: error.summary, remedy: error.suggestions.joined(separator: " "))]
        }
        let settings = workspace.configuration.components.sorted { $0.key < $1.key }.map {
            ($0.key as ComponentID?, $0.value)
        }
        var seen: Set<String> = []
        for (id, one) in settings + [(nil, workspace.configuration.defaults)] {
            for (what, arguments) in commands(of: one) {
                guard let program = missingProgram(of: arguments), seen.insert(program).inserted else { continue }
                found.append(
                    Finding(
                        .missingTool, component: id,
                        message: "The program '\(program)' is not in PATH; \(what) calls it."))
            }
        }
        return found
    }

    /// The program that a command begins with, where it is not on this machine; nil where it is, or where only the
    /// checkout can tell (`tools/build`).
    func missingProgram(of arguments: [String]) -> String? {
        guard let program = arguments.first, !program.contains("{"), program.hasPrefix("/") || !program.contains("/")
        else { return nil }
        return workspace.runner.canFind(program) ? nil : program
    }

    private func commands(of settings: ComponentConfiguration) -> [(what: String, arguments: [String])] {
        // A gate with its own PATH is searched along that one.
        let gates = settings.gates.filter { $0.environment["PATH"] == nil }.map { ("the gate '\($0.name)'", $0.run) }
        return gates + (settings.build.map { [("the build", $0.run)] } ?? [])
    }
}

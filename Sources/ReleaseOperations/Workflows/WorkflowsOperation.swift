import ReleaseEngine
package import ReleaseModel
package import ReleasePlanning
import ReleasePlease
import ReleasePorts

/// Derives a repository's workflows from what its configuration says. Writes nothing.
package struct WorkflowsOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// - Parameters:
    ///   - action: Where the action is.
    ///   - branch: Whose pushes release; nil: `main` or `master`, if that is checked out or configured.
    ///   - trusted: The components that jobs of their own publish to PyPI.
    ///   - hasGuard: Whether there is one that tells release pull requests from others.
    ///   - isStrict: Whether a message that is not understood fails the check of a pull request.
    /// - Throws: ``WorkflowsError`` where a workflow would not do what it is for.
    package func workflows(
        action: PinnedAction, branch: String?, trusted: [ComponentID], hasGuard: Bool = false,
        isStrict: Bool = false
    ) async throws -> [GeneratedWorkflow] {
        if let source = workspace.releasePlease {
            guard trusted.isEmpty else { throw WorkflowsError.noBuilds(trusted) }
            let world = try await workspace.observe(source)
            let branch = try self.branch(branch, checkedOut: world.repository.branch)
            return ReleasePlanning.workflows(
                WorkflowNeeds(branch: branch, action: action, hasGuard: hasGuard, isStrict: isStrict))
        }
        let world = try await workspace.observe()
        guard world.repositories.count == 1, let repository = world.repositories.first else {
            throw WorkflowsError.severalRepositories(world.repositories.map(\.id))
        }
        guard repository.folder == workspace.folder else {
            throw WorkflowsError.notAtRoot(repository.id, folder: repository.folder)
        }
        try checkFollowUps(of: repository)
        let packages = try trusted.map { try trustedPackage(world.named($0), in: world) }
        return ReleasePlanning.workflows(
            WorkflowNeeds(
                branch: try self.branch(branch, checkedOut: repository.branch), action: action,
                token: workspace.configuration.forge(of: repository.id).tokenVariable, secrets: secrets,
                trusted: packages, rights: rights(in: repository), hasGuard: hasGuard,
                isStrict: isStrict))
    }

    /// What the job does in its repository, as a plan lists it: more than release pull requests and releases only where the
    /// configuration says so, and nothing with its own token where another one is used.
    private func rights(in repository: ObservedRepository) -> ForgeRights {
        guard hasOwnToken(repository.id) else { return .proposing }
        let place = workspace.configuration.atForge(repository)
        var needs = RepositoryNeeds(
            place
                ?? RepositoryAtForge(
                    id: repository.id, name: ForgeRepository(owner: "", name: repository.id.text), host: nil))
        for one in workspace.configuration.followUps where isSame(one.repository, place?.name) {
            switch one.message {
            case .event: needs.events.append(one.message.description)
            case .workflow: needs.starts.append(one.message.description)
            }
        }
        let delivery = workspace.configuration.delivery(to: repository.id)
        if delivery.way == .pullRequest, delivery.merge != nil { needs.checked = [repository.branch ?? ""] }
        return needs.sum
    }

    /// A job's own token reaches no other repository.
    private func checkFollowUps(of repository: ObservedRepository) throws(WorkflowsError) {
        guard hasOwnToken(repository.id), let place = workspace.configuration.atForge(repository) else { return }
        let others = workspace.configuration.followUps.map(\.repository).filter { !isSame($0, place.name) }
        guard others.isEmpty else { throw .followUpElsewhere(others) }
    }

    private func hasOwnToken(_ id: RepositoryID) -> Bool {
        let forge = workspace.configuration.forge(of: id)
        return forge.tokenVariable == nil && forge.tokenFile == nil && forge.app == nil
    }

    /// Names have no case.
    private func isSame(_ one: ForgeRepository, _ other: ForgeRepository?) -> Bool {
        one.description.lowercased() == other?.description.lowercased()
    }

    private func branch(_ requested: String?, checkedOut: String?) throws(WorkflowsError) -> String {
        if let requested {
            guard TagName(requested).isReference else { throw .badBranch(requested) }
            return requested
        }
        guard let checkedOut, ["main", "master"].contains(checkedOut) else { throw .unknownBranch(checkedOut) }
        return checkedOut
    }

    /// The variables that hold secrets, as the configuration names them. The action sets those of the forge's own token.
    private var secrets: [String] {
        let configuration = workspace.configuration
        let all = [configuration.defaults] + configuration.components.values
        let commands = all.flatMap { one in one.gates.flatMap(\.secrets) + (one.build?.secrets ?? []) }
        let targets = all.flatMap(\.publish).flatMap { one in
            secretFields(of: one.target.kind).compactMap { one.target[$0] }
        }
        let forges = [configuration.forge] + configuration.repositories.values.compactMap(\.forge)
        let names = configuration.secrets + commands + targets + forges.flatMap(\.secretVariables)
        return Set(names).subtracting(["GITHUB_TOKEN", "GH_TOKEN"]).sorted()
    }

    private func secretFields(of kind: PublicationKind) -> [String] {
        allPublications.filter { $0.shape.kind == kind }.flatMap(\.shape.keys).compactMap { key in
            if case .secret = key.value { key.field } else { nil }
        }
    }

    private func trustedPackage(_ id: ComponentID, in world: ObservedWorkspace) throws -> TrustedPackage {
        guard let component = world.components.first(where: { $0.id == id }) else {
            throw WorkflowsError.untrustable(
                id, reason: "There is no such component.", remedy: "List them: slipway graph")
        }
        let settings = workspace.configuration.settings(of: id)
        let artifacts = settings.build?.artifacts ?? []
        guard artifacts.contains(where: { $0.path.hasSuffix(".whl") || $0.path.hasSuffix(".tar.gz") }) else {
            throw WorkflowsError.untrustable(
                id, reason: "Its build makes no wheels and no source distributions.",
                remedy:
                    "Name them: components: { \(yamlText(id.text)): { build: { run: [uv, build], artifacts: [dist/*.whl, { path: dist/*.tar.gz, name: \"{artifact}\" }] } } }"
            )
        }
        if let renamed = artifacts.first(where: { $0.path.hasSuffix(".tar.gz") && $0.name != "{artifact}" }) {
            throw WorkflowsError.untrustable(
                id,
                reason: "\(renamed.path) is renamed in the release, and PyPI needs the name that the build gave it.",
                remedy: "Give it the name \"{artifact}\", among the artifacts of its build.")
        }
        guard settings.publish.contains(where: { $0.target.kind == "forge-release" && $0.target["draft"] != "yes" })
        else {
            throw WorkflowsError.untrustable(
                id, reason: "The job takes the files from the component's release, and it has none that is public.",
                remedy: "Make one: components: { \(yamlText(id.text)): { publish: [{ to: forge-release }] } }")
        }
        guard !settings.publish.contains(where: { $0.target.kind == "python-index" }) else {
            throw WorkflowsError.untrustable(
                id, reason: "The release itself uploads it already, with a password.",
                remedy: "Remove the entry `to: python-index` from its `publish`.")
        }
        // The path becomes a text in single quotes within an expression: `steps.slipway.outputs['{path}--tag_name']`.
        guard component.path.utf8.allSatisfy({ $0 != UInt8(ascii: "'") && $0 > 0x20 && $0 < 0x7F }) else {
            throw WorkflowsError.untrustable(
                id, reason: "Its folder '\(component.path)' can't be named in a workflow's expression.",
                remedy: "Rename the folder.")
        }
        return TrustedPackage(component: id, path: component.path)
    }
}

package import Foundation
package import ReleaseModel

/// A component that is released, for plans that were made from no repository.
package func releasedComponent(
    _ name: ComponentID = "core", in repository: RepositoryID = "core"
) -> PlannedComponent {
    PlannedComponent(
        name: name, path: ".", repository: repository, currentVersion: Version(1, 0, 0),
        nextVersion: Version(1, 1, 0), tag: "v1.1.0", bump: .minor, reasons: [], changelog: "", edits: [], level: 1)
}

/// A sound plan with a step of each kind, each after the one before; its digest is empty.
package func planOfAllKinds(at moment: Date = Date(timeIntervalSince1970: 1_767_225_600)) -> ReleasePlan {
    let (component, repository): (ComponentID, RepositoryID) = ("core", "core")
    var steps: [PlannedStep] = []
    for kind in StepKind.allCases {
        let owner = kind.traits.owner
        steps.append(
            PlannedStep(
                id: StepID("\(kind.rawValue):core"), component: owner == .component ? component : nil,
                repository: owner == .set ? nil : repository, needs: steps.last.map { [$0.id] } ?? [],
                work: work(of: kind, component, repository)))
    }
    return ReleasePlan(
        createdAt: moment, workspace: "demo", request: ReleaseRequest(),
        repositories: [PlannedRepository(id: repository, branch: "main", base: "b")],
        components: [releasedComponent(component, in: repository)], steps: steps, warnings: [], nothingToRelease: nil)
}

private func work(of kind: StepKind, _ component: ComponentID, _ repository: RepositoryID) -> StepWork {
    let source = VersionSource(
        ecosystem: "cargo", place: Place(file: "Cargo.toml", line: 3, column: 11), key: "package.version",
        value: "1.0.0")
    let edit = FileEdit(
        ecosystem: "cargo", file: "Cargo.toml", key: "package.version", from: "1.0.0", to: "1.1.0")
    let command = CommandWork(
        arguments: ["make"], folder: ".", timeout: 60, upstreams: [component: repository])
    let target = PublicationTarget("folder", ["path": "dist"])
    let tag = TagWork(tag: "v1.1.0", kind: .annotated, message: "m", name: "n", mail: "n@example.org")
    let candidate = PrepareWork.Candidate(
        ecosystem: "cargo", package: component.text, repository: repository, path: ".")
    return switch kind {
    case .prepare:
        .prepare(
            PrepareWork(
                base: "b", edits: [edit], message: "m", name: "n", mail: "n@example.org",
                versions: [component: Version(1, 1, 0)], candidates: [candidate], sources: [component: [source]]))
    case .offer: .offer
    case .build: .build(command)
    case .gate: .gate(command)
    case .collect:
        .collect(
            CollectWork(folder: ".", version: Version(1, 1, 0), artifacts: [], binaries: [], repositoryName: "core"))
    case .reuse: .reuse(ReuseWork(version: Version(1, 1, 0)))
    case .approval:
        .approval(ApprovalWork(roles: ["lead"], quorum: 1, lifetime: 60, people: ["ada": ["lead"]]))
    case .line: .line
    case .stage: .stage(PublishWork(target: target))
    case .push: .push(PushWork(branch: "main", base: "b"))
    case .tag: .tag(tag)
    case .publish: .publish(PublishWork(target: target))
    case .verify: .verify(VerifyWork(tag: "v1.1.0", version: Version(1, 1, 0), sources: [source]))
    case .writeBack:
        .writeBack(
            WriteBackWork(branch: "main", base: "b", edits: [edit], message: "m", name: "n", mail: "n@example.org"))
    case .publishSet:
        .publishSet(PublishSetWork(target: target, tag: tag, makesTag: true, isPrerelease: false, checksums: []))
    case .assemble: .assemble
    case .followUp:
        .followUp(
            FollowUpWork(
                repository: ForgeRepository(owner: "acme", name: "site"), host: "example.org", message: .event("e"),
                values: [:], source: repository, isRepeatable: false))
    case .withdraw: .withdraw
    }
}

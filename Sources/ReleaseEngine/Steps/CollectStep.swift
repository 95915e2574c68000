import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Takes a component's artifacts into the set, and fails if any is missing.
struct CollectStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .collect(let work) = context.step.work, let component = context.step.component else {
            preconditionFailure("a collect step collects a component")
        }
        let files = context.environment.files
        if let staged = work.staged {
            let artifacts = try await stagedPublication(to: staged.target).fetch(
                staged, of: component, into: context.folders.staged, context)
            try checkNames(artifacts.map(\.name), context)
            return try await addToSet(artifacts, of: component, version: work.version, context)
        }
        try await context.products.ensureCheckouts(of: [context.repository], context)
        let (wanted, missing) = try await CollectStep.files(context)
        guard missing.isEmpty else {
            throw ArtifactError.missing(component, missing, found: wanted.map(\.file.fileName).sorted())
        }
        try checkNames(wanted.map(\.name), context)
        var artifacts: [Artifact] = []
        for (file, name) in wanted.sorted(by: { $0.name < $1.name }) {
            let taken = try await files.copy(
                file, within: context.folders.source(of: context.repository), as: context.folders.staged + "/" + name)
            artifacts.append(Artifact(name: name, digest: taken.digest, size: taken.size, origin: file.fileName))
        }
        return try await addToSet(artifacts, of: component, version: work.version, context)
    }

    /// Adds staged files to the set.
    private func addToSet(
        _ artifacts: [Artifact], of component: ComponentID, version: Version, _ context: StepContext
    ) async throws -> StepOutcome {
        do {
            try await context.checkFinishedSet(
                Dictionary(
                    artifacts.map { ($0.name, context.folders.staged + "/" + $0.name) },
                    uniquingKeysWith: { first, _ in first }))
            try checkTargets(artifacts, of: component, version: version, context)
        } catch {
            for artifact in artifacts {
                try? await context.environment.files.remove(context.folders.staged + "/" + artifact.name)
            }
            throw error
        }
        // The run owns the names, so a newer attempt of the same step replaces what an older one left.
        for artifact in artifacts { try await context.place(artifact) }
        return StepOutcome(
            artifacts: artifacts, note: artifacts.count == 1 ? "1 artifact" : "\(artifacts.count) artifacts")
    }

    /// The files that a collect step takes, with their names in the set, and what it misses.
    static func files(
        _ context: StepContext
    ) async throws -> (wanted: [(file: String, name: String)], missing: [String]) {
        guard case .collect(let work) = context.step.work, let component = context.step.component else {
            return ([], [])
        }
        let source = context.folders.source(of: context.repository)
        let fields = ArtifactFields(
            component: component, version: work.version, tag: context.tag(of: component),
            repository: context.repository, named: work.repositoryName)
        return try await collectedFiles(
            of: work.artifacts, binaries: work.binaries,
            in: work.folder == "." ? source : source + "/" + work.folder, fields: fields,
            files: context.environment.files)
    }

    /// What a target would not take is refused here, before anything is public.
    private func checkTargets(
        _ artifacts: [Artifact], of component: ComponentID, version: Version, _ context: StepContext
    ) throws {
        for step in context.index.steps(of: component) {
            guard case .publish(let work) = step.work else { continue }
            try publication(to: work.target).check(artifacts, of: component, version: version)
        }
        for step in context.plan.steps {
            guard case .publishSet(let work) = step.work else { continue }
            try publication(to: work.target).check(artifacts, of: component, version: version)
        }
    }

    /// Two files with the same name would be one file in the set.
    private func checkNames(_ names: [String], _ context: StepContext) throws {
        for name in names where name.contains("/") || name.isEmpty { throw ArtifactError.unsafeName(name) }
        for (name, count) in Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +) where count > 1 {
            throw ArtifactError.doubled(name, by: context.step.id)
        }
        if let taken = context.outcomes.claim(names, for: context.step.id) {
            throw ArtifactError.doubled(taken.name, by: taken.owner)
        }
    }
}

extension StepContext {
    /// What templates of names call the release of a component: its tag, or the name of a channel's build.
    fileprivate func tag(of component: ComponentID) -> TagName? {
        index.component(component)?.tag ?? plan.request.channel.map { TagName($0.version.text) }
    }
}

/// Takes the artifacts of a component that keeps its version from the newest set that has them.
struct ReuseStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .reuse(let work) = context.step.work, let component = context.step.component else {
            preconditionFailure("a reuse step reuses a component")
        }
        let files = context.environment.files
        // Found through the store's index; the results come from its journal.
        guard let run = try await context.environment.store.output(of: component, work.version), run != context.run,
            let outcome = try await context.products.output(of: component, work.version, by: run, context)
        else { throw ArtifactError.nothingToReuse(component, work.version) }
        let folders = RunFolders(run: run, state: context.environment.stateFolder)
        if let taken = context.outcomes.claim(outcome.artifacts.map(\.name), for: context.step.id) {
            throw ArtifactError.doubled(taken.name, by: taken.owner)
        }
        for artifact in outcome.artifacts {
            let path = folders.artifacts + "/" + artifact.name
            let staged = context.folders.staged + "/" + artifact.name
            let taken = try await files.copy(path, as: staged, replacing: true)
            guard taken.digest == artifact.digest else {
                throw FileError.differs(path: path, expected: artifact.digest, found: taken.digest)
            }
            try await context.place(artifact)
        }
        return StepOutcome(artifacts: outcome.artifacts, note: "verified, from \(run)")
    }
}

/// Artifacts that differ from the configuration.
enum ArtifactError: UserFacingError, Equatable {
    case missing(ComponentID, [String], found: [String])
    case doubled(String, by: StepID)
    case unsafeName(String)
    case nothingToReuse(ComponentID, Version)

    var code: String {
        switch self {
        case .missing: "artifacts.missing"
        case .doubled: "artifacts.doubled-name"
        case .unsafeName: "artifacts.unsafe-name"
        case .nothingToReuse: "artifacts.nothing-to-reuse"
        }
    }

    var summary: String {
        switch self {
        case .missing(let component, let names, _):
            "\(component) did not make \(names.map { "'\($0)'" }.joined(separator: ", "))."
        case .doubled(let name, let step): "Two artifacts would be called '\(name)' in the set; \(step) has it too."
        case .unsafeName(let name): "'\(name)' is not a valid file name."
        case .nothingToReuse(let component, let version):
            "No finished set on this machine holds the artifacts of \(component) \(version)."
        }
    }

    var reasons: [String] {
        switch self {
        case .missing(_, _, let found):
            ["Found: " + (found.isEmpty ? "nothing" : found.joined(separator: ", "))]
        default: []
        }
    }

    var suggestions: [String] {
        switch self {
        case .missing: ["Fix the build, or artifacts under build in slipway.yaml."]
        case .doubled, .unsafeName:
            [
                "Give it a name of its own: components: { NAME: { build: { run: […], artifacts: [{ path: PATH, name: \"{component}-{artifact}\" }] } } }"
            ]
        case .nothingToReuse(let component, _):
            ["Release it too: slipway release --component \(component)", "Or: set: released"]
        }
    }
}

import Foundation
import ReleaseModel
import ReleaseOperations

/// What a workspace's configuration says in a rehearsal: the same, with every place outside replaced.
struct RehearsalConfiguration: Sendable {
    let folder: RehearsalFolder
    /// Of the user's workspace.
    let workspaceFolder: String
    let standIns: [StandIn]
    /// The address of the double's interface.
    let api: String
    let withCommands: Bool

    /// Holds the double's token.
    static let tokenVariable = "SLIPWAY_REHEARSAL_TOKEN"

    func replaced(_ configuration: WorkspaceConfiguration) -> WorkspaceConfiguration {
        var new = configuration
        new.store = .sqlite
        // Another release system would really release.
        new.systems = [:]
        new.repositoryRoot = nil
        new.forge = replaced(configuration.forge)
        for standIn in standIns {
            var one = configuration.repositories[standIn.repository.id] ?? RepositoryConfiguration()
            one.folder = standIn.copy
            one.forge = one.forge.map(replaced)
            new.repositories[standIn.repository.id] = one
        }
        new.defaults = replaced(configuration.defaults)
        new.components = configuration.components.mapValues(replaced)
        return new
    }

    private func replaced(_ forge: ForgeConfiguration) -> ForgeConfiguration {
        guard forge.kind == .github else { return forge }
        var new = ForgeConfiguration(
            kind: .github, owner: forge.owner, api: api, tokenVariable: RehearsalConfiguration.tokenVariable)
        new.isAssumed = forge.isAssumed
        new.isWritten = forge.isWritten
        return new
    }

    private func replaced(_ component: ComponentConfiguration) -> ComponentConfiguration {
        var new = component
        if !withCommands {
            new.build = nil
            new.gates = []
            new.unproven = .allow
        }
        new.publish = component.publish.compactMap { publish in
            guard let target = replaced(publish.target) else { return nil }
            var publish = publish
            publish.target = target
            return publish
        }
        return new
    }

    /// nil: it is left out.
    private func replaced(_ target: PublicationTarget) -> PublicationTarget? {
        switch target.kind.text {
        case "forge-release": return target
        case "folder":
            var target = target
            target.fields["path"] = folder.published(resolved(target["path"] ?? ""))
            return target
        // It is given a local index instead.
        case "python-index": return withCommands ? target : nil
        default: return nil
        }
    }

    private func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: workspaceFolder, isDirectory: true))
            .standardizedFileURL.path
    }

    /// What a rehearsal of this configuration leaves out or replaces.
    func omissions(_ configuration: WorkspaceConfiguration) -> [Rehearsal.NotRehearsed] {
        var found: [Rehearsal.NotRehearsed] = []
        let components = [configuration.defaults] + configuration.components.values
        if !withCommands, components.contains(where: { $0.build != nil || !$0.gates.isEmpty }) {
            found.append(.init("builds and gates", "They were left out, and with them their artifacts."))
        }
        let targets = Set(components.flatMap { $0.publish.map(\.target) })
        for target in targets {
            switch target.kind.text {
            case "forge-release": continue
            case "folder":
                let path = resolved(target["path"] ?? "")
                found.append(.init("folder \(path)", "The files went into a folder of the rehearsal."))
            case "python-index" where withCommands:
                found.append(
                    .init(
                        "python-index \(target["index"] ?? "")",
                        "The files went into a folder of the rehearsal; the index was not asked what it has and accepts."
                    ))
            default:
                let place = target["image"] ?? target.fields.sorted { $0.key < $1.key }.first?.value ?? ""
                found.append(.init("\(target.kind) \(place)", "Nothing was published there."))
            }
        }
        for name in configuration.systems.keys {
            found.append(.init("release system \(name)", "It was not called."))
        }
        let served = standIns.compactMap { $0.at?.name.description }
        if !served.isEmpty {
            found.append(
                .init(
                    "rules of \(served.sorted().joined(separator: ", "))",
                    "The forge was not asked for protected branches and rulesets: slipway doctor"))
        }
        return found.sorted { $0.what < $1.what }
    }
}

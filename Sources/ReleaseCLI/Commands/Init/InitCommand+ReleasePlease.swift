import Foundation
import ReleaseComposition
import ReleaseConfig
import ReleaseModel
import ReleaseOperations
import ReleasePlease
import ReleasePorts
import ReleaseReports

extension InitCommand {
    /// Shows how release-please's keys are mapped, and writes the equivalent `slipway.yaml`.
    func takeOverReleasePlease(_ folder: String) async throws {
        let files = ReleasePleaseFiles(
            folder: folder, configuration: options.config, manifest: options.releasePlease.manifest)
        let target = folder + "/slipway.yaml"
        let exists = FileManager.default.fileExists(atPath: target)
        guard keep || dryRun || force || !exists else { throw InitError.exists(target) }
        guard files.areThere else { throw InitError.noReleasePlease(folder + "/" + files.configurationName) }
        let reading = try files.read()
        let workspace = try options.workspace(configured: false)
        var mapping = try await self.mapping(of: reading.configuration, in: folder, workspace)
        if keep { mapping = mapping.keepingFiles() }
        try show(mapping, warnings: reading.warnings)
        if keep {
            Terminal.current.say(
                "Nothing was written; both files stay in use.\n"
                    + "Next: slipway plan --config \(files.configurationName) --manifest \(files.manifestName)")
        } else if !dryRun {
            try await write(mapping.draft, to: target, files: workspace.files)
        }
    }

    /// The mapping, with the components that are found where the files lie.
    private func mapping(
        of configuration: ReleasePleaseConfiguration, in folder: String, _ workspace: Workspace
    ) async throws -> ReleasePleaseMapping {
        let world = try await DiscoverOperation(workspace).discover().world
        let name = (folder as NSString).lastPathComponent
        let real = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        let home = world.repositories.first {
            URL(fileURLWithPath: $0.folder).resolvingSymlinksInPath().path == real
        }
        let repository = home?.id ?? world.repositories.first?.id ?? RepositoryID(name)
        let components = world.components.filter { $0.repository == repository }.map { ($0.path, $0.id) }
        return ReleasePlease.mapping(
            of: configuration, workspace: name, repository: repository, isWorkspace: home != nil,
            components: Dictionary(components) { first, _ in first })
    }

    private func show(_ mapping: ReleasePleaseMapping, warnings: [Diagnostic]) throws {
        let terminal = Terminal.current
        if options.json {
            terminal.print(json: try encodeJSON(MappingReport(mapping)))
            return
        }
        for warning in warnings { terminal.say("\(warning.place): \(warning.message)") }
        terminal.say(mappingText(mapping.keys, keepsFiles: keep, terminal.style))
        if dryRun { terminal.print(mapping.draft.text) }
    }
}

import ArgumentParser
import Foundation
import ReleaseComposition
import ReleaseConfig
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseReports

struct InitCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Finds components, groups and tags, and writes a small slipway.yaml.",
        discussion: """
            Shows what was found first. The file holds only what can't be derived, so it may be almost empty; \
            slipway.schema.json next to it is for editors. An existing slipway.yaml is never overwritten without --force. \
            With --dry-run or --keep nothing is written.
            """)

    enum Source: String, ExpressibleByArgument, CaseIterable {
        case versionsToml = "versions-toml"
        case releasePlease = "release-please"
    }

    @OptionGroup var options: GlobalOptions

    @Option(help: "Also take over what another tool's files say: versions-toml, release-please.")
    var from: Source?

    @Flag(
        help:
            "Keep release-please's files: report how each key is used, and write nothing. Implies --from release-please."
    )
    var keep = false

    @Flag(help: "Replace an existing slipway.yaml.")
    var force = false

    @Flag(help: "Print the file instead of writing it.")
    var dryRun = false

    func validate() throws {
        if keep, from == .versionsToml {
            throw ValidationError("--keep is for release-please's files: leave out --from versions-toml.")
        }
    }

    func run() async throws {
        let folder = URL(fileURLWithPath: options.directory).standardizedFileURL.path
        // Only release-please's files can be kept.
        if from == .releasePlease || keep { return try await takeOverReleasePlease(folder) }
        let target = options.config ?? folder + "/slipway.yaml"
        let exists = FileManager.default.fileExists(atPath: target)
        guard dryRun || force || !exists else { throw InitError.exists(target) }
        let other = folder + "/" + ReleasePleaseChoice.usualConfiguration
        if !dryRun, !force, target == folder + "/slipway.yaml", FileManager.default.fileExists(atPath: other) {
            throw InitError.replaces(ReleasePleaseChoice.usualConfiguration)
        }
        // The file being replaced does not affect what is found.
        let workspace = try options.workspace(configured: false)
        let discovery = try await DiscoverOperation(workspace).discover()
        guard !discovery.world.components.isEmpty else { throw InitError.nothing(folder) }
        let report = DiscoveryReport(discovery)
        var draft = report.draft(workspace: (folder as NSString).lastPathComponent)
        draft.keep(workspace.configuration)
        var mappings: [String] = []
        if from == .versionsToml {
            guard !discovery.world.versionSets.isEmpty else { throw InitError.noVersionsToml(folder) }
            mappings = addVersionsToml(discovery, to: &draft)
        }
        let terminal = Terminal.current
        if options.json {
            terminal.print(json: try encodeJSON(InitReport(report: report, text: draft.text)))
        } else {
            terminal.say(report.text(terminal.style))
            for mapping in mappings { terminal.say(mapping) }
            if dryRun { terminal.print(draft.text) }
        }
        guard !dryRun else { return }
        try await write(draft, to: target, files: workspace.files)
    }

    func write(_ draft: ConfigurationDraft, to target: String, files: any ReleaseFiles) async throws {
        try await files.write(Array(draft.text.utf8), to: target)
        let schema = (target as NSString).deletingLastPathComponent + "/slipway.schema.json"
        try await files.write(Array((configurationSchema.jsonSchema() + "\n").utf8), to: schema)
        Terminal.current.say(
            "Wrote \(target) and slipway.schema.json beside it.\n"
                + "Next: slipway doctor, then slipway plan")
    }

    /// Edges that only the set's file declares become `requires`; names that only it uses become components to look at.
    private func addVersionsToml(_ discovery: Discovery, to draft: inout ConfigurationDraft) -> [String] {
        var lines = ["From versions.toml:"]
        for set in discovery.world.versionSets {
            for entry in set.entries {
                guard let id = entry.component, let component = discovery.world.component(id) else { continue }
                let isHere = !component.isOnlyRecorded
                lines.append(
                    isHere
                        ? "  \(id): version, tag and commit stay there and are written back after a release"
                        : "  \(id): no package or repository here has this name; if it is one of them, add the name as an alias"
                )
            }
        }
        for difference in discovery.world.differences where difference.kind == .declaredOnly {
            let index = draft.components.firstIndex { $0.id == difference.from }
            if let index {
                draft.components[index].requires.append(difference.to.text)
            } else {
                draft.components.append(.init(id: difference.from, requires: [difference.to.text]))
            }
            lines.append(
                "  \(difference.from) requires \(difference.to): kept as `requires`, since no manifest says it")
        }
        for difference in discovery.world.differences where difference.kind == .derivedOnly {
            lines.append("  \(difference.from) requires \(difference.to): its manifest says so, versions.toml does not")
        }
        return lines
    }
}

enum InitError: UserFacingError {
    case exists(String)
    /// Another tool's file, which would no longer count.
    case replaces(String)
    case nothing(String)
    case noVersionsToml(String)
    case noReleasePlease(String)

    var code: String {
        switch self {
        case .exists: "init.exists"
        case .replaces: "init.replaces-release-please"
        case .nothing: "init.nothing-found"
        case .noVersionsToml: "init.no-versions-toml"
        case .noReleasePlease: "init.no-release-please"
        }
    }

    var summary: String {
        switch self {
        case .exists(let path): "\(path) exists already; nothing was written."
        case .replaces(let file):
            "This repository uses \(file), which slipway.yaml would replace; nothing was written."
        case .nothing(let folder): "No manifest of a known ecosystem was found in \(folder) or in a clone below it."
        case .noReleasePlease(let path): "\(path), release-please's configuration, does not exist."
        case .noVersionsToml(let folder): "\(folder) has no versions.toml."
        }
    }

    var reasons: [String] { [] }

    var suggestions: [String] {
        switch self {
        case .exists: ["See what would be written: slipway init --dry-run", "Replace it: slipway init --force"]
        case .replaces:
            [
                "Convert it to slipway.yaml: slipway init --from release-please",
                "Keep it, and see how it is used: slipway init --keep",
                "Ignore it and start from the manifests: slipway init --force",
            ]
        case .nothing: ["Name the workspace's folder: slipway -C FOLDER init"]
        case .noReleasePlease:
            [
                "Name both files: slipway init --from release-please --config CONFIG.json --manifest MANIFEST.json",
                "Or start from the manifests: slipway init",
            ]
        case .noVersionsToml: ["Start from the manifests: slipway init"]
        }
    }

    var exitCode: ReleaseModel.ExitCode {
        switch self {
        case .exists, .replaces: .failed
        case .nothing, .noVersionsToml, .noReleasePlease: .configuration
        }
    }
}

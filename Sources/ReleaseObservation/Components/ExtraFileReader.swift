import Foundation
import ReleaseManifests
import ReleaseModel
import ReleasePorts

/// Adds the versions in configured extra files to the components that they belong to.
struct ExtraFileReader {
    let sourceControl: any CloneReader
    let files: any ReleaseFiles
    private let ecosystem = ExtraFileEcosystem()

    init(sourceControl: any CloneReader, files: any ReleaseFiles) {
        self.sourceControl = sourceControl
        self.files = files
    }

    /// - Throws: ``UnreadableInput`` with every file that is missing, can't be parsed or says no version.
    func addSources(to world: inout ObservedWorkspace) async throws {
        var diagnostics: [Diagnostic] = []
        var seen: Set<Diagnostic> = []
        // Each repository's paths are read once, however many entries use them.
        var paths: [RepositoryID: [TreeEntry]] = [:]
        for index in world.components.indices {
            let component = world.components[index]
            let configuration = world.configuration.settings(of: component.id)
            let settings = configuration.extraFiles
            guard !settings.isEmpty || !configuration.versionFiles.isEmpty, !component.isOnlyRecorded,
                let at = world.repositories.firstIndex(where: { $0.id == component.repository })
            else { continue }
            let repository = world.repositories[at]
            if let head = repository.head, paths[repository.id] == nil {
                paths[repository.id] = try await sourceControl.paths(in: repository.folder, at: head)
            }
            for name in configuration.versionFiles {
                let one = ExtraFileConfiguration(path: name)
                let file = path(of: one, for: component)
                guard !component.versionSources.contains(where: { $0.place.file == file }) else { continue }
                let (found, links) = try await contents(
                    of: one, for: component, in: repository, among: paths[repository.id])
                guard let bytes = found[file] else {
                    diagnostics.append(missing(one, of: component, in: repository, links: links, key: "version-files"))
                    continue
                }
                guard let source = VersionFileEcosystem().source(in: file, bytes: bytes) else {
                    diagnostics.append(
                        Diagnostic(
                            code: "version-file.no-version", place: Place(file: file, line: 1, column: 1),
                            message:
                                "\(component.id) names this file in version-files, and its first line is not a version.",
                            suggestion:
                                "Write the bare version there, or say where it is: components: { \(yamlText(component.id.text)): { extra-files: [{ path: \(yamlText(name)), pattern: 'VERSION = \"{version}\"' }] } }"
                        ))
                    continue
                }
                world.components[index].versionSources.append(source)
                world.components[index].versionFaults = []
                world.repositories[at].files[file] = bytes
            }
            for one in settings {
                let (found, links) = try await contents(
                    of: one, for: component, in: repository, among: paths[repository.id])
                if found.isEmpty { diagnostics.append(missing(one, of: component, in: repository, links: links)) }
                for (file, bytes) in found.sorted(by: { $0.key < $1.key }) {
                    let (sources, faults) = ecosystem.sources(
                        in: file, bytes: bytes, as: one.kind, query: one.query, pattern: one.pattern)
                    // A manifest may be named as well; its own ecosystem edits it already.
                    let known = Set(world.components[index].versionSources.map(\.place))
                    let own = sources.filter { !known.contains($0.place) }
                    world.components[index].versionSources += own.filter { !$0.isPart }
                    // Whoever computes the version computes it of what is declared here.
                    let parts = Set(sources.compactMap { $0.part ?? VersionPart(key: $0.key) })
                    if sources.contains(where: { !$0.isPart }) || parts.isSuperset(of: [.major, .minor, .patch]) {
                        world.components[index].versionFaults = []
                    }
                    world.components[index].versionParts += own.filter(\.isPart)
                    // Two entries may name one file.
                    diagnostics += faults.filter { seen.insert($0).inserted }
                    world.repositories[at].files[file] = bytes
                }
            }
            if world.components[index].version == nil {
                world.components[index].version =
                    world.components[index].versionSources.lazy
                    .compactMap(\.version).first
            }
        }
        guard diagnostics.isEmpty else { throw UnreadableInput(diagnostics: diagnostics) }
    }

    private func missing(
        _ one: ExtraFileConfiguration, of component: Component, in repository: ObservedRepository, links: [String],
        key: String = "extra-files"
    ) -> Diagnostic {
        let link = links.first
        let file = link ?? path(of: one, for: component)
        let place = one.place ?? Place(file: file, line: 1, column: 1)
        if let link {
            return Diagnostic(
                code: "extra-file.missing", place: place,
                message: "\(component.id): \(key) names \(link), which is a symbolic link; links are not followed.",
                suggestion: "Name the file that the link leads to.")
        }
        let lack = repository.head.map { "which \($0.short) does not contain" } ?? "which does not exist"
        let isHere = !one.isPattern && FileManager.default.fileExists(atPath: "\(repository.folder)/\(file)")
        return Diagnostic(
            code: "extra-file.missing", place: place,
            message: "\(component.id): \(key) names \(file), \(lack).",
            suggestion: (isHere ? "Commit the file, or correct" : "Correct")
                + " the path: without a leading / it is relative to the component's folder.")
    }

    private func path(of one: ExtraFileConfiguration, for component: Component) -> String {
        one.path.hasPrefix("/")
            ? RepositoryPath.joined(".", String(one.path.dropFirst())) : RepositoryPath.joined(component.path, one.path)
    }

    /// The bytes of the files that an entry names, and the symbolic links that it names, which are not followed.
    ///
    /// - Parameter paths: The commit's tree; nil for a folder that is not under git.
    private func contents(
        of one: ExtraFileConfiguration, for component: Component, in repository: ObservedRepository,
        among paths: [TreeEntry]?
    ) async throws -> (files: [String: [UInt8]], links: [String]) {
        let path = path(of: one, for: component)
        func isWanted(_ file: String) -> Bool {
            one.isPattern ? RepositoryPath.matches(file, pattern: path) : file == path
        }
        guard let paths else {
            var found: [String: [UInt8]] = [:]
            let all = try await files.tree(of: repository.folder) { liesInSkippedFolder(path: $0 + "/x") }
            for file in all where isWanted(file) { found[file] = try await files.read(repository.folder + "/" + file) }
            return (found, [])
        }
        let wanted = paths.filter { isWanted($0.path) }
        let entries = wanted.filter { $0.mode != "120000" }
        let bytes = try await sourceControl.read(entries, in: repository.folder)
        let found = Dictionary(zip(entries.map(\.path), bytes), uniquingKeysWith: { first, _ in first })
        return (found, wanted.filter { $0.mode == "120000" }.map(\.path))
    }
}

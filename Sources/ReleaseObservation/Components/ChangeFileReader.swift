import ReleaseManifests
import ReleaseModel
import ReleasePorts

/// Adds the change files of each repository, with the components that they name.
struct ChangeFileReader {
    let sourceControl: any CloneReader

    /// - Throws: ``UnreadableInput`` with every unreadable file and every unknown name.
    func addFiles(to world: inout ObservedWorkspace) async throws {
        guard let folder = world.configuration.changeFiles else { return }
        var diagnostics: [Diagnostic] = []
        for index in world.repositories.indices {
            let repository = world.repositories[index]
            guard let head = repository.head else { continue }
            let entries = try await sourceControl.paths(in: repository.folder, at: head)
                .filter { $0.mode != "120000" && ChangeFileReader.isChangeFile($0.path, in: folder) }
            let contents = try await sourceControl.read(entries, in: repository.folder)
            for (entry, bytes) in zip(entries, contents) {
                do throws(UnreadableInput) {
                    var file = try readChangeFile(bytes, file: entry.path)
                    diagnostics += resolve(&file, in: repository.id, of: world)
                    world.repositories[index].changeFiles.append(file)
                } catch {
                    diagnostics += error.diagnostics
                }
            }
        }
        guard diagnostics.isEmpty else { throw UnreadableInput(diagnostics: diagnostics) }
    }

    /// `*.md` right in the folder; the folder's README does not count.
    private static func isChangeFile(_ path: String, in folder: String) -> Bool {
        let prefix = folder == "." ? "" : folder + "/"
        guard path.hasPrefix(prefix), path.hasSuffix(".md") else { return false }
        let name = path.dropFirst(prefix.count)
        return !name.contains("/") && name != "README.md"
    }

    private func resolve(
        _ file: inout ChangeFile, in repository: RepositoryID, of world: ObservedWorkspace
    ) -> [Diagnostic] {
        let members = world.components.filter { $0.repository == repository }
        var diagnostics: [Diagnostic] = []
        for index in file.changes.indices {
            let name = file.changes[index].name
            // knope's name of the only package of a repository.
            let only = name == "default" && members.count == 1 ? members.first : nil
            file.changes[index].component = (members.first { $0.isCalled(name) } ?? only)?.id
            guard file.changes[index].component == nil, !world.ignored.contains(ComponentID(name)) else { continue }
            let known = members.flatMap { [$0.id.text, $0.package] + $0.aliases }
            diagnostics.append(
                Diagnostic(
                    code: "change-file.unknown-component", place: file.changes[index].place,
                    message: "`\(name)` is not a component of \(repository).",
                    suggestion: advice(for: name, among: known, shown: members.map(\.id.text))))
        }
        return diagnostics
    }
}

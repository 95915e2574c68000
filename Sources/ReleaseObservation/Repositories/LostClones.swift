import ReleaseManifests
import ReleaseModel

/// Folders beside the clones that hold a package which one of them requires, and are not under git: most likely clones
/// that lost their `.git`. Without a word they would vanish from the plan.
struct LostClones {
    let ecosystems: [any Ecosystem]
    let read: (RepositoryPlace) async throws -> RepositoryReading

    func warnings(
        _ folders: [RepositoryPlace], beside readings: [RepositoryReading], _ components: [Component]
    ) async throws -> [Diagnostic] {
        var warnings: [Diagnostic] = []
        for folder in folders {
            let packages = try await read(folder).packages.filter { package in
                !package.name.isEmpty && !components.contains { $0.isCalled(package.name) }
            }
            guard let (package, requirer) = requirer(of: packages, among: readings) else { continue }
            warnings.append(
                Diagnostic(
                    .warning, code: "clone.lost", place: Place(file: folder.id.text, line: 1, column: 1),
                    message:
                        "\(folder.folder) is not a git repository, so it is not part of the workspace, although \(requirer) requires its package \(package).",
                    suggestion: "Clone it again: git clone ADDRESS \(folder.folder)"))
        }
        return warnings
    }

    private func requirer(
        of packages: [FoundPackage], among readings: [RepositoryReading]
    ) -> (package: String, requirer: String)? {
        for package in packages {
            guard let ecosystem = ecosystems.first(where: { $0.name == package.ecosystem }) else { continue }
            let name = ecosystem.normalized(packageName: package.name)
            let users = readings.flatMap(\.packages).filter { user in
                user.ecosystem == package.ecosystem
                    && user.requirements.contains { ecosystem.normalized(packageName: $0.package) == name }
            }
            if let user = users.first { return (package.name, user.name.isEmpty ? user.path : user.name) }
        }
        return nil
    }
}

import ReleaseModel
import ReleaseText

/// Versions that properties read from files.
extension NuGetProjects {
    /// Stands for what a file says and is not followed.
    private static let unfollowed = "System.IO.File"

    /// What a call makes that reads a file: `[System.IO.File]::ReadAllText("$(MSBuildThisFileDirectory)VERSION").Trim()`.
    ///
    /// - Returns: nil for other expressions, and for a file that is not here, which a build makes.
    func fileReading(
        _ call: String, of value: NuGetFile.Value, for file: NuGetFile
    ) -> [VersionComposition.Piece]? {
        guard call.lowercased().contains("system.io.file") else { return nil }
        // What trims changes nothing.
        let plain = call.replacing(/(\.Trim(End|Start)?\(\))+\s*$/, with: "")
        guard let match = plain.firstMatch(of: /(?i)^\s*\[System\.IO\.File\]::ReadAllText\((.*)\)$/),
            let path = path(String(match.1), in: RepositoryPath.folder(of: value.file), for: file)
        else { return [.unknown(NuGetProjects.unfollowed)] }
        guard let bytes = plainFiles[path] else { return nil }
        return VersionFileEcosystem().source(in: path, bytes: bytes).map { [.value($0)] }
            ?? [.unknown(NuGetProjects.unfollowed)]
    }

    /// Whether a project's version is read from a file that can't be followed.
    func readsFile(_ file: NuGetFile) -> Bool {
        ["PackageVersion", "Version", "VersionPrefix"].contains { name in
            pieces(of: name, for: file).contains { piece in
                if case .unknown(NuGetProjects.unfollowed) = piece { true } else { false }
            }
        }
    }

    /// The path that a text means in the repository; nil where it is computed.
    ///
    /// - Parameter folder: Of the file in which the text stands.
    private func path(_ written: String, in folder: String, for file: NuGetFile) -> String? {
        // Where a path begins at the repository.
        let root: Character = "\u{1}"
        func expanded(_ text: String, in folder: String, depth: Int = 0) -> String {
            var text = text.replacing("\\", with: "/").filter { !"\"'`".contains($0) }
            for _ in 0..<10 {
                guard let match = text.firstMatch(of: /\$\(([A-Za-z_][A-Za-z0-9_]*)\)/), depth < 5 else { break }
                let name = String(match.1).lowercased()
                switch name {
                case "msbuildthisfiledirectory": text.replaceSubrange(match.range, with: "\(root)\(folder)/")
                case "msbuildprojectdirectory", "projectdir":
                    text.replaceSubrange(match.range, with: "\(root)\(file.folder)/")
                default:
                    guard let value = known(name, for: file) else { return text }
                    let inner = expanded(value.text, in: RepositoryPath.folder(of: value.file), depth: depth + 1)
                    text.replaceSubrange(match.range, with: inner)
                }
            }
            return text
        }
        let text = expanded(written, in: folder).trimmingSpaces
        guard !text.contains("$("), !text.contains(",") else { return nil }
        let end = text.lastIndex(of: root).map { text.index(after: $0) }
        return end.map { RepositoryPath.joined(".", String(text[$0...].drop { $0 == "/" })) }
            ?? RepositoryPath.joined(file.folder, text)
    }
}

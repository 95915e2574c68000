import ReleaseModel
import ReleaseText

/// An `<Import Project="…">` of an MSBuild file, as far as its path can be told.
struct NuGetImport {
    /// The paths that it may mean, relative to the repository.
    let paths: [String]
    /// What its path ends with, wherever it begins; nil where the paths are all that it may mean.
    let ending: String?
    /// Where it stands.
    let offset: Int

    /// - Parameter property: What a property of the same file says.
    init?(_ element: XMLElement, in folder: String, property: (String) -> String?) {
        offset = element.range.lowerBound
        guard element.attribute("Sdk") == nil, let written = element.attribute("Project")?.text else { return nil }
        let text = NuGetImport.expanded(written, property)
        guard !text.isEmpty, !text.contains("*") else { return nil }
        let ancestors = RepositoryPath.selfAndAncestors(of: folder)
        if let match = text.firstMatch(of: /(?i)\$\(\[MSBuild\]::GetPathOfFileAbove\(\s*['"]?([^'",)]+)['"]?(.*)$/) {
            let start = match.2.contains("..") ? ancestors.dropFirst() : ancestors[...]
            paths = start.map { RepositoryPath.joined($0, String(match.1)) }
            ending = nil
            return
        }
        guard let last = text.lastIndex(of: ")"), text.contains("$(") else {
            guard !text.hasPrefix("/") else { return nil }
            paths = [RepositoryPath.joined(folder, text)]
            ending = nil
            return
        }
        let tail = String(text[text.index(after: last)...].drop { $0 == "/" })
        guard !tail.isEmpty, !tail.hasPrefix(".") else { return nil }
        // Properties of SDKs and of packages lead out of the repository.
        let isOutside = ["Sdk", "NuGet", "MSBuildExtensions", "MSBuildTools", "VSTools", "MSBuildBin"].contains {
            text.contains("$(" + $0)
        }
        guard !isOutside else { return nil }
        paths = ancestors.map { RepositoryPath.joined($0, tail) }
        ending = "/" + tail
    }

    /// With `/`, without the folder of the file itself, and with the properties that the file defines.
    static func expanded(_ text: String, _ property: (String) -> String?) -> String {
        var text = text
        for _ in 0..<5 {
            text = text.replacing("\\", with: "/").replacing(/\$\(MSBuildThisFileDirectory\)\/?/, with: "./")
            guard let match = text.firstMatch(of: /\$\(([A-Za-z_][A-Za-z0-9_]*)\)/),
                let value = property(String(match.1))
            else { break }
            text.replaceSubrange(match.range, with: value)
        }
        return text
    }

    /// The files that it may mean among those that are here; it is known where that is one.
    func targets(among files: Set<String>) -> [String] {
        if let nearest = paths.first(where: files.contains) { return [nearest] }
        return ending.map { ending in files.filter { $0.hasSuffix(ending) }.sorted() } ?? []
    }
}

import ReleaseModel
import ReleaseText

/// A [`*.nuspec`](https://learn.microsoft.com/nuget/reference/nuspec); what stands there as `$token$` comes from the project
/// beside it.
struct NuGetSpecification {
    let document: XMLDocument
    private(set) var diagnostics: [Diagnostic]
    /// Its name is empty where that is a token.
    private(set) var package: FoundPackage?

    init(file: String, bytes: [UInt8]) {
        document = XMLDocument(file: file, bytes: bytes)
        diagnostics = document.diagnostics
        guard let root = document.root else { return }
        guard root.localName == "package", let metadata = document.child("metadata", of: root),
            let name = document.text("id", of: metadata)
        else {
            diagnostics.append(
                Diagnostic(
                    code: "nuget.missing-id", place: document.place(at: root.range.lowerBound),
                    message: "A package specification needs <package> with <metadata> and <id>.",
                    excerpt: document.excerpt(at: root.range.lowerBound)))
            return
        }
        var sources: [VersionSource] = []
        if let element = document.child("version", of: metadata), let text = element.text, !text.text.isEmpty,
            !text.text.contains("$")
        {
            sources = [
                VersionSource(
                    ecosystem: .nuget, place: document.place(at: text.range.lowerBound), key: document.key(of: element),
                    value: text.text)
            ]
        }
        package = FoundPackage(
            ecosystem: .nuget, name: name.text.contains("$") ? "" : name.text, path: RepositoryPath.folder(of: file),
            manifest: document.place(at: name.range.lowerBound), versionSources: sources,
            requirements: requirements(of: metadata))
    }

    private func requirements(of metadata: XMLElement) -> [FoundRequirement] {
        guard let list = document.child("dependencies", of: metadata) else { return [] }
        let groups = [list] + document.children("group", of: list)
        return groups.flatMap { document.children("dependency", of: $0) }
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
            .compactMap { element in
                guard let name = element.attribute("id")?.text, !name.isEmpty else { return nil }
                let version = element.attribute("version").flatMap { $0.text.contains("$") ? nil : $0 }
                return FoundRequirement(
                    package: name, kind: .normal, requirement: version?.text,
                    place: document.place(at: version?.range.lowerBound ?? element.range.lowerBound),
                    key: version.map { document.key(of: $0, in: element) })
            }
    }
}

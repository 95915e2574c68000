package import ReleaseModel
import ReleaseText

extension MavenEcosystem {
    package func missingMembers(in files: [String: [UInt8]]) -> [Diagnostic] {
        let mark = Array("<module>".utf8)
        let listing = files.filter { RepositoryPath.name(of: $0.key) == "pom.xml" && $0.value.holds(mark) }
        guard !listing.isEmpty else { return [] }
        // A pom of another name was not looked for.
        return inspect(listing, paths: Array(files.keys)).filter { !$0.message.contains(".xml'") }
    }

    /// Modules that a pom lists and that are not there.
    package func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic] {
        let known = Set(paths)
        return files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [Diagnostic] in
            guard RepositoryPath.name(of: path) == "pom.xml", !liesInSampleFolder(path: path) else { return [] }
            let document = XMLDocument(file: path, bytes: bytes)
            return document.elements.filter { $0.localName == "module" && isModuleList($0.parent, document) }
                .compactMap { element in missing(element, in: document, known) }
        }
    }

    private func isModuleList(_ parent: Int?, _ document: XMLDocument) -> Bool {
        parent.map { document.elements[$0].localName == "modules" } ?? false
    }

    private func missing(_ element: XMLElement, in document: XMLDocument, _ paths: Set<String>) -> Diagnostic? {
        guard let text = element.text, !text.text.isEmpty, !text.text.contains("${") else { return nil }
        let path = RepositoryPath.joined(RepositoryPath.folder(of: document.file), text.text)
        let pom = path.hasSuffix(".xml") ? path : RepositoryPath.joined(path, "pom.xml")
        guard !paths.contains(pom) else { return nil }
        return Diagnostic(
            code: "maven.missing-member", place: document.place(at: text.range.lowerBound),
            message: "The module '\(text.text)' is not there.",
            excerpt: document.excerpt(at: text.range.lowerBound),
            suggestion: "Remove it from the list, or add its pom.xml.")
    }
}

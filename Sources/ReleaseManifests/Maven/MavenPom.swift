import ReleaseModel
import ReleaseText

/// One `pom.xml` by itself: what it writes, with nothing inherited and no property resolved.
struct MavenPom {
    let document: XMLDocument
    let folder: String
    /// nil where the file is not a pom.
    let project: XMLElement?
    let parent: XMLElement?
    private(set) var diagnostics: [Diagnostic]
    /// The elements of `<properties>` by name, of which the last wins.
    private var properties: [String: XMLElement] = [:]

    init(file: String, bytes: [UInt8]) {
        document = XMLDocument(file: file, bytes: bytes)
        folder = RepositoryPath.folder(of: file)
        diagnostics = document.diagnostics
        let root = document.root
        project = root?.localName == "project" ? root : nil
        parent = project.flatMap { [document] in document.child("parent", of: $0) }
        if let root, project == nil {
            note("no-project", at: root.range.lowerBound, "The root element of a pom must be 'project'.", nil)
        }
        checkCoordinates()
        if let list = project.flatMap({ [document] in document.child("properties", of: $0) }) {
            for element in document.children(of: list) { properties[element.localName] = element }
        }
    }

    private mutating func checkCoordinates() {
        guard let project else { return }
        if text("artifactId") == nil {
            note("missing-artifact", at: project.range.lowerBound, "The project has no artifactId.", nil)
        }
        for name in ["groupId", "version"] where text(name) == nil && parent == nil {
            note(
                "missing-coordinate", at: project.range.lowerBound, "The project has no \(name) and no parent.",
                "Add <\(name)> to the project.")
        }
    }

    private mutating func note(_ code: String, at offset: Int, _ message: String, _ suggestion: String?) {
        diagnostics.append(diagnostic(code, at: offset, message, suggestion: suggestion))
    }

    func diagnostic(
        _ code: String, at offset: Int, _ message: String, severity: Diagnostic.Severity = .error,
        suggestion: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            severity, code: "maven.\(code)", place: document.place(at: offset), message: message,
            excerpt: document.excerpt(at: offset), suggestion: suggestion)
    }

    /// The text of an element below `<project>`.
    func text(_ name: String) -> XMLText? { project.flatMap { document.text(name, of: $0) } }

    /// What edits call the text that ``text(_:)`` finds; with a number where it stands there twice.
    func key(of name: String) -> String {
        project.flatMap { document.child(name, of: $0) }.map(document.key) ?? "project." + name
    }

    func parentKey(of name: String) -> String {
        parent.flatMap { document.child(name, of: $0) }.map(document.key) ?? "project.parent." + name
    }

    func parentText(_ name: String) -> XMLText? { parent.flatMap { document.text(name, of: $0) } }

    /// The file in which the parent is looked for first; nil where it is not to be looked for in the repository.
    var parentFile: String? {
        guard let parent else { return nil }
        var path = "../pom.xml"
        if let written = document.child("relativePath", of: parent) {
            guard let text = written.text?.text, !text.isEmpty else { return nil }
            path = text
        }
        let file = RepositoryPath.joined(folder, path)
        return file.hasSuffix(".xml") ? file : RepositoryPath.joined(file, "pom.xml")
    }

    /// The folders of `<modules>`, also of profiles; a module may name its pom.
    var modules: [String] {
        scopes.flatMap { document.child("modules", of: $0).map { document.children("module", of: $0) } ?? [] }
            .compactMap { $0.text?.text }
            .map { module in
                let path = RepositoryPath.joined(folder, module)
                return path.hasSuffix(".xml") ? RepositoryPath.folder(of: path) : path
            }
    }

    /// A property that is written here.
    func property(_ name: String) -> XMLElement? { properties[name] }

    /// Properties of profiles that may be active without being asked for: by default, by what is missing, or by the
    /// machine.
    var profileProperties: Set<String> {
        properties(ofProfiles: { profile in
            guard let activation = document.child("activation", of: profile) else { return false }
            let conditions = document.children(of: activation)
            // `-Drelease` asks for it.
            if conditions.count == 1, let property = document.child("property", of: activation) {
                return document.text("name", of: property)?.text.hasPrefix("!") == true
            }
            return document.text("activeByDefault", of: activation)?.text != "false" || conditions.count > 1
        })
    }

    /// Properties of all profiles.
    var anyProfileProperties: Set<String> { properties(ofProfiles: { _ in true }) }

    private func properties(ofProfiles isWanted: (XMLElement) -> Bool) -> Set<String> {
        guard let list = project.flatMap({ document.child("profiles", of: $0) }) else { return [] }
        return Set(
            document.children("profile", of: list).filter(isWanted).compactMap { document.child("properties", of: $0) }
                .flatMap { document.children(of: $0) }.map(\.localName))
    }

    /// The project and its profiles.
    private var scopes: [XMLElement] {
        guard let project else { return [] }
        let profiles = document.child("profiles", of: project).map { document.children("profile", of: $0) } ?? []
        return [project] + profiles
    }

    /// Every element that requires something, in the order of the text.
    var requirements: [Requirement] {
        scopes.flatMap { scope in
            dependencies(of: scope, isManaged: false)
                + (document.child("dependencyManagement", of: scope).map { dependencies(of: $0, isManaged: true) } ?? [])
                + (document.child("build", of: scope).map(plugins) ?? [])
        }
        .sorted { $0.element.range.lowerBound < $1.element.range.lowerBound }
    }

    struct Requirement {
        enum Role: Equatable {
            case dependency, plugin, `extension`
        }
        var element: XMLElement
        var role: Role
        /// Whether it only says the version for those that name no version.
        var isManaged = false
    }

    private func dependencies(of element: XMLElement, isManaged: Bool) -> [Requirement] {
        guard let list = document.child("dependencies", of: element) else { return [] }
        return document.children("dependency", of: list).map {
            Requirement(element: $0, role: .dependency, isManaged: isManaged)
        }
    }

    private func plugins(of build: XMLElement) -> [Requirement] {
        let managed = document.child("pluginManagement", of: build)
        let lists = [(build, false)] + (managed.map { [($0, true)] } ?? [])
        let plugins = lists.flatMap { element, isManaged in
            document.child("plugins", of: element).map { list in
                document.children("plugin", of: list).map {
                    Requirement(element: $0, role: .plugin, isManaged: isManaged)
                }
            } ?? []
        }
        let extensions = document.child("extensions", of: build).map { document.children("extension", of: $0) } ?? []
        return plugins
            + plugins.flatMap { plugin in
                dependencies(of: plugin.element, isManaged: false).map {
                    Requirement(element: $0.element, role: .extension)
                }
            } + extensions.map { Requirement(element: $0, role: .extension) }
    }
}

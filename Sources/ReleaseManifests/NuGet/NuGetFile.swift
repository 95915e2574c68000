import ReleaseModel
import ReleaseText

/// One MSBuild file (`*.csproj`, `Directory.Build.props`, …) by itself: properties and items with their places.
///
/// MSBuild's conditions are not evaluated: a property without one counts before one with it, and the last of them wins.
struct NuGetFile {
    let document: XMLDocument
    let folder: String
    private(set) var diagnostics: [Diagnostic]
    private var properties: [String: XMLElement] = [:]
    /// `PackageReference`, `ProjectReference`, `PackageVersion` and others, in the order of the text.
    private(set) var items: [XMLElement] = []
    /// The files that it imports.
    private(set) var imports: [NuGetImport] = []

    /// A text that can be edited.
    struct Value {
        var text: String
        var key: String
        var place: Place
        /// In which it stands.
        var file: String
    }

    init(file: String, bytes: [UInt8]) {
        document = XMLDocument(file: file, bytes: bytes)
        folder = RepositoryPath.folder(of: file)
        diagnostics = document.diagnostics
        guard let root = document.root else { return }
        guard root.localName == "Project" else {
            // Visual Studio 2003 wrote projects in its own language, which nothing builds any more.
            let isAncient = root.localName == "VisualStudioProject"
            diagnostics.append(
                Diagnostic(
                    isAncient ? .warning : .error, code: "nuget.no-project",
                    place: document.place(at: root.range.lowerBound),
                    message: isAncient
                        ? "This is a project of Visual Studio 2003, which is not read."
                        : "The root element must be 'Project'.",
                    excerpt: document.excerpt(at: root.range.lowerBound)))
            return
        }
        readGroups(of: root)
        imports = document.elements.filter { $0.localName == "Import" }.compactMap { element in
            NuGetImport(element, in: folder) { property($0)?.text }
        }
    }

    /// Groups may stand within `<Choose>` and `<When>`; items and properties anywhere below them are seen.
    private mutating func readGroups(of root: XMLElement) {
        for element in document.elements {
            guard let parent = element.parent.map({ document.elements[$0] }) else { continue }
            if parent.localName == "PropertyGroup" {
                let isConditional = [element, parent].contains { $0.attribute("Condition") != nil }
                let name = element.localName.lowercased()
                if !isConditional || properties[name].map({ isConditionalProperty($0) }) ?? true {
                    properties[name] = element
                }
            } else if parent.localName == "ItemGroup" {
                items.append(element)
            }
        }
    }

    private func isConditionalProperty(_ element: XMLElement) -> Bool {
        element.attribute("Condition") != nil
            || element.parent.map { document.elements[$0].attribute("Condition") != nil } ?? false
    }

    /// Names are the same in every case; nil where there is none or it is empty.
    func property(_ name: String) -> Value? {
        guard let element = properties[name.lowercased()], let text = element.text, !text.text.isEmpty else {
            return nil
        }
        return Value(
            text: text.text, key: document.key(of: element), place: document.place(at: text.range.lowerBound),
            file: document.file)
    }

    /// The same where it may be empty, as long as a text could stand there.
    func propertyOrNothing(_ name: String) -> Value? {
        guard let element = properties[name.lowercased()], let text = element.text, text.range.lowerBound > 0 else {
            return nil
        }
        return Value(
            text: text.text, key: document.key(of: element), place: document.place(at: text.range.lowerBound),
            file: document.file)
    }

    /// Whether a property is set only under a condition that is not simply "if nothing else set it".
    func isConditional(_ name: String) -> Bool {
        guard let element = properties[name.lowercased()], isConditionalProperty(element) else { return false }
        let own = (element.attribute("Condition")?.text ?? "").lowercased().filter { $0 != " " }
        return own != "'$(\(name.lowercased()))'==''"
    }

    /// Whether an item is there under a condition only.
    func isConditional(_ item: XMLElement) -> Bool {
        var element: XMLElement? = item
        while let one = element {
            if one.attribute("Condition") != nil || one.localName == "Choose" { return true }
            element = one.parent.map { document.elements[$0] }
        }
        return false
    }

    /// Whether it sets a property whatever was set before.
    func overrides(_ name: String) -> Bool {
        properties[name.lowercased()].map { !isConditionalProperty($0) } ?? false
    }

    /// Where a property stands; nil where it is not set.
    func offset(of name: String) -> Int? { properties[name.lowercased()]?.range.lowerBound }

    /// The texts of all properties.
    var propertyTexts: [String] { properties.values.compactMap { $0.text?.text } }

    /// What an item says as attribute or child element.
    func metadata(_ name: String, of item: XMLElement) -> Value? {
        if let attribute = item.attribute(name), !attribute.text.isEmpty {
            return Value(
                text: attribute.text, key: document.key(of: attribute, in: item),
                place: document.place(at: attribute.range.lowerBound), file: document.file)
        }
        guard let element = document.child(name, of: item), let text = element.text, !text.text.isEmpty else {
            return nil
        }
        return Value(
            text: text.text, key: document.key(of: element), place: document.place(at: text.range.lowerBound),
            file: document.file)
    }

    /// The names of an item, of which there may be several with `;`.
    func names(of item: XMLElement) -> [String] {
        let text = item.attribute("Include")?.text ?? item.attribute("Update")?.text ?? ""
        return text.split(separator: ";").map { String($0).trimmingSpaces }
            .filter { !$0.isEmpty && !$0.contains("$(") && !$0.contains("*") && !$0.contains("@(") }
    }
}

package import ReleaseModel

/// What a new `slipway.yaml` has to say: only what can't be derived.
package struct ConfigurationDraft: Sendable, Hashable {
    package struct Component: Sendable, Hashable {
        package var id: ComponentID
        package var tag: String?
        package var aliases: [String]
        package var requires: [String]
        /// Said in a comment behind the name.
        package var note: String?

        package init(
            id: ComponentID, tag: String? = nil, aliases: [String] = [], requires: [String] = [], note: String? = nil
        ) {
            self.id = id
            self.tag = tag
            self.aliases = aliases
            self.requires = requires
            self.note = note
        }

        package var isEmpty: Bool { tag == nil && aliases.isEmpty && requires.isEmpty }
    }

    package var workspace: String
    package var components: [Component]
    package var groups: [GroupConfiguration]
    /// The schema's file or address, for editors.
    package var schema: String

    package init(
        workspace: String, components: [Component] = [], groups: [GroupConfiguration] = [],
        schema: String = "./slipway.schema.json"
    ) {
        self.workspace = workspace
        self.components = components
        self.groups = groups
        self.schema = schema
    }

    /// The file's text.
    package var text: String {
        var lines = [
            "# yaml-language-server: $schema=\(schema)",
            "# Components, versions and requirements are derived from the manifests; this file only adds to that.",
            "workspace: \(yamlText(workspace))",
        ]
        let written = components.filter { !$0.isEmpty }.sorted { $0.id < $1.id }
        if !written.isEmpty { lines.append("components:") }
        for component in written {
            lines.append("  \(yamlText(component.id.text)):" + (component.note.map { "  # \($0)" } ?? ""))
            if let tag = component.tag { lines.append("    tag: \(yamlText(tag))") }
            if !component.aliases.isEmpty { lines.append("    aliases: \(yamlList(component.aliases))") }
            if !component.requires.isEmpty { lines.append("    requires: \(yamlList(component.requires))") }
        }
        if !groups.isEmpty { lines.append("groups:") }
        for group in groups.sorted(by: { $0.name < $1.name }) {
            lines.append("  \(yamlText(group.name)):")
            lines.append("    components: \(yamlList(group.components))")
            lines.append("    versions: \(group.versions.rawValue)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

private func yamlList(_ texts: [String]) -> String { "[" + texts.map(yamlText).joined(separator: ", ") + "]" }

/// A text as YAML: plain where every reader takes it for the same text, in double quotes otherwise.
private func yamlText(_ text: String) -> String {
    let isPlain =
        text.unicodeScalars.first.map { ("a"..."z").contains($0) || ("A"..."Z").contains($0) } == true
        && text.unicodeScalars.allSatisfy { scalar in
            ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                || "-_./".unicodeScalars.contains(scalar)
        }
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": quoted += "\\\(scalar)"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
            let digits = String(scalar.value, radix: 16)
            quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}

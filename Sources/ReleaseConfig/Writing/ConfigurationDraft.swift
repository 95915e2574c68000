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
        /// Further keys, in the order in which they are written.
        package var entries: [DraftEntry] = []

        package init(
            id: ComponentID, tag: String? = nil, aliases: [String] = [], requires: [String] = [], note: String? = nil
        ) {
            self.id = id
            self.tag = tag
            self.aliases = aliases
            self.requires = requires
            self.note = note
        }

        package var isEmpty: Bool { tag == nil && aliases.isEmpty && requires.isEmpty && entries.isEmpty }
    }

    package var workspace: String
    package var components: [Component]
    package var groups: [GroupConfiguration]
    /// Further keys of the top level, in the order in which they are written.
    package var entries: [DraftEntry] = []
    /// Keys of `defaults`.
    package var defaults: [DraftEntry] = []
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

    /// Takes over what held already while the workspace was looked at.
    package mutating func keep(_ configuration: WorkspaceConfiguration) {
        if let tag = configuration.defaults.tag {
            entries.append(DraftEntry("tag", .text(tag)))
            for index in components.indices where components[index].tag == tag { components[index].tag = nil }
        }
        let lists = [
            ("ignore-tags", configuration.defaults.ignoredTags), ("ignore-paths", configuration.ignoredPaths),
        ]
        for (key, texts) in lists where !texts.isEmpty { entries.append(DraftEntry(key, .texts(texts))) }
    }

    /// The file's text.
    package var text: String {
        var lines = [
            "# yaml-language-server: $schema=\(schema)",
            "# Components, versions and requirements are derived from the manifests; this file only adds to that.",
            "workspace: \(yamlText(workspace))",
        ]
        lines += entries.flatMap { $0.lines(indentation: "") }
        if !defaults.isEmpty { lines += DraftEntry("defaults", .mapping(defaults)).lines(indentation: "") }
        let written = components.filter { !$0.isEmpty }.sorted { $0.id < $1.id }
        if !written.isEmpty { lines.append("components:") }
        for component in written {
            lines.append("  \(yamlText(component.id.text)):" + (component.note.map { "  # \($0)" } ?? ""))
            if let tag = component.tag { lines.append("    tag: \(yamlText(tag))") }
            if !component.aliases.isEmpty { lines.append("    aliases: \(yamlList(component.aliases))") }
            if !component.requires.isEmpty { lines.append("    requires: \(yamlList(component.requires))") }
            lines += component.entries.flatMap { $0.lines(indentation: "    ") }
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

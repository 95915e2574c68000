package import ReleaseModel
import ReleaseText

/// What a `slipway.yaml` means.
///
/// Pure: the caller reads the file.
///
/// - Parameters:
///   - bytes: The file's content.
///   - file: What places call it.
///   - publications: The kinds of targets that it can name.
///   - workspace: The workspace's name where the file gives none; by custom its folder's name.
/// - Throws: Every error of the text, or else every error of its content, in file order.
package func readConfiguration(
    _ bytes: [UInt8], file: String, publications: [PublicationShape], workspace: String = "workspace"
) throws(UnreadableInput) -> ConfigurationReading {
    let document = try yamlDocument(bytes, file: file)
    let schema = ConfigurationSchema(publications: publications)
    var check = ShapeCheck(source: document.source, schema: schema)
    check.check(document.root, .object(schema.root))
    let written = WrittenConfiguration(document.root)
    check.checkTogether(written)
    let found = check.diagnostics.sorted { $0.place < $1.place }
    guard !found.contains(where: { $0.severity == .error }) else { throw UnreadableInput(diagnostics: found) }
    return ConfigurationReading(
        configuration: WorkspaceConfiguration(written, workspace: workspace, publications: .init(all: publications)),
        warnings: found,
        references: written.references(in: document.source), paths: written.paths(in: document.source),
        edges: written.edges.map {
            EdgeReference(
                from: $0.from.value, to: $0.to.value, place: $0.place,
                excerpt: document.source.excerpt(line: $0.place.line))
        })
}

/// Where the runs of a workspace are kept, whatever else its `slipway.yaml` says: what only reads or controls runs works
/// while other parts of the file are wrong.
///
/// - Returns: The default configuration with the file's workspace and store.
/// - Throws: Errors of the text, or of these two keys.
package func readStoreConfiguration(
    _ bytes: [UInt8], file: String, workspace: String = "workspace"
) throws(UnreadableInput) -> WorkspaceConfiguration {
    let document = try yamlDocument(bytes, file: file)
    var check = ShapeCheck(source: document.source, schema: ConfigurationSchema(publications: []))
    let root = document.root.resolved
    if let name = root["workspace"] { check.check(name, .text(.name)) }
    if let store = root["store"] { check.check(store, .object(ConfigurationSchema.store)) }
    guard check.diagnostics.isEmpty else { throw UnreadableInput(diagnostics: check.diagnostics) }
    var configuration = defaultConfiguration(workspace: root["workspace"]?.text ?? workspace)
    if let address = root["store"]?["postgresql"]?.text { configuration.store = .postgresql(address) }
    // Who may pass through the state folder depends on it.
    configuration.commands.account = root["commands"]?["run-as"]?.text
    return configuration
}

extension WorkspaceConfiguration {
    /// Applies the defaults.
    init(_ written: WrittenConfiguration, workspace: String, publications: PublicationShapes) {
        var defaults = written.defaults.settings(over: ComponentConfiguration(), publications: publications)
        // The short forms at the top; that one value is given in both places is refused before.
        defaults.tag = written.tag?.value ?? defaults.tag
        defaults.ignoredTags = (written.ignoredTags?.value ?? []) + defaults.ignoredTags
        defaults.tagKind = written.tagKind?.value ?? defaults.tagKind
        defaults.cascade = written.cascade?.value ?? defaults.cascade
        let components = written.components.map {
            (ComponentID($0.name.value), $0.value.settings(over: defaults, publications: publications))
        }
        var commits = CommitConfiguration()
        commits.message = written.message.map { CommitConfiguration.MessageForm($0.value) } ?? commits.message
        commits.name = written.author?.value ?? commits.name
        commits.mail = written.mail?.value ?? commits.mail
        commits.delivery = written.delivery
        // Names are unique by now: a repeated key is refused by the parser.
        self.init(
            workspace: written.workspace?.value ?? workspace, repositoryRoot: written.root?.value,
            repositories: Dictionary(written.repositories.map { (RepositoryID($0.name.value), $0.value) }) { first, _ in
                first
            },
            components: Dictionary(components) { first, _ in first }, defaults: defaults,
            groups: written.groups.map {
                GroupConfiguration(name: $0.name.value, components: $0.members.map(\.value), versions: $0.versions)
            },
            edgePolicies: written.edges.map {
                EdgePolicy(from: ComponentID($0.from.value), to: ComponentID($0.to.value), policy: $0.policy)
            },
            scope: written.chain.map { .chain($0.value.map { ComponentID($0.value) }) } ?? .graph, commits: commits,
            parallelism: written.parallelism?.value,
            secrets: allSecrets(written, [defaults] + components.map(\.1), publications),
            setContent: written.set?.value ?? .released)
        store = written.postgresql.map { .postgresql($0.value) } ?? .sqlite
        longestOutage = written.outage.map { .seconds($0) } ?? longestOutage
        compatibility = written.compatibility?.value ?? compatibility
        forge = written.forge ?? forge
        people = Dictionary(written.people.map { (Principal($0.name.value), $0.roles) }) { first, _ in first }
        approvals = written.approvals.map(ApprovalConfiguration.init)
        retries = written.retries
        commands = written.commands
        systems = Dictionary(written.systems.map { ($0.name.value, $0.value) }) { first, _ in first }
        unifiedRelease = written.unifiedRelease
        followUps = written.followUps.compactMap(\.configuration)
        triggers = written.triggers.compactMap(\.configuration)
        channels = written.channels.map { $0.configuration(publications) }
        pullRequest = written.pullRequest?.value ?? pullRequest
        ignoredPaths = written.ignoredPaths?.value ?? []
        changeFiles = written.changeFiles?.value
        bootstrapCommit = written.bootstrapCommit?.value
        lastReleaseCommit = written.lastReleaseCommit?.value
        commitSearchDepth = written.commitSearchDepth?.value
    }
}

/// Those that are listed, and what forges, publishing, builds and gates name: each once, in this order.
private func allSecrets(
    _ written: WrittenConfiguration, _ components: [ComponentConfiguration], _ publications: PublicationShapes
) -> [String] {
    var seen: Set<String> = []
    let needed = components.flatMap { component in
        component.publish.flatMap { publications.secrets(of: $0.target) } + (component.build?.secrets ?? [])
            + component.gates.flatMap(\.secrets)
    }
    let channels = written.channels.flatMap { channel in
        channel.configuration(publications).publish.flatMap { publications.secrets(of: $0.target) }
    }
    let forges = ([written.forge] + written.repositories.map(\.value.forge)).compactMap(\.self)
    let listed = written.secrets?.value ?? []
    return (listed + (forges.flatMap(\.secretVariables) + needed + channels).sorted()).filter {
        seen.insert($0).inserted
    }
}

extension CommitConfiguration.MessageForm {
    fileprivate init(_ text: String) {
        switch text {
        case "release": self = .release
        case "dependencies": self = .dependencies
        default: self = .template(text)
        }
    }
}

extension WrittenConfiguration {
    fileprivate func paths(in source: YAMLSource) -> [ComponentReference] {
        components.compactMap { name, component in
            component.path.map { path in
                ComponentReference(
                    name: name.value, user: "`path`", place: path.place, excerpt: source.excerpt(line: path.place.line))
            }
        }
    }

    fileprivate func references(in source: YAMLSource) -> [ComponentReference] {
        func reference(_ name: Written<String>, _ user: String) -> ComponentReference {
            ComponentReference(
                name: name.value, user: user, place: name.place, excerpt: source.excerpt(line: name.place.line))
        }
        var found: [ComponentReference] = []
        for (name, component) in components {
            found.append(reference(name, "`components`"))
            found += (component.requires?.value ?? []).map { reference($0, "`requires` of `\(name.value)`") }
        }
        for group in groups {
            found += group.members.filter { $0.value != "*" }.map { reference($0, "the group `\(group.name.value)`") }
        }
        for approval in approvals {
            found += (approval.components ?? []).map { reference($0, "the approval `\(approval.name.value)`") }
        }
        for trigger in triggers { found += trigger.components.map { reference($0, "a trigger") } }
        for channel in channels {
            found += (channel.components + [channel.anchor].compactMap(\.self)).map {
                reference($0, "the channel `\(channel.name.value)`")
            }
        }
        for edge in edges { found += [reference(edge.from, "an edge"), reference(edge.to, "an edge")] }
        found += (chain?.value ?? []).map { reference($0, "the chain") }
        return found.sorted { $0.place < $1.place }
    }
}

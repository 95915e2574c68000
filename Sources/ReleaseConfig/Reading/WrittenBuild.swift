import ReleaseModel
import ReleaseText

/// A build as it is written.
struct WrittenBuild: Sendable {
    let configuration: BuildConfiguration
    let place: BuildPlace
    /// What is written, with the places.
    let keys: [Written<String>]
    let values: [(name: Written<String>, template: String)]
    let repository: Written<String>?
    let event: Written<String>?

    init?(_ node: YAMLNode) {
        guard let entries = node.effectiveEntries else { return nil }
        keys = entries.map { Written(value: $0.key.text, place: $0.key.place) }
        values = (node["values"]?.resolved.effectiveEntries ?? []).map {
            (Written(value: $0.key.text, place: $0.key.place), $0.value.text ?? "")
        }
        repository = node.written("repository", \.text)
        event = node.written("event", \.text)
        place = node["in"]?.choice(BuildPlace.self) ?? .here
        var made = BuildConfiguration(
            run: node["run"]?.texts ?? [],
            artifacts: node["artifacts"]?.items?.compactMap(ArtifactConfiguration.init) ?? [],
            environment: node["environment"]?.textsByKey ?? [:], secrets: node["secrets"]?.texts ?? [],
            folder: node["folder"]?.text, timeout: node["timeout"]?.duration, clean: node["clean"]?.texts,
            profiles: node["profiles"]?.listsByKey ?? [:], variants: node["variants"]?.listsByKey ?? [:],
            inPublishTree: node["tree"]?.text == "publish")
        if place == .workflow { made.workflow = WorkflowBuildConfiguration(node) }
        configuration = made
    }

    func key(_ name: String) -> Written<String>? { keys.first { $0.value == name } }
}

extension WorkflowBuildConfiguration {
    fileprivate init(_ node: YAMLNode) {
        let files = (node["workflow"]?.text.map { [$0] } ?? []) + (node["fallbacks"]?.texts ?? [])
        self.init(messages: files.map { .workflow($0) } + (node["event"]?.text.map { [.event($0)] } ?? []))
        repository = node["repository"]?.text.flatMap { ForgeRepository($0) }
        values = node["values"]?.textsByKey ?? [:]
        jobs = ExpectedJobs(
            required: node["jobs"]?["required"]?.texts ?? [], optional: node["jobs"]?["optional"]?.texts ?? [])
        downloads = node["downloads"]?.items?.compactMap(ArtifactDownload.init) ?? downloads
        startWithin = node["start-within"]?.duration
        lookEvery = node["look-every"]?.duration
    }
}

extension ArtifactDownload {
    fileprivate init?(_ node: YAMLNode) {
        guard let name = node.text ?? node["name"]?.text else { return nil }
        self.init(name: name, folder: node["into"]?.text ?? ".")
    }
}

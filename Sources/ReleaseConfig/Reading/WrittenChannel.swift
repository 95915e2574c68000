import ReleaseModel
import ReleaseText

/// A channel as it is written.
struct WrittenChannel: Sendable {
    let name: Written<String>
    let scheme: ChannelConfiguration.Scheme
    let components: [Written<String>]
    let anchor: Written<String>?
    let source: Written<ChannelConfiguration.Source>?
    let fallback: Written<String>?
    let publish: [WrittenPublication]
    let release: UnifiedReleaseConfiguration?
    /// Those of `release`, in file order.
    let releaseKeys: [Written<String>]
    private let hasGates: Bool?
    private let keep: ChannelRetention

    /// nil where its scheme is missing, which the check of the file reports.
    init?(_ name: Written<String>, _ node: YAMLNode) {
        guard let scheme = node["scheme"]?.choice(ChannelConfiguration.Scheme.self) else { return nil }
        self.name = name
        self.scheme = scheme
        components = node["of"]?.writtenTexts ?? []
        anchor = node.written("anchor", \.text)
        source = node.written("from") { $0.choice(ChannelConfiguration.Source.self) }
        fallback = node.written("fallback", \.text)
        publish = node["publish"]?.items?.compactMap(WrittenPublication.init) ?? []
        release = node["release"].flatMap(UnifiedReleaseConfiguration.init)
        releaseKeys = (node["release"]?.resolved.effectiveEntries ?? []).map {
            Written(value: $0.key.text, place: $0.key.place)
        }
        hasGates = node["gates"]?.boolean
        keep = ChannelRetention(builds: node["keep"]?["builds"]?.integer, age: node["keep"]?["for"]?.duration)
    }

    func configuration(_ publications: PublicationShapes) -> ChannelConfiguration {
        var channel = ChannelConfiguration(name: name.value, scheme: scheme, place: name.place)
        channel.components = components.map { ComponentID($0.value) }
        channel.anchor = anchor.map { ComponentID($0.value) }
        channel.source = source?.value ?? .main
        channel.fallsBack = fallback != nil
        channel.publish = publish.compactMap(publications.meaning)
        channel.release = release
        channel.hasGates = hasGates ?? true
        channel.keep = keep
        return channel
    }
}

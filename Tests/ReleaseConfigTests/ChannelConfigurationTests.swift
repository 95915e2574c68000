import ReleaseConfig
import ReleaseModel
import Testing

@Suite("Channels in the configuration")
struct ChannelConfigurationTests {
    private func channel(_ entry: String) -> String { "channels: { nightly: { \(entry) } }" }

    @Test("What is written of a channel is read, and what is not has its usual value")
    func read() throws {
        let found = try configuration(
            """
            channels:
              nightly:
                scheme: nightly
                of: [core, app]
                anchor: app
                from: pins
                fallback: stable
                gates: false
                publish: [{ to: folder, path: builds }]
                release: { repository: app, rolling: nightly }
                keep: { builds: 7, for: 336h }
              develop: { scheme: develop, publish: [{ to: folder }] }
            triggers:
              - { on: schedule, cron: '0 2 * * *', channel: nightly }
            """)
        let nightly = try #require(found.channels.first)
        #expect(nightly.name == "nightly" && nightly.scheme == .nightly && nightly.source == .pins)
        #expect(nightly.components == ["core", "app"] && nightly.anchor == "app" && nightly.fallsBack)
        #expect(!nightly.hasGates && nightly.keep == ChannelRetention(builds: 7, age: 336 * 3600))
        #expect(nightly.publish.map(\.target.kind) == ["folder"] && nightly.release?.rolling == "nightly")
        let develop = try #require(found.channels.last)
        #expect(develop.scheme == .develop && develop.source == .main && develop.hasGates && !develop.fallsBack)
        #expect(develop.components.isEmpty && develop.keep == ChannelRetention())
        #expect(found.triggers.map(\.start) == [.channel] && found.triggers.map(\.channel) == ["nightly"])
    }

    @Test(
        "What does not go together is refused at its place, with what to write",
        arguments: [
            ("publish: [{ to: folder }]", "config.missing-key", "`scheme` is missing"),
            ("scheme: weekly, publish: [{ to: folder }]", "config.unknown-value", "weekly"),
            ("scheme: nightly", "config.channel-without-target", "would go anywhere"),
            ("scheme: develop, from: pins, publish: [{ to: folder }]", "config.channel-source", "releases that exist"),
            (
                "scheme: develop, fallback: stable, publish: [{ to: folder }]", "config.channel-fallback",
                "has its own of"
            ),
            ("scheme: nightly, publish: [{ to: forge-release }]", "config.channel-release", "one that moves"),
            (
                "scheme: nightly, publish: [{ to: python-index, index: 'https://a.example', upload: 'https://a.example' }]",
                "config.channel-target", "the version of a release"
            ),
            (
                "scheme: nightly, of: [a], anchor: b, publish: [{ to: folder }]", "config.channel-anchor",
                "`b`, the anchor"
            ),
            ("scheme: nightly, keep: { builds: 0 }, publish: [{ to: folder }]", "config.number", "0"),
            ("scheme: nightly, release: { repository: a, latest: yes }", "config.misplaced-key", "always a prerelease"),
            ("scheme: nightly, fallback: main, publish: [{ to: folder }]", "config.unknown-value", "main"),
        ])
    func refused(entry: String, code: String, words: String) {
        let found = findings(channel(entry))
        #expect(found.contains { $0.contains(" error \(code) ") && $0.contains(words) }, "\(found)")
    }

    @Test("A trigger names a channel that there is, and nothing else that it would start")
    func triggers() {
        let channels = "channels: { nightly: { scheme: nightly, publish: [{ to: folder }] } }\n"
        func trigger(_ keys: String) -> [String] {
            findings(channels + "triggers: [{ on: schedule, cron: '0 2 * * *', \(keys) }]")
        }
        #expect(trigger("channel: nightly").isEmpty)
        #expect(
            trigger("channel: nightlies").contains { $0.contains("config.unknown-channel") && $0.contains("nightly") })
        #expect(trigger("channel: nightly, start: release").contains { $0.contains("config.misplaced-key") })
    }

    @Test("A channel is not built for events of a release")
    func releaseEvents() {
        let channels = "channels: { nightly: { scheme: nightly, publish: [{ to: folder }] } }\n"
        let found = findings(channels + "triggers: [{ on: tag, channel: nightly }]")
        #expect(found.count == 1 && found[0].contains("config.trigger-channel"), "\(found)")
    }

    @Test("Two channels with one rolling tag would replace each other's builds")
    func rolling() {
        let entry = "scheme: nightly, release: { repository: a, rolling: nightly }"
        let found = findings("channels: { one: { \(entry) }, two: { \(entry) } }")
        #expect(found.count == 1 && found[0].contains("config.rolling-release"), "\(found)")
    }
}

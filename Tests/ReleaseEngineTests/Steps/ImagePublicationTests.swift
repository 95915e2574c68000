import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

@Suite("Publishing images")
struct ImagePublicationTests {
    private static let busy = ImageRegistryError.busy(registry: "x", status: 503, after: nil)
    private static let repository = ImageRepository("ghcr.io/acme/core")

    private static func target(_ fields: [String: String] = [:]) -> PublicationTarget {
        PublicationTarget(
            "image",
            ["image": "ghcr.io/acme/{component}", "tag": "{version}", "from": "*.oci.tar"].merging(fields) { $1 })
    }

    /// What the build of `core` makes, by file.
    private enum Made {
        case archive(TestLayout)
        case text(String)
    }

    /// A run that builds `core` and publishes its images.
    ///
    /// - Parameter made: nil: one image. Gets the commit that is built.
    private func perform(
        in registry: MemoryImageRegistry, _ fields: [String: String] = [:],
        made: @escaping @Sendable (String) -> [(String, Made)] = { _ in
            [("core.oci.tar", .archive(TestLayout([TestImage()])))]
        }
    ) async throws -> (state: RunState, scene: Scene) {
        let target = ImagePublicationTests.target(fields)
        let scene = try Scene(configure: { name, settings in
            if name == "core" { settings.publish = [PublishConfiguration(target: target)] }
        })
        var environment = scene.environment()
        let (memory, git) = (scene.files, scene.git)
        environment.runner = ScriptedRunner { command throws(CommandError) in
            guard let folder = command.folder, let step = command.environment["SLIPWAY_STEP"].flatMap({ $0 }),
                step.hasPrefix("build:")
            else { return .says("test result: ok. 3 passed; 0 failed") }
            guard step == "build:core" else {
                memory.put("program", at: "\(folder)/out/program")
                return .says("")
            }
            for (file, content) in made(ImagePublicationTests.commit(git)) {
                switch content {
                case .archive(let layout):
                    memory.put("archive \(file)", at: "\(folder)/out/\(file)")
                    registry.put(layout, as: file)
                case .text(let text): memory.put(text, at: "\(folder)/out/\(file)")
                }
            }
            return .says("")
        }
        environment.outside.images = { _ in registry }
        environment.outside.imageArchives = registry
        environment.wait = { _ in }
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        return (try await RunEngine(environment: environment).perform(id).state, scene)
    }

    /// The candidate of `core`.
    private static func commit(_ git: MemorySourceControl) -> String { git.checkedOut(of: "/w/core")?.text ?? "" }

    private func failure(of step: StepID, in state: RunState) -> StepFailure? {
        if case .failed(_, let failure) = state[step] { failure } else { nil }
    }

    private func digest(_ tag: String, in registry: MemoryImageRegistry) async throws -> ContentDigest? {
        let repository = try #require(ImagePublicationTests.repository)
        let tag = try #require(ImageTag(tag))
        return try await registry.descriptor(of: repository[tag])?.digest
    }

    @Test("An image is pushed by its digest first, and tagged once with the version")
    func publishes() async throws {
        let registry = MemoryImageRegistry()
        let image = TestLayout([TestImage()])
        let state = try await perform(in: registry).state
        #expect(state.isFinished)
        #expect(registry.acts == ["push \(image.digest)", "tag 2.0.0"])
        #expect(try await digest("2.0.0", in: registry) == image.digest)
        #expect(state.outcome(of: "publish:core/1")?.note == "ghcr.io/acme/core@\(image.digest), linux/amd64")
    }

    @Test(
        "A tag with the same image is adopted; with another one it is a conflict before anything is public",
        arguments: [true, false])
    func alreadyThere(isSame: Bool) async throws {
        let registry = MemoryImageRegistry()
        let there = TestLayout([isSame ? TestImage() : TestImage(layers: [Array("other".utf8)])])
        registry.put(there, in: try #require(ImagePublicationTests.repository), tag: ImageTag("2.0.0"))
        let state = try await perform(in: registry).state
        #expect(registry.acts == [])
        #expect(state.isFinished == isSame)
        #expect(state.outcome(of: "publish:core/1")?.wasAlreadyThere == (isSame ? true : nil))
        let failure = failure(of: "line:core", in: state)
        #expect(failure?.code == (isSame ? nil : "registry.tag-taken"))
        #expect(isSame || state["push:core"] == .pending)
        #expect(try await digest("2.0.0", in: registry) == there.digest)
    }

    @Test(
        "half-6: what is done is not done again: not after a lost answer, and not after a refusal half-way",
        arguments: [
            [MemoryImageRegistry.Mishap.lostAfter(busy)], [.refusedBefore(busy), .refusedBefore(busy)],
            [.refusedBefore(busy), .lostAfter(busy), .lostAfter(busy)],
        ])
    func mishaps(mishaps: [MemoryImageRegistry.Mishap]) async throws {
        let registry = MemoryImageRegistry(mishaps: mishaps)
        #expect(try await perform(in: registry).state.isFinished)
        let image = TestLayout([TestImage()])
        #expect(registry.acts == ["push \(image.digest)", "tag 2.0.0"])
    }

    @Sendable private static func two(_ commit: String) -> [(String, Made)] {
        ["amd64", "arm64"].map { architecture in
            let image = TestImage("linux/\(architecture)", labels: ["org.opencontainers.image.revision": commit])
            return ("\(architecture).oci.tar", .archive(TestLayout([image])))
        }
    }

    @Test("R98: two architectures become one index under the plain version, with a tag for each")
    func index() async throws {
        let registry = MemoryImageRegistry()
        let (state, _) = try await perform(
            in: registry,
            ["platforms": "linux/arm64 linux/amd64", "platformTag": "{version}-{architecture}", "rolling": "latest"],
            made: ImagePublicationTests.two)
        #expect(state.isFinished, "\(state)")
        let repository = try #require(ImagePublicationTests.repository)
        let tag = try #require(ImageTag("2.0.0"))
        let index = try #require(try await registry.manifest(of: repository[tag]))
        #expect(index.isIndex)
        #expect(index.children.map { $0.platform?.description } == ["linux/amd64", "linux/arm64"])
        #expect(index.annotations["org.opencontainers.image.version"] == "2.0.0")
        let platforms = [try await digest("2.0.0-amd64", in: registry), try await digest("2.0.0-arm64", in: registry)]
        #expect(platforms == index.children.map(\.digest))
        #expect(try await digest("latest", in: registry) == index.digest)
        // Nothing has a name before it is complete, and what moves comes last.
        #expect(
            registry.acts.map { $0.prefix { $0 != " " } } == ["push", "push", "put", "tag", "tag", "tag", "tag"])
        #expect(Array(registry.acts.suffix(2)) == ["tag 2.0.0", "tag latest"])
    }

    @Test("oci-4, oci-5: an index that a build made is published as it is, with its attestations")
    func madeIndex() async throws {
        let registry = MemoryImageRegistry()
        let layout = TestLayout([TestImage("linux/amd64"), TestImage("unknown/unknown")], indexed: true)
        let state = try await perform(
            in: registry, ["platforms": "linux/amd64"], made: { _ in [("core.oci.tar", .archive(layout))] }
        ).state
        #expect(state.isFinished)
        #expect(try await digest("2.0.0", in: registry) == layout.digest)
    }

    @Test(
        "R98: what is not one release of all platforms from one commit is refused before anything is public",
        arguments: [
            ("linux/amd64 linux/arm64 linux/s390x", "", "image.missing-platform"),
            ("linux/amd64", "", "image.other-platform"), ("", "", "image.undeclared-platforms"),
            ("linux/amd64 linux/arm64", "other", "image.other-commit"),
            ("linux/amd64 linux/arm64", "none", "image.unknown-commit"),
            ("linux/amd64 linux/arm64", "twice", "image.platform-twice"),
        ])
    func refused(platforms: String, fault: String, code: String) async throws {
        let registry = MemoryImageRegistry()
        let (state, scene) = try await perform(
            in: registry, platforms.isEmpty ? [:] : ["platforms": platforms],
            made: { commit in
                ["amd64", "arm64"].map { architecture in
                    let isFaulty = architecture == "arm64"
                    let revision = isFaulty && fault == "other" ? String(repeating: "0", count: 40) : commit
                    let labels = isFaulty && fault == "none" ? [:] : ["org.opencontainers.image.revision": revision]
                    let image = TestImage(
                        isFaulty && fault == "twice" ? "linux/amd64" : "linux/\(architecture)", labels: labels,
                        layers: [Array(architecture.utf8)])
                    return ("\(architecture).oci.tar", .archive(TestLayout([image])))
                }
            })
        #expect(failure(of: "line:core", in: state)?.code == code)
        let remote = try await scene.git.remoteReferences(of: "/w/core", remote: "origin")
        #expect(remote.tags["v2.0.0"] == nil)
        #expect(registry.acts == [])
    }

    @Test("An image of another commit is refused, also where it is the only one")
    func otherCommit() async throws {
        let registry = MemoryImageRegistry()
        let image = TestImage(labels: ["org.opencontainers.image.revision": String(repeating: "0", count: 40)])
        let state = try await perform(
            in: registry, made: { _ in [("core.oci.tar", .archive(TestLayout([image])))] }
        ).state
        #expect(failure(of: "line:core", in: state)?.code == "image.other-commit")
    }

    @Test(
        "What the build pushed itself is tagged by its digest, or copied with what is attached to it",
        arguments: ["ghcr.io/acme/core", "quay.io/staging/core"], [true, false])
    func pushed(place: String, isPlain: Bool) async throws {
        let registry = MemoryImageRegistry()
        var layout = TestLayout([TestImage()])
        let signature = layout.attach("application/vnd.example.signature", "signed")
        let source = try #require(ImageRepository(place))
        registry.put(layout, in: source)
        let text =
            isPlain
            ? "\(place)@\(layout.digest)\n"
            : #"{"containerimage.digest":"\#(layout.digest)","image.name":"\#(place):candidate"}"#
        let state = try await perform(in: registry, ["from": "*.digest"], made: { _ in [("core.digest", .text(text))] })
            .state
        #expect(state.isFinished)
        let isElsewhere = source != ImagePublicationTests.repository
        #expect(registry.acts == (isElsewhere ? ["copy \(layout.digest)"] : []) + ["tag 2.0.0"])
        let attached = try await registry.referrers(
            of: layout.digest, in: try #require(ImagePublicationTests.repository), type: nil)
        #expect(attached.map(\.digest) == [signature.digest])
    }

    @Test("A digest that the registry does not have stops the release before anything is public")
    func missing() async throws {
        let registry = MemoryImageRegistry()
        let digest = TestLayout([TestImage()]).digest
        let state = try await perform(
            in: registry, ["from": "*.digest"], made: { _ in [("core.digest", .text("\(digest)"))] }
        ).state
        #expect(failure(of: "line:core", in: state)?.code == "registry.missing")
    }

    @Test("Artifacts without an image stop the release before anything is public")
    func none() async throws {
        let state = try await perform(in: MemoryImageRegistry(), made: { _ in [("core.zip", .text("x"))] }).state
        #expect(failure(of: "line:core", in: state)?.code == "image.none")
    }

    @Test("R93: a tag by the calendar has one stamp, the commit and the architecture, and is read back")
    func calendar() async throws {
        let registry = MemoryImageRegistry()
        let (state, scene) = try await perform(
            in: registry,
            [
                "platforms": "linux/amd64 linux/arm64", "tag": "{calver}", "platformTag": "{calver}-{architecture}",
            ], made: ImagePublicationTests.two)
        #expect(state.isFinished)
        let tags = try await registry.tags(of: try #require(ImagePublicationTests.repository))
        let read = tags.compactMap { CalendarImageTag($0.text) }
        #expect(read.map(\.architecture) == [nil, "amd64", "arm64"])
        let commit = String(ImagePublicationTests.commit(scene.git).prefix(7))
        #expect(read.allSatisfy { $0.commit == commit && $0.version == Version(2, 0, 0) && $0.build == 0 })
        #expect(Set(read.map(\.stamp)) == [CalendarStamp(Scene.moment)])
    }

    @Test("ptr-1, ptr-5: an older line moves no rolling tag, and a prerelease does not move latest")
    func rolling() throws {
        func planned(_ version: String, isHighest: Bool) throws -> String? {
            let release = PublishedRelease(
                component: "core", version: try #require(Version(version)), tag: "v1", repository: nil,
                isHighest: isHighest, isMain: true, mayBeLatest: true, previous: nil, previousTag: nil,
                usesForgeNotes: false, date: "2026-01-01", stamp: CalendarStamp(Scene.moment), changelogAddress: nil)
            let rules: any PublicationRules = try publication(to: ImagePublicationTests.target())
            return rules.planned(ImagePublicationTests.target(["rolling": "latest edge"]), of: release)["rolling"]
        }
        #expect(try planned("2.0.0", isHighest: true) == "latest edge")
        #expect(try planned("2.0.0-rc.1", isHighest: true) == "edge")
        #expect(try planned("1.0.1", isHighest: false) == nil)
    }

    @Test(
        "What can't be an image is refused by the plan",
        arguments: [
            ["image": "core"], ["image": "ghcr.io/Acme/core"], ["rolling": "latest 1.0.0"], ["rolling": "-x"],
            ["platforms": "amd64"], ["platformTag": "{version}"],
        ])
    func badTargets(fields: [String: String]) throws {
        #expect {
            try Scene(configure: { name, settings in
                if name == "core" {
                    settings.publish = [PublishConfiguration(target: ImagePublicationTests.target(fields))]
                }
            })
        } throws: { error in
            (error as? any UserFacingError)?.code == "plan.exclusive-targets"
        }
    }

    @Test("A registry that does not take the credentials is reported before a run is created")
    func notReady() async throws {
        let registry = MemoryImageRegistry()
        registry.deny("ghcr.io")
        var outside = PublicationAccess()
        outside.images = { _ in registry }
        let target = ImagePublicationTests.target(["image": "ghcr.io/acme/core"])
        let access = outside
        await #expect {
            try await publication(to: target).checkReady(target, of: nil, access)
        } throws: { error in
            (error as? any UserFacingError)?.code == "registry.denied"
        }
    }
}

import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Versions that are pinned by a digest")
struct PinnedDigestTests {
    private let old = "sha256:" + String(repeating: "a", count: 64)
    private let new = "sha256:" + String(repeating: "b", count: 64)

    private func world() throws -> World {
        var world = World()
        world.add("base", "1.0.0", commits: ["feat!: x"], in: "set")
        world.add("app", "1.0.0", in: "set")
        let file = "app/kustomization.yaml"
        let text = "images:\n  - name: base\n    newTag: 1.0.0\n    digest: \(old)\n"
        let requirement = try #require(
            KustomizeEcosystem().read([file: Array(text.utf8)]).packages.first?.requirements.first)
        var edge = Edge(
            from: "app", to: "base", kind: .normal, requirement: requirement.requirement, origin: requirement.place,
            repository: "set", ecosystem: .kustomize, key: requirement.key)
        edge.pin = requirement.pin
        world.edges.append(edge)
        world.repositories["set"]?.files = [file: Array(text.utf8)]
        return world
    }

    @Test("A version beside a digest does not change while the new digest is unknown")
    func refused() throws {
        let world = try world()
        #expect {
            try world.plan()
        } throws: { error in
            guard case UnperformablePlan.pinnedDigest(let edge, let pin, let version) = error else { return false }
            return edge.from == "app" && pin.value == old && version == Version(2, 0, 0)
        }
    }

    @Test("Both move together when the new digest is named")
    func moved() throws {
        var request = ReleaseRequest()
        request.digests = ["base": new]
        let plan = try world().plan(request)
        #expect(
            Set(plan.edits(of: "app").filter { $0.hasPrefix("app/kustomization") }) == [
                "app/kustomization.yaml images[0].newTag: 1.0.0 → 2.0.0",
                "app/kustomization.yaml images[0].digest: \(old) → \(new)",
            ])
        #expect(plan.components.first { $0.name == "app" }?.changelog.contains("base updated to 2.0.0") == true)
    }

    @Test("A component that keeps its digests keeps the versions beside them, is not released, and the plan says so")
    func kept() throws {
        var world = try world()
        world.set("app") { $0.digests = .keep }
        let plan = try world.plan()
        #expect(plan.components.first { $0.name == "app" }?.nextVersion == nil)
        #expect(plan.edits(of: "base") == ["base/Cargo.toml package.version: 1.0.0 → 2.0.0"])
        #expect(plan.edits(of: "app") == [])
        #expect(plan.warnings.contains { $0.contains("app stays on base 1.0.0") })
    }

    @Test(
        "A digest is found beside its tag",
        arguments: [
            ("Dockerfile", "FROM ghcr.io/acme/base:1.0.0@DIGEST\n"),
            ("Dockerfile", "ARG V=1.0.0\nFROM acme/base:${V}@DIGEST\n"),
            ("Dockerfile", "ARG V=1.0.0\nARG D=DIGEST\nFROM acme/base:${V}@${D}\n"),
            ("Dockerfile", "ARG BASE=acme/base:1.0.0@DIGEST\nFROM ${BASE}\n"),
            ("Dockerfile", "ARG T=1.0.0@DIGEST\nFROM acme/base:${T}\n"),
            ("Dockerfile", "COPY --from=acme/base:1.0.0@DIGEST /a /b\n"),
            ("Dockerfile", "COPY --chown=1:1 --from=r.io:5000/acme/base:1.0.0@DIGEST /a /b\n"),
            ("Dockerfile", "ARG D=DIGEST\nCOPY --from=acme/base:1.0.0@${D} /a /b\n"),
            ("Dockerfile", "RUN --mount=type=bind,from=acme/base:1.0.0@DIGEST,target=/b make\n"),
            ("Dockerfile", "FROM ${REGISTRY}/base:1.0.0@DIGEST\n"),
            ("Dockerfile", "ARG R=r.io:5000/acme\nFROM ${R}/base:1.0.0@DIGEST AS x\n"),
            ("Dockerfile", "ARG V=1.0.0\nFROM ${REGISTRY:-r.io/acme}/base:${V}@DIGEST\n"),
            ("Dockerfile", "ARG NAME=acme/base\nFROM ${NAME}:1.0.0@DIGEST\n"),
            ("Dockerfile", "ARG BASE=acme/base:1.0.0\nFROM ${BASE}@DIGEST\n"),
            ("kustomization.yaml", "images:\n- name: acme/base\n  newTag: 1.0.0\n  digest: DIGEST\n"),
        ])
    func found(file: String, text: String) throws {
        let text = text.replacing("DIGEST", with: old)
        let ecosystem: any Ecosystem = file == "Dockerfile" ? DockerEcosystem() : KustomizeEcosystem()
        let one = try #require(ecosystem.read([file: Array(text.utf8)]).packages.first?.requirements.first)
        let pin = try #require(one.pin)
        #expect(one.requirement == "1.0.0")
        #expect(ecosystem.normalized(packageName: one.package).hasSuffix("base"))
        #expect(pin.value == old)
        let edit = FileEdit(ecosystem: ecosystem.name, file: file, key: try #require(pin.key), from: old, to: new)
        let after = try ecosystem.apply([edit], to: file, bytes: Array(text.utf8))
        #expect(String(decoding: after, as: UTF8.self) == text.replacing(old, with: new))
    }

    @Test("If an argument holds the version, the digest or the full image, the argument is edited")
    func arguments() throws {
        for text in [
            "ARG V=1.0.0\nARG D=DIGEST\nFROM acme/base:${V}@${D}\n", "ARG BASE=acme/base:1.0.0@DIGEST\nFROM ${BASE}\n",
            "ARG T=1.0.0@DIGEST\nFROM acme/base:${T}\n",
        ] {
            let bytes = Array(text.replacing("DIGEST", with: old).utf8)
            let one = try #require(DockerEcosystem().read(["Dockerfile": bytes]).packages.first?.requirements.first)
            let (key, pin) = (try #require(one.key), try #require(one.pin?.key))
            let edits = [
                FileEdit(ecosystem: .docker, file: "Dockerfile", key: key, from: "1.0.0", to: "2.0.0"),
                FileEdit(ecosystem: .docker, file: "Dockerfile", key: pin, from: old, to: new),
            ]
            let edited = try DockerEcosystem().apply(edits, to: "Dockerfile", bytes: bytes)
            let expected = text.replacing("1.0.0", with: "2.0.0").replacing("DIGEST", with: new)
            #expect(String(decoding: edited, as: UTF8.self) == expected)
        }
    }

    @Test(
        "An image given entirely by an argument is a requirement if the argument's default names a version"
    )
    func imageArguments() {
        func requirement(_ text: String) -> String? {
            DockerEcosystem().read(["Dockerfile": Array(text.utf8)]).packages.first?.requirements.first?.requirement
        }
        #expect(requirement("ARG BASE=ghcr.io/acme/base:1.0.0\nFROM ${BASE}\n") == "1.0.0")
        #expect(requirement("ARG BASE=\"ghcr.io/acme/base:1.0.0\"\nFROM $BASE AS build\n") == "1.0.0")
        #expect(requirement("ARG BASE\nFROM ${BASE}\n") == nil)
        #expect(requirement("ARG BASE=acme/base:latest\nFROM ${BASE}\n") == nil)
        #expect(requirement("ARG BASE=acme/base\nFROM ${BASE}\n") == nil)
    }

    @Test("Values of a chart pin an image by tag and digest")
    func values() throws {
        let files = [
            "Chart.yaml": "name: app\nversion: 1.0.0\n",
            "values.yaml": "image:\n  repository: acme/base\n  tag: 1.0.0\n  digest: \(old)\n",
        ]
        let package = try #require(HelmEcosystem().read(files.mapValues { Array($0.utf8) }).packages.first)
        let pin = try #require(package.requirements.first?.pin)
        #expect(pin.place.file == "values.yaml")
        #expect(pin.value == old)
    }

    @Test(
        "An image that a chart's values write as one text is pinned like any other",
        arguments: [
            "image: r.io:5000/acme/base:1.0.0@DIGEST", "sidecar:\n  image: 'acme/base:1.0.0@DIGEST' # why",
            "image:\n  repository: acme/base\n  tag: \"1.0.0@DIGEST\"", "initImage: acme/base:1.0.0",
        ])
    func wholeTexts(values: String) throws {
        let values = values.replacing("DIGEST", with: old) + "\n"
        let files = ["Chart.yaml": "name: app\nversion: 1.0.0\n", "values.yaml": values]
        let package = try #require(HelmEcosystem().read(files.mapValues { Array($0.utf8) }).packages.first)
        let one = try #require(package.requirements.first)
        #expect(one.requirement == "1.0.0")
        #expect(one.pin?.value == (values.contains("@") ? old : nil))
        let pins = [one.pin?.key].compactMap { $0 }.map {
            FileEdit(ecosystem: .helm, file: "values.yaml", key: $0, from: old, to: new)
        }
        let tag = FileEdit(
            ecosystem: .helm, file: "values.yaml", key: try #require(one.key), from: "1.0.0", to: "2.0.0")
        let after = try HelmEcosystem().apply([tag] + pins, to: "values.yaml", bytes: Array(values.utf8))
        #expect(
            String(decoding: after, as: UTF8.self)
                == values.replacing("1.0.0", with: "2.0.0").replacing(old, with: new))
    }

    @Test("Stages and numbers that files are copied from are not images")
    func stages() {
        let text = "FROM acme/base:1.0.0 AS build\nFROM scratch\nCOPY --from=build /a /b\nCOPY --from=0 /a /b\n"
        let packages = DockerEcosystem().read(["Dockerfile": Array(text.utf8)]).packages
        #expect(packages.flatMap(\.requirements).filter { $0.path == nil }.map(\.package) == ["acme/base"])
    }

    @Test("One digest can't replace several that stand beside one version")
    func several() throws {
        var world = try world()
        var second = try #require(world.edges.last)
        second.pin?.value = "sha256:" + String(repeating: "c", count: 64)
        second.key = "images[1].newTag"
        world.edges.append(second)
        var request = ReleaseRequest()
        request.digests = ["base": new]
        let planned = world
        #expect {
            try planned.plan(request)
        } throws: { error in
            guard case UnperformablePlan.severalDigests(let edge, let pins, _) = error else { return false }
            return edge.to == "base" && pins.count == 2
        }
    }
}

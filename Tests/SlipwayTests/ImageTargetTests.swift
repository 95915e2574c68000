import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("The real program, and a registry of images as a target", .heavy, .serialized)
struct ImageTargetTests {
    private let runner = ProcessRunner()

    /// A component whose build writes an image for two architectures, and a registry to publish them to.
    private func fixture(_ host: String, _ more: String = "", build: String? = nil) async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository(
            "core",
            [
                "pyproject.toml": "[project]\nname = \"core\"\nversion = \"1.0.0\"\n", "make.py": imageScript,
                "make.sh": build
                    ?? "for a in amd64 arm64; do python3 -I make.py $a \"$(git rev-parse HEAD)\" \"$1\" $a.oci.tar; done\n",
                ".gitignore": "*.tar\n",
            ])
        try await fixture.commit("fix: correct a fault", ["core.py": "x = 1\n"], in: "core")
        try await fixture.push("core")
        try fixture.write(
            """
            defaults:
              build: { run: [sh, make.sh, "{version}"], artifacts: [amd64.oci.tar, { path: arm64.oci.tar, optional: true }] }
              publish:
                - to: image
                  image: "\(host)/acme/{component}"
                  platforms: [linux/amd64, linux/arm64]
                  platform-tag: "{version}-{architecture}"
                  rolling-tags: [latest]\(more)

            """, to: "workspace/slipway.yaml")
        return fixture
    }

    private func withServer(
        _ folder: String, _ access: DockerRegistry.Access = .open, _ body: (DockerRegistry) async throws -> Void
    ) async throws {
        let server = try await DockerRegistry(folder: folder, access: access, runner: runner)
        do { try await body(server) } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func digest(_ image: String) async throws -> String {
        let shown = try await runner.run(
            Command(["skopeo", "inspect", "--raw", "--tls-verify=false", "docker://\(image)"], timeout: .seconds(60)))
        return shown.hasSucceeded ? contentDigest(shown.output).description : shown.errorText
    }

    /// The references that were written, with how often.
    private func written(_ server: DockerRegistry) throws -> [String: Int] {
        let puts = try server.requests().filter {
            $0.hasPrefix("PUT ") && $0.contains("/manifests/") && $0.hasSuffix(" 201")
        }
        return Dictionary(
            puts.compactMap {
                $0.split(separator: " ").dropFirst().first.map {
                    ($0.split(separator: "/").last.map(String.init) ?? "", 1)
                }
            },
            uniquingKeysWith: +)
    }

    @Test(
        "Images of two architectures become an index under the version, and skopeo reads it; released again, nothing is sent",
        .enabled(if: DockerRegistry.isInstalled, "run Scripts/oracles"))
    func publishes() async throws {
        let folder = try TemporaryFolder()
        try await withServer(folder.path + "/registry") { server in
            let fixture = try await fixture(server.host)
            defer { fixture.remove() }
            let result = try await fixture.slipway("release")
            #expect(result.hasSucceeded, "\(result.errorText)\(result.text)")
            let image = "\(server.host)/acme/core"
            let index = try await digest(image + ":1.0.1")
            #expect(index.hasPrefix("sha256:"))
            #expect(try await digest(image + ":latest") == index)
            let copied = try await runner.run(
                Command([
                    "skopeo", "copy", "--all", "--preserve-digests", "--src-tls-verify=false",
                    "docker://\(image):1.0.1",
                    "oci:\(folder.path)/back",
                ]))
            try #require(copied.hasSucceeded, "\(copied.errorText)")
            let back = try await ImageLayoutReader().archive(at: folder.path + "/back", verifying: true)
            #expect(back.roots.map { "\($0.digest)" } == [index])
            let children = back.manifests.values.filter { !$0.isIndex }
            let found = Set(children.map { "\($0.digest)" })
            #expect(found == [try await digest(image + ":1.0.1-amd64"), try await digest(image + ":1.0.1-arm64")])
            let commit = try await fixture.git("rev-parse", "v1.0.1^{commit}", in: fixture.workspace + "/core")
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let labels = back.configurations.values.map { $0.labels["org.opencontainers.image.revision"] }
            #expect(labels == [commit, commit])
            #expect(try written(server).allSatisfy { $0.value == 1 })
        }
    }

    @Test(
        "Killed at every boundary of publishing an image and started again, it ends the same, with nothing written twice",
        .enabled(if: DockerRegistry.isInstalled, "run Scripts/oracles"))
    func killed() async throws {
        let folder = try TemporaryFolder()
        try await withServer(folder.path + "/registry") { server in
            let fixture = try await fixture(server.host)
            defer { fixture.remove() }
            let plan = fixture.root + "/plan.json"
            let planned = try await fixture.slipway("plan", "--out", plan)
            try #require(planned.hasSucceeded, "\(planned.errorText)")
            let runner = runner
            func copy(_ number: Int) async throws -> Fixture {
                let copy = Fixture(at: "\(folder.path)/\(number)/now")
                try FileManager.default.createDirectory(atPath: copy.root, withIntermediateDirectories: true)
                let made = try await runner.run(
                    Command(["cp", "-r", "--", fixture.root + "/workspace", fixture.root + "/remotes", copy.root + "/"])
                )
                try #require(made.hasSucceeded, "\(made.errorText)")
                server.clear()
                return copy
            }
            let list = folder.path + "/boundaries"
            let calm = try await copy(0)
            let undisturbed = try await calm.slipway(
                "apply", plan, program: "slipway-crash", environment: ["SLIPWAY_CRASH_LIST": list])
            try #require(undisturbed.hasSucceeded, "\(undisturbed.errorText)")
            let wanted = try await digest("\(server.host)/acme/core:1.0.1")
            let calmWrites = try written(server)
            let boundaries = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n")
                .map { String($0.drop { $0 != " " }.dropFirst()) }.filter { $0.contains(" image ") }
            // Two images, the index, three tags of the version and a rolling one.
            #expect(boundaries.count == 14, "\(boundaries)")
            for (number, boundary) in boundaries.enumerated() {
                let fixture = try await copy(number + 1)
                let first = try await fixture.slipway(
                    "apply", plan, program: "slipway-crash", environment: ["SLIPWAY_CRASH_AT": boundary])
                #expect(first.end == .signalled(9), "\(boundary): \(first.errorText)")
                let second = try await fixture.slipway("apply", plan)
                #expect(second.hasSucceeded, "\(boundary): \(second.errorText)")
                #expect(try await digest("\(server.host)/acme/core:1.0.1") == wanted, "\(boundary)")
                #expect(try written(server) == calmWrites, "\(boundary)")
            }
            #expect(calmWrites.allSatisfy { $0.value == 1 })
        }
    }

    @Test(
        "A missing architecture stops the release before anything is public",
        .enabled(if: DockerRegistry.isInstalled, "run Scripts/oracles"))
    func missing() async throws {
        let folder = try TemporaryFolder()
        try await withServer(folder.path + "/registry") { server in
            let fixture = try await fixture(
                server.host, build: "python3 -I make.py amd64 \"$(git rev-parse HEAD)\" x amd64.oci.tar\n")
            defer { fixture.remove() }
            let before = try await fixture.updates()
            let result = try await fixture.slipway("release")
            #expect(result.end == .exited(65), "\(result.errorText)")
            #expect(result.text.contains("The image of core lacks linux/arm64."), "\(result.text)")
            #expect(try await fixture.updates() == before)
            #expect(try written(server) == [:])
        }
    }

    @Test(
        "A registry without a login for this user is reported before a run begins",
        .enabled(if: DockerRegistry.isInstalled, "run Scripts/oracles"))
    func denied() async throws {
        let folder = try TemporaryFolder()
        try await withServer(folder.path + "/registry", .users(["ann": "secret"])) { server in
            let fixture = try await fixture(
                server.host, "\n      username-from: IMAGE_USER\n      password-from: IMAGE_PASSWORD")
            defer { fixture.remove() }
            let missing = try await fixture.slipway("release", environment: ["SSL_CERT_FILE": server.certificate])
            #expect(missing.errorText.contains("IMAGE_USER is not set"), "\(missing.errorText)")
            let environment = [
                "SSL_CERT_FILE": server.certificate, "IMAGE_USER": "ann", "IMAGE_PASSWORD": "opensesame-2",
            ]
            let wrong = try await fixture.slipway("release", environment: environment)
            #expect(wrong.end == .exited(1))
            #expect(wrong.errorText.contains("rejected the credentials (401)"), "\(wrong.errorText)")
            #expect(!(wrong.errorText + wrong.text).contains("opensesame"))
            let runs = try await fixture.slipway("run", "list", "--json").text.filter { !$0.isWhitespace }
            #expect(runs == "[]")
            let right = try await fixture.slipway(
                "release", environment: environment.merging(["IMAGE_PASSWORD": "secret"]) { $1 })
            #expect(right.hasSucceeded, "\(right.errorText)")
        }
    }
}

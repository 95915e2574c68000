import Foundation
import ReleaseAdapters
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Rehearsals", .heavy)
struct RehearseCommandTests {
    @Test("Repositories at GitHub and on plain git are released in copies, and nothing of the user's changes")
    func releases() async throws {
        let scene = try await RehearsalScene()
        let before = try await scene.outside()
        let answer = await scene.rehearse("--component", "core", "app", "site", "--json")
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        let after = try await scene.outside()
        #expect(after == before, "\(Set(after.keys).symmetricDifference(before.keys))")
        let left = try scene.leftovers()
        #expect(left.isEmpty)

        let report = try answer.json()
        #expect(report["schema"] as? String == "slipway.rehearsal/1" && report["outcome"] as? String == "succeeded")
        let repositories = try #require(report["repositories"] as? [[String: Any]])
        #expect(repositories.map { $0["id"] as? String } == ["app", "core", "site"])
        #expect(repositories.map { $0["name"] as? String } == ["acme/app", "acme/core", nil])
        #expect(repositories.map { ($0["tags"] as? [String])?.first } == ["v1.0.1", "v1.1.0", "v1.0.1"])
        for repository in repositories {
            let branch = try #require((repository["branches"] as? [[String: Any]])?.first)
            #expect(branch["name"] as? String == "main" && branch["commits"] as? Int == 1, "\(repository)")
        }
        let release = try #require((repositories[1]["releases"] as? [[String: Any]])?.first)
        let assets = try #require(release["assets"] as? [[String: Any]])
        #expect(assets.compactMap { $0["name"] as? String } == ["SHA256SUMS", "core-core.txt"])
        #expect(release["isDraft"] as? Bool == false)
    }

    @Test("The report counts requests by repository against GitHub's budgets, and names the rights")
    func costs() async throws {
        let scene = try await RehearsalScene()
        let answer = await scene.rehearse("--json")
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        let report = try answer.json()
        let requests = try #require(report["requests"] as? [String: Any])
        let repositories = try #require(requests["repositories"] as? [String: [String: Int]])
        let core = try #require(repositories["acme/core"])
        // A release, its two assets, and its publication at least.
        #expect(core["writes", default: 0] >= 4 && core["reads", default: 0] > 0 && core["git", default: 0] > 0)
        #expect(Set(repositories.keys).isSubset(of: ["acme/core", "acme/app"]))
        let budgets = try #require(requests["budgets"] as? [[String: Any]])
        #expect(budgets.map { $0["limit"] as? Int } == [5000, 1000, 5000, 80])
        #expect(budgets.allSatisfy { ($0["used"] as? Int ?? .max) < 100 })
        let rights = try #require(report["rights"] as? [[String: Any]])
        #expect(rights.contains { $0["name"] as? String == "acme/core" && $0["area"] as? String == "contents" })
        let text = await scene.rehearse()
        #expect(text.output.contains("of 1000 requests an hour with GITHUB_TOKEN in one repository"))
        #expect(text.output.contains("acme/core  contents: write  to push main"), "\(text.output)")
    }

    @Test("A failing gate fails the rehearsal as it fails the release, and nothing is tagged in the copies")
    func failingGate() async throws {
        let scene = try await RehearsalScene(gate: "echo broken; exit 3")
        let before = try await scene.outside()
        let answer = await scene.rehearse("--component", "core", "--json")
        #expect(answer.code == 65, "\(answer.output)\(answer.messages)")
        let report = try answer.json()
        #expect(report["outcome"] as? String == "incomplete")
        let failure = try #require((report["failures"] as? [[String: Any]])?.first)
        #expect(failure["step"] as? String == "gate:core/test")
        #expect((report["repositories"] as? [Any])?.isEmpty == true)
        let (after, left) = (try await scene.outside(), try scene.leftovers())
        #expect(after == before && left.isEmpty)
        let without = await scene.rehearse("--component", "core", "--without-commands")
        #expect(without.code == 0 && without.output.contains("builds and gates: They were left out"), "\(without)")
    }

    @Test("Targets outside are named as not rehearsed, and get nothing")
    func targets() async throws {
        let index = "https://packages.example.org/simple/"
        let scene = try await RehearsalScene(
            publish:
                "{ to: folder, path: ../published }, { to: python-index, index: \"\(index)\", "
                + "upload: \"https://upload.example.org/\", password-from: INDEX_TOKEN }")
        try scene.scene.write(
            try scene.scene.sandbox.folder.text("w/slipway.yaml").replacing("core.txt", with: "core-1.1.0.tar.gz"),
            to: "slipway.yaml")
        let answer = await scene.rehearse(
            "--component", "core", "--keep", environment: ["INDEX_TOKEN": "a-real-secret", "GH_TOKEN": "ghp_real"])
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        let root = scene.scene.sandbox.folder.path
        #expect(answer.output.contains("folder \(root)/published: The files went into a folder of the rehearsal."))
        #expect(answer.output.contains("python-index \(index): The files went into a folder"), "\(answer.output)")
        #expect(answer.output.contains("secret INDEX_TOKEN: Commands got a made-up value."))
        #expect(!FileManager.default.fileExists(atPath: root + "/published"))
        let folder = try #require(try scene.leftovers().first)
        let kept = scene.temporary + "/" + folder
        let files = try FileManager.default.subpathsOfDirectory(atPath: kept)
        #expect(files.contains { $0.hasPrefix("indexes/") && $0.hasSuffix("core-1.1.0.tar.gz") })
        #expect(files.contains { $0.hasPrefix("published/") && $0.hasSuffix("/published/core-core-1.1.0.tar.gz") })
        for file in files {
            let bytes = FileManager.default.contents(atPath: kept + "/" + file) ?? Data()
            #expect(bytes.firstRange(of: Data("a-real-secret".utf8)) == nil, "\(file)")
            #expect(bytes.firstRange(of: Data("ghp_real".utf8)) == nil, "\(file)")
        }
    }

    @Test("Approvals are given by the rehearsal, for everyone who may, and are named")
    func approvals() async throws {
        let scene = try await RehearsalScene(
            more: """
                people: { ada: [lead], bob: [lead], eve: [guest] }
                approvals: [{ name: go, roles: [lead], quorum: 2 }]
                """)
        let answer = await scene.rehearse("--component", "core", "--json")
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        let given = try #require(try answer.json()["approvals"] as? [[String: Any]])
        #expect(given.allSatisfy { $0["by"] as? [String] == ["ada", "bob"] } && !given.isEmpty, "\(given)")
    }

    @Test("Release pull requests are opened, merged by a person, and released")
    func pullRequests() async throws {
        let scene = try await RehearsalScene(more: "")
        let before = try await scene.outside()
        let answer = await scene.rehearse("--release-pr", "--component", "core", "--json")
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        let after = try await scene.outside()
        #expect(after == before)
        let repositories = try #require(try answer.json()["repositories"] as? [[String: Any]])
        let core = try #require(repositories.first { $0["id"] as? String == "core" })
        let request = try #require((core["pullRequests"] as? [[String: Any]])?.first)
        #expect(request["state"] as? String == "merged" && core["tags"] as? [String] == ["v1.1.0"], "\(core)")
        #expect((core["releases"] as? [Any])?.count == 1)
    }

    @Test("A double that fails at times ends in the same place")
    func faults() async throws {
        let scene = try await RehearsalScene()
        let answer = await scene.rehearse("--component", "core", "--faults", "0.1", "--seed", "7", "--json")
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        let report = try answer.json()
        #expect((report["faults"] as? [String: Int])?.isEmpty == false)
        let core = try #require((report["repositories"] as? [[String: Any]])?.first { $0["id"] as? String == "core" })
        #expect(core["tags"] as? [String] == ["v1.1.0"] && (core["releases"] as? [Any])?.count == 1)
    }

    @Test("A killed rehearsal's folder goes with the next one; one that runs, and one that is kept, stay")
    func killed() async throws {
        let scene = try await RehearsalScene()
        func folder(_ name: String, hasLock: Bool) throws -> String {
            let path = "\(scene.temporary)/slipway-rehearsal-\(name)"
            try FileManager.default.createDirectory(atPath: path + "/github", withIntermediateDirectories: true)
            if hasLock { try Data().write(to: URL(fileURLWithPath: path + "/lock")) }
            return path
        }
        _ = try folder("killed", hasLock: true)
        _ = try folder("kept", hasLock: false)
        let running = try FileLock(path: try folder("running", hasLock: true) + "/lock").acquire(
            for: "another rehearsal", at: Date())
        let answer = await scene.rehearse("--component", "core", "--without-commands")
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        #expect(try scene.leftovers().sorted() == ["slipway-rehearsal-kept", "slipway-rehearsal-running"])
        running.release()
    }

    @Test("Nothing to release is reported with the message of release")
    func nothing() async throws {
        let scene = try await RehearsalScene()
        for name in RehearsalScene.names {
            try await scene.scene.sandbox.git(["tag", "--force", "v1.0.0"], in: "w/" + name)
        }
        let answer = await scene.rehearse()
        let real = await scene.scene.slipway("release", "--dry-run")
        #expect(answer.code == 0 && real.code == 0)
        let first = try #require(answer.output.split(separator: "\n").first)
        #expect(real.output.contains(first), "\(answer.output)")
    }

    @Test("A clone whose address git's own configuration leads elsewhere is refused before anything begins")
    func redirected() async throws {
        let scene = try await RehearsalScene()
        let address = "https://github.com/acme/core.git"
        let other = scene.scene.sandbox.folder.path + "/w/core.git"
        try scene.scene.sandbox.folder.write(
            "[url \"\(other)\"]\n\tinsteadOf = \(address)\n", to: "gitconfig")
        let answer = await scene.rehearse(
            environment: ["GIT_CONFIG_GLOBAL": scene.scene.sandbox.folder.path + "/gitconfig"])
        #expect(answer.code == 1 && answer.messages.contains("rehearsal.redirected"), "\(answer)")
        let left = try scene.leftovers()
        #expect(left.isEmpty)
    }

    @Test("With release-please's files, the merged release pull request becomes tag and release")
    func releasePlease() async throws {
        let scene = try CommandScene()
        _ = try await scene.sandbox.makeClone(
            "w/core",
            files: [
                "release-please-config.json": #"{"packages": {".": {"release-type": "simple"}}}"#,
                ".release-please-manifest.json": #"{".": "1.0.0"}"#, "version.txt": "1.0.0\n",
                "CHANGELOG.md": "# Changelog\n\n## 1.0.0 (2026-01-01)\n\n\n### Features\n\n* begin\n",
            ])
        try await scene.sandbox.git(["tag", "v1.0.0"], in: "w/core")
        try await scene.sandbox.commit("feat: a new thing", files: ["a.txt": "a"], in: "w/core")
        try await scene.sandbox.git(
            ["remote", "set-url", "origin", "git@github.com:acme/core.git"], in: "w/core")
        let answer = await scene.plainly(
            ["-C", scene.workspace + "/core", "rehearse", "--json"],
            environment: ["TMPDIR": scene.sandbox.folder.path])
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        let core = try #require((try answer.json()["repositories"] as? [[String: Any]])?.first)
        #expect(core["tags"] as? [String] == ["v1.1.0"], "\(core)")
        #expect((core["pullRequests"] as? [[String: Any]])?.first?["state"] as? String == "merged")
        #expect((core["releases"] as? [[String: Any]])?.first?["tag"] as? String == "v1.1.0")
    }

    @Test("Unpushed commits are refused as by the release, with advice for the clone itself")
    func unpushed() async throws {
        let scene = try await RehearsalScene()
        try scene.scene.write("more", to: "site/more.txt")
        try await scene.scene.sandbox.git(["add", "--all"], in: "w/site")
        try await scene.scene.sandbox.git(["commit", "--quiet", "-m", "feat: not pushed"], in: "w/site")
        let answer = await scene.rehearse("--component", "site")
        #expect(answer.code == 1 && answer.messages.contains("[run.world-moved]"), "\(answer)")
        #expect(answer.messages.contains("git -C \(scene.scene.workspace)/site push origin main"), "\(answer)")
        #expect(!answer.messages.contains("slipway-rehearsal"))
        let left = try scene.leftovers()
        #expect(left.isEmpty)
    }

    @Test(
        "A repository at GitHub is served by the double also where slipway.yaml names no forge, one without a remote not"
    )
    func withoutForge() async throws {
        let scene = try CommandScene()
        try await scene.crate("core", change: "feat: a new thing")
        try await scene.crate("site")
        try await scene.sandbox.git(
            ["remote", "set-url", "origin", "ssh://git@github.com/acme/core"], in: "w/core")
        try await scene.sandbox.git(["remote", "remove", "origin"], in: "w/site")
        let before = try await scene.sandbox.git(["for-each-ref"], in: "w/site")
        let answer = await scene.plainly(
            ["-C", scene.workspace, "rehearse", "--json"], environment: ["TMPDIR": scene.sandbox.folder.path])
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        let report = try answer.json()
        let repositories = try #require(report["repositories"] as? [[String: Any]])
        #expect(repositories.map { $0["name"] as? String } == ["acme/core", nil])
        #expect(repositories.map { $0["tags"] as? [String] } == [["v1.1.0"], ["v1.0.1"]])
        let requests = try #require(report["requests"] as? [String: Any])
        let core = try #require((requests["repositories"] as? [String: [String: Int]])?["acme/core"])
        #expect(core["git", default: 0] > 0 && core["reads"] == 0 && core["writes"] == 0)
        let rights = try #require(report["rights"] as? [[String: Any]])
        #expect(rights.map { $0["name"] as? String } == ["acme/core"])
        let after = try await scene.sandbox.git(["for-each-ref"], in: "w/site")
        #expect(after == before)
    }

    @Test(
        "While a run is performed, the double allows the rights that the report names, and no others",
        .enabled(if: OutsideTool.isInstalled("curl"), "needs curl"))
    func onlyNeededRights() async throws {
        let scene = try await RehearsalScene(gate: "sh $SCRIPT && echo 'test result: ok. 1 passed; 0 failed'")
        let root = scene.scene.sandbox.folder.path
        // The token is in the address that git is led to in the copied clone.
        try scene.scene.sandbox.folder.write(
            """
            address=$(git -C "$SLIPWAY_STATE/../core" config --get-regexp 'url.*insteadof' | sed -E 's/^url\\.(.*)\\/acme\\/.*insteadof .*$/\\1/')
            for path in labels git/blobs; do
              curl --silent --noproxy '*' --output /dev/null --write-out '%{http_code}\\n' -X POST \\
                -d '{"name": "x", "content": "x"}' "$address/api/v3/repos/acme/core/$path"
            done > \(root)/codes
            """, to: "script.sh")
        try scene.scene.write(
            try scene.scene.sandbox.folder.text("w/slipway.yaml").replacing("$SCRIPT", with: root + "/script.sh"),
            to: "slipway.yaml")
        let answer = await scene.rehearse("--component", "core", "--json")
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        let codes = try scene.scene.sandbox.folder.text("codes")
        #expect(codes == "403\n201\n")
    }
}

import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Requirements missing from a lock")
struct UnlockedRequirementTests {
    /// A repository whose lock has `a` and `b`, as its manifest requires them.
    struct Case: Sendable, CustomTestStringConvertible {
        var ecosystem: any Ecosystem
        var manifest: String
        /// `@@` stands for further requirements.
        var text: String
        /// A further requirement on `added`.
        var requirement: String
        var lock: String
        var lockText: String
        var testDescription: String { lock }
    }

    private static let json = """
        {"name": "x", "version": "1.0.0", "dependencies": {"a": "^1.0.0"@@}, "devDependencies": {"b": "^2.0.0"},
         "peerDependencies": {"peer": "1"}, "optionalDependencies": {"maybe": "1"}}
        """
    private static let member =
        "{\"name\": \"x\", \"dependencies\": {\"a\": \"^1.0.0\"}, \"devDependencies\": {\"b\": \"^2.0.0\"}}"

    static let cases = [
        Case(
            ecosystem: CargoEcosystem(), manifest: "Cargo.toml",
            text:
                "[package]\nname = \"x\"\nversion = \"1.0.0\"\n[dependencies]\na = \"1\"\n@@[dev-dependencies]\nx = { path = \".\" }\nb = \"2\"\n",
            requirement: "added = \"3.1\"\n", lock: "Cargo.lock",
            lockText: """
                [[package]]
                name = "x"
                version = "1.0.0"
                dependencies = ["a", "b"]

                [[package]]
                name = "a"
                version = "1.4.0"
                source = "registry+https://example.org"

                [[package]]
                name = "b"
                version = "2.0.0"
                source = "registry+https://example.org"

                """),
        Case(
            ecosystem: PythonEcosystem(), manifest: "pyproject.toml",
            text:
                "[project]\nname = \"x\"\nversion = \"1.0.0\"\ndependencies = [\"A>=1\"@@]\n[dependency-groups]\ndev = [\"b\"]\n[build-system]\nrequires = [\"hatchling\"]\n",
            requirement: ", \"added>=3; python_version < '3.9'\"", lock: "uv.lock",
            lockText: """
                version = 1

                [[package]]
                name = "x"
                version = "1.0.0"
                source = { editable = "." }
                dependencies = [{ name = "a" }]

                [package.metadata]
                requires-dist = [{ name = "a", specifier = ">=1" }]

                [package.metadata.requires-dev]
                dev = [{ name = "b" }]

                """),
        Case(
            ecosystem: NpmEcosystem(), manifest: "package.json", text: json, requirement: ", \"added\": \"^3.0.0\"",
            lock: "package-lock.json",
            lockText:
                "{\"lockfileVersion\": 3, \"packages\": {\"\": \(member), \"node_modules/a\": {\"version\": \"1.4.0\"}}}"
        ),
        Case(
            ecosystem: NpmEcosystem(), manifest: "package.json", text: json, requirement: ", \"added\": \"^3.0.0\"",
            lock: "bun.lock", lockText: "{\"lockfileVersion\": 1, \"workspaces\": {\"\": \(member),},}"),
        Case(
            ecosystem: NpmEcosystem(), manifest: "package.json", text: json, requirement: ", \"added\": \"^3.0.0\"",
            lock: "pnpm-lock.yaml",
            lockText: """
                lockfileVersion: '9.0'
                importers:
                  .:
                    dependencies:
                      a: {specifier: ^1.0.0, version: 1.4.0}
                    devDependencies:
                      b: {specifier: ^2.0.0, version: 2.0.0}

                """),
        Case(
            ecosystem: NpmEcosystem(), manifest: "package.json", text: json, requirement: ", \"added\": \"^3.0.0\"",
            lock: "yarn.lock",
            lockText: """
                __metadata:
                  version: 8

                "x@workspace:.":
                  version: 0.0.0-use.local
                  resolution: "x@workspace:."
                  dependencies:
                    a: "npm:^1.0.0"
                    b: "npm:^2.0.0"

                """),
    ]

    private func unlocked(_ one: Case, adding requirement: String) -> [UnlockedRequirement] {
        one.ecosystem.unlockedRequirements(in: [
            one.manifest: Array(one.text.replacing("@@", with: requirement).utf8), one.lock: Array(one.lockText.utf8),
        ])
    }

    @Test("A lock with everything required is up to date", arguments: cases)
    func complete(_ one: Case) {
        #expect(unlocked(one, adding: "") == [])
    }

    @Test("A requirement added only to the manifest is reported, with both locations", arguments: cases)
    func added(_ one: Case) throws {
        let found = unlocked(one, adding: one.requirement)
        #expect(found.map(\.package) == ["added"])
        #expect(found.map(\.place.file) == [one.manifest])
        #expect(found.map(\.lock.file) == [one.lock])
        #expect(found.first?.fact.hasSuffix("and the lock does not have it.") == true)
    }

    @Test("A requirement raised only in the manifest is reported with the lock's version", arguments: cases)
    func raised(_ one: Case) {
        var one = one
        for (old, new) in [
            ("a = \"1\"", "a = \"2\""), ("A>=1\"", "A>=2\""), ("\"a\": \"^1.0.0\"", "\"a\": \"^2.0.0\""),
        ] {
            one.text.replace(old, with: new)
        }
        let found = unlocked(one, adding: "")
        #expect(found.map(\.package) == ["a"])
        #expect(found.first?.locked != nil)
    }

    @Test("An entry only in the lock is reported, except for npm, which tolerates it", arguments: cases)
    func leftOver(_ one: Case) {
        var one = one
        for text in ["b = \"2\"\n", "\"b\": \"^2.0.0\"", "\"b\""] { one.text.replace(text, with: "") }
        let found = unlocked(one, adding: "")
        #expect(found.map(\.package) == (one.lock == "package-lock.json" ? [] : ["b"]))
        #expect(found.allSatisfy { $0.isLeftOver })
    }

    @Test("A Yarn 1 lock has an entry for each range that is required")
    func yarnClassic() {
        let lock = "a@^1.0.0:\n  version \"1.4.0\"\n\nb@^2.0.0:\n  version \"2.0.0\"\n"
        var one = UnlockedRequirementTests.cases[2]
        (one.lock, one.lockText) = ("yarn.lock", lock)
        #expect(unlocked(one, adding: "") == [])
        #expect(unlocked(one, adding: one.requirement).map(\.package) == ["added"])
        one.text.replace("\"a\": \"^1.0.0\"", with: "\"a\": \"^2.0.0\"")
        #expect(unlocked(one, adding: "").map(\.package) == ["a"])
    }

    @Test(
        "What uv takes from a folder or an address has no range in the lock", arguments: ["editable", "virtual", "git"])
    func fromElsewhere(source: String) {
        var one = UnlockedRequirementTests.cases[1]
        #expect(one.lock == "uv.lock")
        one.lockText.replace("{ name = \"a\", specifier = \">=1\" }", with: "{ name = \"a\", \(source) = \"../a\" }")
        #expect(unlocked(one, adding: "") == [])
        #expect(unlocked(one, adding: one.requirement).map(\.package) == ["added"])
    }

    @Test("Where a lock has two versions of a crate, the one that the entry names counts")
    func chosen() {
        var one = UnlockedRequirementTests.cases[0]
        one.lockText.replace("dependencies = [\"a\", \"b\"]", with: "dependencies = [\"a 1.4.0\", \"b\"]")
        one.lockText += "[[package]]\nname = \"a\"\nversion = \"2.0.0\"\nsource = \"registry+https://example.org\"\n"
        #expect(unlocked(one, adding: "") == [])
        one.text.replace("a = \"1\"", with: "a = \"2\"")
        #expect(unlocked(one, adding: "").map(\.locked) == ["1.4.0"])
    }

    @Test("A version in Cargo.lock that the manifest no longer accepts is reported")
    func behind() {
        var one = UnlockedRequirementTests.cases[0]
        one.text.replace("a = \"1\"", with: "a = \"1.5\"")
        #expect(unlocked(one, adding: "").map(\.locked) == ["1.4.0"])
        one.text.replace("a = \"1.5\"", with: "a = \"1.4\"")
        #expect(unlocked(one, adding: "") == [])
    }

    @Test("A crate by path whose version the requirement beside the path refuses is reported")
    func path() {
        func found(_ version: String) -> [String?] {
            CargoEcosystem().unlockedRequirements(in: [
                "show/Cargo.toml": Array(
                    "[package]\nname = \"show\"\nversion = \"0.0.0\"\n[workspace]\n[dependencies]\nx = { path = \"..\", version = \"1.4\" }\n"
                        .utf8),
                "show/Cargo.lock": Array(
                    "[[package]]\nname = \"show\"\nversion = \"0.0.0\"\ndependencies = [\"x\"]\n[[package]]\nname = \"x\"\nversion = \"\(version)\"\n"
                        .utf8),
            ]).map(\.locked)
        }
        #expect(found("1.4.2") == [])
        #expect(found("2.0.0") == ["2.0.0"])
    }

    @Test(
        "A crate outside of the lock's workspace is not looked for in it",
        arguments: ["f", "x"])
    func outside(name: String) {
        let one = UnlockedRequirementTests.cases[0]
        let found = one.ecosystem.unlockedRequirements(in: [
            one.manifest: Array(one.text.replacing("@@", with: "").utf8),
            "fuzz/Cargo.toml": Array(
                "[package]\nname = \"\(name)\"\nversion = \"0.1.0\"\n[dependencies]\nnew = \"1\"\n[workspace]\n".utf8),
            one.lock: Array(one.lockText.utf8),
        ])
        #expect(found == [])
    }

    @Test("Bun's binary lock is reported, and is outdated as soon as a requirement below it changes")
    func binary() {
        let npm = NpmEcosystem()
        let files = ["package.json": Array("{\"name\": \"x\"}".utf8), "bun.lockb": [0, 1, 2, 255]]
        #expect(npm.inspect(files, paths: Array(files.keys)).map(\.code) == ["npm.binary-lock"])
        #expect(npm.lockCommand(for: "bun.lockb") == "bun install --lockfile-only")
        func stale(_ key: String) -> [String] {
            npm.staleLocks(
                files: files, after: [FileEdit(ecosystem: .npm, file: "package.json", key: key, from: "1", to: "2")])
        }
        #expect(stale("version") == [])
        #expect(stale("dependencies.a") == ["bun.lockb"])
    }
}

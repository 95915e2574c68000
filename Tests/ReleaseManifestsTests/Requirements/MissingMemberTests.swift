import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Workspace members missing from a lock")
struct MissingMemberTests {
    /// A workspace in `parts/` whose lock has `parts/oar` and not yet `parts/sail`.
    struct Case: Sendable, CustomTestStringConvertible {
        var ecosystem: any Ecosystem
        var root: [String: String]
        var manifest: String
        /// A member's manifest; `NAME` stands for its name.
        var text: String
        var lock: String
        var lockText: String
        /// What the lock has more once it has `parts/sail`; it takes the place of `@@`.
        var entry: String
        var testDescription: String { lock }

        /// - Parameter folders: The members' folders by their names.
        func missing(_ folders: [String: String], locked: Bool = false, more: [String: String] = [:]) -> [String] {
            var files = root.merging(more) { $1 }
            files[lock] = lockText.replacing("@@", with: locked ? entry : "")
            for (name, folder) in folders { files["\(folder)/\(manifest)"] = text.replacing("NAME", with: name) }
            return ecosystem.unlockedRequirements(in: files.mapValues { Array($0.utf8) }).filter(\.isMember)
                .map { "\($0.lock.file): \($0.package) in \($0.place.file)" }
        }
    }

    private static let npmRoot = ["package.json": "{\"name\": \"boat\", \"workspaces\": [\"parts/*\"]}"]
    private static let npmMember = "{\"name\": \"NAME\", \"version\": \"1.0.0\"}"

    static let cases = [
        Case(
            ecosystem: CargoEcosystem(), root: ["Cargo.toml": "[workspace]\nmembers = [\"parts/[os]*\"]\n"],
            manifest: "Cargo.toml", text: "[package]\nname = \"NAME\"\nversion = \"1.0.0\"\n", lock: "Cargo.lock",
            lockText: "version = 4\n\n[[package]]\nname = \"oar\"\nversion = \"1.0.0\"\n@@",
            entry: "\n[[package]]\nname = \"sail\"\nversion = \"1.0.0\"\n"),
        Case(
            ecosystem: PythonEcosystem(), root: ["pyproject.toml": "[tool.uv.workspace]\nmembers = [\"parts/*\"]\n"],
            manifest: "pyproject.toml", text: "[project]\nname = \"NAME\"\nversion = \"1.0.0\"\n", lock: "uv.lock",
            lockText:
                "version = 1\n\n[[package]]\nname = \"oar\"\nversion = \"1.0.0\"\nsource = { editable = \"parts/oar\" }\n@@",
            entry: "\n[[package]]\nname = \"sail\"\nversion = \"1.0.0\"\nsource = { virtual = \"parts/sail\" }\n"),
        Case(
            ecosystem: NpmEcosystem(), root: npmRoot, manifest: "package.json", text: npmMember,
            lock: "package-lock.json",
            lockText:
                "{\"lockfileVersion\": 3, \"packages\": {\"\": {\"name\": \"boat\"}, \"parts/oar\": {\"version\": \"1.0.0\"}@@}}",
            entry: ", \"parts/sail\": {\"version\": \"1.0.0\"}"),
        Case(
            ecosystem: NpmEcosystem(), root: ["pnpm-workspace.yaml": "packages:\n  - parts/*\n"],
            manifest: "package.json", text: npmMember, lock: "pnpm-lock.yaml",
            lockText: "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  parts/oar: {}\n@@", entry: "  parts/sail: {}\n"),
        Case(
            ecosystem: NpmEcosystem(), root: npmRoot, manifest: "package.json", text: npmMember, lock: "yarn.lock",
            lockText:
                "__metadata:\n  version: 8\n\n\"oar@workspace:parts/oar\":\n  version: 0.0.0-use.local\n  resolution: \"oar@workspace:parts/oar\"\n@@",
            entry:
                "\n\"sail@workspace:parts/sail\":\n  version: 0.0.0-use.local\n  resolution: \"sail@workspace:parts/sail\"\n"
        ),
        Case(
            ecosystem: NpmEcosystem(), root: npmRoot, manifest: "package.json", text: npmMember, lock: "bun.lock",
            lockText:
                "{\"lockfileVersion\": 1, \"workspaces\": {\"\": {\"name\": \"boat\"}, \"parts/oar\": {\"name\": \"oar\"},@@}}",
            entry: "\"parts/sail\": {\"name\": \"sail\"},"),
    ]

    @Test("A lock with every member is up to date", arguments: cases)
    func complete(_ one: Case) {
        #expect(one.missing(["oar": "parts/oar"]) == [])
        #expect(one.missing(["oar": "parts/oar", "sail": "parts/sail"], locked: true) == [])
    }

    @Test("A member that the lock does not have is reported where it is named", arguments: cases)
    func missing(_ one: Case) {
        #expect(
            one.missing(["oar": "parts/oar", "sail": "parts/sail"])
                == ["\(one.lock): sail in parts/sail/\(one.manifest)"])
    }

    @Test("A package that the workspace does not list is not missed", arguments: cases)
    func unlisted(_ one: Case) {
        #expect(one.missing(["oar": "parts/oar", "sail": "spare/sail"]) == [])
    }

    @Test("A member that moved is missing where it is now; Cargo's lock names no folders", arguments: cases)
    func moved(_ one: Case) {
        let expected = one.lock == "Cargo.lock" ? [] : ["\(one.lock): sail in parts/storm/\(one.manifest)"]
        #expect(one.missing(["oar": "parts/oar", "sail": "parts/storm"], locked: true) == expected)
    }

    @Test("What a workspace leaves out is not missed")
    func excluded() {
        let folders = ["oar": "parts/oar", "sail": "parts/sail"]
        let (cargo, uv, pnpm) = (
            MissingMemberTests.cases[0], MissingMemberTests.cases[1], MissingMemberTests.cases[3]
        )
        #expect(
            cargo.missing(
                folders, more: ["Cargo.toml": "[workspace]\nmembers = [\"parts/*\"]\nexclude = [\"parts/sail\"]\n"])
                == [])
        #expect(
            uv.missing(
                folders,
                more: [
                    "pyproject.toml": "[tool.uv.workspace]\nmembers = [\"parts/*\"]\nexclude = [\"parts/sail\"]\n"
                ]) == [])
        #expect(
            pnpm.missing(folders, more: ["pnpm-workspace.yaml": "packages:\n  - parts/*\n  - '!parts/sail'\n"]) == [])
    }

    @Test("A member with a lock of its own is not looked for in the workspace's")
    func ownLock() {
        let folders = ["oar": "parts/oar", "sail": "parts/sail"]
        #expect(
            MissingMemberTests.cases[3].missing(
                folders, more: ["parts/sail/pnpm-lock.yaml": "lockfileVersion: '9.0'\n"]) == [])
    }

    @Test("A lock below a workspace is not the workspace's, and what only a patch requires is not a member")
    func others() {
        let cargo = MissingMemberTests.cases[0]
        let stray = ["parts/oar/Cargo.lock": "version = 4\n"]
        #expect(cargo.missing(["oar": "parts/oar"], more: stray) == [])
        let patch = [
            "Cargo.toml":
                "[workspace]\nmembers = [\"parts/oar\"]\n[patch.crates-io]\nsail = { path = \"parts/sail\" }\n"
        ]
        #expect(cargo.missing(["oar": "parts/oar", "sail": "parts/sail"], more: patch) == [])
    }
}

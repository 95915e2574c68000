import Foundation
import ReleaseAdapters
import ReleaseManifests
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Change files of real repositories", .heavy, .timeLimit(.minutes(20)))
struct ChangeFileTests {
    private let runner = ProcessRunner()
    private let sandbox: GitSandbox
    private let store = MemoryRunStore()

    init() async throws {
        sandbox = try GitSandbox(runner: runner)
        func manifest(_ name: String) -> String { "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n" }
        _ = try await sandbox.makeClone(
            "w",
            files: [
                "core/Cargo.toml": manifest("core"), "lib/Cargo.toml": manifest("lib"),
                ".changeset/README.md": "How to write these.\n",
            ])
        for tag in ["core-v1.0.0", "lib-v1.0.0"] { try await sandbox.git(["tag", "-m", tag, tag], in: "w") }
        try await sandbox.git(["push", "--quiet", "--tags", "origin", "main"], in: "w")
    }

    private func workspace() -> Workspace {
        let store = store
        var configuration = WorkspaceConfiguration(workspace: "demo")
        configuration.changeFiles = ".changeset"
        return Workspace(
            folder: sandbox.folder.path + "/w", configuration: configuration, ecosystems: allEcosystems,
            sourceControl: GitSourceControl(runner: runner), runner: runner, files: LocalFiles(), lock: MemoryLock(),
            openStore: { store }, secrets: [:], now: { Date(timeIntervalSince1970: 1_767_225_600) })
    }

    private func add(_ text: String, as name: String = "calm-cats") async throws {
        try await sandbox.commit("chore: say it", files: [".changeset/\(name).md": text], in: "w")
    }

    @Test("A change file counts like a commit, contributes its text, and is removed by its release")
    func counted() async throws {
        try await add("---\n\"core\": minor\nlib: patch\n---\n\nA new word.\n\nWith more to say.\n")
        guard
            case .ran(let record) = try await ReleaseOperation(workspace()).release(
                ReleaseRequest(), PerformOptions(trigger: Trigger(by: "test", command: "test")))
        else {
            Issue.record("the file calls for a release")
            return
        }
        #expect(record.status == .succeeded)
        #expect(record.plan.component("core")?.nextVersion == Version(1, 1, 0))
        #expect(record.plan.component("lib")?.nextVersion == Version(1, 0, 1))
        #expect(
            record.plan.component("core")?.changelog.contains(
                "### Features\n\n* A new word.\n\n  With more to say.") == true)
        #expect(record.plan.component("lib")?.changelog.contains("### Bug Fixes\n\n* A new word.") == true)
        let files = try await sandbox.git(["ls-tree", "-r", "--name-only", "core-v1.1.0"], in: "w.git")
        #expect(!files.contains("calm-cats.md") && files.contains(".changeset/README.md"))
    }

    @Test("The highest level among files and commits wins")
    func highest() async throws {
        try await add("---\ncore: major\n---\nEverything is new.\n")
        try await sandbox.commit("fix: small", files: ["core/a": "1"], in: "w")
        let (plan, _) = try await workspace().plan(ReleaseRequest())
        #expect(plan.component("core")?.nextVersion == Version(2, 0, 0))
        #expect(plan.component("core")?.changelog.contains("### ⚠ BREAKING CHANGES\n\n* Everything is new.") == true)
        #expect(plan.component("lib")?.nextVersion == nil)
    }

    @Test("A change file of which only some components are released stops planning")
    func shared() async throws {
        try await add("---\ncore: minor\nlib: patch\n---\nBoth.\n")
        await #expect(
            throws: PlanError.changeFileShared(".changeset/calm-cats.md", releasing: "core", without: ["lib"])
        ) { try await workspace().plan(ReleaseRequest(components: ["core"])) }
    }

    @Test(
        "All errors in change files are reported at once, with their locations",
        arguments: [
            ("no front matter\n", "1:1 change-file.no-front-matter"),
            ("---\ncore: huge\n---\nx\n", "2:7 change-file.level"),
            ("---\ncroe: minor\n---\nx\n", "2:1 change-file.unknown-component Did you mean `core`? Components here:"),
            ("---\ncore: minor\n---\n\n", "4:1 change-file.no-text"),
            ("---\ncore: [\n---\nx\n", "2:7 yaml.unterminated-flow"),
        ])
    func faults(text: String, fault: String) async throws {
        try await add("nothing\n", as: "a-first")
        try await add(text, as: "b-second")
        do {
            _ = try await workspace().plan(ReleaseRequest())
            Issue.record("the file was read")
        } catch let error as UnreadableInput {
            let found = error.diagnostics.map {
                "\($0.place.file) \($0.place.line):\($0.place.column) \($0.code) \($0.suggestion ?? "")"
            }
            #expect(found.count == 2)
            #expect(found.last?.hasPrefix(".changeset/b-second.md \(fault)") == true, "\(found)")
        }
    }
}

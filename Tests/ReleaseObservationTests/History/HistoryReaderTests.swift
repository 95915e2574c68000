import ReleaseModel
import ReleaseObservation
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Commits since the last release", .timeLimit(.minutes(20)))
struct HistoryReaderTests {
    /// core and app in one repository, both released as 1.0.0 under tags with their names.
    private func pair() async throws -> ObservedFolder {
        let folder = try ObservedFolder()
        try await folder.repository(["core/Cargo.toml": manifest("core"), "app/Cargo.toml": manifest("app")])
        for name in ["core", "app"] { try await folder.git("tag", "\(name)-v1.0.0") }
        return folder
    }

    private func repository(
        _ folder: ObservedFolder, _ configure: (inout WorkspaceConfiguration) -> Void = { _ in }
    ) async throws -> ObservedRepository {
        try #require(try await folder.observe(.init(), configure).repositories.first)
    }

    @Test("A commit belongs to the components whose folders it touches, newest first")
    func folders() async throws {
        let folder = try await pair()
        try await folder.commit("fix: core alone", ["core/a": "1"])
        try await folder.commit("fix: app alone", ["app/a": "1"])
        try await folder.commit("fix: both", ["core/b": "1", "app/b": "1"])
        try await folder.commit("docs: neither", ["README.md": "1"])
        let found = try await repository(folder)
        #expect(found.subjects("core") == ["fix: both", "fix: core alone"])
        #expect(found.subjects("app") == ["fix: both", "fix: app alone"])
        #expect(
            found.history.map(\.subject) == ["docs: neither", "fix: both", "fix: app alone", "fix: core alone"],
            "the history has them all")
    }

    @Test("The deepest folder decides: a component at the root does not get what lies in another's folder")
    func deepest() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("core"), "app/Cargo.toml": manifest("app")])
        for name in ["core", "app"] { try await folder.git("tag", "\(name)-v1.0.0") }
        try await folder.commit("fix: app", ["app/src/deep/a": "1"])
        try await folder.commit("fix: root", ["src/a": "1"])
        let found = try await repository(folder)
        #expect(found.subjects("core") == ["fix: root"])
        #expect(found.subjects("app") == ["fix: app"])
    }

    @Test("The only component of a repository gets every commit, whatever it touches")
    func only() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["rust/Cargo.toml": manifest("core")])
        try await folder.git("tag", "v1.0.0")
        try await folder.commit("ci: elsewhere", [".ci/x": "1"])
        try await folder.commit("feat: empty", [:])
        #expect(try await repository(folder).subjects("core") == ["feat: empty", "ci: elsewhere"])
    }

    @Test("Each component's history begins at its own last release")
    func ownReleases() async throws {
        let folder = try await pair()
        try await folder.commit("fix: first", ["core/a": "1", "app/a": "1"])
        try await folder.commit(
            "chore: release core", ["core/Cargo.toml": manifest("core", "1.0.1")])
        try await folder.git("tag", "core-v1.0.1")
        try await folder.commit("fix: second", ["core/b": "1"])
        let found = try await repository(folder)
        #expect(found.subjects("core") == ["fix: second"])
        #expect(found.subjects("app") == ["fix: first"])
    }

    @Test("A component that was just released has no commits")
    func nothing() async throws {
        let found = try await repository(try await pair())
        #expect(found.subjects("core") ?? [] == [])
        #expect(found.history.isEmpty)
    }

    @Test("A component without any release has no history to read")
    func never() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("core")])
        try await folder.commit("feat: more", ["a": "1"])
        #expect(try await repository(folder).subjects("core") == nil)
    }

    @Test("Commits of a merged branch count, by the paths that they touch; the merge itself touches none")
    func merges() async throws {
        let folder = try await pair()
        try await folder.git("checkout", "--quiet", "-b", "topic")
        try await folder.commit("feat: core on a branch", ["core/topic": "1"])
        try await folder.git("checkout", "--quiet", "main")
        try await folder.commit("fix: app on main", ["app/main": "1"])
        try await folder.git("merge", "--quiet", "--no-ff", "-m", "Merge topic", "topic")
        let found = try await repository(folder)
        #expect(found.subjects("core") == ["feat: core on a branch"])
        #expect(found.subjects("app") == ["fix: app on main"])
        #expect(found.history.contains { $0.subject == "Merge topic" && $0.paths.isEmpty })
    }

    @Test("A branch that began before the last release and was merged after it counts: it was not released")
    func lateMerge() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("core")])
        try await folder.git("checkout", "--quiet", "-b", "topic")
        try await folder.commit("feat: long in the making", ["topic": "1"])
        try await folder.git("checkout", "--quiet", "main")
        try await folder.commit("fix: released", ["a": "1"])
        try await folder.git("tag", "v1.0.0")
        try await folder.git("merge", "--quiet", "--no-ff", "-m", "Merge topic", "topic")
        let subjects = try #require(try await repository(folder).subjects("core"))
        #expect(Set(subjects) == ["Merge topic", "feat: long in the making"])
    }

    @Test("A shallow clone is an error with the command that completes it, not a short history")
    func shallow() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core", in: "full")
        try await folder.commit("fix: more", ["a": "1"], in: "full")
        try await folder.sandbox.git([
            "clone", "--quiet", "--depth=1", "--", "file://\(folder.path)/full.git", "w/core",
        ])
        let error = await #expect(throws: ObservationError.self) {
            try await folder.observe { $0.repositories["core"] = RepositoryConfiguration() }
        }
        #expect(error == .shallow("core", folder: folder.path + "/core"))
        #expect(error?.suggestions == ["Fetch all commits: git -C \(folder.path)/core fetch --unshallow --tags"])
        let graph = try await folder.observe(.init(withHistory: false)) {
            $0.repositories["core"] = RepositoryConfiguration()
        }
        #expect(graph.components.map(\.id) == ["core"], "without history it can be observed")
    }

    @Test("Tags of another component are none of its releases, whatever their versions")
    func otherTags() async throws {
        let folder = try await pair()
        try await folder.commit("fix: both", ["core/a": "1", "app/a": "1"])
        try await folder.git("tag", "app-v9.0.0")
        let found = try await repository(folder)
        #expect(found.subjects("core") == ["fix: both"])
        #expect(found.subjects("app") ?? [] == [])
    }

    @Test("A tag of another branch does not begin the history of this one")
    func otherBranch() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("core")])
        try await folder.git("tag", "v1.0.0")
        try await folder.git("checkout", "--quiet", "-b", "next")
        try await folder.commit("feat!: next", ["Cargo.toml": manifest("core", "2.0.0")])
        try await folder.git("tag", "v2.0.0")
        try await folder.git("checkout", "--quiet", "main")
        try await folder.commit("fix: here", ["a": "1"])
        let found = try await repository(folder)
        #expect(found.tags.filter(\.isReachable).map(\.name) == ["v1.0.0"])
        #expect(found.subjects("core") == ["fix: here"])
    }

    @Test("Included paths add commits; excluded ones remove a commit only if it touches nothing else")
    func paths() async throws {
        let folder = try await pair()
        try await folder.commit("fix: shared", ["shared/a": "1"])
        try await folder.commit("docs: core", ["core/docs/a": "1"])
        try await folder.commit("fix: core with docs", ["core/docs/b": "1", "core/a": "1"])
        try await folder.commit("fix: sharedness", ["shared-not/a": "1"])
        let found = try await repository(folder) {
            $0.components["core"] = ComponentConfiguration()
            $0.components["core"]?.includedPaths = ["shared"]
            $0.components["core"]?.excludedPaths = ["core/docs"]
        }
        #expect(found.subjects("core") == ["fix: core with docs", "fix: shared"])
        #expect(found.subjects("app") ?? [] == [])
    }

    @Test("A component that moved to another folder keeps the commits of its former one")
    func moved() async throws {
        let folder = try await pair()
        try await folder.commit("fix: before the move", ["core/src/a": "1"])
        try await folder.git("mv", "core", "engine")
        try await folder.commit("refactor: move core", [:])
        try await folder.commit("fix: after the move", ["engine/src/b": "1"])
        #expect(
            try await repository(folder).subjects("core") == [
                "fix: after the move", "refactor: move core", "fix: before the move",
            ])
    }

    /// Two crates with files of the same names, each with a commit of its own since its release.
    private func alike() async throws -> ObservedFolder {
        let folder = try ObservedFolder()
        try await folder.repository([
            "hull/Cargo.toml": manifest("hull"), "hull/src/lib.rs": "//", "keel/Cargo.toml": manifest("keel"),
            "keel/src/lib.rs": "//",
        ])
        for name in ["hull", "keel"] { try await folder.git("tag", "\(name)-v1.0.0") }
        try await folder.commit("fix: hull", ["hull/src/lib.rs": "// hull"])
        try await folder.commit("fix: keel", ["keel/src/lib.rs": "// keel"])
        return folder
    }

    private func move(_ moves: [(String, String)], in folder: ObservedFolder) async throws {
        // By way of folders that exist only meanwhile, so that two can change places.
        for (index, move) in moves.enumerated() { try await folder.git("mv", move.0, "meanwhile-\(index)") }
        for (index, move) in moves.enumerated() {
            let parts = move.1.split(separator: "/").dropLast()
            if !parts.isEmpty {
                try folder.write("", to: parts.joined(separator: "/") + "/.keep")
            }
            try await folder.git("mv", "meanwhile-\(index)", move.1)
        }
        try await folder.commit("refactor: move", [:])
    }

    @Test(
        "Of packages that move in one commit each keeps its own commits, wherever they move",
        arguments: [
            [("hull", "ships/hull"), ("keel", "ships/keel")], [("hull", "keel"), ("keel", "hull")],
            [("keel", "ships/a"), ("hull", "keel")],
        ])
    func movedTogether(moves: [(String, String)]) async throws {
        let folder = try await alike()
        try await move(moves, in: folder)
        let found = try await repository(folder)
        #expect(found.subjects("hull") == ["refactor: move", "fix: hull"])
        #expect(found.subjects("keel") == ["refactor: move", "fix: keel"])
    }

    @Test("A package that moves while another one is deleted keeps its own commits and takes none of the other's")
    func movedBesideDeleted() async throws {
        let folder = try await alike()
        try await folder.git("rm", "--quiet", "-r", "hull")
        try await move([("keel", "ships/keel")], in: folder)
        #expect(try await repository(folder).subjects("keel") == ["refactor: move", "fix: keel"])
    }

    /// A crate, and the history of another one with a root of its own that a merge joined to it, in a folder.
    private func withJoined(_ name: String, into target: String) async throws -> ObservedFolder {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("hull"), "src/lib.rs": "// hull"])
        try await folder.git("tag", "hull-v1.0.0")
        try await folder.git("checkout", "--quiet", "--orphan", "other")
        try await folder.git("rm", "--quiet", "-r", "-f", ".")
        try await folder.commit("feat: start", ["Cargo.toml": manifest(name), "src/lib.rs": "// \(name)"])
        try await folder.git("tag", "\(name)-v0.9.0")
        try await folder.commit("feat!: another \(name)", ["src/lib.rs": "// another \(name)"])
        try await folder.git("checkout", "--quiet", "main")
        try await folder.git("merge", "--quiet", "--no-commit", "-s", "ours", "--allow-unrelated-histories", "other")
        if target != "." { try await folder.git("read-tree", "--prefix=\(target)/", "-u", "other") }
        try await folder.commit("chore: join", [:])
        try await folder.commit("fix: hull", ["src/lib.rs": "// a better hull"])
        return folder
    }

    @Test("The history of another repository that a merge joined changes the components that it had, and no others")
    func joined() async throws {
        let found = try await repository(try await withJoined("sail", into: "sail"))
        #expect(found.subjects("hull") == ["fix: hull"])
        #expect(found.subjects("sail") == ["feat!: another sail"])
    }

    @Test("Of an only component too, a joined history counts only if it is its own", arguments: [true, false])
    func joinedToOnly(isOwn: Bool) async throws {
        let folder = try await withJoined(isOwn ? "hull" : "sail", into: isOwn ? "." : "third_party/sail")
        let subjects = try await repository(folder).subjects("hull") ?? []
        #expect(subjects.contains("feat!: another hull") == isOwn)
        #expect(subjects.contains("fix: hull") && !subjects.contains { $0.contains("sail") })
    }

    /// A crate at the root, and one below it that is gone since.
    private func withFormer() async throws -> ObservedFolder {
        let folder = try ObservedFolder()
        try await folder.repository([
            "Cargo.toml": manifest("hull"), "parts/oar/Cargo.toml": manifest("oar"), "parts/oar/src/lib.rs": "// oar",
        ])
        for name in ["hull", "oar"] { try await folder.git("tag", "\(name)-v1.0.0") }
        try await folder.commit("feat!: oar", ["parts/oar/src/lib.rs": "// another oar of this ship\n"])
        try await folder.commit(
            "fix: both", ["parts/oar/src/lib.rs": "// an oar of this ship\n", "src/lib.rs": "// 1"])
        return folder
    }

    @Test("What changed only in a package that was deleted is no change of the one that is left")
    func deleted() async throws {
        let folder = try await withFormer()
        try await folder.git("rm", "--quiet", "-r", "parts/oar")
        try await folder.commit("chore: no oars", ["README.md": "1"])
        #expect(try await repository(folder).subjects("hull") == ["chore: no oars", "fix: both"])
    }

    @Test("A folder that only lost its manifest is still part of what is around it")
    func withoutManifest() async throws {
        let folder = try await withFormer()
        try await folder.git("rm", "--quiet", "parts/oar/Cargo.toml")
        try await folder.commit("refactor: oar is a module", [:])
        #expect(
            try await repository(folder).subjects("hull") == [
                "refactor: oar is a module", "fix: both", "feat!: oar",
            ])
    }

    @Test("What changed in a package that became part of another is the latter's")
    func merged() async throws {
        let folder = try await withFormer()
        try folder.write("", to: "src/oar/.keep")
        try await folder.git("mv", "parts/oar/src/lib.rs", "src/oar/mod.rs")
        try await folder.git("rm", "--quiet", "parts/oar/Cargo.toml")
        try await folder.git("rm", "--quiet", "-r", "--ignore-unmatch", "parts/oar/src")
        try await folder.commit("refactor: oar into hull", [:])
        #expect(
            try await repository(folder).subjects("hull") == ["refactor: oar into hull", "fix: both", "feat!: oar"])
    }

    @Test("A package that gets another name with its folder keeps its commits if its files stay")
    func renamedPackage() async throws {
        let folder = try await alike()
        let body = String(repeating: "pub fn a_long_function_of_the_keel() {}\n", count: 9)
        try await folder.commit("fix: more of keel", ["keel/src/deep.rs": body])
        try folder.write(manifest("rudder"), to: "keel/Cargo.toml")
        try await folder.git("tag", "rudder-v1.0.0", "keel-v1.0.0")
        try await move([("keel", "rudder")], in: folder)
        #expect(
            try await repository(folder).subjects("rudder") == ["refactor: move", "fix: more of keel", "fix: keel"])
    }

    @Test("A new package in the place of a deleted one, with files of its own, takes no commits of that one")
    func replaced() async throws {
        let folder = try await alike()
        try await folder.git("tag", "oar-v1.0.0", "hull-v1.0.0")
        try await folder.git("rm", "--quiet", "-r", "keel")
        try await folder.commit(
            "feat: oar",
            [
                "oar/Cargo.toml": "[package]\nversion = \"1.0.0\"\nedition = \"2024\"\nname = \"oar\"\n",
                "oar/src/lib.rs": String(repeating: "pub const OARS: usize = 8;\n", count: 9),
            ])
        #expect(try await repository(folder).subjects("oar") == ["feat: oar"])
    }

    @Test("A new package in a folder that another one left takes none of its commits")
    func newcomer() async throws {
        let folder = try await alike()
        try await folder.git("tag", "oar-v1.0.0", "hull-v1.0.0")
        try await move([("keel", "ships/keel")], in: folder)
        try await folder.commit("feat: oar", ["keel/Cargo.toml": manifest("oar"), "keel/src/lib.rs": "// oar"])
        let found = try await repository(folder)
        #expect(found.subjects("oar") == ["feat: oar"])
        #expect(found.subjects("keel") == ["refactor: move", "fix: keel"])
    }

    @Test("Where the search stops by configuration, older commits don't count, nor does that commit")
    func stop() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("core")])
        try await folder.git("tag", "v1.0.0")
        try await folder.commit("fix: old", ["a": "1"])
        let stop = try await folder.commit("fix: last imported", ["b": "1"])
        try await folder.commit("fix: new", ["c": "1"])
        #expect(try await repository(folder) { $0.lastReleaseCommit = stop.text }.subjects("core") == ["fix: new"])
    }

    @Test("A first release counts commits from the bootstrap commit on, without that commit")
    func bootstrap() async throws {
        let folder = try ObservedFolder()
        let first = try await folder.repository(["Cargo.toml": manifest("core")])
        try await folder.commit("feat: more", ["a": "1"])
        #expect(try await repository(folder) { $0.bootstrapCommit = first.text }.subjects("core") == ["feat: more"])
    }

    @Test("A search depth leaves out the oldest commits")
    func depth() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("core")])
        try await folder.git("tag", "v1.0.0")
        for number in 1...3 { try await folder.commit("fix: \(number)", ["\(number)": "1"]) }
        #expect(try await repository(folder) { $0.commitSearchDepth = 2 }.subjects("core") == ["fix: 3", "fix: 2"])
    }

    @Test("After a prerelease, the commits back to the last stable release are kept apart")
    func prerelease() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("core")])
        try await folder.git("tag", "v1.0.0")
        try await folder.commit("feat: in the beta", ["a": "1"])
        try await folder.commit("chore: beta", ["Cargo.toml": manifest("core", "1.1.0-beta.1")])
        try await folder.git("tag", "v1.1.0-beta.1")
        try await folder.commit("fix: after the beta", ["b": "1"])
        let found = try await repository(folder)
        #expect(found.subjects("core") == ["fix: after the beta"])
        #expect(found.earlierCommits["core"]?.map(\.subject) == ["chore: beta", "feat: in the beta"])
    }

    @Test("Without history, no commits are read")
    func withoutHistory() async throws {
        let folder = try await pair()
        try await folder.commit("fix: core", ["core/a": "1"])
        let world = try await folder.observe(.init(withHistory: false))
        #expect(world.repositories.first?.commits.isEmpty == true && world.repositories.first?.history.isEmpty == true)
    }
}

import Foundation
import ReleaseModel
import ReleaseObservation
import ReleasePorts
import Testing

@Suite("Which repositories a workspace has", .timeLimit(.minutes(20)))
struct RepositoryFinderTests {
    @Test("Without configuration, every clone in the folder is one, called after its folder")
    func folders() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core")
        try await folder.crate("app")
        try folder.write("no clone\n", to: "notes/readme.md")
        let world = try await folder.observe(.init(withHistory: false))
        #expect(world.repositories.map(\.id) == ["app", "core"])
        #expect(world.repositories.map(\.folder) == [folder.path + "/app", folder.path + "/core"])
    }

    @Test("A folder that is a clone itself is the only repository")
    func itself() async throws {
        let folder = try ObservedFolder()
        let head = try await folder.repository(["Cargo.toml": manifest("core")])
        let world = try await folder.observe(.init(withHistory: false))
        #expect(world.repositories.map(\.id) == ["w"])
        #expect(world.repositories.first?.head == head)
    }

    @Test("Repositories that the configuration names are the only ones, wherever they lie")
    func named() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core", in: "deep/down")
        try await folder.crate("app")
        let world = try await folder.observe(.init(withHistory: false)) {
            $0.repositories["core"] = RepositoryConfiguration(folder: "deep/down")
        }
        #expect(world.repositories.map(\.id) == ["core"])
        #expect(world.repositories.first?.folder == folder.path + "/deep/down")
    }

    @Test("A component's repository counts as named")
    func namedByComponent() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core")
        try await folder.crate("app")
        let world = try await folder.observe(.init(withHistory: false)) {
            var settings = ComponentConfiguration()
            settings.repository = "app"
            $0.components["app"] = settings
        }
        #expect(world.repositories.map(\.id) == ["app"])
    }

    @Test("Below a configured root, named and unnamed clones are found, each once")
    func root() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core", in: "clones/core")
        try await folder.crate("app", in: "clones/app")
        try await folder.crate("stray")
        let world = try await folder.observe(.init(withHistory: false)) {
            $0.repositoryRoot = "clones"
            $0.repositories["core"] = RepositoryConfiguration()
        }
        #expect(world.repositories.map(\.id) == ["app", "core"])
    }

    @Test("A named repository without a clone is an error with its folder and the command that makes one")
    func missing() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core")
        let error = await #expect(throws: ObservationError.self) {
            try await folder.observe { $0.repositories["gone"] = RepositoryConfiguration() }
        }
        #expect(error == .repositoryMissing("gone", folder: folder.path + "/gone"))
        #expect(error?.exitCode == .configuration)
        #expect(error?.suggestions.first == "Clone it: git clone ADDRESS \(folder.path)/gone")
    }

    @Test("A workspace's folder that does not exist is an error of usage")
    func noFolder() async throws {
        let folder = try ObservedFolder()
        try FileManager.default.removeItem(atPath: folder.path)
        let error = await #expect(throws: ObservationError.self) { try await folder.observe() }
        #expect(error == .noSuchFolder(folder.path))
        #expect(error?.exitCode == .usage)
    }

    @Test("A folder that is not under git is read from the disk, and has no commits")
    func plain() async throws {
        let folder = try ObservedFolder()
        try folder.write(manifest("core"), to: "Cargo.toml")
        try folder.write(manifest("skipped"), to: "node_modules/skipped/Cargo.toml")
        let world = try await folder.observe()
        #expect(world.repositories.map(\.id) == ["w"])
        #expect(world.repositories.first?.head == nil)
        #expect(world.components.map(\.id) == ["core"])
    }

    @Test("A second work tree of a clone is not a second repository")
    func workTrees() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core")
        try await folder.git("worktree", "add", "--quiet", "-b", "next", "../core-next", in: "core")
        #expect(try await folder.observe(.init(withHistory: false)).repositories.map(\.id) == ["core"])
    }

    @Test("The only remote is the one that releases go to, whatever its name")
    func onlyRemote() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core")
        try await folder.git("remote", "rename", "origin", "upstream", in: "core")
        let repository = try #require(try await folder.observe(.init(withHistory: false)).repositories.first)
        #expect(repository.remote == "upstream")
        #expect(repository.remoteAddress == folder.path + "/core.git")
    }

    @Test("Of several remotes none of which is called as configured, none is guessed: an error names them all")
    func severalRemotes() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core")
        try await folder.git("remote", "rename", "origin", "fork", in: "core")
        try await folder.git("remote", "add", "upstream", "/elsewhere", in: "core")
        let error = await #expect(throws: ObservationError.self) { try await folder.observe() }
        guard case .remoteMissing("core", remote: "origin", others: ["fork", "upstream"], _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.suggestions.first == "Write in slipway.yaml: repositories: { core: { remote: fork } }")
        #expect(error?.exitCode == .configuration)
        let chosen = try await folder.observe(.init(withHistory: false)) {
            $0.repositories["core"] = RepositoryConfiguration(remote: "upstream")
        }
        #expect(chosen.repositories.first?.remote == "upstream")
    }

    @Test("A remote that the configuration names is never replaced by another one", arguments: [true, false])
    func namedRemote(hasRemote: Bool) async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core", hasRemote: hasRemote)
        let error = await #expect(throws: ObservationError.self) {
            try await folder.observe { $0.repositories["core"] = RepositoryConfiguration(remote: "upstream") }
        }
        guard case .remoteMissing("core", remote: "upstream", others: hasRemote ? ["origin"] : [], _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(
            error?.summary == "core has no remote 'upstream'; it has \(hasRemote ? "origin" : "none").")
        #expect(
            error?.suggestions.first
                == (hasRemote
                    ? "Write in slipway.yaml: repositories: { core: { remote: origin } }"
                    : "Add it: git -C \(folder.path)/core remote add upstream ADDRESS"))
    }

    @Test("A root that does not exist is a mistake of the configuration, not of the command line")
    func noRoot() async throws {
        let folder = try ObservedFolder()
        let error = await #expect(throws: ObservationError.self) {
            try await folder.observe { $0.repositoryRoot = "clones" }
        }
        #expect(error == .noSuchRoot(folder.path + "/clones") && error?.exitCode == .configuration)
    }

    @Test("A clone without any remote is released locally")
    func noRemote() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core", hasRemote: false)
        let repository = try #require(try await folder.observe(.init(withHistory: false)).repositories.first)
        #expect(repository.remote == nil && repository.remoteAddress == nil)
    }

    @Test("The checked-out branch is released, or the one that the configuration names")
    func branch() async throws {
        let folder = try ObservedFolder()
        let old = try await folder.crate("core")
        try await folder.git("branch", "1.x", in: "core")
        let new = try await folder.commit("feat: next", ["Cargo.toml": manifest("core", "2.0.0")], in: "core")
        let main = try #require(try await folder.observe(.init(withHistory: false)).repositories.first)
        #expect(main.branch == "main" && main.head == new)
        let world = try await folder.observe(.init(withHistory: false)) {
            $0.repositories["core"] = RepositoryConfiguration(branch: "1.x")
        }
        #expect(world.repositories.first?.branch == "1.x" && world.repositories.first?.head == old)
        #expect(world.component("core")?.version == Version(1, 0, 0), "the files of that branch are read")
    }

    @Test("A configured branch that does not exist is an error, not the one that is checked out")
    func noBranch() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core")
        let error = await #expect(throws: ObservationError.self) {
            try await folder.observe { $0.repositories["core"] = RepositoryConfiguration(branch: "2.x") }
        }
        #expect(
            error
                == .noSuchBranch(
                    "2.x", "core", folder: folder.path + "/core", remote: "origin",
                    entry: "repositories: { core: { branch: main } }"))
    }

    @Test("A detached head has no branch to release")
    func detached() async throws {
        let folder = try ObservedFolder()
        let head = try await folder.crate("core")
        try await folder.git("checkout", "--quiet", "--detach", in: "core")
        let repository = try #require(try await folder.observe(.init(withHistory: false)).repositories.first)
        #expect(repository.branch == nil && repository.head == head)
    }
}

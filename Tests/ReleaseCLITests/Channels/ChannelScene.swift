import Foundation
import ReleaseModel
import ReleaseTestKit

/// A workspace of two repositories, core ← app, with a channel `nightly` into a folder.
struct ChannelScene {
    let scene: CommandScene

    /// - Parameters:
    ///   - channel: What the channel says beside its scheme and anchor.
    ///   - build: The script of each build.
    init(
        _ channel: String = "publish: [{ to: folder, path: builds }]", scheme: String = "nightly",
        build: String = "cat ../core/file > out.txt; echo {component} $SLIPWAY_VERSION >> out.txt; test ! -e broken"
    ) async throws {
        scene = try CommandScene()
        try await scene.crate("core")
        try await scene.crate("app", requiring: "core")
        for name in ["core", "app"] {
            try await scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "w/\(name)")
        }
        try scene.write(
            """
            workspace: chain
            defaults:
              build: { run: [bash, -c, '\(build.replacing("../core/file", with: "Cargo.toml"))'], artifacts: [out.txt] }
              gates: [{ name: test, run: [bash, -c, "echo 1..1; echo ok 1"] }]
            channels:
              nightly:
                scheme: \(scheme)
                anchor: app
                \(channel)

            """, to: "slipway.yaml")
    }

    func slipway(_ arguments: String...) async -> CommandScene.Answer {
        await scene.plainly(["-C", scene.workspace] + arguments)
    }

    /// A commit that is at the remote already, and not in the clone.
    func commitElsewhere(_ files: [String: String], in name: String) async throws {
        try await commit(files, in: name)
        try await scene.sandbox.git(["reset", "--quiet", "--hard", "HEAD~1"], in: "w/\(name)")
    }

    func commit(_ files: [String: String], in name: String) async throws {
        try await scene.sandbox.commit(
            "fix: \(files.keys.sorted().joined(separator: " "))", files: files, in: "w/\(name)")
        try await scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "w/\(name)")
    }

    func head(_ name: String, _ revision: String = "HEAD") async throws -> String {
        try await scene.sandbox.git(["rev-parse", revision], in: "w/\(name)")
    }

    /// All references of a repository's remote.
    func references(_ name: String) async throws -> String {
        try await scene.sandbox.git(["ls-remote", "origin"], in: "w/\(name)")
    }

    /// Below the folder that the channel publishes into.
    func published() throws -> [String] {
        let folder = scene.workspace + "/builds"
        return ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).filter { $0.contains("/") }
            .sorted()
    }
}

import Foundation
import ReleaseAdapters
import ReleaseTestKit

/// A workspace of three repositories, two of which are at github.com, where no test can reach them.
struct RehearsalScene {
    static let names = ["core", "app", "site"]
    let scene: CommandScene

    /// - Parameter more: Further lines of `slipway.yaml`.
    init(
        gate: String = "echo 'test result: ok. 1 passed; 0 failed'", publish: String = "{ to: forge-release }",
        more: String = ""
    ) async throws {
        scene = try CommandScene()
        try await scene.crate("core", change: "feat: a new thing")
        try await scene.crate("app", requiring: "core")
        try await scene.crate("site")
        for name in ["core", "app"] {
            try await scene.sandbox.git(
                ["remote", "set-url", "origin", "https://github.com/acme/\(name).git"], in: "w/" + name)
        }
        try scene.write(
            """
            forge: { kind: github }
            repositories: { core: {}, app: {}, site: { forge: { kind: git } } }
            components:
              core:
                build:
                  run: [bash, -c, "mkdir -p out && echo made > out/core.txt"]
                  artifacts: [out/core.txt]
                gates:
                  - { name: test, run: [bash, -c, "\(gate)"] }
                publish: [\(publish)]
            \(more)

            """, to: "slipway.yaml")
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    }

    var temporary: String { scene.sandbox.folder.path + "/temporary" }

    func rehearse(_ arguments: String..., environment: [String: String] = [:]) async -> CommandScene.Answer {
        await scene.plainly(
            ["-C", scene.workspace, "rehearse"] + arguments,
            environment: ["TMPDIR": temporary].merging(environment) { _, own in own })
    }

    /// What rehearsals left behind.
    func leftovers() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: temporary) }

    /// Everything of the user's: each file with its content and date, each reference and address of git.
    func outside() async throws -> [String: String] {
        var found: [String: String] = [:]
        let root = scene.sandbox.folder.path
        for path in try FileManager.default.subpathsOfDirectory(atPath: root) where !path.hasPrefix("temporary") {
            let attributes = try FileManager.default.attributesOfItem(atPath: root + "/" + path)
            guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
            let content = FileManager.default.contents(atPath: root + "/" + path)?.base64EncodedString() ?? ""
            found[path] = "\(attributes[.modificationDate] ?? "") \(content)"
        }
        for name in RehearsalScene.names {
            for folder in [name, name + ".git"] {
                found["refs of \(folder)"] = try await scene.sandbox.git(["for-each-ref"], in: "w/" + folder)
            }
            found["remotes of \(name)"] = try await scene.sandbox.git(["remote", "-v"], in: "w/" + name)
        }
        return found
    }
}

import Foundation
import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

/// Cargo's own judgement. Where it is not installed, these tests are skipped.
@Suite("Manifests and locks beside Cargo", .enabled(if: OutsideTool.isInstalled("cargo"), "cargo is not on PATH"))
struct CargoOracleTests {
    private let ecosystem = CargoEcosystem()

    private func inFolder<Result>(_ files: [String: String], _ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("crates-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, text) in files {
            let file = folder.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return try body(folder)
    }

    @Test("After the edits of manifests and lock, the lock needs no update")
    func lock() throws {
        let files = [
            "Cargo.toml": """
            [workspace]
            members = ["app", "core", "tool"]
            [workspace.package]
            version = "0.1.0"
            [workspace.dependencies]
            core = { path = "core", version = "0.1" }
            """,
            "app/Cargo.toml": """
            [package]
            name = "app"
            version = "1.0.0"
            [dependencies]
            core = { workspace = true }
            tool = { path = "../tool", version = "=0.1.0" }
            """,
            "core/Cargo.toml": "[package]\nname = 'core'\nversion.workspace = true\n",
            "tool/Cargo.toml": "[package]\nname = 'tool'\nversion.workspace = true\n",
            "app/src/lib.rs": "", "core/src/lib.rs": "", "tool/src/lib.rs": "",
        ]
        try inFolder(files) { folder in
            let cargo = try #require(OutsideTool("cargo"))
            #expect(try cargo.run(["generate-lockfile", "--offline"], in: folder).status == 0)
            let lock = folder.appendingPathComponent("Cargo.lock")
            let changes = ["core", "tool"].map {
                PackageVersionChange(package: $0, from: Version(0, 1, 0), to: Version(0, 2, 0))
            }
            var edits = [
                FileEdit(
                    ecosystem: .cargo, file: "Cargo.toml", key: "workspace.package.version", from: "0.1.0", to: "0.2.0"),
                FileEdit(
                    ecosystem: .cargo, file: "Cargo.toml", key: "workspace.dependencies.core.version", from: "0.1",
                    to: "0.2"),
                FileEdit(
                    ecosystem: .cargo, file: "app/Cargo.toml", key: "dependencies.tool.version", from: "=0.1.0",
                    to: "=0.2.0"),
            ]
            edits += try ecosystem.lockEdits(files: ["Cargo.lock": Array(Data(contentsOf: lock))], changes: changes)
            for (file, edits) in Dictionary(grouping: edits, by: \.file) {
                let url = folder.appendingPathComponent(file)
                let bytes = try ecosystem.apply(edits, to: file, bytes: Array(Data(contentsOf: url)))
                try Data(bytes).write(to: url)
            }
            let before = try Data(contentsOf: lock)
            #expect(
                try cargo.run(["metadata", "--offline", "--locked", "--format-version", "1"], in: folder).status == 0)
            #expect(try Data(contentsOf: lock) == before)
        }
    }

    @Test("A requirement accepts a version if Cargo resolves it", arguments: 0..<40)
    func requirement(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let requirement = RandomRequirement.cargo(using: &random)
        let text = RandomRequirement.semanticVersion(using: &random)
        let files = [
            "Cargo.toml": """
            [package]
            name = "app"
            version = "1.0.0"
            edition = "2021"
            [dependencies]
            core = { path = "core", version = "\(requirement)" }
            """,
            "core/Cargo.toml": "[package]\nname = 'core'\nversion = '\(text)'\nedition = '2021'\n",
            "src/lib.rs": "", "core/src/lib.rs": "",
        ]
        let status = try inFolder(files) { folder in
            try #require(OutsideTool("cargo")).run(["generate-lockfile", "--offline"], in: folder).status
        }
        let version = try #require(Version(text))
        let accepted = ecosystem.accepts(requirement: requirement, version: version) ?? false
        #expect(accepted == (status == 0), "seed \(seed): '\(requirement)' and \(text)")
    }
}

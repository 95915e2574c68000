import Foundation
import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

/// uv's own judgement of its lock. Where uv is not installed, this is skipped.
@Suite("Locks beside uv", .enabled(if: OutsideTool.isInstalled("uv"), "uv is not on PATH"))
struct UvOracleTests {
    @Test("After the edits of manifests and lock, uv finds the lock up to date, without network")
    func lock() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("uv-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let uv = try #require(OutsideTool("uv"))
        var files = [
            "pyproject.toml": """
            [project]
            name = "app"
            version = "0.2.0"
            requires-python = ">=3.9"
            dependencies = ["core>=0.1,<0.2"]
            [tool.uv.workspace]
            members = ["core"]
            [tool.uv.sources]
            core = { workspace = true }
            """,
            "core/pyproject.toml": "[project]\nname = \"core\"\nversion = \"0.1.0\"\nrequires-python = \">=3.9\"\n",
        ]
        func write() throws {
            for (path, text) in files {
                let file = folder.appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
        }
        try write()
        #expect(try uv.run(["lock", "--offline", "--quiet"], in: folder).status == 0)
        files["uv.lock"] = try String(contentsOf: folder.appendingPathComponent("uv.lock"), encoding: .utf8)
        let python = PythonEcosystem()
        let changes = [
            PackageVersionChange(package: "core", from: Version(0, 1, 0), to: Version(0, 2, 0)),
            PackageVersionChange(package: "app", from: Version(0, 2, 0), to: Version(0, 2, 1)),
        ]
        let own = [
            FileEdit(
                ecosystem: .python, file: "core/pyproject.toml", key: "project.version", from: "0.1.0", to: "0.2.0"),
            FileEdit(ecosystem: .python, file: "pyproject.toml", key: "project.version", from: "0.2.0", to: "0.2.1"),
            FileEdit(
                ecosystem: .python, file: "pyproject.toml", key: "project.dependencies[0]", from: ">=0.1,<0.2",
                to: ">=0.2,<0.3"),
        ]
        let bytes = files.mapValues { Array($0.utf8) }
        let edits = own + (try python.lockEdits(files: bytes, changes: changes))
        #expect(edits.count == 5)
        for (file, edits) in Dictionary(grouping: edits, by: \.file) {
            let after = try python.apply(edits, to: file, bytes: try #require(bytes[file]))
            files[file] = String(decoding: after, as: UTF8.self)
        }
        try write()
        #expect(try uv.run(["lock", "--check", "--offline", "--quiet"], in: folder).status == 0)
    }
}

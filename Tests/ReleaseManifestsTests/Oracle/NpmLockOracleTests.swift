import Foundation
import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

/// npm's own judgement of an edited workspace. Where it is not installed, these tests are skipped.
@Suite("Locks beside npm", .enabled(if: OutsideTool.isInstalled("npm"), "npm is not on PATH"))
struct NpmLockOracleTests {
    private let npm = NpmEcosystem()
    private let manifests = [
        "package.json":
            #"{"name": "root", "version": "1.0.0", "workspaces": ["p/*"], "devDependencies": {"@s/a": "^1.0.0"}}"#,
        "p/a/package.json": #"{"name": "@s/a", "version": "1.0.0"}"#,
        "p/b/package.json":
            #"{"name": "b", "version": "2.0.0", "dependencies": {"@s/a": "~1.0.0"}, "#
            + #""peerDependencies": {"@s/a": ">=1 <2"}}"#,
    ]

    private func planned(_ file: String, _ key: String, _ from: String, _ to: String) -> FileEdit {
        FileEdit(ecosystem: .npm, file: file, key: key, from: from, to: to)
    }

    @Test("After the edits of manifests and lock, npm would write the same lock", arguments: 1...3)
    func lock(version: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("npm-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, text) in manifests { try write(Array(text.utf8), folder, path) }
        let arguments = [
            "install", "--offline", "--package-lock-only", "--no-audit", "--no-fund", "--logs-max=0",
            "--cache=\(folder.path)/.cache", "--lockfile-version=\(version)",
        ]
        let tool = try #require(OutsideTool("npm"))
        #expect(try tool.run(arguments, in: folder).status == 0)
        let edits = [
            planned("package.json", "devDependencies.'@s/a'", "^1.0.0", "^2.0.0"),
            planned("p/a/package.json", "version", "1.0.0", "2.0.0"),
            planned("p/b/package.json", "version", "2.0.0", "2.0.1"),
            planned("p/b/package.json", "dependencies.'@s/a'", "~1.0.0", "~2.0.0"),
            planned("p/b/package.json", "peerDependencies.'@s/a'", ">=1 <2", ">=1 <3"),
        ]
        let changes = [
            PackageVersionChange(package: "@s/a", from: Version(1, 0, 0), to: Version(2, 0, 0)),
            PackageVersionChange(package: "b", from: Version(2, 0, 0), to: Version(2, 0, 1)),
        ]
        var files: [String: [UInt8]] = [:]
        for path in manifests.keys.map({ $0 }) + ["package-lock.json"] {
            files[path] = Array(try Data(contentsOf: folder.appendingPathComponent(path)))
        }
        let all = edits + (try npm.lockEdits(files: files, changes: changes, planned: edits))
        for (file, edits) in Dictionary(grouping: all, by: \.file) {
            try write(try npm.apply(edits, to: file, bytes: files[file] ?? []), folder, file)
        }
        let lock = folder.appendingPathComponent("package-lock.json")
        let before = try Data(contentsOf: lock)
        #expect(before != Data(files["package-lock.json"] ?? []))
        #expect(try tool.run(arguments, in: folder).status == 0)
        #expect(String(decoding: try Data(contentsOf: lock), as: UTF8.self) == String(decoding: before, as: UTF8.self))
    }

    private func write(_ bytes: [UInt8], _ folder: URL, _ path: String) throws {
        let file = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
}

import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Lock files of Bun")
struct BunLockTests {
    private let npm = NpmEcosystem()
    private let manifests = [
        "package.json": #"{"name": "root", "workspaces": ["p/*"]}"#,
        "p/a/package.json": #"{"name": "a", "version": "1.0.0"}"#,
        "p/b/package.json": #"{"name": "b", "version": "2.0.0", "dependencies": {"a": "^1.0.0"}}"#,
    ]

    private func lock(a: String, resolution: String = "a@workspace:p/a", requirement: String = "^1.0.0") -> String {
        """
        {
          "lockfileVersion": 1,
          "workspaces": {
            "": { "name": "root", },
            "p/a": { "name": "a", "version": "\(a)", },
            "p/b": { "name": "b", "version": "2.0.0", "dependencies": { "a": "\(requirement)", }, },
          },
          "packages": {
            "a": ["\(resolution)"],
            "b": ["b@workspace:p/b"],
          }
        }
        """
    }

    private func after(_ text: String) throws -> String {
        let files = manifests.merging(["bun.lock": text]) { $1 }.mapValues { Array($0.utf8) }
        let changes = [
            PackageVersionChange(package: "a", from: Version(1, 0, 0), to: Version(2, 0, 0)),
            PackageVersionChange(package: "b", from: Version(2, 0, 0), to: Version(2, 0, 1)),
        ]
        let planned = FileEdit(
            ecosystem: .npm, file: "p/b/package.json", key: "dependencies.a", from: "^1.0.0", to: "^2.0.0")
        let edits = try npm.lockEdits(files: files, changes: changes, planned: [planned])
        return String(decoding: try npm.apply(edits, to: "bun.lock", bytes: Array(text.utf8)), as: UTF8.self)
    }

    @Test(
        "Own packages' versions and mutual requirements follow, even if further behind",
        arguments: ["1.0.0", "0.9.0"])
    func edited(version: String) throws {
        let expected = lock(a: "2.0.0", requirement: "^2.0.0").replacing(
            #""b", "version": "2.0.0""#, with: #""b", "version": "2.0.1""#)
        #expect(try after(lock(a: version)) == expected)
    }

    @Test("A requirement resolved to a registry stays, and is reported as such")
    func registry() throws {
        let text = lock(a: "1.0.0", resolution: "a@1.0.3")
        #expect(try after(text).contains(#""a": "^1.0.0""#))
        let links = npm.lockedLinks(in: ["bun.lock": Array(text.utf8)])
        #expect(links.map { "\($0.from ?? "-") \($0.to) \($0.version ?? "-") \($0.isLocal)" } == ["b a 1.0.3 false"])
    }
}

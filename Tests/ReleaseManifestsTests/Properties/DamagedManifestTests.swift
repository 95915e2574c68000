import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Damaged manifests")
struct DamagedManifestTests {
    private static let samples: [(file: String, text: String)] = [
        (
            "package.json",
            #"{"name": "a", "version": "1.0.0", "workspaces": ["p/*", "!x"], "dependencies": {"b": "^1.2 || 3 - 4"}, "#
                + #""overrides": {"c>d": {".": "1"}}, "peerDependencies": {"e": "workspace:^1"}, "bin": {"f": "g"}}"#
        ),
        (
            "package-lock.json",
            #"{"version": "1.0.0", "packages": {"": {"version": "1.0.0"}, "p": {"version": "1.0.0"}}, "#
                + #""dependencies": {"a": {"version": "file:p", "requires": {"b": "1"}}}}"#
        ),
        ("pnpm-workspace.yaml", "packages:\n  - 'p/*'\ncatalog:\n  b: ^1.0.0\n"),
        (
            "pnpm-lock.yaml",
            "importers:\n  p:\n    dependencies:\n      b:\n        specifier: ^1\n        version: link:b\n"
        ),
        (
            "yarn.lock",
            "# yarn lockfile v1\n\n\"a@file:p\", b@^1:\n  version \"1.0.0\"\n  dependencies:\n    c \"^1\"\n"
        ),
        ("yarn.lock", "__metadata:\n  version: 8\n\"a@npm:^1, a@workspace:p\":\n  resolution: \"a@workspace:p\"\n"),
        (
            "composer.json",
            #"{"name": "a/b", "require": {"c/d": "^1.0@dev || >=2,<3"}, "repositories": [{"type": "path", "url": "p/*"}]}"#
        ),
        (
            "Package.swift",
            "let package = Package(name: \"P\", dependencies: [\n.package(url: \"u/a\", from: \"1.0.0\"), /* c */\n"
                + ".package(url: \"u/b\", \"1.0.0\"..<\"2.0.0\"), .package(path: #\"x\"#)], t: \"\"\"\n\\(a(\"b\"))\n\"\"\")"
        ),
    ]

    /// With a few bytes taken out, put in, exchanged or doubled.
    private func damaged(_ text: String, using random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(text.utf8)
        let strange = Array("[]{}():,\"'\\/*# \n\t.<>|^~@-0\u{0}é".utf8) + [0xFF, 0xC3, 0xED]
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let position = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, position + Int.random(in: 1...12, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.removeSubrange(position..<end)
            case 1: bytes.insert(contentsOf: bytes[position..<end], at: position)
            case 2 where position < bytes.count: bytes[position] = strange.randomElement(using: &random) ?? 0
            default: bytes.insert(strange.randomElement(using: &random) ?? 0, at: position)
            }
        }
        return bytes
    }

    @Test("Whatever the bytes, reading ends, and every edit can be undone", arguments: 0..<150)
    func damaged(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for (file, text) in DamagedManifestTests.samples {
            let bytes = damaged(text, using: &random)
            for ecosystem in allEcosystems where ecosystem.isManifest(path: file) {
                let change = PackageVersionChange(package: "a", from: Version(1, 0, 0), to: Version(2, 0, 0))
                if let edits = try? ecosystem.lockEdits(files: [file: bytes], changes: [change]), !edits.isEmpty {
                    check(edits, in: file, bytes, ecosystem, seed)
                }
                for package in ecosystem.read([file: bytes]).packages {
                    check(package, in: file, bytes, ecosystem, seed)
                }
            }
        }
    }

    private func check(
        _ package: FoundPackage, in file: String, _ bytes: [UInt8], _ ecosystem: any Ecosystem, _ seed: UInt64
    ) {
        for one in package.requirements {
            guard let key = one.key, let from = one.requirement,
                let to = ecosystem.rewritten(requirement: from, toFollow: Version(7, 8, 9))
            else { continue }
            #expect(
                ecosystem.accepts(requirement: to, version: Version(7, 8, 9)) == true, "seed \(seed): \(from) \(to)")
            check(
                [FileEdit(ecosystem: ecosystem.name, file: file, key: key, from: from, to: to)], in: file, bytes,
                ecosystem, seed)
        }
    }

    /// An edit may be refused; one that is made can be undone.
    private func check(
        _ edits: [FileEdit], in file: String, _ bytes: [UInt8], _ ecosystem: any Ecosystem, _ seed: UInt64
    ) {
        guard let after = try? ecosystem.apply(edits, to: file, bytes: bytes) else { return }
        let back = edits.map {
            FileEdit(ecosystem: $0.ecosystem, file: file, key: $0.key, from: $0.change.after, to: $0.change.before)
        }
        #expect((try? ecosystem.apply(back, to: file, bytes: after)) == bytes, "seed \(seed): \(file) \(edits)")
    }
}

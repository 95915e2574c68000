import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Edits of random manifests")
struct EditPropertyTests {
    @Test("An edit of a Cargo.toml changes the value's bytes only, and can be undone", arguments: 0..<80)
    func cargo(seed: UInt64) throws {
        try check(RandomManifest.cargo(seed: seed), CargoEcosystem(), file: "Cargo.toml", to: "45.6.7-rc.1", seed: seed)
    }

    @Test("An edit of a pyproject.toml changes the value's bytes only, and can be undone", arguments: 0..<80)
    func python(seed: UInt64) throws {
        try check(
            RandomManifest.python(seed: seed), PythonEcosystem(), file: "pyproject.toml", to: "==45.6.7", seed: seed)
    }

    @Test("An edit of a versions.toml changes the value's bytes only, and can be undone", arguments: 0..<80)
    func versions(seed: UInt64) throws {
        try check(
            RandomManifest.versions(seed: seed), VersionsTomlEcosystem(), file: "versions.toml", to: "45.6.7-rc.1",
            seed: seed)
    }

    private func check(
        _ manifest: RandomManifest, _ ecosystem: some Ecosystem, file: String, to new: String, seed: UInt64
    ) throws {
        let text = manifest.text
        let before = read(ecosystem, [file: text])
        try #require(before.diagnostics.isEmpty, "seed \(seed): \(before.diagnostics)\n\(text)")
        for (key, value) in manifest.editable {
            let after = try ecosystem.edited(text, file: file, key, from: value, to: new)
            #expect(after == text.replacingFirst(value, by: new), "seed \(seed), \(key)")
            #expect(try ecosystem.edited(after, file: file, key, from: new, to: value) == text, "seed \(seed), \(key)")
            let expected = values(before).map { $0 == "\(key) \(value)" ? "\(key) \(new)" : $0 }
            #expect(values(read(ecosystem, [file: after])) == expected, "seed \(seed), \(key)")
        }
    }

    @Test("Every value that an edit can name is found by reading", arguments: 0..<80)
    func found(seed: UInt64) {
        let manifests: [(RandomManifest, any Ecosystem, String)] = [
            (.cargo(seed: seed), CargoEcosystem(), "Cargo.toml"),
            (.python(seed: seed), PythonEcosystem(), "pyproject.toml"),
        ]
        for (manifest, ecosystem, file) in manifests {
            let found = Set(values(ecosystem.read([file: Array(manifest.text.utf8)])))
            #expect(
                manifest.editable.map { "\($0.key) \($0.value)" }.filter { !found.contains($0) } == [], "seed \(seed)")
        }
    }

    /// Every key with its value; keyless requirements by name.
    private func values(_ reading: ManifestReading) -> [String] {
        reading.packages.flatMap { package in
            package.versionSources.map { "\($0.key) \($0.value)" }
                + package.requirements.map { "\($0.key ?? $0.package) \($0.requirement ?? "-")" }
        }
    }

    @Test("All values of a file can be edited at once", arguments: 0..<80)
    func allAtOnce(seed: UInt64) throws {
        let manifest = RandomManifest.cargo(seed: seed)
        let edits = manifest.editable.enumerated().map { index, one in
            FileEdit(ecosystem: .cargo, file: "Cargo.toml", key: one.key, from: one.value, to: "\(index).77.88")
        }
        let after = try CargoEcosystem().apply(edits, to: "Cargo.toml", bytes: Array(manifest.text.utf8))
        let expected = edits.reduce(manifest.text) { $0.replacingFirst($1.change.before, by: $1.change.after) }
        #expect(String(decoding: after, as: UTF8.self) == expected, "seed \(seed)")
    }
}

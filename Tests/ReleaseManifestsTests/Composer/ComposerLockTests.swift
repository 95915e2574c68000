import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Lock files of Composer")
struct ComposerLockTests {
    private let composer = ComposerEcosystem()
    private let manifest = #"""
        {"name": "acme/pump", "version": "1.0.0", "require": {"php": ">=8.1", "acme/core": "^1.0"},
         "extra": {"é": "a/b", "none": {}}, "config": {"sort-packages": true, "platform": {"php": "8.1.0"}}}
        """#
    /// Of the same values by another program that follows Composer's rules.
    private let hash = "77b5988f3ebea72c31f6bb3c1eeba5ad"

    private func edits(hash: String) throws -> [FileEdit] {
        let edit = FileEdit(ecosystem: .composer, file: "composer.json", key: "version", from: "1.0.0", to: "1.1.0")
        let files = ["composer.json": manifest, "composer.lock": #"{"content-hash": "\#(hash)", "packages": []}"#]
        return try composer.lockEdits(
            files: files.mapValues { Array($0.utf8) }, changes: [], planned: [edit])
    }

    @Test("The hash of the manifest follows the plan's changes")
    func followed() throws {
        let edits = try edits(hash: hash)
        #expect(edits.map(\.key) == ["content-hash"])
        #expect(edits.first?.change.before == hash)
        #expect(edits.first?.change.after != hash)
    }

    @Test("A hash that did not match before is not corrected, and the lock is reported as outdated")
    func foreign() throws {
        #expect(try edits(hash: "abc") == [])
        let files = ["composer.json": manifest, "composer.lock": #"{"content-hash": "abc"}"#].mapValues {
            Array($0.utf8)
        }
        let edit = FileEdit(ecosystem: .composer, file: "composer.json", key: "version", from: "1.0.0", to: "1.1.0")
        #expect(composer.staleLocks(files: files, after: [edit]) == ["composer.lock"])
        #expect(composer.staleLocks(files: files, after: []) == [])
    }
}

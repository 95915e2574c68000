import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Lock files of Helm")
struct HelmLockTests {
    private let helm = HelmEcosystem()

    private func chart(_ version: String) -> String {
        "name: u\nversion: 1.0.0\ndependencies:\n- name: cache\n  version: \(version)\n  repository: https://charts.example.org/\n  condition: cache.enabled\n"
    }

    /// - Parameter digest: nil: the one that Helm computes of these two lists.
    private func lock(_ version: String, digest: String? = nil) -> String {
        let known = "sha256:5d63115f816e3530f26b92a3d87698da1bc5a70731ffa9fe7fa5d6b349d3100c"
        return
            "dependencies:\n- name: cache\n  repository: https://charts.example.org/\n  version: \(version)\ndigest: \(digest ?? known)\ngenerated: \"2024-01-01T00:00:00Z\"\n"
    }

    private func edits(_ files: [String: String], planned: [FileEdit]) throws -> [String] {
        let change = PackageVersionChange(package: "cache", from: Version(4, 17, 1), to: Version(5, 0, 0))
        return try helm.lockEdits(files: files.mapValues { Array($0.utf8) }, changes: [change], planned: planned)
            .map { "\($0.key): \($0.change.after)" }
    }

    private var planned: FileEdit {
        FileEdit(ecosystem: .helm, file: "Chart.yaml", key: "dependencies[0].version", from: "4.17.1", to: "5.0.0")
    }

    @Test("Version and digest follow the plan's changes to the chart if the digest matched before")
    func followed() throws {
        let files = ["Chart.yaml": chart("4.17.1"), "Chart.lock": lock("4.17.1")]
        #expect(
            try edits(files, planned: [planned]) == [
                "dependencies[0].version: 5.0.0",
                "digest: sha256:c243420199850267d340515b76eb29c7171e55d7566453dd70d48ec76c53bd04",
            ])
    }

    @Test("A digest that did not match before is not corrected, and the lock is reported as outdated")
    func foreign() throws {
        let files = ["Chart.yaml": chart("4.17.1"), "Chart.lock": lock("4.17.1", digest: "sha256:abc")]
        #expect(try edits(files, planned: [planned]) == [])
        #expect(helm.staleLocks(files: files.mapValues { Array($0.utf8) }, after: [planned]) == ["Chart.lock"])
    }
}

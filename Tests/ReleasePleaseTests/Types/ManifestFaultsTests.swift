import ReleaseManifests
import ReleaseModel
import ReleasePlease
import Testing

@Suite("Manifests that can't be parsed")
struct ManifestFaultsTests {
    @Test(
        "A package's own manifest is an error with its location, also if it is not UTF-8",
        arguments: [
            ("node", "package.json", "{"), ("rust", "Cargo.toml", "[package"), ("python", "pyproject.toml", "a = ="),
            ("helm", "Chart.yaml", "a: [b"), ("maven", "pom.xml", "<project>"),
        ])
    func own(type: String, file: String, text: String) {
        let package = ReleasePleasePackage(path: "a", releaseType: ReleaseTypeName(type))
        for bytes in [Array(text.utf8), [0xFF]] {
            let faults = manifestFaults(of: package, in: ["a/\(file)": bytes])
            #expect(!faults.isEmpty && faults.allSatisfy { $0.place.file == "a/\(file)" })
        }
    }

    @Test("Other files and missing manifests are not errors")
    func others() {
        let package = ReleasePleasePackage(path: ".", releaseType: "node")
        #expect(manifestFaults(of: package, in: ["package-lock.json": [0x7B], "a/package.json": [0x7B]]).isEmpty)
    }
}

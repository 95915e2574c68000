import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Manifests of a publish tree")
struct PublishTreeTests {
    private func published(_ text: String) throws(EditError) -> String {
        String(decoding: try publishTree(manifest: Array(text.utf8), file: "Cargo.toml"), as: UTF8.self)
    }

    @Test(
        "A path beside a version is removed; every other byte stays",
        arguments: [
            ("[dependencies]\na = { path = \"../a\", version = \"1\" }\n", "[dependencies]\na = { version = \"1\" }\n"),
            ("[dependencies]\na = { version = \"1\", path = \"../a\" }\n", "[dependencies]\na = { version = \"1\" }\n"),
            (
                "[dependencies]\na = {version=\"1\",path='../a',optional=true} # x",
                "[dependencies]\na = {version=\"1\",optional=true} # x"
            ),
            ("[dependencies.a]\n  path = '../a' # local\r\nversion = '1'\r\n", "[dependencies.a]\nversion = '1'\r\n"),
            ("[dependencies]\na.version = '1'\na.path = '../a'", "[dependencies]\na.version = '1'\n"),
            (
                "[dependencies]\na.path = '../a'\nb = '2'\na.version = '1'\n",
                "[dependencies]\nb = '2'\na.version = '1'\n"
            ),
            (
                "[target.'cfg(unix)'.build-dependencies]\na = { path = 'a', version = '1' }",
                "[target.'cfg(unix)'.build-dependencies]\na = { version = '1' }"
            ),
            (
                "[workspace.dependencies]\na = { path = 'a', version = '1' }",
                "[workspace.dependencies]\na = { version = '1' }"
            ),
            (
                "[lib]\npath = 'src/x.rs'\n[[bin]]\nname = 'x'\npath = 'y'",
                "[lib]\npath = 'src/x.rs'\n[[bin]]\nname = 'x'\npath = 'y'"
            ),
            ("[dev-dependencies]\na = { path = 'a' }\n", "[dev-dependencies]\na = { path = 'a' }\n"),
        ])
    func paths(before: String, after: String) throws {
        #expect(try published(before) == after)
    }

    @Test(
        "Patches are removed in every form",
        arguments: [
            (
                "[a]\nb = 1\n\n[patch.crates-io]\nx = { path = 'x' }\ny = 1 # y\n\n# next\n[c]\nd = 2\n",
                "[a]\nb = 1\n\n\n# next\n[c]\nd = 2\n"
            ),
            ("[patch]\ncrates-io.x = { path = 'x' }\n[c]\n", "[c]\n"),
            ("[patch.crates-io.x]\npath = 'x'\n[patch.\"https://e.org\"]\n[c]\n", "[c]\n"),
            ("patch.crates-io.x.path = 'x'\npatch.crates-io.x.version = '1'\na = 1\n", "a = 1\n"),
            ("a = 1\npatch = { crates-io = { x = { path = 'x' } } }", "a = 1\n"),
        ])
    func patches(before: String, after: String) throws {
        #expect(try published(before) == after)
    }

    @Test("A path without a version is an error with its location")
    func noVersion() {
        #expect {
            try published("[dependencies]\na = { path = '../a' }\n")
        } throws: { error in
            guard case .unsupported(let place, let key, _) = error as? EditError else { return false }
            return place == Place(file: "Cargo.toml", line: 2, column: 1) && key == "dependencies.a"
        }
    }
}

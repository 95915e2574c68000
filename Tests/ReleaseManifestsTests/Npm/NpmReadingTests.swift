import ReleaseManifests
import ReleaseModel
import Testing

@Suite("package.json")
struct NpmReadingTests {
    private let npm = NpmEcosystem()

    private func requirements(_ text: String, _ more: [String: String] = [:]) -> [String] {
        let files = more.merging(["package.json": "{\"name\": \"p\", \"version\": \"1.0.0\", \(text)}"]) { $1 }
        return read(npm, files).package("p")?.requirements.map(line) ?? []
    }

    @Test("Each table of requirements has its kind")
    func kinds() {
        #expect(
            requirements(
                #""dependencies": {"a": "1"}, "devDependencies": {"b": "1"}, "optionalDependencies": {"c": "1"}, "#
                    + #""peerDependencies": {"d": "1", "e": "1"}, "peerDependenciesMeta": {"e": {"optional": true}}"#)
                == [
                    "a normal 1 - dependencies.a", "b dev 1 - devDependencies.b",
                    "c optional 1 - optionalDependencies.c", "d peer 1 - peerDependencies.d",
                    "e optional 1 - peerDependencies.e",
                ])
    }

    @Test(
        "The form of a requirement shows what it names",
        arguments: [
            ("^1.2", "a normal ^1.2 - dependencies.a"), ("", "a normal  - dependencies.a"),
            ("latest", "a normal latest - -"), ("workspace:*", "a normal - - -"), ("workspace:^", "a normal - - -"),
            ("workspace:~1.2.0", "a normal workspace:~1.2.0 - dependencies.a"),
            ("workspace:b@^1", "b normal workspace:b@^1 - dependencies.a"), ("workspace:../b", "a normal - ../b -"),
            ("npm:@s/b@^1", "@s/b normal npm:@s/b@^1 - dependencies.a"), ("npm:b", "b normal npm:b - -"),
            ("npm:^1", "a normal npm:^1 - dependencies.a"), ("file:../b", "a normal - ../b -"),
            ("link:./b", "a normal - b -"), ("portal:b", "a normal - b -"), ("../b/c", "a normal - ../b/c -"),
            ("git+ssh://git@example.org/b.git#v1", "a normal - - -"), ("github:x/b", "a normal - - -"),
            ("x/b#semver:^1", "a normal - - -"), ("https://example.org/b.tgz", "a normal - - -"),
            ("catalog:", "a normal - - -"),
        ])
    func forms(text: String, expected: String) {
        #expect(requirements("\"dependencies\": {\"a\": \"\(text)\"}") == [expected])
    }

    @Test(
        "What follows a folder of the workspace is published with that folder's version",
        arguments: [
            ("workspace:*", "{version}"), ("workspace:", "{version}"), ("workspace:^", "^{version}"),
            ("workspace:~", "~{version}"), ("workspace:b@^", "^{version}"), ("workspace:../b", "{version}"),
            ("workspace:packages/b", "{version}"), ("workspace:^1.0.0", nil), ("^1.0.0", nil), ("file:../b", nil),
        ] as [(String, String?)])
    func published(text: String, expected: String?) throws {
        let files = ["package.json": #"{"name": "p", "version": "1.0.0", "dependencies": {"a": "\#(text)"}}"#]
        #expect(try #require(read(npm, files).package("p")?.requirements.first).publishedAs == expected)
    }

    @Test(
        "A crate that a script builds is required, where it lies in another folder",
        arguments: [
            ("napi build --platform --manifest-path ../core/Cargo.toml", ["core"]),
            ("napi build --cargo-cwd ../core --release && wasm-pack build ../web --target web", ["core", "web"]),
            ("cargo build --manifest-path=native/Cargo.toml", ["pkg/native"]), ("wasm-pack build --dev", []),
            ("napi build --manifest-path ./Cargo.toml", []), ("wasm-pack build $CRATE", []),
        ])
    func crates(script: String, expected: [String]) throws {
        let files = ["pkg/package.json": #"{"name": "p", "version": "1.0.0", "scripts": {"build": "\#(script)"}}"#]
        let found = try #require(read(npm, files).package("p")).requirements
        #expect(found.map(\.path) == expected && found.allSatisfy { $0.upstreamEcosystem == .cargo })
    }

    @Test("A catalog requirement is located in the catalog")
    func catalogs() throws {
        let yaml = "catalog:\n  a: ^1.0.0\ncatalogs:\n  old:\n    a: '^0.9.0'\n"
        let text = #"{"name": "m", "dependencies": {"a": "catalog:"}, "devDependencies": {"a": "catalog:old"}}"#
        let package = try #require(
            read(npm, ["pnpm-workspace.yaml": yaml, "x/package.json": text]).package("m"))
        #expect(
            package.requirements.map { "\(line($0)) \($0.place)" } == [
                "a normal ^1.0.0 - catalog.a pnpm-workspace.yaml:2:6",
                "a dev ^0.9.0 - catalogs.old.a pnpm-workspace.yaml:5:8",
            ])
        let after = try npm.edited(yaml, file: "pnpm-workspace.yaml", "catalogs.old.a", from: "^0.9.0", to: "^1.0.0")
        #expect(after == yaml.replacingFirst("^0.9.0", by: "^1.0.0"))
    }

    @Test("Overrides patch the innermost package that they name")
    func overrides() {
        #expect(
            requirements(
                #""overrides": {"a": "1", "b": {".": "2", "c@^1": "3"}, "d": "$d"}, "resolutions": {"**/e": "4", "#
                    + #""f/@s/g": "5"}, "pnpm": {"overrides": {"h>i@>1": "6"}}"#) == [
                    "a patch 1 - overrides.a", "b patch 2 - overrides.b.'.'", "c patch 3 - overrides.b.'c@^1'",
                    "e patch 4 - resolutions.'**/e'", "@s/g patch 5 - resolutions.'f/@s/g'",
                    "i patch 6 - pnpm.overrides.'h>i@>1'",
                ])
    }

    @Test("A private package without version is a sample, unless a workspace lists it")
    func samples() {
        let files = [
            "package.json": #"{"name": "root", "private": true, "workspaces": ["p/*", "!p/c"]}"#,
            "p/a/package.json": #"{"name": "a", "private": true}"#,
            "p/c/package.json": #"{"name": "c", "private": true}"#,
            "p/tests/package.json": #"{"name": "t", "version": "1.0.0"}"#,
            "tests/d/package.json": #"{"name": "d", "version": "1.0.0"}"#,
            "e/package.json": #"{"name": "e", "private": true, "version": "1.0.0"}"#,
        ]
        let samples = read(npm, files).packages.filter(\.isSample).map(\.name)
        #expect(samples == ["root", "c", "d"])
    }

    @Test(
        "A workspace lists members by pattern, and the last match decides",
        arguments: [
            (["p/*"], ["p/a", "p/b"]), (["p/{a,c}"], ["p/a"]), (["p/**", "!p/b"], ["p/a", "p/a/x"]),
            (["!p/a", "p/*"], ["p/a", "p/b"]), (["./p/a/"], ["p/a"]), (["*"], []), (["{p,q}/{a,b}"], ["p/a", "p/b"]),
        ])
    func members(patterns: [String], expected: [String]) {
        let list = patterns.map { "\"\($0)\"" }.joined(separator: ",")
        var files = ["package.json": "{\"workspaces\": [\(list)]}"]
        for folder in ["p/a", "p/a/x", "p/b"] {
            files["\(folder)/package.json"] = "{\"name\": \"\(folder)\", \"private\": true}"
        }
        #expect(read(npm, files).packages.filter { !$0.isSample }.map(\.path) == expected)
    }

    @Test("A manifest without a name declares no package, whatever it requires")
    func nameless() throws {
        let found = read(npm, ["package.json": #"{"version": "1.0.0", "dependencies": {"a": "1"}}"#]).packages
        let root = try #require(found.first)
        #expect(found.count == 1 && root.isSample && root.versionSources.isEmpty)
        #expect(root.requirements.map(line) == ["a normal 1 - dependencies.a"])
        #expect(read(npm, ["package.json": #"{"private": true}"#]).packages.isEmpty)
    }

    @Test("A program has the package's name if it has no other")
    func binaries() {
        func binaries(_ bin: String) -> [String]? {
            read(npm, ["package.json": "{\"name\": \"@s/p\", \"bin\": \(bin)}"]).package("@s/p")?.binaries
        }
        #expect(binaries("\"x.js\"") == ["p"])
        #expect(binaries("{\"b\": \"x.js\", \"a\": \"y.js\"}") == ["a", "b"])
    }

    @Test(
        "A name that npm rejects is reported with the reason",
        arguments: [
            ("a", 0), ("@s/a-b.c_d", 0), ("", 1), (".a", 1), ("_a", 1), ("A", 1), ("a b", 1), ("@s", 1), ("@/a", 1),
            ("@s/", 1), ("a/b", 1), ("node_modules", 1), ("a~", 1), (String(repeating: "a", count: 215), 1),
            (" a", 1), ("é", 1), ("http", 1), ("@s/http", 0),
        ])
    func names(name: String, count: Int) {
        #expect(npmNameFaults(name).count == count, "\(npmNameFaults(name))")
    }
}

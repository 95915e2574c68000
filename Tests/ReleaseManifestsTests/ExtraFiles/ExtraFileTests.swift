import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Extra files")
struct ExtraFileTests {
    private let ecosystem = ExtraFileEcosystem()

    private func found(
        _ text: String, in file: String, _ kind: ExtraFileConfiguration.Kind = .automatic, _ query: String? = nil
    ) -> [String] {
        let (sources, diagnostics) = ecosystem.sources(in: file, bytes: Array(text.utf8), as: kind, query: query)
        return sources.map { "\($0.key) \($0.value)" } + diagnostics.map(\.code)
    }

    private static let json = """
        {"a": {"version": "1.0.0"}, "list": [{"name": "x", "version": "1.0.1"}, {"name": "y", "version": "1.0.2"}],
         "@s/c": {"version": "1.0.3"}}
        """

    @Test(
        "A jsonpath names values",
        arguments: [
            ("$.a.version", ["json:a.version 1.0.0"]), ("$['a']['version']", ["json:a.version 1.0.0"]),
            ("$.list[1].version", ["json:list[1].version 1.0.2"]),
            ("$.list[-1].version", ["json:list[1].version 1.0.2"]),
            ("$.list[*].version", ["json:list[0].version 1.0.1", "json:list[1].version 1.0.2"]),
            ("$.list[?(@.name=='y')].version", ["json:list[1].version 1.0.2"]),
            ("$.list[?@.name == \"x\"].version", ["json:list[0].version 1.0.1"]),
            ("$['@s/c'].version", ["json:'@s/c'.version 1.0.3"]),
            (
                "$..version",
                [
                    "json:a.version 1.0.0", "json:list[0].version 1.0.1", "json:list[1].version 1.0.2",
                    "json:'@s/c'.version 1.0.3",
                ]
            ), ("$.none", ["extra-file.no-match"]), ("$.list[7].version", ["extra-file.no-match"]),
        ])
    func jsonPaths(query: String, expected: [String]) {
        #expect(found(ExtraFileTests.json, in: "x.json", .json, query) == expected)
    }

    @Test(
        "An invalid jsonpath is refused with its reason",
        arguments: ["version", "$", "$.", "$[", "$['a", "$.a[?(@.b > 1)]", "$.a[1:2]", "$.a.length()", "$a"])
    func badPaths(query: String) {
        #expect(found(ExtraFileTests.json, in: "x.json", .json, query) == ["extra-file.query"])
    }

    @Test("TOML, YAML and XML are searched in the same way")
    func formats() {
        #expect(
            found("[project]\nversion = '1.2.3'\n", in: "a.toml", .toml, "$.project.version") == [
                "toml:project.version 1.2.3"
            ])
        #expect(
            found("a:\n  - version: 1.2.3 # x\n", in: "a.yaml", .yaml, "$.a[0].version") == ["yaml:a[0].version 1.2.3"])
        #expect(found("<a><version> 1.2.3 </version></a>", in: "a.xml") == ["xml:a.version 1.2.3"])
        #expect(
            found("<p><d n='x' v='1.0.0'/><d n='y' v='1.1.0'/></p>", in: "a.xml", .xml, "/p/d[@n='y']/@v")
                == ["xml:p.d[1].'@v' 1.1.0"])
        #expect(
            found("version: 1.2.3\nx: 2.0.0 # x-release-please-version\n", in: "a.yml") == [
                "yaml:version 1.2.3", "marker[0] 2.0.0",
            ])
    }

    @Test("Each document of a YAML file is searched, and only the intended one is edited")
    func documents() throws {
        let text = "kind: A\n---\nkind: B\nimage: {tag: 1.0.0}\n--- # last\nimage: {tag: '1.0.0'}\n"
        #expect(
            found(text, in: "a.yaml", .yaml, "$.image.tag") == ["yaml:[1].image.tag 1.0.0", "yaml:[2].image.tag 1.0.0"])
        #expect(found(text, in: "a.yaml", .yaml, "$.none") == ["extra-file.no-match"])
        let edit = FileEdit(
            ecosystem: ecosystem.name, file: "a.yaml", key: "yaml:[2].image.tag", from: "1.0.0", to: "1.1.0")
        let after = try ecosystem.apply([edit], to: "a.yaml", bytes: Array(text.utf8))
        #expect(String(decoding: after, as: UTF8.self) == text.replacing("'1.0.0'", with: "'1.1.0'"))
    }

    @Test(
        "The target of an alias or merge key is found at its anchor, once",
        arguments: [
            ("a: &v 1.0.0\nb: *v\n", "$.b", ["yaml:a 1.0.0"]), ("a: &v 1.0.0\nb: *v\n", "$.*", ["yaml:a 1.0.0"]),
            ("a: &m {version: 1.0.0}\nb: *m\n", "$.b.version", ["yaml:a.version 1.0.0"]),
            ("a: &m {version: 1.0.0}\nb: {<<: *m}\n", "$.b.version", ["yaml:a.version 1.0.0"]),
            ("a: &m {version: 1.0.0}\nb: {<<: *m, version: 2.0.0}\n", "$.b.version", ["yaml:b.version 2.0.0"]),
            ("a: &l [{name: x, version: 1.0.0}]\nb: *l\n", "$.b[?(@.name=='x')].version", ["yaml:a[0].version 1.0.0"]),
            ("x: 1\n---\na: &v 1.0.0\nb: *v\n", "$.b", ["yaml:[1].a 1.0.0"]),
        ])
    func aliases(text: String, query: String, expected: [String]) {
        #expect(found(text, in: "a.yaml", .yaml, query) == expected)
    }

    @Test(
        "A marked line gives its first version, whatever surrounds it",
        arguments: [
            ("version = \"1.2.3\" # x-release-please-version", ["marker[0] 1.2.3"]),
            ("image: x:v1.2.3-rc.1 # x-slipway-version", ["marker[0] 1.2.3-rc.1"]),
            ("python 3 needs 1.2.3rc1 <!-- x-slipway-version -->", ["marker[0] 1.2.3rc1"]),
            ("a-1.2.3.tar.gz 2.0.0 // x-slipway-version", ["marker[0] 1.2.3"]),
            ("1.0.3.rc.1c 2.0.0 // x-slipway-version", ["marker[0] 2.0.0"]),
            ("app_1.2.3_amd64.deb # x-slipway-version", ["marker[0] 1.2.3"]),
            ("mylib1.2.3 # x-release-please-version", ["marker[0] 1.2.3"]),
            ("lib64-é1.2.3 # x-slipway-version", ["marker[0] 1.2.3"]),
            ("x.1.2.3 2.0.0 # x-slipway-version", ["marker[0] 2.0.0"]),
            ("1.0.3-x1.02.3 # x-slipway-version", ["extra-file.no-version"]),
            ("1.0.03-rr x-slipway-version", ["extra-file.no-version"]),
            ("1.2.3 // x-slipway-major", ["marker[0].major 1"]), ("1.2.3", ["extra-file.no-version"]),
            ("minor: 7 # x-release-please-minor", ["marker[0].minor 7"]),
            ("1.2.3 of 2026-01-31 # x-release-please-version-date", ["marker[0] 1.2.3", "marker[1].date 2026-01-31"]),
            ("# x-slipway-start-patch\nv1 3\n# x-slipway-end", ["marker[0].patch 3"]),
            ("v1 # x-slipway-major", ["extra-file.no-version"]),
            ("1.2 # x-slipway-version", ["extra-file.no-version"]),
            (
                "# x-release-please-start-version\na 1.0.0\nb 2.0.0 3.0.0\n# x-release-please-end\nc 4.0.0",
                ["marker[0] 1.0.0", "marker[1] 2.0.0"]
            ),
        ])
    func markers(text: String, expected: [String]) { #expect(found(text, in: "notes.txt") == expected) }

    @Test("Every kind of value is edited alone; comments, quotes and line endings stay")
    func edits() throws {
        for (file, kind, query, text) in [
            (
                "a.yaml", ExtraFileConfiguration.Kind.yaml, "$.a.v",
                "# top\r\na:\r\n    v: '1.0.0'   # kept\r\n    w: &x [1, \"1.0.0\"]\r\n"
            ),
            ("a.json", .json, "$.a.v", "{\n\t\"a\" : {\"n\": 1.50e0, \"v\":\"1.0.0\"}}\n\n"),
            ("a.toml", .toml, "$.a.v", "a.v = '1.0.0' # kept\nb = 1_000\n"),
            ("a.xml", .xml, "/a/v", "<?xml version=\"1.0\"?>\n<a  q='&amp;'><!-- 1.0.0 --><v>1.0.0</v></a>"),
            ("a.txt", .generic, nil, "x 1.0.0 1.0.0 # x-slipway-version\r\n1.0.0\r\n"),
        ] as [(String, ExtraFileConfiguration.Kind, String?, String)] {
            let bytes = Array(text.utf8)
            let source = try #require(ecosystem.sources(in: file, bytes: bytes, as: kind, query: query).sources.first)
            func edit(_ from: String, _ to: String, _ bytes: [UInt8]) throws -> [UInt8] {
                try ecosystem.apply(
                    [FileEdit(ecosystem: ecosystem.name, file: file, key: source.key, from: from, to: to)], to: file,
                    bytes: bytes)
            }
            let after = try edit("1.0.0", "22.0.0-rc.1", bytes)
            #expect(after.count == bytes.count + 6, "\(file)")
            #expect(try edit("22.0.0-rc.1", "1.0.0", after) == bytes, "\(file)")
        }
    }

    @Test(
        "Read as release-please does, JSON gives strings with a version, other formats whatever can be replaced",
        arguments: [
            ("a.json", "{\"v\": \"https://b.dev/1.2.3/s.json\"}", ["json:v https://b.dev/1.2.3/s.json"]),
            ("a.json", "{\"v\": \"1.2\"}", ["extra-file.no-version"]),
            ("a.json", "{\"v\": 9}", ["extra-file.no-version"]),
            ("a.yaml", "v: latest\n", ["yaml:v latest"]), ("a.yaml", "v: 'img:1.2.3'\n", ["yaml:v img:1.2.3"]),
            ("a.yaml", "v: 9\n", ["yaml:v 9"]), ("a.yaml", "v: ''\n", ["yaml:v "]),
            ("a.yaml", "v:\nw: 1\n", ["extra-file.no-version"]), ("a.toml", "v = \"v1.2.3\"\n", ["toml:v v1.2.3"]),
            ("a.toml", "v = \"\"\n", ["toml:v "]),
        ])
    func asReleasePlease(file: String, text: String, expected: [String]) {
        let kind: ExtraFileConfiguration.Kind =
            file.hasSuffix("json") ? .json : file.hasSuffix("yaml") ? .yaml : .toml
        let (sources, diagnostics) = ecosystem.sources(
            in: file, bytes: Array(text.utf8), as: kind, query: "$.v", reading: .asReleasePlease)
        #expect(sources.map { "\($0.key) \($0.value)" } + diagnostics.map(\.code) == expected)
    }

    @Test("A file that can't be parsed is an error with its location if its format is needed")
    func unreadable() {
        let (_, diagnostics) = ecosystem.sources(in: "a.json", bytes: Array("{\"a\": }".utf8), as: .json, query: "$.a")
        #expect(diagnostics.first?.code.hasPrefix("json.") == true && diagnostics.first?.place.column == 7)
    }
}

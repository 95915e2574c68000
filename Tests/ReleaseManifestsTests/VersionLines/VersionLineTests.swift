import ReleaseManifests
import ReleaseModel
import ReleaseText
import Testing

@Suite("Versions on lines of a fixed shape")
struct VersionLineTests {
    private let lines = VersionLineEcosystem()

    @Test(
        "A format finds its versions, and nothing that only looks like one",
        arguments: [
            ("dune", "(lang dune 2.0)\n(version 1.2.3~rc)\n(version 2)", "version=1.2.3~rc"),
            ("dune", " (version 1)\n(version )\n(version a b)", ""),
            ("opam", "opam-version: \"2.0\"\nversion: \"1.2\"\n", "version=1.2"),
            ("opam", "version: \"\"\nversion: 1\n", ""),
            ("description", "Version:\t1.2-3  \n", "version=1.2-3"), ("description", " Version: 1\nVersion:\n", ""),
            ("go", "const Version = \"1.2.3-rc.1+b\"", "version=1.2.3-rc.1+b"),
            ("go", "const Version = \"x\"\nvar Version = \"1.2.3\"\nconst Version = \"1.2.3 \"", ""),
            ("quoted", "a = \"1.2\" b = '1.2.3.pre.1' c = \"1.2.3\"", "version=1.2.3.pre.1"),
            ("quoted", "'1.2.3\" '1.2.3", ""),
            ("terraform-module", "v1.2.3 \"x/v1.2.3-rc1\" v1.2 x1.2.3 v1.2.3.", "0=1.2.3 1=1.2.3-rc1 2=1.2.3"),
            ("terraform-module", "v1.2.3+v1.0.0x v2.0.0", "0=1.2.3+v1.0.0x 1=2.0.0"),
            ("terraform-readme", "version = \"~> 1\"\nversion = \"~> 1.2\"", "version=1.2"),
            ("terraform-metadata", "version: 1.2.3\nversion: '1.2.3'\n", "0=1.2.3"),
            ("blueprint", "cnrm/x/v1.2.3+a+b", "0=1.2.3+a+b"),
            ("blueprint", "a: cnrm/v0.0.1/v1.2.3\nb: other/v1.2.3\nc: cnrm/x/v1.2.3-a\n", "0=1.2.3 1=1.2.3-a"),
            ("bazel", "module(name = \"a\", version = \"1.2\")", "version=1.2"),
            ("bazel", "x = module\nmodule(deps(version = \"1\"))\nversion = \"1\"", ""),
            ("zig", ".{ .version = \"1.2.3\" }", "version=1.2.3"),
            ("zig", ".{ .a = .{ .version = \"1\" } }\n.version = \"1\"", ""),
            ("cmake", "PROJECT(a VERSION 1.2.3.4)", "version=1.2.3.4"),
            ("cmake", "project(a VERSION ${V})\nproject(b)", ""),
            ("jsonc", "{\"a\": [1,], /* \"version\": 1 */ \"version\": \"1.2.3\", // x\n}", "version=1.2.3"),
            ("jsonc", "{\"version\": 1}", ""), ("jsonc", "{\"version\": \"1\", \"version\": \"2\"}", ""),
            ("jsonc", "{/*", ""),
            (
                "java-released", "a 1.2.3 x-release-please-released-version\nb 1.2.3 x-release-please-version",
                "marker[0]=1.2.3"
            ),
            (
                "versions-txt", "# a:b\nx-y:1.2.3:1.2.4-SNAPSHOT\nz:1:2\n",
                "released.x-y=1.2.3 current.x-y=1.2.4-SNAPSHOT"
            ),
            ("java-update", "1.2.3 {x-version-update:a:current} {x-version-update:b:released}\n1.0.0", "a.0=1.2.3"),
            (
                "java-update", "{x-version-update-start:a:current}\n12.3 1.2.3\n{x-version-update-end} 2.0.0\n3.0.0",
                "a.0=1.2.3 a.1=2.0.0"
            ),
        ])
    func found(format: String, text: String, expected: String) throws {
        let format = try #require(VersionLineFormat(ofKey: format + ":"))
        let values = format.scan("f", Array(text.utf8)).values.map {
            "\($0.key.dropFirst(format.name.count + 1))=\($0.text)"
        }
        #expect(values.joined(separator: " ") == expected)
    }

    @Test("An edit changes the version's bytes only")
    func edits() throws {
        let text = "\u{FEFF}(lang dune 2.0)\r\n(version 1.2.3) \r\n"
        #expect(
            try lines.edited(text, file: "dune-project", "dune:version", from: "1.2.3", to: "2.0.0")
                == text.replacing("1.2.3", with: "2.0.0"))
    }

    @Test("A version that differs from the plan is an error with its location")
    func unexpected() {
        #expect(
            throws: EditError.unexpected(
                place: Place(file: "a", line: 2, column: 10), key: "dune:version", expected: "1", found: "1.2.3")
        ) {
            try lines.edited("\n(version 1.2.3)", file: "a", "dune:version", from: "1", to: "2")
        }
    }

    @Test(
        "A new text that would not round-trip is refused",
        arguments: [
            ("dune:version", "(version 1.2.3)", "1 2"), ("go:version", "const Version = \"1.2.3\"", "1.2"),
            ("bazel:version", "module(version = \"1.2.3\")", "1\"2"), ("terraform-module:0", "v1.2.3", "1.2.3 v1.2.3"),
            ("versions-txt:released.a", "a:1.2.3:1.2.3", "2"),
            ("cmake:version", "project(a VERSION 1.2.3)", "1.3.0-rc.1"),
        ])
    func notVerified(key: String, text: String, new: String) {
        #expect {
            try lines.edited(text, file: "a", key, from: "1.2.3", to: new)
        } throws: { error in
            (error as? EditError)?.code == "edit.not-verified"
        }
    }

    @Test("A key without a known format names nothing", arguments: ["version", "crystal:version", "dune:other", ""])
    func unknown(key: String) {
        #expect(throws: EditError.notFound(file: "a", key: key)) {
            try lines.edited("(version 1.2.3)", file: "a", key, from: "1.2.3", to: "2")
        }
    }

    @Test("No format's keys begin with another's")
    func names() {
        let names = VersionLineFormat.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { !$0.contains(":") })
    }
}

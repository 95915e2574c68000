import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Lock files of npm, pnpm and Yarn")
struct NpmLockTests {
    private let npm = NpmEcosystem()
    private let manifests = [
        "package.json": #"{"name": "root", "version": "1.0.0", "workspaces": ["p/*"]}"#,
        "p/a/package.json": #"{"name": "@s/a", "version": "1.0.0"}"#,
        "p/b/package.json": #"{"name": "b", "version": "2.0.0", "dependencies": {"@s/a": "^1.0.0"}}"#,
    ]
    private let changes = [
        PackageVersionChange(package: "@s/a", from: Version(1, 0, 0), to: Version(2, 0, 0)),
        PackageVersionChange(package: "b", from: Version(2, 0, 0), to: Version(2, 0, 1)),
    ]
    private let planned = FileEdit(
        ecosystem: .npm, file: "p/b/package.json", key: "dependencies.'@s/a'", from: "^1.0.0", to: "^2.0.0")

    /// `key: from → to` of every edit; each is also made, and undone.
    private func edits(_ file: String, _ text: String, planned: [FileEdit]? = nil) throws -> [String] {
        let bytes = Array(text.utf8)
        let files = manifests.mapValues { Array($0.utf8) }.merging([file: bytes]) { $1 }
        let edits = try npm.lockEdits(files: files, changes: changes, planned: planned ?? [self.planned])
        let after = try npm.apply(edits, to: file, bytes: bytes)
        let back = edits.map {
            FileEdit(ecosystem: .npm, file: file, key: $0.key, from: $0.change.after, to: $0.change.before)
        }
        #expect(try npm.apply(back, to: file, bytes: after) == bytes)
        return edits.map { "\($0.key): \($0.change)" }
    }

    private func lock(_ found: String) -> String {
        """
        {"name": "root", "version": "1.0.0", "lockfileVersion": 2, "packages": {
          "": {"name": "root", "version": "1.0.0", "workspaces": ["p/*"]},
          "node_modules/@s/a": \(found),
          "node_modules/b": {"resolved": "p/b", "link": true},
          "p/a": {"name": "@s/a", "version": "1.0.0"},
          "p/b": {"version": "2.0.0", "dependencies": {"@s/a": "^1.0.0", "x": "^1.0.0"}}
        }, "dependencies": {
          "@s/a": {"version": "file:p/a"},
          "b": {"version": "file:p/b", "requires": {"@s/a": "^1.0.0"}}
        }}
        """
    }

    @Test("npm's lock gets own versions, and requirements of siblings that are links")
    func npmLock() throws {
        #expect(
            try edits("package-lock.json", lock(#"{"resolved": "p/a", "link": true}"#)) == [
                "packages.'p/a'.version: 1.0.0 → 2.0.0", "packages.'p/b'.version: 2.0.0 → 2.0.1",
                "packages.'p/b'.dependencies.'@s/a': ^1.0.0 → ^2.0.0",
                "dependencies.b.requires.'@s/a': ^1.0.0 → ^2.0.0",
            ])
    }

    @Test("A requirement that needs another registry entry stays, since its checksum is unknown")
    func registry() throws {
        let edits = try edits("package-lock.json", lock(#"{"version": "1.0.5", "integrity": "sha512-x"}"#))
        #expect(!edits.contains { $0.hasPrefix("packages.'p/b'.dependencies") })
        let fitting = try self.edits("package-lock.json", lock(#"{"version": "2.0.5", "integrity": "sha512-x"}"#))
        #expect(fitting.contains { $0.hasPrefix("packages.'p/b'.dependencies") })
    }

    @Test("A requirement unchanged in the manifests is unchanged in the lock")
    func unplanned() throws {
        let edits = try edits("package-lock.json", lock(#"{"link": true}"#), planned: [])
        #expect(edits.allSatisfy { $0.contains("version") })
    }

    @Test("The root's own version appears twice in npm's lock")
    func root() throws {
        let text = #"{"version": "1.0.0", "packages": {"": {"version": "1.0.0"}}}"#
        let change = PackageVersionChange(package: "root", from: Version(1, 0, 0), to: Version(1, 1, 0))
        let files = manifests.merging(["npm-shrinkwrap.json": text]) { $1 }.mapValues { Array($0.utf8) }
        #expect(
            try npm.lockEdits(files: files, changes: [change]).map(\.key) == ["version", "packages.''.version"])
    }

    @Test("pnpm's lock gets requirements of siblings that are links", arguments: [9, 5])
    func pnpm(version: Int) throws {
        let new = """
            lockfileVersion: '9.0'
            importers:
              .: {}
              p/b:
                dependencies:
                  '@s/a':
                    specifier: ^1.0.0
                    version: link:../a
                  x:
                    specifier: ^1.0.0
                    version: 1.0.0
            """
        let old = """
            lockfileVersion: 5.4
            importers:
              p/b:
                specifiers:
                  '@s/a': ^1.0.0
                dependencies:
                  '@s/a': link:../a
            """
        let key = version == 9 ? "importers.'p/b'.dependencies.'@s/a'.specifier" : "importers.'p/b'.specifiers.'@s/a'"
        #expect(try edits("pnpm-lock.yaml", version == 9 ? new : old) == ["\(key): ^1.0.0 → ^2.0.0"])
    }

    @Test("pnpm's lock mirrors catalogs if their resolution matches")
    func catalog() throws {
        let text = "catalogs:\n  default:\n    '@s/a':\n      specifier: ^1.0.0\n      version: VERSION\n"
        let edit = FileEdit(
            ecosystem: .npm, file: "pnpm-workspace.yaml", key: "catalog.'@s/a'", from: "^1.0.0", to: "^2.0.0")
        #expect(try edits("pnpm-lock.yaml", text.replacingFirst("VERSION", by: "1.0.0"), planned: [edit]) == [])
        #expect(
            try edits("pnpm-lock.yaml", text.replacingFirst("VERSION", by: "2.0.0"), planned: [edit]) == [
                "catalogs.default.'@s/a'.specifier: ^1.0.0 → ^2.0.0"
            ])
    }

    private func berry(_ name: String, other: String = "") -> String {
        """
        __metadata:
          version: 8

        "\(name)":
          version: 0.0.0-use.local
          resolution: "@s/a@workspace:p/a"
          languageName: unknown

        "b@workspace:p/b":
          version: 0.0.0-use.local
          resolution: "b@workspace:p/b"
          dependencies:
            "@s/a": "npm:^1.0.0"
            x: "npm:^1.0.0"
        \(other)
        """
    }

    @Test("Yarn's lock gets requirements of siblings, and the matching entry names")
    func yarn() throws {
        #expect(
            try edits("yarn.lock", berry("@s/a@npm:^1.0.0, @s/a@workspace:p/a")) == [
                "'b@workspace:p/b'.dependencies.'@s/a': npm:^1.0.0 → npm:^2.0.0",
                "'@s/a@workspace:p/a'.descriptors: @s/a@npm:^1.0.0, @s/a@workspace:p/a → "
                    + "@s/a@npm:^2.0.0, @s/a@workspace:p/a",
            ])
    }

    @Test("A name in Yarn's lock that another package still needs stays")
    func shared() throws {
        let other = """

            "c@workspace:p/c":
              version: 0.0.0-use.local
              resolution: "c@workspace:p/c"
              dependencies:
                "@s/a": "npm:^1.0.0"
            """
        #expect(
            try edits("yarn.lock", berry("@s/a@npm:^1.0.0, @s/a@workspace:p/a", other: other)).last
                == "'@s/a@workspace:p/a'.descriptors: @s/a@npm:^1.0.0, @s/a@workspace:p/a → "
                + "@s/a@npm:^1.0.0, @s/a@npm:^2.0.0, @s/a@workspace:p/a")
    }

    @Test("A sibling that Yarn takes from the registry is left alone")
    func yarnRegistry() throws {
        #expect(try edits("yarn.lock", berry("@s/a@workspace:p/a")) == [])
    }

    @Test("In a Yarn 1 lock only file dependencies have our versions")
    func classic() throws {
        let text = """
            # yarn lockfile v1


            "@s/a@file:p/a", "@s/a@file:./p/a":
              version "1.0.0"
              dependencies:
                x "^1.0.0"

            b@^2.0.0:
              version "2.0.0"
              resolved "https://example.org/b.tgz#0123"
            """
        #expect(
            try edits("yarn.lock", text) == [
                #"'"@s/a@file:p/a", "@s/a@file:./p/a"'.version: 1.0.0 → 2.0.0"#
            ])
    }

    @Test(
        "A lock file that can't be parsed is an error", arguments: ["package-lock.json", "pnpm-lock.yaml", "yarn.lock"])
    func broken(file: String) {
        #expect {
            try npm.lockEdits(files: [file: Array("{\n<<<<<<< a".utf8)], changes: [])
        } throws: { error in
            (error as? EditError)?.code == "edit.unreadable"
        }
    }
}

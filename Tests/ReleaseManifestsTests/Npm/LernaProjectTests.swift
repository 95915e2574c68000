import ReleaseManifests
import ReleaseModel
import Testing

@Suite("lerna.json")
struct LernaProjectTests {
    private let npm = NpmEcosystem()

    /// Packages `p/NAME` with their versions, beside further files.
    private func files(_ lerna: String, _ versions: [String: String], _ more: [String: String] = [:]) -> [String:
        String]
    {
        var files = more.merging(["lerna.json": lerna]) { one, _ in one }
        for (name, version) in versions {
            files["p/\(name)/package.json"] = "{\"name\": \"\(name)\", \"version\": \"\(version)\"}"
        }
        return files
    }

    /// `name: file key value, …` of every package with a version.
    private func sources(_ reading: ManifestReading) -> [String] {
        reading.packages.map { package in
            "\(package.name): "
                + package.versionSources.map { "\($0.place.file) \($0.key) \($0.value)" }.joined(separator: ", ")
        }
    }

    @Test("In fixed mode the version is one source of each package's that Lerna keeps, and of no other's")
    func fixed() {
        let reading = read(
            npm,
            files(
                #"{"packages": ["p/*"], "version": "1.2.0"}"#, ["a": "1.2.0", "b": "1.2.0"],
                [
                    "package.json": #"{"name": "root", "version": "0.0.0"}"#,
                    "q/package.json": #"{"name": "q", "version": "3.0.0"}"#,
                ]
            ))
        #expect(
            sources(reading) == [
                "root: package.json version 0.0.0", "a: p/a/package.json version 1.2.0, lerna.json version 1.2.0",
                "b: p/b/package.json version 1.2.0, lerna.json version 1.2.0", "q: q/package.json version 3.0.0",
            ])
        #expect(reading.faults.isEmpty)
    }

    @Test(
        "In independent mode, and where Lerna keeps no version, each package has its own",
        arguments: [
            #"{"packages": ["p/*"], "version": "independent"}"#, #"{"packages": ["p/*"]}"#,
        ])
    func independent(lerna: String) {
        let reading = read(npm, files(lerna, ["a": "1.2.0", "b": "0.4.0"]))
        #expect(sources(reading) == ["a: p/a/package.json version 1.2.0", "b: p/b/package.json version 0.4.0"])
        #expect(reading.faults.isEmpty && reading.packages.allSatisfy(\.versionFaults.isEmpty))
    }

    @Test(
        "Lerna's packages are those of its own list, else of the package manager's, else of packages",
        arguments: [
            (#""packages": ["p/*"]"#, nil, ["p/a"]), (#""packages": ["p/*"]"#, "q/*", ["p/a"]),
            (#""packages": ["p/*"], "useWorkspaces": true"#, "q/*", ["q/b"]),
            (#""packages": ["p/*"], "useWorkspaces": true"#, nil, ["p/a"]), (#""private": 1"#, "q/*", ["q/b"]),
            (#""private": 1"#, nil, ["packages/c"]), (#""packages": ["**", "!p/**"]"#, nil, ["packages/c", "q/b"]),
            (#""packages": ["{p,q}/*"]"#, nil, ["p/a", "q/b"]),
        ] as [(String, String?, [String])])
    func members(settings: String, workspaces: String?, expected: [String]) {
        var files = ["lerna.json": "{\(settings), \"version\": \"1.0.0\"}"]
        if let workspaces { files["package.json"] = "{\"workspaces\": [\"\(workspaces)\"]}" }
        for folder in ["p/a", "q/b", "packages/c"] {
            files["\(folder)/package.json"] = "{\"name\": \"\(folder)\", \"version\": \"1.0.0\"}"
        }
        #expect(read(npm, files).packages.filter { $0.versionSources.count == 2 }.map(\.path) == expected)
    }

    @Test("With pnpm the packages are those of pnpm-workspace.yaml")
    func pnpm() {
        let more = ["pnpm-workspace.yaml": "packages: [p/a]\n"]
        let lerna = #"{"packages": ["p/*"], "npmClient": "pnpm", "version": "1.0.0"}"#
        let reading = read(npm, files(lerna, ["a": "1.0.0", "b": "1.0.0"], more))
        #expect(reading.packages.filter { $0.versionSources.count == 2 }.map(\.name) == ["a"])
    }

    @Test(
        "A package that Lerna lists is no material of tests, and one with nothing to require at its root is not released"
    )
    func listed() {
        let reading = read(
            npm,
            [
                "lerna.json": #"{"packages": ["tests/*"], "version": "independent"}"#,
                "package.json": #"{"name": "root", "version": "0.0.0"}"#,
                "tests/a/package.json": #"{"name": "a", "version": "1.0.0"}"#,
            ])
        #expect(reading.package("a")?.isSample == false)
        #expect(reading.package("root")?.unpublishedBy != nil)
    }

    @Test("Settings in package.json count where there is no lerna.json")
    func inManifest() throws {
        let text = #"{"name": "root", "lerna": {"packages": ["p/*"], "version": "1.2.0"}}"#
        let package = #"{"name": "a", "version": "1.2.0"}"#
        let reading = read(npm, ["package.json": text, "p/a/package.json": package])
        #expect(
            sources(reading).last == "a: p/a/package.json version 1.2.0, package.json lerna.version 1.2.0",
            "\(sources(reading))")
        let after = try npm.edited(text, file: "package.json", "lerna.version", from: "1.2.0", to: "1.3.0")
        #expect(after == text.replacingFirst("1.2.0", by: "1.3.0"))
        let beside = read(
            npm,
            [
                "package.json": text, "p/a/package.json": package,
                "lerna.json": #"{"packages": ["p/*"], "version": "independent"}"#,
            ])
        #expect(sources(beside).last == "a: p/a/package.json version 1.2.0")
    }

    @Test("A package below Lerna's version can't be released before it says that version")
    func behind() throws {
        let reading = read(
            npm, files(#"{"packages": ["p/*"], "version": "1.2.0"}"#, ["a": "1.2.0", "b": "1.1.0"]))
        #expect(
            sources(reading) == [
                "a: p/a/package.json version 1.2.0, lerna.json version 1.2.0", "b: p/b/package.json version 1.1.0",
            ])
        let fault = try #require(reading.package("b")?.versionFaults.first)
        #expect(fault.code == "npm.behind-lerna" && fault.place.file == "p/b/package.json")
        #expect(fault.message == "b says 1.1.0, and lerna.json has the version 1.2.0 for all packages.")
    }

    @Test(
        "A version of Lerna's that no package has, or that one is above, disagrees with the highest ones",
        arguments: [
            (["a": "1.1.0", "b": "1.0.0"], ["a"]), (["a": "1.3.0", "b": "1.2.0"], ["a", "b"]),
            (["a": "1.1.0", "b": "1.1.0"], ["a", "b"]),
        ])
    func drift(versions: [String: String], named: [String]) {
        let reading = read(npm, files(#"{"packages": ["p/*"], "version": "1.2.0"}"#, versions))
        #expect(reading.packages.filter { $0.versionSources.count == 2 }.map(\.name) == named)
        #expect(reading.packages.contains { !$0.versionSources.agree })
    }

    @Test(
        "Settings that can't be followed are an error",
        arguments: [
            ("lerna.json", #"{"version": "fixed"}"#, "npm.invalid-version lerna.json:1:13"),
            ("lerna.json", #"{"version": 1}"#, "npm.wrong-type lerna.json:1:13"),
            ("lerna.json", #"{"version": "1.0.0", "packages": "p/*"}"#, "npm.wrong-type lerna.json:1:34"),
            ("lerna.json", "[]", "npm.wrong-type lerna.json:1:1"),
            ("lerna.json", #"{"extends": "./base.json"}"#, "npm.unread-lerna lerna.json:1:13"),
            ("lerna.json5", "{version: '1.0.0'}", "npm.unread-lerna lerna.json5:1:1"),
            ("lerna.jsonc", "// x\n{}", "npm.unread-lerna lerna.jsonc:1:1"),
        ])
    func faults(file: String, text: String, expected: String) {
        let reading = read(npm, [file: text, "packages/a/package.json": #"{"name": "a", "version": "1.0.0"}"#])
        #expect(reading.faults == [expected])
        #expect(reading.diagnostics.allSatisfy { $0.severity == .error })
    }

    @Test("A pattern of Lerna's that finds no package is reported")
    func missing() {
        let files = [
            "lerna.json": #"{"packages": ["p/*", "q/*"], "version": "1.0.0"}"#,
            "p/a/package.json": #"{"name": "a", "version": "1.0.0"}"#,
        ]
        let found = npm.inspect(files.mapValues { Array($0.utf8) }, paths: Array(files.keys))
        #expect(found.map { "\($0.code) \($0.place)" } == ["npm.missing-member lerna.json:1:22"])
    }

    @Test("Where Lerna was in independent mode, its file says no version")
    func formerMode() throws {
        let bytes = Array(#"{"version": "independent"}"#.utf8)
        #expect(try npm.find("version", in: "lerna.json", bytes: bytes) == nil)
    }
}

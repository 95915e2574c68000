import ReleaseManifests
import ReleaseModel
import Testing

/// Locks that list versions and say little of who requires them: what the ecosystem's own frozen check refuses is reported.
@Suite("Requirements that a lock's entries do not meet")
struct ListedLockTests {
    /// A manifest that requires `kite` and `reel`, and its lock.
    struct Case: Sendable, CustomTestStringConvertible {
        var ecosystem: any Ecosystem
        var manifest: String
        var text: String
        /// The requirement on `kite`, and a later one that the lock refuses.
        var old: String
        var new: String
        /// A requirement on `added`, written in front of the mark `@@`.
        var added: String
        var lock: String
        var lockText: String
        var command: String
        var testDescription: String { lock }
    }

    static let cases = [
        Case(
            ecosystem: RubyEcosystem(), manifest: "wind.gemspec",
            text:
                "Gem::Specification.new do |s|\n  s.name = 'wind'\n  s.version = '1.0.0'\n  s.add_dependency 'kite', '~> 2.0'\n  s.add_dependency 'reel'\n@@end\n",
            old: "~> 2.0", new: "~> 3.0", added: "  s.add_dependency 'added', '>= 1'\n", lock: "Gemfile.lock",
            lockText: """
                PATH
                  remote: .
                  specs:
                    wind (1.0.0)
                      kite (~> 2.0)
                      reel

                GEM
                  remote: https://gems.example.org/
                  specs:
                    kite (2.2.0)
                    reel (1.0.0)

                DEPENDENCIES
                  wind!

                """, command: "bundle lock"),
        Case(
            ecosystem: HelmEcosystem(), manifest: "Chart.yaml",
            text:
                "name: wind\nversion: 1.0.0\ndependencies:\n- name: kite\n  version: ~2.2.0\n  repository: https://charts.example.org\n- {name: reel, version: 1.x, repository: https://charts.example.org}\n@@",
            old: "~2.2.0", new: "^3.0.0",
            added: "- {name: added, version: 1.x, repository: https://charts.example.org}\n", lock: "Chart.lock",
            lockText:
                "dependencies:\n- name: kite\n  repository: https://charts.example.org\n  version: 2.2.4\n- name: reel\n  repository: https://charts.example.org\n  version: 1.0.0\ndigest: sha256:00\n",
            command: "helm dependency update"),
        Case(
            ecosystem: PubEcosystem(), manifest: "pubspec.yaml",
            text:
                "name: wind\nversion: 1.0.0\ndependencies:\n  kite: ^2.0.0\n  flutter: {sdk: flutter}\n@@dev_dependencies:\n  reel: any\n",
            old: "^2.0.0", new: "^3.0.0", added: "  added: ^1.0.0\n", lock: "pubspec.lock",
            lockText:
                "packages:\n  kite:\n    dependency: \"direct main\"\n    source: hosted\n    version: \"2.1.0\"\n  reel:\n    source: hosted\n    version: \"1.0.0\"\n  flutter:\n    source: sdk\n    version: \"0.0.0\"\n",
            command: "dart pub get"),
        Case(
            ecosystem: MixEcosystem(), manifest: "mix.exs",
            text:
                "defmodule Wind do\n  def project, do: [app: :wind, version: \"1.0.0\", deps: deps()]\n  defp deps do\n    [@@{:kite, \"~> 2.1\"}, {:reel, \"~> 1.0\", git: \"https://example.org/reel\"}, {:line, path: \"../line\"}]\n  end\nend\n",
            old: "~> 2.1", new: "~> 3.0", added: "{:added, \"~> 1.0\"}, ", lock: "mix.lock",
            lockText:
                "%{\n  \"kite\": {:hex, :kite, \"2.1.3\", \"ab\", [:mix], [], \"hexpm\", \"cd\"},\n  \"reel\": {:git, \"https://example.org/reel\", \"ef\", []},\n}\n",
            command: "mix deps.get"),
        Case(
            ecosystem: NuGetEcosystem(), manifest: "wind.csproj",
            text:
                "<Project><PropertyGroup><Version>1.0.0</Version></PropertyGroup><ItemGroup><PackageReference Include=\"Kite\" Version=\"2.1.0\"/>@@<PackageReference Include=\"Reel\" Version=\"1.*\"/></ItemGroup></Project>",
            old: "2.1.0", new: "3.0.0", added: "<PackageReference Include=\"added\" Version=\"1.0\"/>",
            lock: "packages.lock.json",
            lockText:
                "{\"version\": 1, \"dependencies\": {\"net8.0\": {\"kite\": {\"type\": \"Direct\", \"requested\": \"[2.1.0, )\", \"resolved\": \"2.1.0\"}, \"reel\": {\"type\": \"Direct\", \"requested\": \"[1.*, )\", \"resolved\": \"1.4.0\"}}}}",
            command: "dotnet restore --force-evaluate"),
        Case(
            ecosystem: GoEcosystem(), manifest: "go.mod",
            text:
                "module example.org/wind\n\ngo 1.22\n\nrequire (\n\texample.org/kite v1.2.0\n\texample.org/reel v0.3.0 // indirect\n@@)\n",
            old: "v1.2.0", new: "v1.3.0", added: "\texample.org/added v0.1.0\n", lock: "go.sum",
            lockText:
                "example.org/kite v1.2.0 h1:aa=\nexample.org/kite v1.2.0/go.mod h1:bb=\nexample.org/reel v0.3.0/go.mod h1:cc=\n",
            command: "go mod tidy"),
        Case(
            ecosystem: PythonEcosystem(), manifest: "pyproject.toml",
            text:
                "[tool.poetry]\nname = \"wind\"\nversion = \"1.0.0\"\n[tool.poetry.dependencies]\npython = \"^3.10\"\nkite = \"^2.0\"\n@@[tool.poetry.group.dev.dependencies]\nReel = \"*\"\n[build-system]\nrequires = [\"poetry-core\"]\n",
            old: "^2.0", new: "^3.0", added: "added = \">=1\"\n", lock: "poetry.lock",
            lockText:
                "[[package]]\nname = \"kite\"\nversion = \"2.31.0\"\n\n[[package]]\nname = \"reel\"\nversion = \"1.0.0\"\n\n[metadata]\ncontent-hash = \"ab\"\n",
            command: "poetry lock"),
    ]

    private func unlocked(_ one: Case, _ change: (inout String) -> Void = { _ in }) -> [UnlockedRequirement] {
        var text = one.text
        change(&text)
        return one.ecosystem.unlockedRequirements(in: [
            one.manifest: Array(text.replacing("@@", with: "").utf8), one.lock: Array(one.lockText.utf8),
        ])
    }

    @Test("A lock whose entries meet every requirement is up to date", arguments: cases)
    func complete(_ one: Case) {
        #expect(unlocked(one) == [])
    }

    @Test("A requirement that the lock does not have is reported with both places", arguments: cases)
    func added(_ one: Case) {
        let found = unlocked(one) { $0.replace("@@", with: one.added) }
        #expect(found.map { $0.package.hasSuffix("added") } == [true])
        #expect(found.map(\.place.file) == [one.manifest])
        #expect(found.map(\.lock.file) == [one.lock])
        #expect(one.ecosystem.lockCommand(for: one.lock) == one.command)
    }

    @Test("A requirement that the lock's entry refuses is reported", arguments: cases)
    func raised(_ one: Case) {
        let found = unlocked(one) { $0.replace(one.old, with: one.new) }
        #expect(found.map { $0.package.lowercased().hasSuffix("kite") } == [true])
        #expect(found.first?.requirement == one.new)
    }

    @Test("A gem of the Gemfile that the lock lacks or has for another requirement is reported")
    func gemfile() {
        func found(_ text: String) -> [String] {
            let lock = "GEM\n  specs:\n    kite (2.2.0)\n\nDEPENDENCIES\n  kite (~> 2.0)\n  line!\n"
            return RubyEcosystem().unlockedRequirements(in: [
                "Gemfile": Array(text.utf8), "Gemfile.lock": Array(lock.utf8),
            ]).map(\.package)
        }
        #expect(found("gem 'kite', '~> 2.0'\ngem 'line', path: 'line'\n") == [])
        #expect(found("gem 'kite', '~> 2.2'\ngem 'line', path: 'line'\ngem 'reel'\n") == ["kite", "reel"])
    }

    @Test("A member of a pub workspace is locked by the workspace's lock, and siblings have no entry there")
    func pubWorkspace() {
        let lock = "packages:\n  kite:\n    source: hosted\n    version: \"2.1.0\"\n"
        func found(_ requirement: String) -> [String] {
            PubEcosystem().unlockedRequirements(
                in: [
                    "pubspec.yaml": "name: root\nworkspace: [parts/a, parts/b]\n", "pubspec.lock": lock,
                    "parts/a/pubspec.yaml":
                        "name: a\nversion: 1.0.0\nresolution: workspace\ndependencies: {b: ^1.0.0}\n",
                    "parts/b/pubspec.yaml":
                        "name: b\nversion: 1.0.0\nresolution: workspace\ndependencies: {kite: \(requirement)}\n",
                    "other/pubspec.yaml": "name: other\ndependencies: {reel: ^1.0.0}\n",
                ].mapValues { Array($0.utf8) }
            ).map(\.package)
        }
        #expect(found("^2.0.0") == [] && found("^3.0.0") == ["kite"])
    }

    @Test("Neither a replaced module nor one of a Go workspace needs a hash")
    func goReplaced() {
        let text = "module example.org/wind\n\nrequire example.org/kite v1.2.0\n"
        func found(_ files: [String: String]) -> Int {
            GoEcosystem().unlockedRequirements(
                in: files.merging(["go.sum": ""]) { $1 }.mapValues { Array($0.utf8) }
            ).count
        }
        #expect(found(["go.mod": text]) == 1)
        #expect(found(["go.mod": text + "replace example.org/kite => ../kite\n"]) == 0)
        #expect(found(["go.mod": text, "go.work": "go 1.22\n\nuse .\n"]) == 0)
    }

    @Test(
        "A catalog's entry in pnpm's lock has the workspace's text, and that of a package of the workspace its version")
    func catalogs() throws {
        let lock =
            "lockfileVersion: '9.0'\ncatalogs:\n  default:\n    '@w/kite': {specifier: ^1.1.0, version: 1.1.0}\n    reel: {specifier: ^1.0.0, version: 1.2.0}\nimporters:\n  .: {}\n  kite: {}\n  line:\n    dependencies:\n      '@w/kite': {specifier: 'catalog:', version: link:../kite}\n      reel: {specifier: 'catalog:', version: 1.2.0}\n"
        var files = [
            "pnpm-workspace.yaml": "packages: [kite, line]\ncatalog:\n  '@w/kite': ^1.1.0\n  reel: ^1.0.0\n",
            "package.json": "{\"private\": true}",
            "kite/package.json": "{\"name\": \"@w/kite\", \"version\": \"1.1.0\"}",
            "line/package.json":
                "{\"name\": \"line\", \"version\": \"1.0.0\", \"dependencies\": {\"@w/kite\": \"catalog:\", \"reel\": \"catalog:\"}}",
            "pnpm-lock.yaml": lock,
        ]
        let npm = NpmEcosystem()
        func bytes() -> [String: [UInt8]] { files.mapValues { Array($0.utf8) } }
        #expect(npm.unlockedRequirements(in: bytes()) == [])
        let raise = FileEdit(
            ecosystem: .npm, file: "pnpm-workspace.yaml", key: "catalog.'@w/kite'", from: "^1.1.0", to: "^2.0.0")
        let change = PackageVersionChange(package: "@w/kite", from: Version(1, 1, 0), to: Version(2, 0, 0))
        let edits = try npm.lockEdits(files: bytes(), changes: [change], planned: [raise])
        #expect(Set(edits.map { "\($0.change)" }) == ["^1.1.0 → ^2.0.0", "1.1.0 → 2.0.0"])
        let edited = try npm.apply(edits, to: "pnpm-lock.yaml", bytes: Array(lock.utf8))
        #expect(String(decoding: edited, as: UTF8.self).contains("{specifier: ^2.0.0, version: 2.0.0}"))
        // One that comes from a registry can't follow.
        files["pnpm-workspace.yaml"]?.replace("reel: ^1.0.0", with: "reel: ^2.0.0")
        #expect(npm.unlockedRequirements(in: bytes()).map(\.package) == ["reel"])
    }
}

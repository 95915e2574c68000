import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Ruby gems")
struct RubyTests {
    private let ecosystem = RubyEcosystem()

    private func read(_ files: [String: String]) -> ManifestReading {
        ecosystem.read(files.mapValues { Array($0.utf8) })
    }

    private func apply(_ key: String, _ from: String, _ to: String, in text: String, file: String = "a.gemspec") throws
        -> String
    {
        let edit = FileEdit(ecosystem: .ruby, file: file, key: key, from: from, to: to)
        return String(decoding: try ecosystem.apply([edit], to: file, bytes: Array(text.utf8)), as: UTF8.self)
    }

    private func gemspec(_ lines: String) -> String {
        "Gem::Specification.new do |s|\n  s.name = 'a'\n  \(lines)\nend\n"
    }

    @Test(
        "A requirement follows a version and keeps its style",
        arguments: [
            ("~> 1.2", "1.3.4", "~> 1.3"), ("~> 1.2.3", "1.3.4", "~> 1.3.4"), ("~> 1", "2.1.0", "~> 2"),
            ("~> 1.2, >= 1.2.3", "1.4.0", "~> 1.2, >= 1.2.3"), ("~> 1.2, >= 1.2.3", "2.1.0", "~> 2.1, >= 1.2.3"),
            (">= 1.0", "2.0.0", ">= 1.0"), (">= 1, < 2", "2.1.0", ">= 1, < 3"), ("1.2.3", "1.2.4", "1.2.4"),
            ("= 1.2.3", "1.2.4.rc1", "= 1.2.4.rc1"), ("~> 1.2", "2.0.0.rc1", "~> 2.0.0.rc1"),
        ])
    func following(requirement: String, version: String, expected: String) throws {
        let version = try #require(Version(version))
        #expect(ecosystem.rewritten(requirement: requirement, toFollow: version) == expected)
        #expect(ecosystem.rewritten(requirement: expected, toFollow: version) == expected)
    }

    @Test("A version constant is found in the file that the gemspec requires")
    func constant() throws {
        let files = [
            "a.gemspec": "require './lib/a/v'\n" + gemspec("s.version = A::VERSION.dup"),
            "lib/a/v.rb": "A::VERSION = '1'",
        ]
        let manifests = ["a.gemspec": Array((files["a.gemspec"] ?? "").utf8)]
        let paths = ["a.gemspec", "lib/a/v.rb", "lib/b/version.rb", "spec/version.rb"]
        #expect(ecosystem.companions(of: manifests, among: paths) == ["lib/a/v.rb", "lib/b/version.rb"])
        let both = files.merging(["lib/a/v.rb": "module A\n  VERSION = '1.2'.freeze\nend"]) { $1 }
        let source = try #require(read(both).packages.first?.versionSources.first)
        #expect(source.value == "1.2" && source.place.file == "lib/a/v.rb" && source.key == "VERSION")
    }

    @Test("A constant that shares its text with another is edited by the first name")
    func sharedText() throws {
        let files = [
            "a.gemspec": gemspec("s.version = A::VERSION"),
            "lib/version.rb": "A_VERSION = VERSION = '1.2'\nNAME = CODE = 'x'",
        ]
        let source = try #require(read(files).packages.first?.versionSources.first)
        #expect(source.value == "1.2" && source.key == "A_VERSION")
        let text = try #require(files["lib/version.rb"])
        let after = try apply(source.key, "1.2", "1.3", in: text, file: "lib/version.rb")
        #expect(after == text.replacing("1.2", with: "1.3"))
    }

    @Test("A computed version causes a warning, and none is guessed")
    func computed() {
        let reading = read(["a.gemspec": gemspec("s.version = File.read('VERSION').strip")])
        #expect(reading.packages.first?.versionSources == [])
        #expect(reading.diagnostics.map(\.code) == ["ruby.computed-version"])
        // That file is followed by itself.
        #expect(reading.packages.first?.versionFaults == [])
    }

    @Test(
        "Gems that read one file of a folder around them have the version that stands there",
        arguments: [
            ("File.read(File.expand_path(\"../VERSION\", __dir__)).strip", "VERSION"),
            ("File.read(File.expand_path('../../VERSION', __FILE__)).chomp", "VERSION"),
            ("File.read(\"../SUITE_VERSION\").strip", "SUITE_VERSION"),
            ("File.read(File.join(__dir__, '..', 'VERSION')).strip", "VERSION"),
        ])
    func around(expression: String, file: String) throws {
        let gem = gemspec("s.version = \(expression)")
        let manifests = ["valve/a.gemspec": Array(gem.utf8)]
        #expect(ecosystem.companions(of: manifests, among: ["valve/a.gemspec", file, "valve/x"]) == [file])
        let reading = read(["valve/a.gemspec": gem, file: "2.1.0\n"])
        let source = try #require(reading.packages.first?.versionSources.first)
        #expect(source.value == "2.1.0" && source.place.file == file && source.ecosystem == .versionFile)
        #expect(reading.diagnostics == [] && reading.packages.first?.versionFaults == [])
    }

    @Test("Code-like text in a string, a comment or a here-document is not code")
    func noCode() throws {
        let text =
            gemspec(
                """
                s.description = <<-EOS + %q(s.version = "6")
                  s.version = "7"
                EOS
                  # s.version = "8"
                  s.summary = "it's
                  s.version = '9'"
                =begin
                  s.version = "10"
                =end
                  s.version = "1.2.3"
                """) + "__END__\n s.version = '11'\n"
        #expect(read(["a.gemspec": text]).packages.first?.versionSources.map(\.value) == ["1.2.3"])
    }

    @Test("Several strings of a requirement are edited together, and each keeps its quotes")
    func several() throws {
        let text = gemspec("s.add_dependency %q<b>.freeze, ['~> 1.2'.freeze, \">=  1.2.3\"]")
        let after = try apply("dependencies.b", "~> 1.2, >=  1.2.3", "~> 2.0, >=  1.2.3", in: text)
        #expect(after == text.replacing("~> 1.2'", with: "~> 2.0'"))
    }

    @Test("A requirement string keeps the spaces within its quotes")
    func spaces() throws {
        let text = gemspec("s.add_dependency 'b', '>= 1.2 ', ' <=  3 '")
        let (before, after) = (">= 1.2 ,  <=  3 ", ">= 1.2 ,  <=  4 ")
        let edited = try apply("dependencies.b", before, after, in: text)
        #expect(edited == text.replacing("<=  3", with: "<=  4"))
        #expect(try apply("dependencies.b", after, before, in: edited) == text)
    }

    @Test(
        "A requirement can gain strings and lose them again",
        arguments: ["'~> 1.2'", "\"~> 1.2\".freeze", "[%q(~> 1.2)]", "%q{~> 1.2}, require: false"])
    func splicing(written: String) throws {
        let text = "gem 'b', \(written)\n"
        let after = try apply("gem.b", "~> 1.2", "~> 1.3, >= 1.3.1", in: text, file: "Gemfile")
        let found = read(["Gemfile": after, "a.gemspec": gemspec("")]).packages.first?.requirements.first
        #expect(found?.requirement == "~> 1.3, >= 1.3.1")
        #expect(try apply("gem.b", "~> 1.3, >= 1.3.1", "~> 1.2", in: after, file: "Gemfile") == text)
    }

    @Test("In a lock only own versions and copies of edited requirements change")
    func lock() throws {
        let files = [
            "a.gemspec": gemspec(
                "s.version = '1.0'\n s.add_dependency 'b', '~> 1.0'\n s.add_dependency 'c', \"= #{V}\""),
            "Gemfile": "gemspec\ngem 'b', '~> 1.0', path: 'b'\n",
            "Gemfile.lock": """
            PATH
              remote: .
              specs:
                a (1.0)
                  b (~> 1.0)
                  c (= 1.0)

            GEM
              specs:
                b (1.0)
                  c (= 1.0)

            DEPENDENCIES
              a!
              b (~> 1.0)!

            CHECKSUMS
              a (1.0)
            """,
        ]
        let version = try #require(Version("1.0"))
        let changes = ["a", "b", "c"].map { PackageVersionChange(package: $0, from: version, to: Version(2, 0, 0)) }
        let planned = [("a.gemspec", "dependencies.b"), ("Gemfile", "gem.b")].map {
            FileEdit(ecosystem: .ruby, file: $0.0, key: $0.1, from: "~> 1.0", to: "~> 2.0")
        }
        let bytes = files.mapValues { Array($0.utf8) }
        let edits = try ecosystem.lockEdits(files: bytes, changes: changes, planned: planned)
        #expect(
            edits.map { "\($0.key) \($0.change.after)" } == [
                "PATH.'.'.a 2.0.0", "PATH.'.'.a.dependencies.b ~> 2.0", "PATH.'.'.a.dependencies.c = 2.0.0",
                "DEPENDENCIES.b ~> 2.0", "CHECKSUMS.a 2.0.0",
            ])
        let after = try ecosystem.apply(edits, to: "Gemfile.lock", bytes: bytes["Gemfile.lock"] ?? [])
        #expect(String(decoding: after, as: UTF8.self).contains("    b (1.0)\n      c (= 1.0)"))
    }

    @Test("Locks of further Gemfiles follow, with the command that makes each")
    func furtherLocks() throws {
        let lock = "PATH\n  remote: ..\n  specs:\n    pump (1.2.0)\n\nDEPENDENCIES\n  pump!\n"
        let files = [
            "pump.gemspec": "Gem::Specification.new { |s| s.name = 'pump' }", "gemfiles/r7.gemfile.lock": lock,
        ]
        .mapValues { Array($0.utf8) }
        let change = PackageVersionChange(package: "pump", from: Version(1, 2, 0), to: Version(1, 3, 0))
        let edits = try ecosystem.lockEdits(files: files, changes: [change])
        #expect(edits.map(\.file) == ["gemfiles/r7.gemfile.lock"])
        let after = try ecosystem.apply(edits, to: "gemfiles/r7.gemfile.lock", bytes: Array(lock.utf8))
        #expect(String(decoding: after, as: UTF8.self) == lock.replacing("1.2.0", with: "1.3.0"))
        #expect(ecosystem.lockCommand(for: "gemfiles/r7.gemfile.lock") == "BUNDLE_GEMFILE=r7.gemfile bundle lock")
        #expect(ecosystem.lockCommand(for: "Gemfile.lock") == "bundle lock")
    }

    @Test("A lock with merge conflict markers is not edited")
    func conflict() {
        let lock = Array("PATH\n<<<<<<< HEAD\n".utf8)
        #expect(read(["Gemfile.lock": "PATH\n<<<<<<< HEAD\n"]).diagnostics.map(\.code) == ["ruby.lock-conflict"])
        #expect(throws: EditError.self) { try ecosystem.lockEdits(files: ["Gemfile.lock": lock], changes: []) }
        #expect(throws: Never.self) { try ecosystem.lockEdits(files: ["test/x/Gemfile.lock": lock], changes: []) }
    }

    @Test("A version that RubyGems would reject is not written")
    func refused() {
        #expect(throws: EditError.self) {
            try apply("version", "1.0", "1.0+build", in: gemspec("s.version = '1.0'"))
        }
    }

    @Test(
        "Unterminated strings are read to the end of the file",
        .timeLimit(.minutes(20)), arguments: ["\"\\\"", "<<A\n", "%q(", "\"#{", "/x", "'\n"])
    func unended(part: String) {
        let text = String(repeating: part, count: 200_000)
        #expect(read(["a.gemspec": text]).packages.isEmpty)
    }
}

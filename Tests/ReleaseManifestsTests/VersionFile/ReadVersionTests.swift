import ReleaseManifests
import ReleaseModel
import Testing

/// Versions that a manifest's program reads from another file of the repository.
@Suite("Versions that a script reads from a file")
struct ReadVersionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var ecosystem: any Ecosystem
        var manifest: String
        var text: String
        var files: [String: String]
        /// The file that is edited.
        var source: String

        var testDescription: String { "\(manifest): \(text)" }

        var all: [String: [UInt8]] { files.merging([manifest: text]) { $1 }.mapValues { Array($0.utf8) } }

        /// Read as an observer does: the manifest, and what it or its companions name.
        var package: FoundPackage? { ecosystem.read(ecosystem.own(among: all)).packages.first }
    }

    private static func mix(
        _ version: String, _ before: String = "", at manifest: String = "mix.exs", with files: [String: String] = [:],
        from source: String = ""
    ) -> Case {
        Case(
            ecosystem: MixEcosystem(), manifest: manifest,
            text:
                "defmodule Winch do\n  use Mix.Project\n  \(before)\n  def project do\n    [app: :winch, version: \(version)]\n  end\nend\n",
            files: files, source: source)
    }

    private static func gem(
        _ version: String, at manifest: String = "winch.gemspec", with files: [String: String] = [:],
        from source: String = ""
    ) -> Case {
        Case(
            ecosystem: RubyEcosystem(), manifest: manifest,
            text:
                "require_relative 'lib/winch/version'\nGem::Specification.new do |s|\n  s.name = 'winch'\n  s.version = \(version)\nend\n",
            files: files, source: source)
    }

    private static func setup(
        _ version: String, _ before: String = "", at manifest: String = "setup.py", with files: [String: String] = [:],
        from source: String = ""
    ) -> Case {
        Case(
            ecosystem: PythonEcosystem(), manifest: manifest,
            text: "import os\nfrom setuptools import setup\n\(before)\nsetup(name='winch', version=\(version))\n",
            files: files, source: source)
    }

    private static func project(_ rest: String, with files: [String: String], from source: String) -> Case {
        Case(
            ecosystem: PythonEcosystem(), manifest: "pyproject.toml",
            text: "[project]\nname = \"winch\"\ndynamic = [\"version\"]\n\(rest)\n", files: files, source: source)
    }

    private static let three = "2.7.0\n"
    private static let constant =
        "module Winch\n  VERSION = File.read(File.expand_path(\"../../VERSION\", __dir__)).strip\nend\n"

    static let followed: [Case] = [
        mix("File.read!(\"config/VERSION\") |> String.trim()", with: ["config/VERSION": three], from: "config/VERSION"),
        mix("@version", "@version File.read!(\"VERSION\") |> String.trim()", with: ["VERSION": three], from: "VERSION"),
        mix(
            "@version",
            "@file_name Path.join([__DIR__, \"priv\", \"VERSION\"])\n  @version @file_name |> File.read!() |> String.trim()",
            with: ["priv/VERSION": three, "VERSION": "9.9.9\n"], from: "priv/VERSION"),
        mix(
            "@version", "@version \"#{__DIR__}/etc/VERSION\" |> File.read!() |> String.trim()",
            with: ["etc/VERSION": three],
            from: "etc/VERSION"),
        mix(
            "@version", "@version File.read!(\"../../VERSION\") |> String.trim()", at: "apps/winch/mix.exs",
            with: ["VERSION": three], from: "VERSION"),
        mix("@version", "@version File.read!(\"RELEASE\") |> String.trim()", with: ["RELEASE": three], from: "RELEASE"),
        gem(
            "File.read(File.join(__dir__, 'lib', 'winch', 'VERSION')).strip", with: ["lib/winch/VERSION": three],
            from: "lib/winch/VERSION"),
        gem(
            "File.read(File.expand_path('../VERSION', __FILE__)).strip", at: "g/winch.gemspec",
            with: ["g/VERSION": three, "VERSION": "9.9.9\n"], from: "g/VERSION"),
        gem(
            "File.read(File.join(File.dirname(__FILE__), '../VERSION')).strip", at: "g/winch.gemspec",
            with: ["VERSION": three, "g/VERSION": "9.9.9\n"], from: "VERSION"),
        gem("Winch::VERSION", with: ["lib/winch/version.rb": constant, "VERSION": three], from: "VERSION"),
        gem("IO.read('RELEASE').chomp", with: ["RELEASE": three], from: "RELEASE"),
        setup(
            "open('winch/VERSION').read().strip()", with: ["winch/VERSION": three, "VERSION": "9.9.9\n"],
            from: "winch/VERSION"),
        setup("open('../VERSION').read().strip()", at: "p/setup.py", with: ["VERSION": three], from: "VERSION"),
        setup(
            "(ROOT / 'VERSION').read_text().strip()", "from pathlib import Path\nROOT = Path(__file__).parent.parent",
            at: "p/setup.py", with: ["VERSION": three], from: "VERSION"),
        setup(
            "text",
            "with open(os.path.join(os.path.dirname(__file__), os.pardir, 'VERSION')) as f:\n    text = f.read()",
            at: "p/setup.py", with: ["VERSION": three], from: "VERSION"),
        Case(
            ecosystem: PythonEcosystem(), manifest: "p/setup.cfg",
            text: "[metadata]\nname = winch\nversion = file: ../VERSION\n", files: ["VERSION": three], source: "VERSION"
        ),
        project(
            "[tool.pdm.version]\nsource = \"call\"\ngetter = \"winch.v:get\"",
            with: [
                "winch/v.py": "def get():\n    return open('winch/VERSION').read().strip()\n", "winch/VERSION": three,
            ],
            from: "winch/VERSION"),
        project(
            "[tool.setuptools.dynamic]\nversion = { attr = \"winch.__version__\" }",
            with: [
                "winch/__init__.py":
                    "from pathlib import Path\n__version__ = Path(__file__).with_name('VERSION').read_text()\n",
                "winch/VERSION": three,
            ], from: "winch/VERSION"),
        project(
            "",
            with: [
                "hatch.toml": "[version]\npath = \"winch/about.py\"\n", "winch/about.py": "__version__ = '2.7.0'\n",
            ],
            from: "winch/about.py"),
        project(
            "[build-system]\nrequires = [\"anvil\"]\nbuild-backend = \"anvil\"",
            with: ["winch/__init__.py": "__version__ = '2.7.0'\n"],
            from: "winch/__init__.py"),
        Case(
            ecosystem: PythonEcosystem(), manifest: "pyproject.toml",
            text:
                "[tool.poetry]\nname = \"winch\"\nversion = \"0.0.0\"\n[tool.poetry-dynamic-versioning]\nenable = true\n[tool.poetry-dynamic-versioning.from-file]\nsource = \"winch/about.py\"\npattern = \"NUMBER = '(.*)'\"\n",
            files: ["winch/about.py": "NUMBER = '2.7.0'\n"], source: "winch/about.py"),
    ]

    @Test("A plain file that the program reads is the version, and follows", arguments: followed)
    func follows(_ one: Case) throws {
        let package = try #require(one.package)
        #expect(package.versionFaults == [])
        let source = try #require(package.versionSources.first)
        #expect((source.place.file, source.value) == (one.source, "2.7.0"))
        #expect(package.versionSources.count == 1)
        let owner = try #require(ecosystem(named: source.ecosystem))
        let edit = FileEdit(
            ecosystem: source.ecosystem, file: source.place.file, key: source.key, from: "2.7.0", to: "2.8.0")
        let after = try owner.apply([edit], to: one.source, bytes: one.all[one.source] ?? [])
        let before = String(decoding: one.all[one.source] ?? [], as: UTF8.self)
        #expect(String(decoding: after, as: UTF8.self) == before.replacing("2.7.0", with: "2.8.0"))
    }

    static let refused: [Case] = [
        mix("@version", "@version File.read!(\"VERSION\") |> String.trim()", with: ["VERSION": "winch 2.7.0\n"]),
        mix("@version", "@version String.trim(File.read!(\"VERSION\")) <> \"-dev\"", with: ["VERSION": three]),
        mix("@version", "@version File.read!(\"config/VERSION\") |> String.trim()"),
        gem("File.read('VERSION').strip", with: ["VERSION": "winch 2.7.0\n"]),
        gem("File.read('VERSION').strip + '.pre1'", with: ["VERSION": three]),
        gem(
            "Winch::VERSION\n  s.files = ['VERSION']",
            with: ["lib/winch/version.rb": "module Winch\n  VERSION = [2, 7, 0].join('.')\nend\n", "VERSION": three]),
        gem("File.read('lib/winch.rb')[/N = '(.*)'/, 1]", with: ["lib/winch.rb": "N = '2.7.0'\n"]),
        setup("open('VERSION').read().strip()", with: ["VERSION": "version=2.7.0\n"]),
        setup("open('VERSION').read().strip() + 'rc1'", with: ["VERSION": three]),
        setup(
            "read('VERSION')",
            "def read(n):\n    return open(os.path.join(os.path.dirname(os.path.dirname(__file__)), n)).read()",
            at: "p/setup.py", with: ["VERSION": three, "p/VERSION": "9.9.9\n"]),
        project(
            "[tool.hatch.metadata.hooks.custom]",
            with: ["hatch_build.py": "def update(m):\n    m['version'] = '2.7.0'\n"], from: ""
        ),
    ]

    @Test("A file that says more or less than the version makes a release impossible", arguments: refused)
    func refuses(_ one: Case) throws {
        let package = try #require(one.package)
        #expect(package.versionSources == [])
        #expect(package.versionFaults.map(\.severity) == [.error])
        #expect(package.versionFaults.first?.suggestion?.isEmpty == false)
    }
}

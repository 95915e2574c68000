import ReleaseModel
import ReleasePlease

/// A case for each release type, and more for what is special about it.
let releaseTypeCases: [ReleaseTypeCase] =
    packageCases + rustCases + pythonCases + javaCases + versionFileCases + googleCases + ownCases

private let packageCases: [ReleaseTypeCase] = [
    ReleaseTypeCase(
        "node", "manifest, locks and samples",
        [
            "package.json": #"{ "name":"@s/x", "version" : "«1.2.3|1.3.0»", "dependencies": {"y": "1.2.3"} }"#,
            "package-lock.json":
                #"{"name": "@s/x", "version": "«1.2.3|1.3.0»", "lockfileVersion": 3, "packages": {"": {"version": "«1.2.3|1.3.0»"}, "node_modules/y": {"version": "1.2.3"}}}"#,
            "npm-shrinkwrap.json": "{\n\t\"version\": \"«1.2.2|1.3.0»\"\n}\n",
            "samples/package.json":
                #"{"version": "1.2.3", "dependencies": {"@s/x": "«^1.2.3|^1.3.0»", "y": "^1.2.3"}}"#,
            "changelog.json": #"{"version": "1.2.3"}"#,
        ]),
    ReleaseTypeCase(
        "node", "requirements on packages that are released with it keep their sign", path: "a",
        [
            "a/package.json": #"""
            {"name": "a", "version": "«1.2.3|1.3.0»",
             "dependencies": {"b": "«^2.0.0|^2.1.0»", "c": "workspace:^", "d": "«*|3.0.0»"},
             "devDependencies": {"b": "«~2.0.0|~2.1.0»"}, "peerDependencies": {"b": "^2.0.0"}}
            """#,
            "a/package-lock.json": #"""
            {"version": "«1.2.3|1.3.0»", "packages": {"": {"version": "«1.2.3|1.3.0»", "dependencies": {"b": "«^2.0.0|^2.1.0»"}},
             "b": {"version": "«2.0.0|2.1.0»"}, "node_modules/b": {"version": "2.0.0"}}}
            """#,
            "package.json": #"{"version": "1.2.3"}"#,
        ], versions: ["a": Version(1, 3, 0), "b": Version(2, 1, 0), "c": Version(9, 0, 0), "d": Version(3, 0, 0)]),
    ReleaseTypeCase("node", "a manifest without a version stays", ["package.json": #"{"name": "x"}"#]),
    ReleaseTypeCase(
        "node-librarian", "the library whose output is the package's folder", path: "packages/a",
        [
            "packages/a/package.json": #"{"name": "a", "version": "«1.2.3|1.3.0»"}"#,
            "packages/a/librarian.yaml":
                "libraries:\n  - name: a # mine\n    version: «1.2.3|1.3.0»\n  - name: b\n    version: 1.2.3\n",
        ]),
    ReleaseTypeCase(
        "expo", "the stores' versions too",
        [
            "package.json": #"{"name": "app", "version": "«1.2.3|1.3.0»", "dependencies": {"expo": "~51.0.2"}}"#,
            "app.json": #"""
            {"expo": {"version": "«1.2.3|1.3.0»", "ios": {"buildNumber": "«1.2.3|1.3.0»"},
              "android": {"versionCode": «510010203|510010300»}}}
            """#,
        ]),
    ReleaseTypeCase(
        "helm", "the chart's version, not the application's",
        ["Chart.yaml": "# chart\nname: web\nversion: «1.2.3|1.3.0» # x\nappVersion: \"1.2.3\"\n"]),
    ReleaseTypeCase(
        "dart", "the build number counts up", ["pubspec.yaml": "name: app\nversion: «1.2.3+9|1.3.0+10»\n"]),
    ReleaseTypeCase("dart", "no build number", ["pubspec.yaml": "name: app\nversion: '«1.2.3|1.3.0»'\n"]),
    ReleaseTypeCase(
        "elixir", "in the project",
        ["mix.exs": "defmodule A do\n  def project, do: [app: :a, version: \"«1.2.3|1.3.0»\"]\nend\n"]),
    ReleaseTypeCase(
        "elixir", "in an attribute",
        [
            "mix.exs":
                "defmodule A do\n  @version \"«1.2.3|1.3.0»\"\n  def project, do: [app: :a, version: @version]\nend\n"
        ]),
    ReleaseTypeCase(
        "php", "the manifest and VERSION",
        ["composer.json": #"{"name": "v/x", "version": "«1.2.3|1.3.0»"}"#, "VERSION": "«1.2.3|1.3.0»\n"]),
    ReleaseTypeCase("php", "a version that only tags say", ["composer.json": #"{"name": "v/x"}"#]),
    ReleaseTypeCase(
        "php-yoshi", "what the root stands for",
        ["composer.json": #"{"replace": {"v/a": "«0.1.0|0.2.0»", "v/b": "1.0.0"}}"#, "VERSION": "«1.2.3|1.3.0»"],
        versions: ["v/a": Version(0, 2, 0)]),
    ReleaseTypeCase(
        "php-librarian", "the library", path: "Core",
        [
            "Core/VERSION": "«1.2.3|1.3.0»\n",
            "librarian.yaml":
                "libraries:\n- {name: Other, version: 1.2.3}\n- {name: c, output: Core, version: «1.2.3|1.3.0»}\n",
        ]),
    ReleaseTypeCase(
        "ruby", "version.rb and its own entries of the lock",
        [
            "lib/core/api/version.rb": "module Core\n  VERSION = '«1.2.3|1.3.0»'.freeze\n  OTHER = '1.2.3'\nend\n",
            "Gemfile.lock": """
            PATH
              remote: .
              specs:
                core-api («1.2.3|1.3.0»)
                  rake (~> 13.0)

            GEM
              remote: x
              specs:
                rake (13.0.0)

            DEPENDENCIES
              core-api!
            """,
        ]
    ) { $0.component = "core-api" },
    ReleaseTypeCase("ruby-yoshi", "the version file that is named", ["v.rb": "V = \"«1.2.3|1.3.0»\"\n"]) {
        $0.versionFile = "v.rb"
    },
    ReleaseTypeCase(
        "ruby-librarian", "the library by its name",
        [
            "lib/core/version.rb": "VERSION = \"«1.2.3|1.3.0»\"\n",
            "librarian.yaml": "libraries:\n  - name: core\n    version: \"«1.2.3|1.3.0»\"\n",
        ]
    ) { $0.component = "core" },
]

private let rustCases: [ReleaseTypeCase] = [
    ReleaseTypeCase(
        "rust", "a crate and its lock",
        [
            "Cargo.toml":
                "[package]\nname = \"core\"\nversion = '«1.2.3|1.3.0»' # x\n\n[dependencies]\nlog = \"1.2.3\"\n",
            "Cargo.lock":
                "[[package]]\nname = \"core\"\nversion = \"«1.2.3|1.3.0»\"\n\n[[package]]\nname = \"log\"\nversion = \"1.2.3\"\nsource = \"registry+x\"\nchecksum = \"0\"\n",
        ]),
    ReleaseTypeCase(
        "rust", "the members of a workspace share the version",
        [
            "Cargo.toml": "[workspace]\nmembers = [\"crates/*\"]\n\n[workspace.package]\nversion = \"«1.2.3|1.3.0»\"\n",
            "crates/a/Cargo.toml": "[package]\nname = \"a\"\nversion.workspace = true\n",
            "crates/c/Cargo.toml": "[package]\nname = \"c\"\nversion = \"«0.4.0|1.3.0»\"\n",
            "crates/b/Cargo.toml":
                "[package]\nname = \"b\"\nversion = \"«1.2.3|1.3.0»\"\n\n[dependencies]\na = { path = \"../a\", version = \"«1.2|1.3.0»\" }\n",
            "other/Cargo.toml": "[package]\nname = \"other\"\nversion = \"1.2.3\"\n",
        ]),
    ReleaseTypeCase(
        "rust", "a member by itself follows those that are released with it", path: "crates/b",
        [
            "Cargo.toml":
                "[workspace]\nmembers = [\"crates/*\"]\n\n[workspace.dependencies]\nb = { path = \"crates/b\", version = \"«1.2.3|1.3.0»\" }\nc = { path = \"crates/c\", version = \"1.2.3\" }\n",
            "Cargo.lock":
                "[[package]]\nname = \"a\"\nversion = \"«2.0.0|2.0.1»\"\n\n[[package]]\nname = \"b\"\nversion = \"«1.2.3|1.3.0»\"\ndependencies = [\"a\"]\n",
            "crates/a/Cargo.toml": "[package]\nname = \"a\"\nversion = \"2.0.0\"\n",
            "crates/b/Cargo.toml":
                "[package]\nname = \"b\"\nversion = \"«1.2.3|1.3.0»\"\n\n[dependencies]\na = { path = \"../a\", version = \"«2.0.0|2.0.1»\" }\nz = { version = \"2.0.0\" }\n",
        ], versions: ["b": Version(1, 3, 0), "a": Version(2, 0, 1)]),
    ReleaseTypeCase(
        "rust", "members that are packages by themselves stay, and their requirements accept the release",
        [
            "Cargo.toml":
                "[package]\nname = \"core\"\nversion = \"«1.2.3|1.3.0»\"\n\n[workspace]\nmembers = [\"crates/*\"]\n",
            "crates/a/Cargo.toml":
                "[package]\nname = \"a\"\nversion = \"0.4.0\"\n\n[dependencies]\ncore = { path = \"../..\", version = \"«=1.2.3|=1.3.0»\" }\nb = { path = \"../b\", version = \"«=0.1.0|=1.3.0»\" }\n",
            "crates/b/Cargo.toml": "[package]\nname = \"b\"\nversion = \"«0.1.0|1.3.0»\"\n",
            "crates/d/Cargo.toml":
                "[package]\nname = \"d\"\nversion = \"0.4.0\"\n\n[dependencies]\ncore = { path = \"../..\", version = \"1.2\" }\n",
        ]
    ) { $0.innerPaths = ["crates/a", "crates/d"] },
    ReleaseTypeCase(
        "rust", "a virtual workspace's members accept the release of one of them", path: "crates/b",
        [
            "Cargo.toml": "[workspace]\nmembers = [\"crates/*\"]\n",
            "crates/a/Cargo.toml":
                "[package]\nname = \"a\"\nversion = \"1.0.0\"\n\n[dependencies]\nb = { path = \"../b\", version = \"«=1.2.3|=1.3.0»\" }\n",
            "crates/b/Cargo.toml": "[package]\nname = \"b\"\nversion = \"«1.2.3|1.3.0»\"\n",
            "other/Cargo.toml":
                "[package]\nname = \"o\"\nversion = \"1.0.0\"\n\n[dependencies]\nb = { path = \"../crates/b\", version = \"=1.2.3\" }\n",
        ]),
    ReleaseTypeCase(
        "rust", "a member raises the workspace's version", path: "b",
        [
            "Cargo.toml": "[workspace]\nmembers = [\"*\"]\n\n[workspace.package]\nversion = \"«1.2.3|1.3.0»\"\n",
            "b/Cargo.toml": "[package]\nname = \"b\"\nversion.workspace = true\n",
        ]),
    ReleaseTypeCase(
        "rust", "a member never lowers the workspace's version", path: "b",
        [
            "Cargo.toml": "[workspace]\nmembers = [\"*\"]\n\n[workspace.package]\nversion = \"2.0.0\"\n",
            "b/Cargo.toml": "[package]\nname = \"b\"\nversion.workspace = true\n",
        ]),
]

private let pythonCases: [ReleaseTypeCase] = [
    ReleaseTypeCase(
        "python", "every place that says the version",
        [
            "pyproject.toml":
                "[project]\nname = \"my-lib\"\nversion = \"«1.2.3|1.3.0»\"\ndependencies = [\"x==1.2.3\"]\n",
            "setup.cfg": "[metadata]\nname = my-lib\nversion = «1.2.3|1.3.0»\n",
            "setup.py": "from setuptools import setup\nsetup(name='my-lib', version='«1.2.3|1.3.0»')\n",
            "src/my_lib/__init__.py": "__version__ = \"«1.2.3|1.3.0»\"\nother = \"1.2.3\"\n",
            "other/__init__.py": "__version__ = \"1.2.3\"\n",
            "my_lib/deep/version.py": "__version__ = '«1.2.3|1.3.0»'\n",
            "uv.lock":
                "version = 1\n\n[[package]]\nname = \"my-lib\"\nversion = \"«1.2.3|1.3.0»\"\nsource = { editable = \".\" }\n\n[[package]]\nname = \"x\"\nversion = \"1.2.3\"\nsource = { registry = \"r\" }\n",
        ]),
    ReleaseTypeCase(
        "python", "Poetry, in a folder", path: "lib",
        [
            "lib/pyproject.toml": "[tool.poetry]\nname = \"core\"\nversion = \"«1.2.3|1.3.0»\"\n",
            "lib/core/__init__.py": "__version__: str = '«1.2.3|1.3.0»'\n",
            "core/__init__.py": "__version__ = '1.2.3'\n",
        ]),
    ReleaseTypeCase(
        "python", "a version that is computed stays",
        ["pyproject.toml": "[project]\nname = \"a\"\ndynamic = [\"version\"]\n"]),
    ReleaseTypeCase(
        "python-librarian", "the library", path: "packages/core",
        [
            "packages/core/setup.py": "version = \"«1.2.3|1.3.0»\"\nsetup(name=\"core\", version=version)\n",
            "librarian.yaml": "libraries:\n  - name: core\n    version: «1.2.3|1.3.0»\n",
        ]),
]

private let javaCases: [ReleaseTypeCase] =
    [
        ReleaseTypeCase(
            "java", "lines with markers, those for released versions among them",
            [
                "pom.xml":
                    "<project><version>«1.2.3|1.3.0»</version><!-- x-release-please-version -->\n<version>1.2.3</version></project>\n",
                "a/build.gradle": "version = '«1.2.3-SNAPSHOT|1.3.0»' // x-release-please-version\nold = '1.2.3'\n",
                "dependencies.properties":
                    "a = «1.2.3|1.3.0» # x-release-please-released-version\nminor = «2|3» # x-release-please-minor\nnext = «2|3» # x-release-please-released-minor\nday = 2026-01-01 # x-release-please-date\n",
            ]),
        ReleaseTypeCase(
            "maven", "every pom, and what poms require of each other",
            [
                "pom.xml": """
                <project>
                  <groupId>g</groupId><artifactId>root</artifactId>
                  <version>«1.2.3|1.3.0»</version> <!-- x-release-please-version -->
                  <modules><module>a</module><module>b</module></modules>
                </project>
                """,
                "a/pom.xml": """
                <project>
                  <parent><groupId>g</groupId><artifactId>root</artifactId><version>«1.2.3|1.3.0»</version></parent>
                  <artifactId>a</artifactId>
                  <dependencies>
                    <dependency><groupId>g</groupId><artifactId>b</artifactId><version>«1.2.3|1.3.0»</version></dependency>
                    <dependency><groupId>h</groupId><artifactId>b</artifactId><version>1.2.3</version></dependency>
                  </dependencies>
                </project>
                """,
                "b/pom.xml": """
                <project>
                  <parent><groupId>g</groupId><artifactId>root</artifactId><version>«1.2.3|1.3.0»</version></parent>
                  <artifactId>b</artifactId><version>«1.2.3|1.3.0»</version>
                </project>
                """,
            ]),
        ReleaseTypeCase(
            "maven", "folders of other packages stay as they are",
            [
                "pom.xml":
                    "<project><groupId>g</groupId><artifactId>x</artifactId><version>«1.2.3|1.3.0»</version></project>\n",
                "in/pom.xml":
                    "<project><groupId>g</groupId><artifactId>i</artifactId><version>«1.2.3|1.3.0»</version></project>\n",
                "other/pom.xml":
                    "<project><groupId>g</groupId><artifactId>o</artifactId><version>1.2.3</version></project>\n",
                "other/build.gradle": "version = '1.2.3' // x-release-please-version\n",
            ]
        ) { $0.innerPaths = ["other"] },
        ReleaseTypeCase(
            "maven", "a parent from elsewhere stays",
            [
                "pom.xml":
                    "<project><parent><groupId>h</groupId><artifactId>p</artifactId><version>1.2.3</version></parent><artifactId>a</artifactId><version>«1.2.3-SNAPSHOT|1.3.0»</version></project>"
            ]),
    ]
    + ["java-yoshi", "java-yoshi-mono-repo", "java-backport", "java-bom", "java-lts"].map { name in
        ReleaseTypeCase(
            name, "artifacts move as far as the package, each from its own version",
            [
                "versions.txt":
                    "# Format:\n# module:released:current\n\ncore:«1.2.3:1.2.4-SNAPSHOT|1.3.0:1.3.0»\nproto-v1:«0.8.1:0.8.2-SNAPSHOT|0.9.0:0.9.0»\n",
                "a/pom.xml":
                    "<version>«1.2.4-SNAPSHOT|1.3.0»</version><!-- {x-version-update:core:current} -->\n<version>1.2.3</version>\n",
                "build.gradle":
                    "// {x-version-update-start:proto-v1:released}\nx = '«0.8.1|0.9.0»'\n// {x-version-update-end}\ny = '0.8.1'\n",
            ])
    }

private let versionFileCases: [ReleaseTypeCase] = [
    ReleaseTypeCase("simple", "version.txt", ["version.txt": "«1.2.3|1.3.0»\n", "VERSION": "1.2.3\n"]),
    ReleaseTypeCase("simple", "the file that is named", path: "a", ["a/V": "v«1.2.3|1.3.0»"]) { $0.versionFile = "V" },
    ReleaseTypeCase("simple", "a file that is made", path: "a", ["a/version.txt": "«|1.3.0\n»"]),
    ReleaseTypeCase("go", "no file", ["version.go": "const Version = \"1.2.3\"\n"]),
    ReleaseTypeCase("go", "the file that is named", ["v.go": "package v\n\nconst Version = \"«1.2.3|1.3.0»\"\n"]) {
        $0.versionFile = "v.go"
    },
    ReleaseTypeCase(
        "go-yoshi", "internal/version.go", ["internal/version.go": "const Version = \"«1.2.3-rc.1|1.3.0»\"\n"]),
    ReleaseTypeCase(
        "go-librarian", "the library", path: "storage",
        [
            "storage/internal/version.go": "const Version = \"«1.2.3|1.3.0»\"\n",
            "librarian.yaml": "libraries:\n  - name: s\n    output: storage\n    version: «1.2.3|1.3.0»\n",
        ]),
    ReleaseTypeCase(
        "bazel", "the module's version, not that of what it requires",
        [
            "MODULE.bazel":
                "# module(version = \"1.2.3\")\nmodule(\n    name = \"m\",\n    version = \"«1.2.3|1.3.0»\",\n)\nbazel_dep(name = \"x\", version = \"1.2.3\")\n"
        ]),
    ReleaseTypeCase("bazel", "the file that is named", ["m.bazel": "module(version='«1.2.3|1.3.0»')"]) {
        $0.versionFile = "m.bazel"
    },
    ReleaseTypeCase(
        "ocaml", "dune, opam and esy",
        [
            "dune-project": "(lang dune 3.0)\n(version «1.2.3|1.3.0»)\n",
            "a.opam": "opam-version: \"2.0\"\nversion: \"«1.2.3|1.3.0»\"\n",
            "b.opam.locked": "version: \"«1.2.3|1.3.0»\"\n",
            "esy.json": #"{"version": "«1.2.3|1.3.0»"}"#, "esy.lock/index.json": #"{"version": "1.2.3"}"#,
            "tsconfig.json": "{ // no JSON\n}",
        ]),
    ReleaseTypeCase(
        "r", "DESCRIPTION", ["DESCRIPTION": "Package: p\nVersion: «1.2.3.9000|1.3.0»\nDepends: R (>= 1.2.3)\n"]),
]

private let googleCases: [ReleaseTypeCase] =
    [
        ReleaseTypeCase(
            "krm-blueprint", "addresses of annotated files that name the last version", path: "b",
            [
                "b/a.yaml":
                    "annotations:\n  cnrm.cloud.google.com/blueprint: cnrm/landing/v«1.2.3|1.3.0»\n  other: cnrm/x/v9.9.9\nimage: x:v1.2.3\n",
                "b/c.yaml": "a: cnrm/landing/v1.2.3\n",
            ]),
        ReleaseTypeCase(
            "terraform-module", "README, versions.tf and metadata, of submodules too",
            [
                "README.md": "version = \"~> «1.2|1.3»\"\nversion = \"~> 0.1\"\n",
                "versions.tf": "module_name = \"blueprints/terraform/m/v«1.2.3|1.3.0»\"\nversion = \">= 3.53, < 7\"\n",
                "modules/a/versions.tf": "\"blueprints/terraform/m:a/v«1.2.3-rc.1|1.3.0»\"\n",
                "metadata.yaml": "spec:\n  version: «1.2.3|1.3.0»\n  actuationTool:\n    version: '>= 1.3'\n",
            ]),
        ReleaseTypeCase(
            "dotnet-yoshi", "the API of the component", path: "apis/A",
            ["apis/apis.json": #"{"apis": [{"id": "B", "version": "1.2.3"}, {"id": "A", "version": "«1.2.3|1.3.0»"}]}"#]
        ) { $0.component = "A" },
    ]
    + ["salesforce", "sfdx"].map { name in
        ReleaseTypeCase(
            name, "the default folder",
            [
                "sfdx-project.json":
                    #"{"name": "p", "packageDirectories": [{"versionNumber": "1.2.3.NEXT"}, {"default": true, "versionNumber": "«1.2.3.NEXT|1.3.0.NEXT»"}]}"#
            ])
    }

private let ownCases: [ReleaseTypeCase] = [
    ReleaseTypeCase("swift", "no file", ["Package.swift": "let package = Package(name: \"P\")\n"]),
    ReleaseTypeCase("swift", "the source that is named", ["V.swift": "let version = \"«1.2.3|1.3.0»\"\n"]) {
        $0.versionFile = "V.swift"
    },
    ReleaseTypeCase("swift", "the version file that is named", ["VERSION": "«1.2.3|1.3.0»\n"]) {
        $0.versionFile = "VERSION"
    },
    ReleaseTypeCase(
        "gradle", "the property",
        ["gradle.properties": "group=g\nversion=«1.2.3|1.3.0»\n", "build.gradle": "x = '1.2.3'\n"]),
    ReleaseTypeCase(
        "gradle", "a property without a value leaves it to the script",
        ["gradle.properties": "version\n", "build.gradle": "version = '«1.2.3|1.3.0»'\n"]),
    ReleaseTypeCase(
        "gradle", "the script",
        ["settings.gradle": "rootProject.name = 'a'\n", "build.gradle": "group = 'g'\nversion = '«1.2.3|1.3.0»'\n"]),
    ReleaseTypeCase(
        "nuget", "the project", path: "src/A",
        [
            "src/A/A.csproj": "<Project><PropertyGroup><Version>«1.2.3|1.3.0»</Version></PropertyGroup></Project>\n",
            "src/B/B.csproj": "<Project><PropertyGroup><Version>1.2.3</Version></PropertyGroup></Project>\n",
        ]),
    ReleaseTypeCase(
        "nuget", "the properties around the projects",
        [
            "Directory.Build.props":
                "<Project><PropertyGroup><Version>«1.2.3|1.3.0»</Version></PropertyGroup></Project>\n",
            "src/B/B.csproj": "<Project Sdk=\"Microsoft.NET.Sdk\"></Project>\n",
        ]),
    ReleaseTypeCase(
        "deno", "all of its files",
        [
            "deno.json": #"{"name": "@s/x", "version": "«1.2.3|1.3.0»", "imports": {"a": "jsr:@a/b@1.2.3"}}"#,
            "jsr.jsonc": "{ // \"version\": \"1.2.3\"\n  \"version\": \"«1.2.3|1.3.0»\", /* x */\n}\n",
        ]),
    ReleaseTypeCase(
        "zig", "the package's own version",
        [
            "build.zig.zon":
                ".{\n    // .version = \"1.2.3\"\n    .name = .x,\n    .dependencies = .{ .y = .{ .version = \"1.2.3\" } },\n    .version = \"«1.2.3|1.3.0»\",\n}\n"
        ]),
    ReleaseTypeCase(
        "cmake", "the project's version",
        [
            "CMakeLists.txt":
                "cmake_minimum_required(VERSION 3.20)\n# project(a VERSION 1.2.3)\nproject(a\n  VERSION «1.2.3|1.3.0» # x\n  LANGUAGES CXX)\nproject(b VERSION 1.2.3)\n"
        ]),
    ReleaseTypeCase(
        "docker", "the label",
        ["Dockerfile": "FROM a:1.2.3\nLABEL org.opencontainers.image.version=\"«1.2.3|1.3.0»\"\n"]),
    ReleaseTypeCase(
        "docker", "the argument of the label's stage",
        [
            "Dockerfile":
                "ARG VERSION=0.0.0\nFROM a AS b\nARG VERSION=1.0.0\nRUN x\nFROM c\nARG VERSION=«1.2.3|1.3.0»\nLABEL org.opencontainers.image.version=$VERSION\n"
        ]),
    ReleaseTypeCase(
        "docker", "the argument before all stages, where the label's stage only names it",
        [
            "Dockerfile":
                "ARG VERSION=«1.2.3|1.3.0»\nFROM a AS b\nARG VERSION=1.0.0\nFROM c\nARG VERSION\nLABEL org.opencontainers.image.version=\"${VERSION}\"\nARG VERSION=2.0.0\n"
        ]),
    ReleaseTypeCase(
        "docker", "the argument of the stage that the label's stage is built on",
        [
            "Dockerfile":
                "ARG VERSION=0.0.0\nFROM a AS Base\nARG VERSION=«1.2.3|1.3.0»\nFROM base\nLABEL org.opencontainers.image.version=$VERSION\n"
        ]),
    ReleaseTypeCase(
        "versions-toml", "the entry of its name",
        ["versions.toml": "[versions]\na = \"v«1.2.3|1.3.0»\"\nb = \"1.2.3\"\n"]
    ) { $0.packageName = "a" },
]

#!/usr/bin/env python3
"""Writes the inputs that fuzzing starts from: the golden repositories of the tests, cut to what each target reads.

usage: seeds.py FOLDER TARGET...     writes FOLDER/TARGET/*
"""

import fnmatch
import hashlib
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "Tests/ReleaseManifestsTests/Golden"

# The single files of a format.
FORMATS = {
    "toml": ["*.toml", "Cargo.lock", "uv.lock", "poetry.lock"],
    "yaml": ["*.yaml", "*.yml"],
    "json": ["*.json"],
    "xml": ["*.xml", "*.csproj", "*.props", "*.nuspec"],
}

# What an ecosystem reads of a repository; one that is not named here gets every file.
ECOSYSTEMS = {
    "cargo": ["Cargo.toml", "Cargo.lock"],
    "python": ["pyproject.toml", "setup.*", "*.py", "uv.lock", "poetry.lock"],
    "npm": ["package.json", "package-lock.json", "*.yaml", "yarn.lock", ".yarnrc.yml"],
    "composer": ["composer.json"],
    "swift": ["Package*.swift"],
    "maven": ["pom.xml"],
    "gradle": ["*.gradle", "*.gradle.kts", "gradle.properties", "*.versions.toml"],
    "nuget": ["*.csproj", "*.fsproj", "*.props", "*.nuspec"],
    "go": ["go.mod", "go.work"],
    "ruby": ["*.gemspec", "Gemfile", "Gemfile.lock", "version.rb"],
    "pub": ["pubspec.*"],
    "mix": ["mix.*"],
    "helm": ["Chart.*", "requirements.yaml", "values.yaml"],
    "docker": ["*Dockerfile*", "Containerfile"],
    "kustomize": ["kustomization.*"],
    "version-file": ["VERSION", "version.txt"],
    "versions-toml": ["versions.toml"],
}

# The kind of a file, a query and a text that it finds a version in.
EXTRA_FILES = [
    "json $..version\n{\"a\": [{\"version\": \"1.2.3\"}], \"version\": \"1.0.0\"}",
    "json $.a[?(@.name=='x')].v\n{\"a\": [{\"name\": \"x\", \"v\": \"1.2.3\"}]}",
    "yaml $.a[*].tag\na:\n- tag: 1.2.3 # x\n- tag: '1.0.0'\n---\na: &b [{tag: \"1.0.0\"}]\nc: *b\n",
    "toml $.project.version\n[project]\nversion = '1.2.3'\n",
    "xml /a/b[@n='x']/@v\n<a><b n='x' v='1.2.3'/><!-- 1.0.0 --></a>",
    "xml //version\n<a><version> 1.2.3 </version></a>",
    "generic\nx v1.2.3-rc.1 # x-slipway-version\n# x-release-please-start-version\n1.0.0\n# x-release-please-end\n",
]

# A format and a text in which it finds a version.
VERSION_LINES = [
    "dune\n(version 1.2.3)\n", "opam\nversion: \"1.2.3\"\n", "description\nVersion: 1.2.3.4\n",
    "go\nconst Version = \"1.2.3-rc.1\"\n", "quoted\nVERSION = '1.2.3.pre'\n", "terraform-module\nx/v1.2.3 v1.0.0-a\n",
    "terraform-readme\nversion = \"~> 1.2\"\n", "terraform-metadata\nversion: 1.2.3\n", "blueprint\ncnrm/x/v1.2.3\n",
    "bazel\nmodule(name = 'a', version = \"1.2.3\") # x\n", "zig\n.{ .a = .{}, .version = \"1.2.3\" } // x\n",
    "cmake\nproject(a VERSION 1.2.3.4 LANGUAGES C) # x\n", "jsonc\n{\"a\": [1,], /* x */ \"version\": \"1.2.3\", // y\n}\n",
    "java-released\n1.2.3 x-release-please-released-version\n", "versions-txt\na:1.2.3:1.2.4-SNAPSHOT\n",
    "java-update\n{x-version-update-start:a:current}\n1.2.3\n{x-version-update-end}\n1.0.0 {x-version-update:b:released}\n",
]

CHANGELOGS = [
    "# Changelog\n\n## [1.0.0](x) (2026-01-01)\n\n* y\n", "# History\r\n\r\n### v1.0\r\n", "## 1.0\n", "#\n# a\n",
    "\ufeff# A\n\n## [77.88.99](x)\n\n* y\n",
]

MANIFESTS = ["{}", "{\n  \".\": \"1.0.0\",\n  \"a/b\": \"2.0.0-rc.1\"\n}\n", "{\"a\": \"1\"}", "{\r\n\t\"zz\": \"1\" }"]

VERSIONS = ["1.2.3", "0.0.0-a.1+b", "1.0.0-rc.1", "2!1.0.post1.dev2", "v1.0-RC.1", "1.2.3.4", "1.0a1.dev3+local.1"]

REQUIREMENTS = [
    "^1.2", "~1.2.3", "=1.2.3", ">=1, <2", ">=1.2 <2 || ^3.0.0-rc.1", "1.x", "*", "~=1.4", "==1.4.*", "!=1.5,>1",
    "===1.0", "[1.0,2.0)", "(,1.0],[1.2,)", "[1.0]", "1.+", "latest.release", "~> 1.2", "~> 1.2.3 or >= 2.0.0",
    "^1.2.3@beta", "dev-main", "1.2 - 2.3", "workspace:^1.2.0", "npm:a@^1.0.0", 'from: "1.2.3"', "1.2.3..<2.0.0",
    "any", "v1.2.3", "sha256:0123", "1.2.3-alpine",
]


def is_named(path, patterns):
    return any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns)


def bundle(files):
    """Files in one input, each behind a line with its path."""
    return b"".join(b"=== " + path.encode() + b"\n" + text.rstrip(b"\n") + b"\n" for path, text in files)


def inputs(target):
    if target == "versions":
        yield from (f"{one}\n{two}\n".encode() for one, two in zip(VERSIONS, VERSIONS[1:]))
        return
    if target == "requirements":
        for index, requirement in enumerate(REQUIREMENTS):
            yield f"{requirement}\n{VERSIONS[index % len(VERSIONS)]}".encode()
        return
    texts = {
        "extra-files": EXTRA_FILES, "version-lines": VERSION_LINES, "changelog": CHANGELOGS,
        "release-please-manifest": MANIFESTS,
    }
    if target in texts:
        yield from (text.encode() for text in texts[target])
        return
    for repository in sorted(GOLDEN.iterdir()):
        paths = sorted(path for path in (repository / "in").rglob("*") if path.is_file())
        if target in FORMATS:
            yield from (path.read_bytes() for path in paths if is_named(path, FORMATS[target]))
            continue
        patterns = ECOSYSTEMS.get(target, ["*"])
        found = [path for path in paths if is_named(path, patterns)]
        files = [(path.relative_to(repository / "in").as_posix(), path.read_bytes()) for path in found]
        if files:
            yield bundle(files)
        # Small inputs are mutated best.
        yield from (bundle([(path.rsplit("/")[-1], text)]) for path, text in files)


def main(folder, targets):
    for target in targets:
        place = pathlib.Path(folder) / target
        place.mkdir(parents=True, exist_ok=True)
        for text in inputs(target):
            if len(text) <= 65_536:
                (place / hashlib.sha1(text).hexdigest()).write_bytes(text)


main(sys.argv[1], sys.argv[2:])

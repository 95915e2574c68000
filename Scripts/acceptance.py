"""Releases real source trees and looks at the result with other tools than Slipway's own.

    acceptance.py SLIPWAY WORK NAME:MANIFEST…

WORK/trees/NAME is an unpacked source archive. Each becomes a git repository with a bare remote and a tag of its current
version; then come a fix and, where it has several packages, a breaking change to one of them. What Slipway makes of it
is read back with git, tomllib and Cargo.
"""

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib

ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Acceptance",
    "GIT_AUTHOR_EMAIL": "acceptance@example.org",
    "GIT_COMMITTER_NAME": "Acceptance",
    "GIT_COMMITTER_EMAIL": "acceptance@example.org",
}
# Trivial, and one that proves that Cargo can still read what was edited.
CONFIGURATION = """\
workspace: acceptance
defaults:
  gates:
    - { name: tree, run: [sh, -c, "git rev-parse HEAD && test -n \\"$SLIPWAY_VERSION\\""], tests: none }
"""
CARGO_GATE = """\
    - { name: cargo, run: [cargo, metadata, --offline, --no-deps, --locked, --format-version, "1"], tests: none }
"""
HAS_CARGO = shutil.which("cargo") is not None


class Refused(Exception):
    """A check that did not hold."""


def check(holds, what):
    if not holds:
        raise Refused(what)


def run(*arguments, folder=None, expect=0):
    done = subprocess.run(arguments, cwd=folder, env=ENVIRONMENT, capture_output=True, stdin=subprocess.DEVNULL)
    if expect is not None and done.returncode != expect:
        said = (done.stderr + done.stdout).decode(errors="replace").strip()[-800:]
        raise Refused(f"{' '.join(arguments[:4])} ended with {done.returncode}, not {expect}: {said}")
    return done.stdout


def git(folder, *arguments):
    return run("git", "-C", folder, *arguments).decode(errors="surrogateescape").strip()


def digest_of(*folders):
    """Over every path and byte, .git included."""
    total = hashlib.sha256()
    for folder in folders:
        for root, names, files in sorted(os.walk(folder)):
            names.sort()
            for name in sorted(files):
                path = os.path.join(root, name)
                total.update(path.encode(errors="surrogateescape") + b"\0")
                if os.path.islink(path):
                    total.update(os.readlink(path).encode(errors="surrogateescape"))
                else:
                    with open(path, "rb") as file:
                        total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


class Slipway:
    def __init__(self, program, folder, configuration):
        self.program, self.folder, self.configuration = program, folder, configuration

    def __call__(self, command, *arguments, expect=0):
        start = time.monotonic()
        output = run(
            self.program, command, *arguments, "-C", self.folder, "--config", self.configuration, expect=expect)
        self.seconds = time.monotonic() - start
        return output

    def read(self, command, *arguments):
        return json.loads(self(command, *arguments, "--json"))


class Repository:
    """A source tree as a clone with a bare remote."""

    def __init__(self, tree, folder, remote):
        self.folder, self.remote = folder, remote
        shutil.copytree(tree, folder, symlinks=True)
        for root, names, _ in os.walk(folder):
            if ".git" in names:
                shutil.rmtree(os.path.join(root, ".git"))
        git("/", "init", "--quiet", "--bare", "--initial-branch=main", remote)
        git("/", "init", "--quiet", "--initial-branch=main", folder)
        for key, value in [("core.autocrlf", "false"), ("core.safecrlf", "false"), ("gc.auto", "0")]:
            git(folder, "config", key, value)
        git(folder, "remote", "add", "origin", remote)
        git(folder, "add", "--all", "--force")
        git(folder, "commit", "--quiet", "-m", "feat: as published")
        self.push()

    def push(self):
        git(self.folder, "push", "--quiet", "origin", "main", "--tags")
        git(self.folder, "fetch", "--quiet", "origin")

    def commit(self, path, message):
        """Adds a line to a file of its own below a path."""
        with open(os.path.join(self.folder, path, "ACCEPTANCE.txt"), "a", encoding="utf-8") as file:
            file.write(message + "\n")
        git(self.folder, "add", "--all", "--force")
        git(self.folder, "commit", "--quiet", "-m", message)

    def blob(self, commit, path):
        return run("git", "-C", self.remote, "show", f"{commit}:{path}")

    def files(self, commit, name):
        paths = git(self.remote, "ls-tree", "-r", "-z", "--name-only", commit).split("\0")
        return [path for path in paths if os.path.basename(path) == name]


def joined(folder, name):
    return os.path.normpath(os.path.join(folder, name))


def computed_versions(repository, commit, path, project):
    """The constant that a build backend takes the version from, as Python's own parser reads it."""
    tools = project.get("tool", {})
    module = project["project"]["name"].replace("-", "_")
    attribute = tools.get("setuptools", {}).get("dynamic", {}).get("version", {}).get("attr", "")
    files = [
        tools.get("hatch", {}).get("version", {}).get("path"), tools.get("pdm", {}).get("version", {}).get("path"),
        *(prefix + attribute.rpartition(".")[0].replace(".", "/") + end
          for prefix in ("src/", "") for end in ("/__init__.py", ".py") if attribute),
        *(prefix + module + end for prefix in ("src/", "") for end in ("/__init__.py", ".py")
          if "flit_core" in project.get("build-system", {}).get("build-backend", "")),
    ]
    for name in filter(None, files):
        try:
            tree = ast.parse(repository.blob(commit, joined(path, name)))
        except Exception:
            continue
        for node in tree.body:
            names = [target.id for target in getattr(node, "targets", []) if isinstance(target, ast.Name)]
            if {"__version__", "VERSION", "version"} & set(names) and isinstance(node.value, ast.Constant):
                return [node.value.value]
    return []


def written_versions(repository, commit, path):
    """Every version that the manifests of a folder say, as tomllib reads them; empty where none is written."""
    found = []
    files = set(git(repository.remote, "ls-tree", "--name-only", commit, "--", *(
        joined(path, name) for name in ("Cargo.toml", "pyproject.toml", "package.json", "VERSION"))).split("\n"))
    if joined(path, "pyproject.toml") in files:
        project = tomllib.loads(repository.blob(commit, joined(path, "pyproject.toml")).decode())
        for table in (project.get("project", {}), project.get("tool", {}).get("poetry", {})):
            if "version" in table:
                found.append(table["version"])
        if "version" in project.get("project", {}).get("dynamic", []):
            found += computed_versions(repository, commit, path, project)
    if joined(path, "Cargo.toml") in files:
        version = tomllib.loads(repository.blob(commit, joined(path, "Cargo.toml")).decode()).get("package", {}).get(
            "version")
        folder = path
        while isinstance(version, dict):
            manifest = joined(folder, "Cargo.toml")
            root = tomllib.loads(repository.blob(commit, manifest).decode()) if folder != path else {}
            version = root.get("workspace", {}).get("package", {}).get("version", version)
            if folder == ".":
                if isinstance(version, dict):
                    version = tomllib.loads(repository.blob(commit, "Cargo.toml").decode())["workspace"]["package"][
                        "version"]
                break
            folder = os.path.dirname(folder) or "."
            if not repository.files(commit, "Cargo.toml").count(joined(folder, "Cargo.toml")):
                continue
        if isinstance(version, str):
            found.append(version)
    if joined(path, "package.json") in files:
        found += [json.loads(repository.blob(commit, joined(path, "package.json"))).get("version")]
    if joined(path, "VERSION") in files and not found:
        found.append(repository.blob(commit, joined(path, "VERSION")).decode().strip())
    return found


def is_private(repository, commit, path):
    """Whether the manifests of a folder say that no registry gets it: it is not released unless asked for."""
    files = repository.files(commit, "Cargo.toml")
    if joined(path, "Cargo.toml") in files:
        package = tomllib.loads(repository.blob(commit, joined(path, "Cargo.toml")).decode()).get("package", {})
        return package.get("publish") in (False, []) or package.get("metadata", {}).get("cargo-fuzz") is True
    if joined(path, "package.json") in repository.files(commit, "package.json"):
        return json.loads(repository.blob(commit, joined(path, "package.json"))).get("private") is True
    return False


def tag_current(slipway, repository, version):
    """Tags what the manifests say; packages that compute their version bear the archive's."""
    for component in slipway.read("plan")["components"]:
        if component["repository"] != os.path.basename(repository.folder):
            continue
        written = written_versions(repository, "main", component["path"])
        if component["nextVersion"] is None and is_private(repository, "main", component["path"]):
            continue
        # Material of tests is not released unless asked for.
        if component["nextVersion"] is None and re.search(r"(^|[/_-])(fuzz|tests?|examples?|bench)", component["path"]):
            continue
        check(
            not written and component["nextVersion"] is None or component["nextVersion"] in written,
            f"{component['name']}: {component['nextVersion']} is planned as first version, {written} is written")
        current = written[0] if written else version
        tag = component["tag"] and component["tag"].replace(component["nextVersion"], current)
        if tag is None:
            # Nothing says its version yet; what its tag will be called is still the tool's to say.
            chosen = slipway.read("plan", "--set-version", f"{component['name']}={current}")["components"]
            tag = next(one["tag"] for one in chosen if one["name"] == component["name"])
        git(repository.folder, "tag", tag)
    repository.push()


def members_of_cargo(repository):
    """What Cargo counts to the workspace at the root: folders, and those of the members that each requires."""
    if not HAS_CARGO or not os.path.exists(os.path.join(repository.folder, "Cargo.toml")):
        return None
    done = subprocess.run(
        ["cargo", "metadata", "--offline", "--no-deps", "--format-version", "1"], cwd=repository.folder,
        env=ENVIRONMENT, capture_output=True)
    if done.returncode != 0:
        return None
    packages = json.loads(done.stdout)["packages"]
    folders = {
        package["name"]: os.path.relpath(os.path.dirname(package["manifest_path"]), os.path.realpath(repository.folder))
        for package in packages
    }
    return {
        folders[package["name"]]: {folders[one["name"]] for one in package["dependencies"] if one["name"] in folders}
        for package in packages
    }


def check_graph(graph, components, repository):
    """Cargo's members are components, and what they require of each other are edges."""
    members = members_of_cargo(repository)
    if members is None:
        return
    names = {}
    for one in components:
        names.setdefault(one["path"], set()).add(one["name"])
    strangers = members.keys() - names.keys()
    check(not strangers, f"members that are no components: {sorted(strangers)[:5]}")
    edges = {(edge["from"], edge["to"]) for edge in graph["edges"]}
    for folder, upstreams in members.items():
        for upstream in upstreams - {folder}:
            pairs = {(name, other) for name in names[folder] for other in names[upstream]}
            check(pairs & edges, f"{folder} requires {upstream}, and there is no edge")


def check_order(graph):
    level = {name: index for index, names in enumerate(graph["levels"]) for name in names}
    for edge in graph["edges"]:
        if edge["kind"] not in ("dev", "patch"):
            check(level[edge["from"]] > level[edge["to"]], f"{edge['from']} does not come after {edge['to']}")


def check_lines(repository, base, head, edits):
    """Only lines that the plan names differ, and only by the values that it names."""
    changed = set(filter(None, git(repository.remote, "diff", "--name-only", "-z", base, head).split("\0")))
    named = {edit["file"] for edit in edits}
    check(changed == named, f"changed files {sorted(changed ^ named)[:5]} and the plan disagree")
    for path in changed:
        before = repository.blob(base, path).split(b"\n")
        after = repository.blob(head, path).split(b"\n")
        entries = [edit["to"] for edit in edits if edit["file"] == path and edit["ecosystem"] == "changelog"]
        if entries:
            check_entry(path, before, after, entries)
            continue
        check(len(before) == len(after), f"{path} has another number of lines")
        values = {(edit["from"].encode(), edit["to"].encode()) for edit in edits if edit["file"] == path}
        for number, (old, new) in enumerate(zip(before, after), 1):
            check(old == new or is_explained(old, new, values), f"{path}:{number}: {old!r} became {new!r}")
        added, removed, _ = git(repository.remote, "diff", "--numstat", base, head, "--", path).split("\t")
        check(added == removed and int(added) <= len([e for e in edits if e["file"] == path]), f"{path}: {added} lines")


def check_entry(path, before, after, entries):
    """The entries stand in the changelog, each whole; without them and blank lines it is what it was."""
    left = "\n".join(line.decode("utf8", "surrogateescape").rstrip("\r") for line in after)
    for entry in entries:
        check(left.count(entry) == 1, f"{path}: an entry is not there once")
        left = left.replace(entry, "")
    old = [line.decode("utf8", "surrogateescape").rstrip("\r") for line in before]
    lines = [line for line in left.split("\n") if line.strip()]
    check(lines == [line for line in old if line.strip()], f"{path}: other lines than the entry's changed")


def is_explained(old, new, values):
    """Whether some of the replacements, at most one for each place, lead from one line to the other."""
    if old == new:
        return True
    for start, end in values:
        at = old.find(start)
        while at >= 0:
            if new[: at + len(end)] == old[:at] + end and is_explained(old[at + len(start):], new[at + len(end):], values):
                return True
            at = old.find(start, at + 1)
    return False


def check_lock(repository, commit):
    """Entries of packages that live in the repository say what their manifests say."""
    for lock in repository.files(commit, "Cargo.lock"):
        folder = os.path.dirname(lock) or "."
        own = {}
        for manifest in repository.files(commit, "Cargo.toml"):
            path = os.path.dirname(manifest) or "."
            if folder == "." or path == folder or path.startswith(folder + "/"):
                try:
                    name = tomllib.loads(repository.blob(commit, manifest).decode()).get("package", {}).get("name")
                except tomllib.TOMLDecodeError:
                    continue
                versions = written_versions(repository, commit, path) if name else []
                if versions:
                    own.setdefault(name, set()).update(versions)
        for package in tomllib.loads(repository.blob(commit, lock).decode()).get("package", []):
            if "source" not in package and package["name"] in own:
                check(
                    package["version"] in own[package["name"]],
                    f"{lock} has {package['name']} {package['version']}, its manifest {own[package['name']]}")


def check_release(plan, repositories):
    """What is in the remotes, against the plan."""
    released = [one for one in plan["components"] if one["nextVersion"]]
    for id, (repository, base) in repositories.items():
        own = [one for one in released if one["repository"] == id]
        head = git(repository.remote, "rev-parse", "main")
        if not own:
            check(head == base, f"{id} moved though nothing of it is released")
            continue
        for component in own:
            tagged = git(repository.remote, "rev-parse", f"refs/tags/{component['tag']}^{{commit}}")
            check(tagged == head, f"{component['tag']} is not at the release commit")
            for version in written_versions(repository, tagged, component["path"]):
                check(
                    version == component["nextVersion"],
                    f"{component['tag']}: its tree says {version}, not {component['nextVersion']}")
        check(git(repository.remote, "rev-parse", f"{head}^") == base or head == base, f"{id}: more than one commit")
        if head != base:
            edits = [edit for one in plan["components"] for edit in one["edits"] if edit["repository"] == id]
            check_lines(repository, base, head, edits)
        check_lock(repository, head)
        check(git(repository.folder, "status", "--porcelain") == "", f"{id}: the clone is not clean")
        check(git(repository.folder, "rev-parse", "HEAD") == head, f"{id}: the clone is not at the release")


def check_requirements(graph, plan):
    """No released downstream is left with a requirement on an upstream's old exact version."""
    next = {one["name"]: one["nextVersion"] for one in plan["components"]}
    edits = {(e["repository"], e["file"], e["key"]) for one in plan["components"] for e in one["edits"]}
    for edge in graph["edges"]:
        exact = re.fullmatch(r"={1,2}\s*([0-9][0-9.]*)", edge.get("requirement") or "")
        if exact and next.get(edge["to"]) and edge["kind"] not in ("dev", "patch") and exact[1] != next[edge["to"]]:
            check(next.get(edge["from"]), f"{edge['from']} pins {edge['to']} {exact[1]} and is not released")


def release(slipway, repositories):
    """Graph, plan, dry run, release and what follows; returns what the table shows."""
    graph = slipway.read("graph")
    times = [slipway.seconds]
    check_order(graph)
    plan = slipway.read("plan")
    times.append(slipway.seconds)
    check(slipway.read("plan")["digest"] == plan["digest"], "two plans of one world differ")
    check_requirements(graph, plan)
    bases = {id: (repository, git(repository.remote, "rev-parse", "main")) for id, repository in repositories.items()}
    folders = [folder for repository in repositories.values() for folder in (repository.folder, repository.remote)]
    before = digest_of(*folders)
    slipway("release", "--dry-run")
    check(digest_of(*folders) == before, "a dry run changed something")
    check(any(one["nextVersion"] for one in plan["components"]), "nothing is planned")
    slipway("release")
    times.append(slipway.seconds)
    check_release(plan, bases)
    sets = os.path.join(slipway.folder, ".slipway", "releases")
    sets = os.path.join(sets, os.listdir(sets)[0])
    run(slipway.program, "verify", sets)
    again = slipway.read("plan")
    check(again["nothingToRelease"] and not again["steps"], "planning again plans something")
    slipway("release")
    check(git_heads(repositories) == git_heads_of_clones(repositories), "a second release did something")
    return graph, plan, times


def git_heads(repositories):
    return {id: git(one.remote, "rev-parse", "main") for id, one in repositories.items()}


def git_heads_of_clones(repositories):
    return {id: git(one.folder, "rev-parse", "HEAD") for id, one in repositories.items()}


def most_required(graph, own):
    """The component of a repository that most others of it require."""
    counts = {name: 0 for name in own}
    for edge in graph["edges"]:
        if edge["to"] in counts and edge["from"] in counts and edge["kind"] not in ("dev", "patch"):
            counts[edge["to"]] += 1
    return max(sorted(counts), key=counts.get)


def archive_version(tree):
    """What the archive's PKG-INFO says, for packages that compute their version."""
    try:
        with open(os.path.join(tree, "PKG-INFO"), encoding="utf-8") as file:
            return next((line.split()[1] for line in file if line.startswith("Version:")), "1.0.0")
    except FileNotFoundError:
        return "1.0.0"


def make(work, name, place):
    tree = os.path.join(work, "trees", name)
    return Repository(tree, os.path.join(place, name), os.path.join(place + "-remotes", name + ".git"))


def accept_one(program, work, name, manifest):
    place = os.path.join(work, "single", name)
    repository = make(work, name, place)
    configuration = os.path.join(place + ".yaml")
    with open(configuration, "w", encoding="utf-8") as file:
        is_cargo = HAS_CARGO and manifest == "cargo" and members_of_cargo(repository) is not None
        file.write(CONFIGURATION + (CARGO_GATE if is_cargo and name == "ripgrep" else ""))
    slipway = Slipway(program, repository.folder, configuration)
    tag_current(slipway, repository, archive_version(repository.folder))
    check(slipway.read("plan")["nothingToRelease"], "a tagged tree without a commit since has something to release")
    graph = slipway.read("graph")
    components = {one["name"]: one for one in slipway.read("plan")["components"]}
    check_graph(graph, components.values(), repository)
    first = min(components.values(), key=lambda one: (len(one["path"]), one["name"]))
    repository.commit(first["path"], "fix: something small")
    if len(components) > 1:
        upstream = components[most_required(graph, components)]
        repository.commit(upstream["path"], "feat!: something else entirely")
    repository.push()
    graph, plan, times = release(slipway, {name: repository})
    shutil.rmtree(place + "-remotes")
    shutil.rmtree(repository.folder)
    return graph, plan, times


def accept_together(program, work, names):
    """Several packages in one workspace, each in its own repository."""
    place = os.path.join(work, "together")
    os.makedirs(place)
    configuration = os.path.join(work, "together.yaml")
    with open(configuration, "w", encoding="utf-8") as file:
        file.write(CONFIGURATION)
    repositories = {name: make(work, name, place) for name in names}
    slipway = Slipway(program, place, configuration)
    for name, repository in repositories.items():
        tag_current(slipway, repository, archive_version(repository.folder))
    for index, (name, repository) in enumerate(repositories.items()):
        if name == "poetry":
            continue
        repository.commit(".", "feat!: something else entirely" if index == 0 else "fix: something small")
        repository.push()
    graph, plan, times = release(slipway, repositories)
    released = {one["name"] for one in plan["components"] if one["nextVersion"]}
    if {"poetry", "poetry-core"} <= set(names):
        check("poetry" in released, "poetry pins poetry-core and did not follow it")
    return graph, plan, times


def row(name, graph, plan, times, result):
    manifests = len({edit["file"] for one in plan["components"] for edit in one["edits"]}) if plan else 0
    components = len(plan["components"]) if plan else 0
    edges = len(graph["edges"]) if graph else 0
    shown = " ".join(f"{seconds:7.2f}" for seconds in times) if times else " ".join(["      –"] * 3)
    print(f"{name:14} {components:10} {edges:5} {manifests:6} {shown}  {result}", flush=True)


def main():
    program, work = os.path.abspath(sys.argv[1]), sys.argv[2]
    packages = [one.split(":") for one in sys.argv[3:]]
    jobs = [(name, lambda name=name, manifest=manifest: accept_one(program, work, name, manifest))
            for name, manifest in packages]
    names = [name for name, _ in packages if name in ("poetry-core", "poetry", "httpx", "rich", "typos", "ripgrep")]
    names.sort(key=lambda name: name != "poetry-core")
    if len(names) > 1:
        jobs.append((f"together ({len(names)})", lambda: accept_together(program, work, names)))
    print(f"{'package':14} components edges edited   graph    plan release  result")
    failed = 0
    for name, job in jobs:
        try:
            graph, plan, times = job()
            row(name, graph, plan, times, "passed")
        except (Refused, KeyError, ValueError, subprocess.SubprocessError) as error:
            failed += 1
            row(name, None, None, None, f"FAILED: {type(error).__name__ if not isinstance(error, Refused) else ''}{error}")
    print(f"{len(jobs) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()

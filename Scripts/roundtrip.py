"""Changes every version and requirement of real source trees to another and back, and asks other parsers about it.

    roundtrip.py TOOL WORK REPORT NAME…

TOOL is slipway-roundtrip, WORK/trees/NAME an unpacked source archive, and REPORT the Markdown file that gets the counts
(`-` for none). What is between the two changes goes to the ecosystem's own parser, or to an independent one of the
format: it must accept both texts, and see a difference where one was meant and nowhere else.
"""

import ast
import collections
import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree

try:
    import yaml
except ImportError:
    yaml = None

FAULTS = "## Faults found"
TOOL, WORK, REPORT = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]


def flat(value, path=()):
    """Every leaf of tables and lists, by path."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in flat(inner, path + (str(key),))]
    if isinstance(value, (list, tuple)):
        return [leaf for index, inner in enumerate(value) for leaf in flat(inner, path + (index,))]
    return [(path, str(value))]


def toml(text):
    return flat(tomllib.loads(text.decode()))


def plain_json(text):
    # Of a key that stands twice both values are looked at.
    return flat(json.loads(text.decode("utf-8-sig"), object_pairs_hook=lambda pairs: [list(pair) for pair in pairs]))


def plain_yaml(text):
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return flat(list(yaml.load_all(text, loader)))


def markup(text):
    leaves = []
    for index, element in enumerate(xml.etree.ElementTree.fromstring(text).iter()):
        leaves += [((index, element.tag), element.text or ""), ((index, "tail"), element.tail or "")]
        leaves += [((index, name), value) for name, value in element.attrib.items()]
    return leaves


def settings(text):
    parser = configparser.RawConfigParser(strict=False)
    parser.read_string(text.decode())
    return flat({name: dict(parser.items(name)) for name in parser.sections()})


def script(text):
    return [
        ((index,), repr(node.value)) if isinstance(node, ast.Constant) else ((index,), type(node).__name__)
        for index, node in enumerate(ast.walk(ast.parse(text)))
    ]


def line(text):
    lines = [one.strip() for one in text.decode("utf-8-sig").splitlines()]
    return [((index,), one) for index, one in enumerate(lines)]


# By the end of the file's name: what reads it, and what that is called.
HERE = [
    (r"\.toml|Cargo\.lock|poetry\.lock|uv\.lock", toml, "tomllib"),
    (r"\.json", plain_json, "json"),
    (r"\.ya?ml|Chart\.lock", plain_yaml if yaml else None, "PyYAML"),
    (r"\.xml|\.(cs|fs|vb)proj|\.props|\.targets|\.nuspec|\.config", markup, "ElementTree"),
    (r"setup\.cfg", settings, "configparser"),
    (r"\.py", script, "ast"),
    (r"VERSION|version\.txt", line, "lines"),
]

RUBY = r"""
require "ripper"; require "json"; require "bundler"
# Bundler looks for a Gemfile of the program before it reads a lock.
ENV["BUNDLE_GEMFILE"] = "/dev/null"
def leaves(name, text)
  if File.basename(name) == "Gemfile.lock"
    parsed = Bundler::LockfileParser.new(text)
    return parsed.specs.flat_map { |s| [s.full_name] + s.dependencies.map(&:to_s) } + parsed.dependencies.values.map(&:to_s)
  end
  raise SyntaxError unless Ripper.sexp(text)
  Ripper.lex(text).map { |token| token[2] }
end
STDIN.each_line do |line|
  name, path = JSON.parse(line)
  begin
    puts JSON.generate(leaves(name, File.read(path, encoding: "UTF-8")).map(&:scrub))
  rescue Exception => e
    puts "null"
  end
end
"""

ELIXIR = r"""
for line <- IO.stream(:stdio, :line) do
  path = String.trim_trailing(line, "\n")
  case Code.string_to_quoted(File.read!(path)) do
    {:ok, tree} ->
      {_, found} = Macro.prewalk(tree, [], fn node, all -> {node, if(is_binary(node), do: [node | all], else: all)} end)
      IO.puts(found |> Enum.map(&Base.encode16/1) |> Enum.join(" "))
    _ -> IO.puts("!")
  end
end
"""


def piped(arguments, lines):
    done = subprocess.run(arguments, input="".join(one + "\n" for one in lines), capture_output=True, text=True)
    answers = done.stdout.split("\n")[:-1]
    if len(answers) != len(lines):
        raise SystemExit(f"roundtrip: {arguments[0]} gave {len(answers)} answers to {len(lines)} questions: {done.stderr[-400:]}")
    return answers


def ruby(files):
    answers = piped(["ruby", "-e", RUBY], [json.dumps([name, path]) for name, path in files])
    return [None if one == "null" else flat(json.loads(one)) for one in answers]


def elixir(files):
    answers = piped(["elixir", "-e", ELIXIR], [path for _, path in files])
    return [None if one == "!" else flat([bytes.fromhex(part).decode() for part in one.split()]) for one in answers]


def go(files):
    folder = tempfile.mkdtemp(dir=WORK)
    environment = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}

    def ask(name, text):
        kind = "work" if name.endswith("go.work") else "mod"
        path = os.path.join(folder, f"go.{kind}")
        with open(path, "wb") as file:
            file.write(text)
        done = subprocess.run(["go", kind, "edit", "-json", path], capture_output=True, env=environment, cwd=folder)
        return flat(json.loads(done.stdout)) if done.returncode == 0 else None

    def leaves(name, path):
        with open(path, "rb") as file:
            text = file.read()
        # A Go before 1.21 knows neither patch numbers in `go 1.21.3` nor the lines that came with it.
        old = re.sub(rb"(?m)^(toolchain|godebug) .*$", b"", re.sub(rb"(?m)^(go +\d+\.\d+)\.\d+", rb"\1", text))
        return ask(name, text) or ask(name, old)

    found = [leaves(*one) for one in files]
    shutil.rmtree(folder)
    return found


def swift(files):
    def leaves(path):
        done = subprocess.run(["swiftc", "-frontend", "-parse", path], capture_output=True)
        with open(path, "rb") as file:
            return line(file.read()) if done.returncode == 0 else None
    return [leaves(path) for _, path in files]


# The same for programs of their own, which read many files at once. The second is what must be installed.
OUTSIDE = [
    (r"\.gemspec|\.rb|Gemfile|Gemfile\.lock", "ruby", ruby, "Ripper and Bundler"),
    (r"mix\.exs", "elixir", elixir, "Elixir"),
    (r"go\.mod|go\.work", "go", go, "go mod edit"),
    (r"Package(@.*)?\.swift", "swiftc", swift, "swiftc"),
]


def entry(table, file):
    return next((one for one in table if re.fullmatch(f"(.*/)?.*({one[0]})", file)), None)


def read_here(parser, text):
    try:
        return parser(text)
    except (ValueError, SyntaxError, RecursionError, xml.etree.ElementTree.ParseError, configparser.Error,
            *([yaml.YAMLError] if yaml else [])):
        return None


def difference(before, after, wanted, may_repeat=False):
    """What is wrong with the second reading, as a text; None where it differs as wanted."""
    if before is None:
        return "the other parser refuses the original"
    if after is None:
        return "the other parser refuses the edited file"
    if [path for path, _ in before] != [path for path, _ in after]:
        # A language may write a requirement's parts into texts of their own, and then into more or fewer.
        if not may_repeat or any(len(path) > 1 for path, _ in before):
            return "the other parser sees other keys than before"
        new = collections.Counter(text for _, text in after) - collections.Counter(text for _, text in before)
        signs = [text for text in new if not text.strip(" ,\"'")]
        return difference([((), "")] * len(new), [((), text) for text in new], [*wanted, *signs], True) if new else None
    changed = [new for (_, old), (_, new) in zip(before, after) if old != new]
    if not changed:
        return "the other parser sees no difference"
    if len(changed) > len(wanted) and not may_repeat:
        return f"the other parser sees {len(changed)} differences where {len(wanted)} were meant"
    # A language may write a requirement's parts into texts of their own.
    parts = {part.strip() for text in wanted for part in [text, *text.split(",")]} - {""}
    stray = next((new for new in changed if not any(part in new or new in part for part in parts)), None)
    return None if stray is None else f"the other parser sees '{stray[:80]}', which was not meant"


class Tree:
    def __init__(self, name):
        self.name, self.folder = name, os.path.join(WORK, "trees", name)
        self.faults, self.judged = [], collections.defaultdict(collections.Counter)
        self.output = tempfile.mkdtemp(dir=WORK)
        done = subprocess.run([TOOL, self.folder, self.output], capture_output=True, timeout=300)
        if done.returncode != 0:
            raise SystemExit(f"roundtrip: {name}: the tool ended with {done.returncode}: {done.stderr[-400:]}")
        self.ecosystems = json.loads(done.stdout)["ecosystems"]
        for one in self.ecosystems:
            self.judge(one)
        shutil.rmtree(self.output)

    def bytes(self, file):
        with open(os.path.join(self.folder, file), "rb") as stream:
            return stream.read()

    def between(self, name):
        with open(os.path.join(self.output, name), "rb") as stream:
            return stream.read()

    def fault(self, one, text):
        self.faults.append(f"{self.name}, {one['name']}: {text}")

    def judge(self, one):
        for edit in one["edits"]:
            if edit["result"] == "failed":
                self.fault(one, f"{edit['file']}: '{edit['key']}': {edit['why']}")
        for text in one["faults"]:
            self.fault(one, text)
        originals = {}
        for file in one["files"]:
            found = entry(HERE, file) if not entry(OUTSIDE, file) else None
            if found and found[1]:
                originals[file] = read_here(found[1], self.bytes(file))
        self.judge_faults(one, originals)
        for edit in one["edits"]:
            self.judge_edit(one, edit, originals)
        self.judge_outside(one, originals)

    def judge_faults(self, one, originals):
        """An error for a file that its own parser reads is ours."""
        for diagnostic in one["diagnostics"]:
            file = diagnostic["place"]["file"]
            if diagnostic["severity"] == "error" and originals.get(file, ()) is not None:
                self.fault(one, f"{file}:{diagnostic['place']['line']}: {diagnostic['code']}: {diagnostic['message']}")

    def judge_edit(self, one, edit, originals):
        file = edit["file"]
        if file not in originals or not edit.get("output"):
            return
        _, parser, name = entry(HERE, file)
        after = self.between(edit["output"])
        wrong = difference(originals[file], read_here(parser, after), [edit["to"]], b"&" in after)
        self.judged[one["name"]][name] += 1
        if wrong and edit["from"] != edit["to"]:
            self.fault(one, f"{file}: '{edit['key']}' to '{edit['to']}': {wrong}")

    def judge_outside(self, one, originals):
        """All edits of a file at once, since a process for each would take hours."""
        groups = collections.defaultdict(list)
        for file, name in one["together"].items():
            found = entry(OUTSIDE, file)
            wanted = [edit["to"] for edit in one["edits"] if edit["file"] == file]
            if found and shutil.which(found[1]):
                groups[found[1:]].append((file, name, wanted))
            elif file in originals and any(edit["kind"] == "lock" for edit in one["edits"] if edit["file"] == file):
                _, parser, label = entry(HERE, file)
                wrong = difference(originals[file], read_here(parser, self.between(name)), wanted, True)
                self.judged[one["name"]][label] += 1
                if wrong:
                    self.fault(one, f"{file}: {wrong}")
        for (_, parser, label), files in groups.items():
            readings = parser(
                [(file, os.path.abspath(os.path.join(self.folder, file))) for file, _, _ in files]
                + [(file, os.path.abspath(os.path.join(self.output, name))) for file, name, _ in files])
            for index, (file, _, wanted) in enumerate(files):
                before, after = readings[index], readings[index + len(files)]
                wrong = difference(before, after, wanted, True)
                self.judged[one["name"]][label] += 1
                if wrong:
                    self.fault(one, f"{file}: {wrong}")


def archive_version(name):
    folder = os.environ.get("ACCEPT_SOURCES") or os.path.join(WORK, "sources")
    archives = sorted(os.listdir(os.path.join(folder, name)), key=lambda one: (".orig-" in one, one))
    for archive in archives:
        found = re.fullmatch(r".*?[_-](\d[^_]*?)(\.orig[^_]*)?\.tar\.\w+", archive)
        if found:
            return found.group(1), "Debian" if found.group(2) else "PyPI"
    return "?", "?"


def counts(one):
    """Of one ecosystem in one tree."""
    result = collections.Counter(edit["kind"] for edit in one["edits"] if edit["result"] == "changedBack")
    result["unsupported"] = sum(edit["result"] == "unsupported" for edit in one["edits"])
    result["files"], result["packages"] = len(one["files"]), one["packages"]
    result["notUnderstood"] = len(one["notUnderstood"])
    for diagnostic in one["diagnostics"]:
        result[diagnostic["severity"]] += 1
    return result


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


COLUMNS = [
    ("files", "files"), ("packages", "packages"), ("own versions", "version"), ("sibling requirements", "sibling"),
    ("other requirements", "requirement"), ("lock entries", "lock"), ("not in place", "unsupported"),
    ("not understood", "notUnderstood"), ("errors", "error"), ("warnings", "warning"),
]
ALL = ["cargo", "python", "npm", "composer", "swift", "maven", "gradle", "nuget", "go", "ruby", "pub", "mix", "helm",
       "docker", "kustomize", "version-file"]


def totals(trees):
    total = collections.defaultdict(collections.Counter)
    for tree in trees:
        for one in tree.ecosystems:
            total[one["name"]] += counts(one)
            total[one["name"]]["sources"] += 1
            total[one["name"]]["judged"] += sum(tree.judged[one["name"]].values())
    rows = []
    for name in ALL:
        parsers = sorted({label for tree in trees for label in tree.judged[name]})
        row = total[name]
        rows.append([f"`{name}`", row["sources"]] + [row[key] for _, key in COLUMNS]
                    + [row["judged"] or "–", ", ".join(parsers) or "–"])
    few = [name for name in ALL if total[name]["sources"] < 2]
    return table(["ecosystem", "sources", *(head for head, _ in COLUMNS), "judged", "by"], rows), few


def report(trees):
    overview, few = totals(trees)
    rows = []
    for tree in sorted(trees, key=lambda one: one.name):
        version, origin = archive_version(tree.name)
        parts = []
        for one in tree.ecosystems:
            found = counts(one)
            changed = found["version"] + found["sibling"] + found["requirement"] + found["lock"]
            parts.append(f"`{one['name']}` {found['files']}/{changed}")
        rows.append([tree.name, version, origin, ", ".join(parts)])
    edits = sum(1 for tree in trees for one in tree.ecosystems for edit in one["edits"] if edit["result"] == "changedBack")
    return "\n".join([
        "# Acceptance on real input",
        "",
        "Written by `Scripts/accept`, which also releases some of these packages; the part below the table of packages is"
        " kept.",
        "",
        f"{len(trees)} source packages; every manifest in them is read, and {edits} values are changed to another and back,"
        " one at a time and then all of a file together. Back means: the same bytes. What is between is read by another"
        " parser, which must accept both texts and see a difference where one was meant and nowhere else; where a"
        " process has to be started for it, it gets all edits of a file together.",
        "",
        "*Not in place* counts values that are written with escape sequences or over several lines, *not understood*"
        " requirements that the ecosystem's language does not explain.",
        "",
        overview,
        "",
        "Fewer than two sources: " + (", ".join(f"`{name}`" for name in few) + "." if few else "none."),
        "",
        "## Packages",
        "",
        "Behind each ecosystem: files read/values changed and changed back.",
        "",
        table(["package", "version", "from", "ecosystems"], rows),
        "",
    ])


def main():
    names = sys.argv[4:]
    trees, faults = [], []
    for name in names:
        tree = Tree(name)
        trees.append(tree)
        faults += tree.faults
        edits = sum(len(one["edits"]) for one in tree.ecosystems)
        print(f"{name:40} {len(tree.ecosystems):3} ecosystems {edits:6} edits  "
              f"{'passed' if not tree.faults else f'FAILED ({len(tree.faults)})'}", flush=True)
    for fault in faults:
        print("  " + fault)
    print(f"{len(trees)} packages, {len(faults)} faults")
    if REPORT != "-":
        kept = f"{FAULTS}\n"
        if os.path.exists(REPORT):
            with open(REPORT, encoding="utf-8") as file:
                kept = FAULTS + file.read().partition(FAULTS)[2]
        with open(REPORT, "w", encoding="utf-8") as file:
            file.write(report(trees) + "\n" + kept.rstrip("\n") + "\n")
    sys.exit(1 if faults else 0)


main()

#!/usr/bin/env python3
"""Compares what Slipway accepted and read with other parsers: tomllib, json, expat, and for YAML py-yaml12, PyYAML and
ruamel.yaml.

usage: compare.py FILE...     lines that the fuzzer wrote with FUZZ_SAMPLES

What we accept must be accepted there with the same values. A parser that is not installed is left out and named. Known
differences are counted under a reason, never silently; each reason is explained in docs/fuzzing.md.
"""

import collections
import functools
import json
import re
import struct
import sys
import xml.parsers.expat

LIMIT = 20


class Known(Exception):
    """A difference with a reason that docs/fuzzing.md explains."""


class Refused(Exception):
    """The other parser does not accept the text."""


def load(name):
    try:
        return __import__(name, fromlist=["x"])
    except ImportError:
        print(f"compare: {name} is not installed; its comparisons are left out")
        return None


# TOML


def toml_value(value):
    import datetime

    if isinstance(value, bool):
        return ["b", value]
    if isinstance(value, int):
        return ["i", value]
    if isinstance(value, float):
        return ["f", "nan" if value != value else struct.pack(">d", value).hex().lstrip("0")]
    if isinstance(value, str):
        return ["s", value.replace("\r\n", "\n")]
    if isinstance(value, datetime.datetime):
        return ["d", "datetime" if value.tzinfo else "datetime-local", value.isoformat()]
    if isinstance(value, datetime.date):
        return ["d", "date-local", value.isoformat()]
    if isinstance(value, datetime.time):
        return ["d", "time-local", value.isoformat()]
    if isinstance(value, list):
        return ["a", [toml_value(one) for one in value]]
    return ["t", sorted([key, toml_value(one)] for key, one in value.items())]


def toml_time(text):
    """As Python writes it: microseconds or none, an offset of zero as +00:00."""
    text = text.upper().replace(" ", "T").replace("Z", "+00:00").replace("-00:00", "+00:00")
    match = re.fullmatch(r"(.*?:\d\d:\d\d|\d\d:\d\d:\d\d)\.(\d+)(.*)", text)
    if match:
        micros = (match[2] + "000000")[:6]
        text = match[1] + ("" if micros == "000000" else "." + micros) + match[3]
    return text


def toml_own(value):
    kind = value[0]
    if kind == "t":
        return ["t", sorted([key, toml_own(one)] for key, one in value[1])]
    if kind == "a":
        return ["a", [toml_own(one) for one in value[1]]]
    if kind == "s":
        return ["s", value[1].replace("\r\n", "\n")]
    if kind == "d":
        return ["d", value[1], toml_time(value[2])]
    if kind == "f":
        bits = value[1].zfill(16)
        number = struct.unpack(">d", bytes.fromhex(bits))[0]
        return ["f", "nan" if number != number else bits.lstrip("0")]
    return value


def compare_toml(data, own):
    import tomllib

    text = data.decode()
    if text.startswith("\ufeff"):
        text = text[1:]
    try:
        other = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        if re.search(r"(?<!\d)0000-\d\d-\d\d", text):
            raise Known("tomllib: no year 0")
        if re.search(r"\d\d:\d\d:60", text):
            raise Known("tomllib: no leap second")
        raise Refused(str(error))
    return toml_own(own), toml_value(other)


# JSON


def json_value(value):
    if isinstance(value, list):
        return ["a", [json_value(one) for one in value]]
    return value


def json_own(value):
    if value[0] == "t":
        return ["t", [[key, json_own(one)] for key, one in value[1]]]
    if value[0] == "a":
        return ["a", [json_own(one) for one in value[1]]]
    return value


def lone_surrogates(value):
    """Python keeps halves of surrogate pairs; we read them as U+FFFD."""
    return re.sub("[\ud800-\udfff]", "\ufffd", value)


def compare_json(data, own):
    def refuse(word):
        raise ValueError(word)

    def value(one):
        if isinstance(one, str):
            return ["s", lone_surrogates(one)]
        if isinstance(one, bool):
            return ["b", one]
        if one is None:
            return ["0"]
        if isinstance(one, list) and not (one and one[0] is MARK):
            return ["a", [value(item) for item in one]]
        if isinstance(one, list):
            return ["t", [[lone_surrogates(key), value(item)] for key, item in one[1]]]
        return one

    class Number(str):
        pass

    def number(text):
        return ("n", text)

    try:
        other = json.loads(
            data.decode("utf-8-sig"), parse_float=number, parse_int=number, parse_constant=refuse,
            object_pairs_hook=lambda pairs: [MARK, pairs],
        )
    except (ValueError, RecursionError) as error:
        raise Refused(str(error))

    def plain(one):
        if isinstance(one, tuple):
            return ["n", one[1]]
        if isinstance(one, list):
            return [plain(item) for item in one]
        return one

    return json_own(own), plain(value(other))


MARK = object()


# XML


def compare_xml(data, own):
    space = " \t\r\n"
    stack = []
    root = []

    def start(name, attributes):
        pairs = [[attributes[i], attributes[i + 1]] for i in range(0, len(attributes), 2)]
        element = [name, pairs, [], ""]
        (stack[-1][2] if stack else root).append(element)
        stack.append(element)

    def end(_):
        element = stack.pop()
        element[3] = None if element[2] else element[3].strip(space)

    def characters(text):
        stack[-1][3] += text

    for separator in (None, "\n"):
        parser = xml.parsers.expat.ParserCreate(namespace_separator=separator)
        if separator is None:
            parser.ordered_attributes = True
            parser.buffer_text = True
            parser.StartElementHandler = start
            parser.EndElementHandler = end
            parser.CharacterDataHandler = characters
        try:
            parser.Parse(data, True)
        except (xml.parsers.expat.ExpatError, ValueError, LookupError) as error:
            raise Refused(str(error))
    return own, root[0]


# YAML

STYLES = {None: "plain", "": "plain", "'": "singleQuoted", '"': "doubleQuoted", "|": "literal", ">": "folded"}
KINDS = {"null": "null", "bool": "boolean", "int": "integer", "float": "float", "str": "text"}


def yaml_node(node, nodes, kinds, budget):
    budget[0] -= 1
    if budget[0] < 0:
        raise Known("yaml: too many aliases to compare")
    tag = node.tag if isinstance(node.tag, str) else str(node.tag)
    if isinstance(node, nodes.ScalarNode):
        kind = KINDS.get(tag.removeprefix("tag:yaml.org,2002:"), "?") if kinds else "?"
        return ["s", node.value, STYLES.get(node.style, "?"), kind]
    if isinstance(node, nodes.SequenceNode):
        return ["a", [yaml_node(one, nodes, kinds, budget) for one in node.value]]
    return [
        "m",
        [[key.value, STYLES.get(key.style, "?"), yaml_node(one, nodes, kinds, budget)] for key, one in node.value],
    ]


def yaml_own(value, kinds):
    if value[0] == "m":
        return ["m", [[key, style, yaml_own(one, kinds)] for key, style, one in value[1]]]
    if value[0] == "a":
        return ["a", [yaml_own(one, kinds) for one in value[1]]]
    tagged = value[4] not in ("",)
    return ["s", value[1], value[2], value[3] if kinds and not tagged else "?"]


def without_tagged_kinds(own, other):
    """A tag of the text decides the kind; only what plain text means is compared."""
    if own[0] != other[0]:
        return other
    if own[0] == "s":
        return other[:3] + ["?"] if own[3] == "?" else other
    if own[0] == "a":
        pairs = zip(own[1], other[1])
        return ["a", [without_tagged_kinds(a, b) for a, b in pairs] + other[1][len(own[1]):]]
    pairs = list(zip(own[1], other[1]))
    return ["m", [[b[0], b[1], without_tagged_kinds(a[2], b[2])] for a, b in pairs] + other[1][len(own[1]):]]


def compare_yaml_with(name, module, kinds, compose):
    def compare(data, own):
        own = [yaml_own(one, kinds) for one in own]
        try:
            found = [one for one in compose(data) if one is not None]
            other = [yaml_node(one, module.nodes, kinds, [20_000]) for one in found]
        except (module.YAMLError, ValueError, RecursionError, AttributeError, IndexError, TypeError, AssertionError) as error:
            raise Refused(str(error))
        # An empty document is a null to us and nothing to them.
        empty = ["s", "", "plain", "null" if kinds else "?"]
        if len(other) < len(own):
            own = [one for one in own if one[:3] != empty[:3]]
            other = [one for one in other if one[:3] != empty[:3]]
        other = [without_tagged_kinds(a, b) for a, b in zip(own, other)] + other[len(own):]
        return own, other

    compare.__name__ = name
    return compare


@functools.cache
def yaml_comparisons():
    """None without a parser of YAML 1.2, since those of 1.1 differ from it in too much."""
    import warnings

    warnings.simplefilter("ignore")
    found = []
    yaml12 = load("yaml12")
    if not yaml12:
        return found
    found.append(compare_yaml12(yaml12))
    pyyaml = load("yaml")
    if pyyaml:
        found.append(compare_yaml_with(
            "PyYAML", pyyaml, False, lambda data: list(pyyaml.compose_all(data, Loader=pyyaml.BaseLoader))))
    ruamel = load("ruamel.yaml")
    if ruamel:
        def compose(data):
            return list(ruamel.YAML(typ="rt", pure=True).compose_all(data))
        found.append(compare_yaml_with("ruamel.yaml", ruamel, True, compose))
    return found


# YAML by py-yaml12, which reads version 1.2 as we do, but tells values alone


def same_yaml(own, other, module, is_cut):
    """Whether a value of ours says what a Python value says."""
    if isinstance(other, module.Yaml):
        # A tag that is not of the core schema: only its structure is compared.
        other = other.value
        if own[0] == "s":
            return not isinstance(other, (list, dict))
    if own[0] == "a":
        return isinstance(other, list) and len(own[1]) == len(other) and all(
            same_yaml(a, b, module, is_cut) for a, b in zip(own[1], other))
    if own[0] == "m":
        if not isinstance(other, dict) or len(own[1]) != len(other):
            return False
        return all(same_yaml(a[2], b, module, is_cut) for a, b in zip(own[1], other.values()))
    _, text, style, kind, tag = own
    if isinstance(other, str) and other == text + "\n" and style in ("literal", "folded") and is_cut:
        raise Known("yaml: py-yaml12 adds the line end that a block scalar at the end of the text lacks")
    if tag:
        return not isinstance(other, (list, dict))
    if kind == "text":
        return other == text
    if kind == "null":
        return other is None
    if kind == "boolean":
        return other is (text.lower() == "true")
    if kind == "integer":
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        return not isinstance(other, bool) and other == int(text[2:] if base != 10 else text, base)
    if not isinstance(other, (int, float)):
        return False
    number = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return number == other or number != number and other != other


def compare_yaml12(module):
    def compare(data, own):
        text = data.decode("utf-8-sig")
        try:
            other = module.parse_yaml(text, multi=True)
        except (ValueError, TypeError, RecursionError) as error:
            raise Refused(str(error))
        documents = list(own)
        is_cut = text[-1:] not in ("\n", "\r")
        if len(other) < len(documents):
            documents = [one for one in documents if one[0] != "s" or one[1]]
            other = [one for one in other if one is not None]
        alike = len(documents) == len(other) and all(same_yaml(a, b, module, is_cut) for a, b in zip(documents, other))
        return (None, None) if alike else (own, other)

    compare.__name__ = "py-yaml12"
    return compare


def samples_of(files):
    found = {}
    for file in files:
        for line in open(file, encoding="utf-8"):
            try:
                sample = json.loads(line)
            except ValueError:
                continue  # a line that a stopped process did not finish
            found[sample["format"], sample["input"]] = sample
    return list(found.values())


def comparisons(samples):
    """For each text: its format, the text, and the other parsers by name, each as a function that compares."""
    titles = {"toml": ("tomllib", compare_toml), "json": ("json", compare_json), "xml": ("expat", compare_xml)}
    for sample in samples:
        form, data, own = sample["format"], bytes.fromhex(sample["input"]), sample["value"]
        if form == "yaml":
            parsers = {compare.__name__: compare for compare in yaml_comparisons()}
        else:
            parsers = dict([titles[form]])
        if parsers:
            yield form, data, {name: lambda compare=compare: compare(data, own) for name, compare in parsers.items()}


def problem_of(compare):
    """What is different, None where both read the same, and whether the difference is a known one."""
    try:
        own, other = compare()
    except Known as reason:
        return str(reason), True
    except Refused as error:
        return f"refused: {error}", False
    return (None if own == other else f"read otherwise\n  ours   {own}\n  theirs {other}"), False


def main(files):
    counts, known, failures = collections.Counter(), collections.Counter(), 0
    for form, data, parsers in comparisons(samples_of(files)):
        problems = {name: problem_of(compare) for name, compare in parsers.items()}
        agreeing = [name for name, (problem, _) in problems.items() if problem is None]
        for name, (problem, is_known) in problems.items():
            counts[form, name] += 1
            if problem is None:
                continue
            if is_known:
                known[problem] += 1
            elif agreeing:
                # YAML's parsers differ among each other where 1.1 and 1.2 do; one of them must agree with us.
                known[f"{form}: {name} differs where {' and '.join(agreeing)} agree: {kind_of(problem)}"] += 1
            elif reason := oddity(form, data, problem):
                known[f"{form}: {name} reads {reason} otherwise"] += 1
            else:
                failures += 1
                if failures <= LIMIT:
                    print(f"compare: {form} by {name}: {data!r}\n  {problem[:1500]}")
    for (form, name), count in sorted(counts.items()):
        print(f"compare: {form}: {count} accepted texts compared with {name}")
    for reason, count in sorted(known.items()):
        print(f"compare: known difference, {count} times: {reason}")
    print(f"compare: {failures} unknown differences")
    return 1 if failures else 0


def oddity(form, data, problem):
    """What a YAML text holds that no two parsers agree on, though version 1.2 is clear."""
    text = data.decode("utf-8-sig")
    if form != "yaml":
        return None
    if re.search("[\u0085\u2028\u2029]", text):
        return "line ends of YAML 1.1"
    if "\ufeff" in text:
        return "a byte order mark within the text"
    if re.search("\r(?!\n)", text):
        return "a carriage return alone"
    if re.search("(?m)^[|>]", text):
        return "a block scalar without a parent"
    if "\t" in text:
        return "tabs between tokens"
    return None


def kind_of(problem):
    """The message without what belongs to one text."""
    if not problem.startswith("refused"):
        return "another value"
    return re.sub(r"( at byte .*|, but found .*|\n.*)", "", problem.splitlines()[-1] if "\n" not in problem else next(
        (line for line in problem.splitlines()[1:] if line.startswith(("found", "expected", "could"))), problem.splitlines()[0]))[:90]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

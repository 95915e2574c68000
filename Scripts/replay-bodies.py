"""Plans the bodies of real release pull requests again and compares them with what release-please wrote.

    replay-bodies.py LISTS CORPUS SLIPWAY [--record FILE] [--limit N] [--repo …] [--id …] [--trait …]

The recorded bodies stand in the messages of squashed release commits, see squashed_message.py. LISTS is the folder of
score.py, which makes a repository of each release; CORPUS has its cases. Only the dates of headings, and repeated blanks
within a line, don't count. A body that differs is a miss; each difference has a kind, and one without fails. Nothing to
compare fails as well, unless only some repositories, releases or traits were asked for. --record writes the counts into
a Markdown file, between its marks.
"""

import argparse
import collections
import concurrent.futures
import difflib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

from squashed_message import body as body_of

MARKS = ("<!-- bodies: written by Scripts/replay -->", "<!-- end of bodies -->")
OURS = (":robot: I have created a release *beep* *boop*", "This PR was generated with ")
DETAILS = re.compile(r"<details><summary>(.*?)</summary>\n(.*?)\n?</details>", re.DOTALL)
HEADING = re.compile(r"^#+ .* \(2000-01-01\)\n+")
MOVED = re.compile(r"\n+### Dependencies\n\n\* The following workspace dependencies.*", re.DOTALL)
ENTRY = re.compile(r"^\* .*$", re.MULTILINE)

SAME_BUT_LINKS = "`closes` instead of `refs` before linked issues, which release-please changed in July 2026"
NO_HEADING = "no heading where only requirements changed, before release-please 16.4"
ONLY_BODY = "the text of an entry was changed in the body alone; the committed changelog has ours"
BELOW = "text below the footer, which a bot put there"
REQUIREMENTS = "only the list of moved requirements, by an older release-please or by hand"
BEFORE = "behaviour of an older release-please"
# The corpus says why git alone does not lead to a text; by the first word of its reason.
REASONS = {
    "hand-edited": "edited by hand: a person is a co-author of the commit",
    "removed": "entries removed by hand or by an override, or merged after the last update",
    "override": "another text of the same commit, by an override in a pull request",
    "paths": "files of a pull request that its commit does not touch",
    "history": "commits that are not in the history any more",
    "version or header only": "the order of sections, or the tag in a link, by settings that git does not have",
    "other": "a version that git does not lead to",
}


class Body:
    """Header, entries by summary, and footer."""

    def __init__(self, text):
        text = re.sub(r"^(#+ .*)\(\d{4}-\d\d-\d\d\)$", r"\1(2000-01-01)", text, flags=re.MULTILINE)
        lines = [re.sub(r"(?<=\S) +", " ", line).rstrip() for line in text.split("\n")]
        self.text = "\n".join(lines).strip()
        self.head, _, rest = self.text.partition("\n---\n")
        footer = rest.find("\n---\n" + OURS[1])
        middle, self.foot = (rest, "") if footer < 0 else (rest[:footer], rest[footer:])
        found = DETAILS.findall(middle)
        self.entries = {summary: notes.strip() for summary, notes in found} if found else {"": middle.strip()}


def requests(slipway, lists, event):
    """The release pull requests that are planned at the commit of the event."""
    folder = tempfile.mkdtemp(prefix="replay-")
    try:
        tree, config, manifest = (os.path.join(folder, name) for name in ("worktree", "config.json", "manifest.json"))
        _, original = score.from_list(lists, event, tree)
        score.write(config, json.dumps(score.move_shas(event["config"], original)))
        score.write(manifest, json.dumps(event["manifest"]))
        command = [slipway, "release-branch", "--dry-run", "--json", "-C", tree]
        command += ["--config", config, "--manifest", manifest]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if ran.returncode:
            sys.exit(f"replay-bodies: {event['id']}: exit {ran.returncode}: {ran.stderr.strip()[-600:]}")
        plan = json.loads(score.back_to_original(ran.stdout, original))
        return [branch["request"] for branch in plan["branches"]]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def chosen(planned, event, recorded):
    """The body of the pull request that was merged: of those with its packages, the one with the same first heading."""
    paths = {case["path"] for case in event["cases"]}

    def heading(text):
        return next((line for line in Body(text).text.split("\n") if line.startswith("##")), "")

    own = [one for one in planned if paths & {part["path"] for part in one["components"]}]
    own.sort(key=lambda one: heading(one["body"]) != heading(recorded))
    return own[0]["body"] if own else ""


def kinds(event, recorded, ours):
    """Why two bodies differ; an empty kind is a difference that nothing explains."""
    found = set()
    if recorded.head != ours.head:
        found.add("")
    if recorded.foot != ours.foot:
        found.add(BELOW if recorded.foot.startswith(ours.foot + "\n\n") else "")
    names = [[summary.rpartition(": ")[0] for summary in body.entries] for body in (recorded, ours)]
    if names[0] != names[1]:
        return found | {""}
    for (summary, want), (own, got) in zip(recorded.entries.items(), ours.entries.items()):
        if want != got or summary != own:
            found.add(kind(event, summary, want, got))
    return found


def kind(event, summary, want, got):
    cases = [case for case in event["cases"] if not summary or f"{case['component']}: {case['nextVersion']}" == summary]
    # A body without summaries is that of one package; where several are recorded, the heading says which.
    case = next((one for one in cases if one["nextVersion"] in want.split("\n")[0]), cases[0] if cases else None)
    if HEADING.sub("", got) == want and want.startswith("### Dependencies"):
        return NO_HEADING
    if want.replace(", closes [", ", refs [") == got.replace(", closes [", ", refs ["):
        return SAME_BUT_LINKS
    if case is None:
        return ""
    if case["confidence"] != "exact" and MOVED.sub("", want) == MOVED.sub("", got):
        return REQUIREMENTS
    if ENTRY.sub("*", want) == ENTRY.sub("*", got) and score.normalise(got) == score.normalise(case["changelog"] or ""):
        return ONLY_BODY
    if case["confidence"] != "exact":
        return REASONS.get((case["reason"] or "").partition(":")[0], "")
    return "" if event["era"] == "current" else BEFORE


def table(compared, misses, counts):
    """The counts as Markdown."""
    rows = [f"| {name} | {count} |" for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
    said = [f"Of {compared} bodies, {compared - misses} are the same and {misses} differ:", ""]
    return "\n".join(said + ["| difference | bodies |", "| --- | ---: |"] + rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("lists", "corpus", "slipway"):
        parser.add_argument(name)
    parser.add_argument("--record")
    parser.add_argument("--repo", action="append")
    parser.add_argument("--trait")
    parser.add_argument("--id")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options, _ = parser.parse_known_args()
    global score
    sys.path.insert(0, options.lists)
    import score

    lists = score.Lists(options.lists)
    events = []
    with open(options.corpus) as corpus:
        for event in map(json.loads, corpus):
            if not event["id"].startswith(options.id or "") or event["repo"] not in (options.repo or [event["repo"]]):
                continue
            if options.trait and options.trait not in event["traits"]:
                continue
            commit = lists.commits(event["mirror"]).get(event["releaseSha"])
            recorded = body_of(commit["message"]) if commit else ""
            if any(text in recorded for text in OURS):
                events.append((event, recorded))
    if options.limit and len(events) > options.limit:
        events = random.Random(options.seed).sample(events, options.limit)
    if not events and not (options.repo or options.trait or options.id):
        sys.exit("replay-bodies: there was no body to compare")

    counts, misses, unexplained = collections.Counter(), 0, 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        plans = pool.map(lambda one: requests(os.path.abspath(options.slipway), lists, one[0]), events)
        for (event, text), planned in zip(events, plans):
            recorded, ours = Body(text), Body(chosen(planned, event, text))
            if recorded.text == ours.text:
                continue
            misses += 1
            reasons = kinds(event, recorded, ours) or {""}
            counts.update(reasons - {""})
            if "" in reasons:
                unexplained += 1
                print(f"--- {event['id']}: nothing explains this difference", file=sys.stderr)
                texts = [body.text.split("\n") for body in (recorded, ours)]
                for line in list(difflib.unified_diff(*texts, n=0, lineterm=""))[2:20]:
                    print("    " + line[:240], file=sys.stderr)
    same, explained = len(events) - misses, misses - unexplained
    print("\n" + table(len(events), misses, counts) + "\n")
    print(f"BODIES compared={len(events)} same={same} explained={explained} unexplained={unexplained}")
    if options.record and not unexplained:
        with open(options.record) as file:
            before, middle, after = re.split("|".join(map(re.escape, MARKS)), file.read())
        with open(options.record, "w") as file:
            file.write(f"{before}{MARKS[0]}\n\n{table(len(events), misses, counts)}\n\n{MARKS[1]}{after}")
    if unexplained:
        sys.exit("replay-bodies: nothing explains the differences above")


if __name__ == "__main__":
    main()

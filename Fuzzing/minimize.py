#!/usr/bin/env python3
"""Writes the part of a corpus that is worth keeping to Fuzzing/corpus: small inputs that reach what the golden
repositories do not, smallest first, within a budget for each target.

usage: minimize.py FUZZER TARGET WORK
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BUDGET = 12_000
LARGEST = 1_500


def main(fuzzer, target, work):
    work = pathlib.Path(work)
    kept = pathlib.Path(__file__).resolve().parent / "corpus" / target
    with tempfile.TemporaryDirectory() as merged:
        small = pathlib.Path(merged) / "small"
        small.mkdir()
        # Merging keeps, in the first folder, only what adds to it; the seeds go in first and out again.
        first = pathlib.Path(merged) / "first"
        shutil.copytree(work / "seeds" / target, first)
        seeds = {path.name for path in first.iterdir()}
        subprocess.run(
            [fuzzer, "-merge=1", "-timeout=10", "-rss_limit_mb=2048", first, work / "corpus" / target],
            env={**os.environ, "FUZZ_TARGET": target}, capture_output=True, check=False)
        found = sorted((path for path in first.iterdir() if path.name not in seeds), key=lambda path: path.stat().st_size)
        budget = BUDGET
        kept.mkdir(parents=True, exist_ok=True)
        for path in kept.iterdir():
            # Faults that were fixed stay, by their name.
            if path.name.startswith("fault-"):
                budget -= path.stat().st_size
            else:
                path.unlink()
        for path in found:
            size = path.stat().st_size
            if size > LARGEST or size > budget:
                break
            budget -= size
            shutil.copy(path, kept / path.name[:12])


main(*sys.argv[1:])

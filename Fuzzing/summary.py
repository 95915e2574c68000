#!/usr/bin/env python3
"""Prints what libFuzzer ran, from its logs, as a table for docs/fuzzing.md.

usage: summary.py FOLDER TARGET...
"""

import pathlib
import re
import sys


def last(pattern, text, default="?"):
    found = re.findall(pattern, text)
    return found[-1] if found else default


def row(folder, target):
    text = (pathlib.Path(folder) / f"{target}.log").read_text(errors="replace")
    inputs = last(r"stat::number_of_executed_units: (\d+)", text, last(r"^#(\d+)", text))
    coverage = last(r"cov: (\d+)", text)
    features = last(r"ft: (\d+)", text)
    corpus = last(r"corp: (\d+)/", text)
    seconds = last(r"Done \d+ runs in (\d+) second", text)
    broken = last(r"LAW BROKEN: (.*)", text, last(r"ERROR: libFuzzer: (.*)", text, ""))
    return inputs, f"| {target} | {inputs} | {seconds} | {coverage} | {features} | {corpus} | {broken or 'none'} |"


def main(folder, targets):
    print("| target | inputs | seconds | edges | features | corpus | fault |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    total = 0
    for target in targets:
        inputs, line = row(folder, target)
        total += int(inputs) if inputs.isdigit() else 0
        print(line)
    print(f"fuzz: {total} inputs for {len(targets)} targets")


main(sys.argv[1], sys.argv[2:])

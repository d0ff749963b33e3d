#!/usr/bin/env python3
"""Compares two sets of result files score by score: ours with a folder of published or reference ones.

    python3 tools/compare_results.py results reference --tolerance 2e-6
    python3 tools/compare_results.py results official --model bge-small --tolerance 0.0005 --tolerance STS:1e-5 --markdown

A set is a folder with files <Task>.json in any layout below it (<model>/<revision>/<Task>.json, <model>/<Task>.json), or one
file; experiments and side files are left out. Files belong together when the folder <org>__<model> and the task are the
same. Compared is what both have: every number below a (split, subset), also in lists and objects; null and NaN are the
same. A line shows the main score of both and the key that differs most. Names of keys from before mteb 1.12 (cos_sim_...)
are read as today's.

Fails when a difference is above its tolerance, when only one side of a pair is undefined, or when nothing could be compared.
"""

import argparse
import json
import math
import pathlib
import sys

HISTORIC_PREFIXES = {"cos_sim_": "cosine_"}
NOT_SCORES = {"hf_subset", "languages", "mteb_version", "evaluation_time"}


def read_results(root):
    """{(model folder, task): content} of every result file below `root`; of several revisions the newest file wins."""
    results = {}
    paths = [root] if root.is_file() else sorted(root.rglob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in paths:
        folders = path.parent.parts
        if path.name == "model_meta.json" or "experiments" in folders or "assay" in folders[-1:]:
            continue
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            sys.exit(f"{path}: {error}")
        if not isinstance(content, dict) or "scores" not in content:
            continue
        model = next((name for name in reversed(folders) if "__" in name), "?")
        results[model, content.get("task_name", path.stem)] = content
    return results


def numbers_of(value, name=""):
    """(name, number or None) of every number below `value`."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from numbers_of(below, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for i, below in enumerate(value):
            yield from numbers_of(below, f"{name}[{i}]")
    elif value is None or isinstance(value, (int, float)) and not isinstance(value, bool):
        yield name, None if value is None or math.isnan(value) else float(value)


def scores_of(entry):
    scores = {}
    for key, value in entry.items():
        if key in NOT_SCORES:
            continue
        for old, new in HISTORIC_PREFIXES.items():
            if key.startswith(old):
                key = new + key.removeprefix(old)
        scores.update(numbers_of(value, key))
    return scores


def subsets_of(content):
    return {(split, entry.get("hf_subset", "default")): scores_of(entry)
            for split, entries in content["scores"].items() for entry in entries}


def difference(a, b):
    """Infinite when one is undefined and the other is not."""
    if a is None or b is None:
        return 0.0 if a is b else math.inf
    return abs(a - b)


def compare(ours, theirs, keys):
    """One row for each (model, task, split, subset) that both have."""
    rows = []
    for model, task in sorted(ours.keys() & theirs.keys()):
        mine, other = subsets_of(ours[model, task]), subsets_of(theirs[model, task])
        for place in (place for place in mine if place in other):
            a, b = mine[place], other[place]
            shared = [key for key in a if key in b and (not keys or any(wanted in key for wanted in keys))]
            if not shared:
                continue
            differences = {key: difference(a[key], b[key]) for key in shared}
            worst = max(differences, key=differences.get)
            rows.append({"model": model, "task": task, "place": place, "ours": a.get("main_score"),
                         "theirs": b.get("main_score"), "worst": worst, "difference": differences[worst],
                         "keys": len(shared), "version": theirs[model, task].get("mteb_version"),
                         "all": [(key, a[key], b[key], differences[key]) for key in shared]})
    return rows


def tolerance_of(task, tolerances):
    """The tolerance of the longest pattern that the task's name contains."""
    fitting = [(len(pattern), limit) for pattern, limit in tolerances if pattern in task]
    return max(fitting, default=(0, math.inf))[1]


def parse_tolerance(text):
    pattern, _, limit = text.rpartition(":")
    return pattern, float(limit)


def show_number(value):
    return "null" if value is None else f"{value:.6f}"


def print_rows(rows, tolerances, markdown, every_key):
    line = "| {} | {} | {} | {} | {} | {} | {} | {} | {} |" if markdown else "{:40} {:34} {:22} {:>9} {:>9} {:>9} {:>9} {:30} {}"
    print(line.format("model", "task", "split, subset", "ours", "theirs", "main", "largest", "at", "keys, their version"))
    if markdown:
        print("| --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |")
    for row in rows:
        mark = " <-- above tolerance" if row["difference"] > tolerance_of(row["task"], tolerances) else ""
        print(line.format(row["model"], row["task"], ", ".join(row["place"]), show_number(row["ours"]),
                          show_number(row["theirs"]), f"{difference(row['ours'], row['theirs']):.1e}",
                          f"{row['difference']:.1e}", row["worst"], f"{row['keys']}, {row['version']}{mark}"))
        if every_key:
            for key, a, b, delta in row["all"]:
                print(f"    {key:44} {show_number(a):>10} {show_number(b):>10} {delta:.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours", type=pathlib.Path)
    parser.add_argument("theirs", type=pathlib.Path)
    parser.add_argument("--model", action="append", default=[], help="only models whose name contains this")
    parser.add_argument("--task", action="append", default=[], help="only tasks whose name contains this")
    parser.add_argument("--key", action="append", default=[], help="only keys whose name contains this")
    parser.add_argument("--tolerance", action="append", default=[], type=parse_tolerance, metavar="[TASK:]LIMIT",
                        help="largest difference allowed, for tasks whose name contains TASK (default: any)")
    parser.add_argument("--every-key", action="store_true", help="show every key of every row")
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()

    def wanted(results):
        return {(model, task): content for (model, task), content in results.items()
                if (not options.model or any(part in model for part in options.model))
                and (not options.task or any(part in task for part in options.task))}

    ours, theirs = wanted(read_results(options.ours)), wanted(read_results(options.theirs))
    rows = compare(ours, theirs, options.key)
    print_rows(rows, options.tolerance, options.markdown, options.every_key)
    for model, task in sorted(ours.keys() - theirs.keys()):
        print(f"only ours: {model} {task}")
    failed = sum(row["difference"] > tolerance_of(row["task"], options.tolerance) for row in rows)
    print(f"{len(rows)} (split, subset) compared, {failed} above tolerance")
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())

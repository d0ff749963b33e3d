#!/usr/bin/env python3
"""Loads a folder of results that assay wrote with Python mteb and prints what mteb sees.

    python3 -m venv V && V/bin/pip install mteb
    V/bin/python tools/check_mteb_loads.py results

Fails when mteb drops a file, refuses one, or sees another main score than the file holds.
"""

import argparse
import json
import math
import pathlib
import sys
import tempfile
import warnings

import mteb
from mteb.cache import ResultCache
from mteb.models.model_meta import ModelMeta


def read_files(results):
    """Main scores by (model folder, revision folder, task), as they stand in the files."""
    scores = {}
    for path in sorted(results.glob("*/*/*.json")):
        if path.name == "model_meta.json":
            continue
        content = json.loads(path.read_text(encoding="utf-8"))
        mains = [s["main_score"] for subsets in content["scores"].values() for s in subsets]
        mean = math.nan if None in mains or not mains else sum(mains) / len(mains)
        meta = json.loads((path.parent / "model_meta.json").read_text(encoding="utf-8"))
        scores[meta["name"], meta["revision"], content["task_name"]] = mean
    return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    results = parser.parse_args().results.resolve()
    expected = read_files(results)
    failures = []
    print(f"mteb {mteb.__version__}, {len(expected)} result files below {results}")

    with tempfile.TemporaryDirectory() as cache_folder:
        # mteb keeps results in <cache>/results.
        (pathlib.Path(cache_folder) / "results").symlink_to(results)
        cache = ResultCache(cache_folder)
        loaded = cache.load_results(require_model_meta=True)
        seen = {}
        for model in loaded.model_results:
            for task in model.task_results:
                mains = [s["main_score"] for subsets in task.scores.values() for s in subsets]
                score = task.get_score() if None not in mains else math.nan
                seen[model.model_name, model.model_revision, task.task_name] = score
                print(f"  {model.model_name} {model.model_revision} {task.task_name}: {score:.6f}, "
                      f"{len(mains)} (split, subset), version {task.mteb_version}, {task.date}")
        for key in expected.keys() - seen.keys():
            failures.append(f"mteb does not load {key}")
        for key in seen.keys() - expected.keys():
            failures.append(f"mteb loads what is no result: {key}")
        for key in expected.keys() & seen.keys():
            same = math.isnan(expected[key]) and math.isnan(seen[key]) or abs(expected[key] - seen[key]) < 1e-12
            if not same:
                failures.append(f"{key}: {seen[key]} is not {expected[key]}")
        try:
            print(loaded.to_dataframe().to_string())
        except Exception as error:  # noqa: BLE001 - any of mteb's errors is a finding
            failures.append(f"to_dataframe: {error!r}")

    for path in sorted(results.glob("*/*/model_meta.json")):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # is_cross_encoder is deprecated, and written by mteb itself
            try:
                meta = ModelMeta.model_validate_json_resolved(path.read_text(encoding="utf-8"))
                print(f"  {path.parent.relative_to(results)}: a full model description of {meta.name}, "
                      f"{meta.n_parameters} parameters")
            except Exception as error:  # noqa: BLE001
                failures.append(f"{path}: {error}")

    for failure in failures:
        print("FAILED:", failure)
    print("failed" if failures else "all is well")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

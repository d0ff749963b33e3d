#!/usr/bin/env python3
"""Makes the tables of benchmarks from synthetic results with Python mteb and with assay, and compares them.

    python3 -m venv V && V/bin/pip install mteb
    V/bin/python tools/compare_benchmark_tables.py build/dev/assay ["MTEB(eng, v2)" ...]

The results are random: equal scores, missing tasks, subsets and splits, undefined scores, several revisions of a model.
Compared are rank, every mean, the means by type, the zero-shot share and the table by language. mteb gets the tasks that
assay's catalogue has for the benchmark, so that both count the same.

Models whose revision is another one in this mteb than in assay's catalogue are left out: it decides which result counts.
Known and left out of the comparison: mteb drops a model whose tasks are all incomplete from the table; assay shows it
with undefined means.
"""

import argparse
import dataclasses
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
import mteb  # noqa: E402
from mteb.cache import ResultCache  # noqa: E402

BENCHMARKS = ["MTEB(eng, v2)", "MTEB(Scandinavian, v1)", "RTEB(deu, beta)", "HUME(v1)", "BEIR", "MTEB(deu, v1)"]
MODELS = ["sentence-transformers/all-MiniLM-L6-v2", "intfloat/e5-small-v2", "BAAI/bge-small-en-v1.5",
          "intfloat/multilingual-e5-small", "minishlab/potion-base-8M", "mteb/baseline-random-encoder",
          "sentence-transformers/all-mpnet-base-v2", "BAAI/bge-m3", "thenlper/gte-base", "BAAI/bge-base-en-v1.5"]
MEANS = {"Mean (Task)": "mean_task", "Mean (TaskType)": "mean_task_type", "Mean (Public)": "mean_public",
         "Mean (Private)": "mean_private", "Mean (Subset)": "mean_subset"}


def benchmark_of(assay, name):
    """mteb's benchmark with the tasks of assay's catalogue."""
    listed = json.loads(subprocess.run([assay, "benchmarks", "--json", name], capture_output=True, text=True,
                                       check=True).stdout)
    entry = next(b for b in listed if b["name"] == name)
    tasks = []
    for task in entry["tasks"]:
        instance = mteb.get_task(task["name"], hf_subsets=task["subsets"] or None,
                                 eval_splits=task["splits"] or None)
        if not task["subsets"] and not task["splits"]:
            instance = mteb.get_task(task["name"])
        tasks.append(instance)
    return dataclasses.replace(mteb.get_benchmark(name), tasks=tasks)


def models_known_to_both(assay):
    listed = json.loads(subprocess.run([assay, "models", "--json"], capture_output=True, text=True, check=True).stdout)
    revisions = {model["name"]: model["revision"] for model in listed}
    return [name for name in MODELS if mteb.get_model_meta(name).revision == revisions.get(name)]


def scores_of(task, rng, gaps):
    scores = {}
    subsets = ["default"] if task.is_aggregate else task.hf_subsets
    for split in task.eval_splits:
        scores[split] = []
        for subset in subsets:
            if gaps and rng.random() < 0.03:
                continue
            value = math.nan if gaps and rng.random() < 0.01 else rng.randrange(20, 60) / 64  # exact: ties stay ties
            languages = task.metadata.hf_subsets_to_langscripts.get(subset, task.metadata.languages)
            scores[split].append({"main_score": value, "hf_subset": subset, "languages": list(languages)})
    return scores


def write_results(folder, benchmark, models, seed, whole_tasks_missing):
    rng = random.Random(seed)
    for number, model in enumerate(models):
        gaps = number >= 3  # some models are complete, so that every task has a score
        main_revision = mteb.get_model_meta(model).revision
        for revision in [main_revision, "0" * 40, "external", "no_revision_available"]:
            for task in benchmark.tasks:
                if revision != main_revision and rng.random() < 0.8:
                    continue
                if gaps and whole_tasks_missing and rng.random() < 0.1:
                    continue
                path = folder / model.replace("/", "__") / str(revision) / f"{task.metadata.name}.json"
                path.parent.mkdir(parents=True, exist_ok=True)
                version = rng.choice(["1.12.0", "2.3.4", "2.10.0", None, "2.1.0-2.9.0"])
                path.write_text(json.dumps({
                    "task_name": task.metadata.name, "dataset_revision": "r", "mteb_version": version,
                    "evaluation_time": 1.0, "kg_co2_emissions": None, "scores": scores_of(task, rng, gaps)}))


def is_same(expected, actual):
    if expected is None or (isinstance(expected, float) and math.isnan(expected)):
        return actual is None
    return actual is not None and abs(expected - actual) < 1e-9


def compare(assay, name, models, seed):
    benchmark = benchmark_of(assay, name)
    failures = []
    values = 0
    with tempfile.TemporaryDirectory() as cache_folder:
        tree = pathlib.Path(cache_folder) / "results"
        by_subset = "mean_subset" in [str(a) for a in benchmark.aggregations]
        write_results(tree, benchmark, models, seed, whole_tasks_missing=not by_subset)
        cache = ResultCache(cache_folder)
        loaded = cache.load_results(tasks=benchmark, require_model_meta=False, include_remote=False)
        expected = loaded.get_benchmark_result()
        languages = None
        if benchmark.language_view:
            languages = benchmark._create_per_language_table(loaded._to_results_df(benchmark.tasks)).to_dicts()
        run = subprocess.run([assay, "compare", str(tree), "-b", name, "--json", "--by-language"], capture_output=True,
                             text=True, check=True)
        content = json.loads(run.stdout)
    actual = {row["model"]: row for row in content["models"]}
    rows = expected.to_dict("records")

    def check(what, wanted, found):
        nonlocal values
        values += 1
        if not is_same(wanted, found):
            failures.append(f"{name} (seed {seed}): {what}: mteb {wanted}, assay {found}")

    for row in rows:
        model = row["Model"]
        ours = actual[model]
        check(f"{model} rank", row["Rank (Borda)"], ours["rank"])
        for title, key in MEANS.items():
            if title in row:
                check(f"{model} {title}", row[title], ours[key])
        for kind, value in ours["types"].items():
            if kind in row:
                check(f"{model} {kind}", row[kind], value)
        if "zero_shot_percent" in ours and "Zero-shot" in row:
            known = None if row["Zero-shot"] == -1 else row["Zero-shot"]
            check(f"{model} zero-shot", known, ours["zero_shot_percent"])
    for row in languages or []:
        for language, value in row.items():
            if language != "Model":
                check(f"{row['Model']} {language}", value, content["languages"][row["Model"]].get(language))
    order = [row["model"] for row in content["models"] if row["model"] in {r["Model"] for r in rows}]
    ranks = [actual[model]["rank"] for model in order]
    if not by_subset and ranks != sorted(ranks):
        failures.append(f"{name}: rows are not sorted by rank")
    print(f"{name} (seed {seed}): {len(benchmark.tasks)} tasks, {len(rows)} models, {values} values, "
          f"{len(failures)} differ", flush=True)
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assay")
    parser.add_argument("benchmarks", nargs="*", default=BENCHMARKS)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    failures = []
    models = models_known_to_both(arguments.assay)
    for name in arguments.benchmarks or BENCHMARKS:
        for seed in range(arguments.seeds):
            failures += compare(arguments.assay, name, models, seed)
    for failure in failures:
        print("DIFFERS:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Reads result files of every layout with Python mteb and with assay, and compares what they see.

    python3 -m venv V && V/bin/pip install mteb
    V/bin/python tools/compare_result_reading.py build/dev/assay [FOLDER...]

Reads the files below each FOLDER (<model>/[<revision>/]<Task>.json) and synthetic ones of every historic layout, which it
writes itself. Compares every metric of every (split, subset), languages, revision, version and time of each file, and
model, revision and main score of the synthetic tree as a whole (mteb's ResultCache.load_results).
"""

import argparse
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
from mteb.cache import ResultCache  # noqa: E402
from mteb.results import TaskResult  # noqa: E402

PAIR = {"ap": 0.91, "f1": 0.82, "accuracy": 0.83, "precision": 0.84, "recall": 0.85, "accuracy_threshold": 0.5}
STS = {"pearson": 0.61, "spearman": 0.62}

# name of the file: content. The layouts of mteb's history, smallest first.
SYNTHETIC = {
    "a__b/1/STSBenchmark.json": {
        "mteb_dataset_name": "STSBenchmark", "mteb_version": "0.0.2", "dataset_revision": "r1",
        "test": {"cos_sim": STS, "euclidean": STS, "manhattan": STS, "evaluation_time": 1.5}},
    "a__b/1/AmazonCounterfactualClassification.json": {
        "mteb_dataset_name": "AmazonCounterfactualClassification", "mteb_version": "1.1.2", "dataset_revision": "r2",
        "test": {"de": {"accuracy": 0.7, "ap": 0.6, "f1": 0.5, "main_score": 0.7}, "en": {"accuracy": 0.8},
                 "evaluation_time": 2}, "validation": {"en": {"accuracy": 0.9}, "evaluation_time": 0.5}},
    "a__b/1/SprintDuplicateQuestions.json": {
        "mteb_dataset_name": "SprintDuplicateQuestions", "mteb_version": "1.0.3.dev0", "dataset_revision": "r3",
        "test": {"cos_sim": PAIR, "dot": PAIR, "euclidean": PAIR, "manhattan": PAIR, "max": PAIR, "evaluation_time": 3}},
    "a__b/1/PPC.json": {"mteb_dataset_name": "PPC", "test": {"cos_sim": PAIR, "max": PAIR}},
    "a__b/1/CMedQAv1.json": {"mteb_dataset_name": "CMedQAv1", "mteb_version": "1.2.0", "test": {"map": 0.5, "mrr": 0.6}},
    "a__b/1/8TagsClustering.json": {"mteb_dataset_name": "8TagsClustering", "mteb_version": "1.2.0",
                                    "test": {"v_measure": 0.5, "v_measure_std": 0.01}},
    "a__b/1/NorwegianParliament.json": {"mteb_dataset_name": "NorwegianParliament", "mteb_version": "1.2.0",
                                        "test": {"accuracy": 0.5}, "validation": {"accuracy": 0.6}},
    "a__b/1/MLSUMClusteringP2P.json": {"mteb_dataset_name": "MLSUMClusteringP2P", "mteb_version": "1.1.3.dev0",
                                       "test": {"v_measure": 0.5}},
    "a__b/1/XPQARetrieval.json": {"mteb_dataset_name": "XPQARetrieval", "mteb_version": "1.4.0",
                                  "test": {"fr": {"ndcg_at_10": 0.5}}},
    "a__b/1/ScalaDaClassification.json": {"mteb_dataset_name": "ScalaDaClassification", "mteb_version": "1.1.0",
                                          "test": {"accuracy": 0.5}},
    "a__b/1/scifact.json": {"mteb_dataset_name": "scifact", "mteb_version": "1.1.0", "test": {"ndcg_at_10": 0.5}},
    "a__b/1/NFCorpus.json": {"mteb_dataset_name": "NFCorpus", "mteb_version": "1.1.0", "test": {"ndcg_at_5": 0.5}},
    "a__b/1/TwentyNewsgroupsClustering.v2.json": {
        "mteb_dataset_name": "TwentyNewsgroupsClustering.v2", "mteb_version": "1.10.0",
        "test": {"v_measures": {"Level 0": [0.25, 0.5]}, "v_measure": 0.375}},
    # 1.11 to 1.x: today's shape, older values
    "c__d/abc/TwitterURLCorpus.json": {
        "dataset_revision": "r", "evaluation_time": 3.25, "kg_co2_emissions": None, "mteb_version": "1.12.47",
        "scores": {"test": [{"cosine": PAIR, "max": PAIR, "hf_subset": "default", "languages": ["eng-Latn"],
                             "main_score": 0.91}]}, "task_name": "TwitterURLCorpus"},
    "c__d/abc/STS12.json": {
        "dataset_revision": "r", "evaluation_time": 3.25, "kg_co2_emissions": None, "mteb_version": "1.12.75",
        "scores": {"test": [{"cosine_spearman": 0.1234567891, "hf_subset": "default", "languages": ["eng-Latn"],
                             "main_score": 0.1234567891, "pearson": [0.5, 1e-9], "nauc": math.nan}]},
        "task_name": "STS12"},
    "c__d/abc/AskUbuntuDupQuestions.json": {
        "dataset_revision": "r", "evaluation_time": 3, "kg_co2_emissions": 0.5, "mteb_version": "1.18.0",
        "scores": {"test": [{"map": 0.5, "mrr": 0.6, "nAUC_map_max": math.nan, "hf_subset": "default",
                             "languages": ["eng-Latn"], "main_score": 0.5}]}, "task_name": "AskUbuntuDupQuestions"},
    # external, without a version, extra splits and subsets
    "c__d/external/STS17.json": {
        "dataset_revision": "r", "evaluation_time": None, "kg_co2_emissions": None, "mteb_version": None,
        "scores": {"test": [{"cos_sim_pearson": 0.5, "hf_subset": "en-en", "languages": ["eng-Latn"], "main_score": 0.5}],
                   "dev": [{"hf_subset": "xx", "languages": [], "main_score": None}]}, "task_name": "STS17"},
    # today, with a date as text
    "c__d/abc/SICK-R.json": {
        "dataset_revision": "r", "evaluation_time": 1.5, "kg_co2_emissions": None, "mteb_version": "2.12.0-2.18.7",
        "date": "2026-03-01T12:30:00.5+00:00", "evaluation_phases": None,
        "scores": {"test": [{"hf_subset": "default", "languages": ["eng-Latn"], "main_score": 0.5,
                             "mteb_version": "2.12.0"}]}, "task_name": "SICK-R"},
}
META = {"a__b/1": ("A/B", "one"), "c__d/abc": ("c/d", "abc")}


def write_synthetic(folder):
    for name, content in SYNTHETIC.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    for name, (model, revision) in META.items():
        (folder / name / "model_meta.json").write_text(json.dumps({"name": model, "revision": revision}))


def without_nan(value):
    """As assay prints it: undefined is null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: without_nan(v) for key, v in value.items()}
    return [without_nan(v) for v in value] if isinstance(value, list) else value


def seen_by_mteb(path, folder):
    result = TaskResult.from_disk(path)
    copy = folder / "rounded.json"
    result.to_disk(copy)
    content = without_nan(json.loads(copy.read_text(encoding="utf-8")))
    for subsets in content["scores"].values():
        for subset in subsets:
            subset.pop("mteb_version", None)  # of files from before 1.11 mteb states its own
        subsets.sort(key=lambda subset: subset["hf_subset"])
    return {key: content[key] for key in
            ("task_name", "dataset_revision", "mteb_version", "scores", "evaluation_time", "date")}


def seen_by_assay(assay, path):
    run = subprocess.run([assay, "show", "--json", str(path)], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return None
    content = json.loads(run.stdout)["result"]
    for subsets in content["scores"].values():
        for subset in subsets:
            subset.pop("mteb_version", None)
        subsets.sort(key=lambda subset: subset["hf_subset"])
    return {key: content[key] for key in
            ("task_name", "dataset_revision", "mteb_version", "scores", "evaluation_time", "date")}


def compare_files(assay, paths, scratch):
    failures = []
    values = 0
    for path in paths:
        try:
            expected = seen_by_mteb(path, scratch)
        except Exception as error:  # noqa: BLE001 - what mteb cannot read is not compared
            print(f"  mteb cannot read {path}: {type(error).__name__} {str(error)[:80]}")
            continue
        actual = seen_by_assay(assay, path)
        values += sum(len(s) for subsets in expected["scores"].values() for s in subsets)
        if actual != expected:
            difference = "not read" if actual is None else [
                (key, expected[key], actual[key]) for key in expected if expected[key] != actual[key]]
            failures.append(f"{path}: {str(difference)[:600]}")
    print(f"{len(paths)} files, {values} values, {len(failures)} differ")
    return failures


def compare_tree(assay, folder):
    with tempfile.TemporaryDirectory() as cache_folder:
        (pathlib.Path(cache_folder) / "results").symlink_to(folder)
        loaded = ResultCache(cache_folder).load_results(require_model_meta=False, include_remote=False)
        expected = set()
        for model in loaded.model_results:
            for task in model.task_results:
                mains = [s["main_score"] for subsets in task.scores.values() for s in subsets]
                undefined = any(m is None or math.isnan(m) for m in mains)
                expected.add((model.model_name, model.model_revision, task.task_name,
                              None if undefined else round(sum(mains) / len(mains), 9)))
    listed = json.loads(subprocess.run([assay, "show", "--json", str(folder)], capture_output=True, text=True,
                                       check=True).stdout)
    actual = {(r["model"], r["revision"], r["task"], None if r["score"] is None else round(r["score"], 9))
              for r in listed}
    print(f"tree: {len(expected)} results seen by mteb, {len(actual)} by assay")
    return [f"only mteb sees {entry}" for entry in expected - actual] + [
        f"only assay sees {entry}" for entry in actual - expected]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assay")
    parser.add_argument("folders", type=pathlib.Path, nargs="*")
    arguments = parser.parse_args()
    failures = []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        tree = scratch / "tree"
        write_synthetic(tree)
        for folder in [tree, *arguments.folders]:
            paths = sorted(p for p in folder.rglob("*.json") if p.name != "model_meta.json")
            print(folder)
            failures += compare_files(arguments.assay, paths, scratch)
        failures += compare_tree(arguments.assay, tree)
    for failure in failures:
        print("DIFFERS:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Evaluates retrieval tasks on synthetic data with Python mteb and with assay, and compares every score.

    python3 -m venv V && V/bin/pip install mteb
    V/bin/python tools/compare_retrieval.py build/release/assay [--time DATA_ROOT]

One task for each kind: full search, re-ranking of candidates, instructions, every extra score, identical ids, two-stage
re-ranking of saved predictions. The data is made here, with documents of equal text (ties), queries without relevant
documents and judged documents that are not in the corpus. Both use mteb/baseline-random-encoder, whose vectors are the
same everywhere. With --time, the scoring part alone of SciFact below DATA_ROOT, both from the same rankings.
"""

import argparse
import gzip
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
import numpy as np  # noqa: E402
from datasets import Dataset  # noqa: E402
from mteb._evaluators import retrieval_metrics  # noqa: E402
from mteb.tasks.instruction_reranking.eng import core17_instruction_retrieval  # noqa: E402

MODEL = "mteb/baseline-random-encoder"
WORDS = "north wind sun traveller cloak strong warm road river stone bridge light shadow bird tree cold".split()
# task: how its queries are named, and what else its data has
TASKS = {
    "NFCorpus": {},
    "ArguAna": {"identical_ids": True},
    "AskUbuntuDupQuestions": {"candidates": True},
    "MindSmallReranking": {"candidates": True, "ids": lambda i: f"user{i // 3}_{i % 3}", "same_judgements": 3},
    "NevIR": {"candidates": True, "ids": lambda i: f"{i // 2}_q{i % 2 + 1}"},
    "InstructIR": {"instructions": True, "ids": lambda i: f"topic{i // 4}_{i % 4}"},
    "IFIRAila": {"instructions": True, "ids": lambda i: f"{i // 3}-v{i % 3 + 1}"},
    "Core17InstructionRetrieval": {"instructions": True, "candidates": True, "changed": True,
                                   "ids": lambda i: f"{i // 2}-{('og', 'changed')[i % 2]}"},
    "EPBench": {"subset": True},
}


def nauc_of_2_20(confidence, metric):
    """As in mteb 2.20, whose protocol assay follows: queries of equal confidence stay in their order. Later versions give
    each of them the mean of the group (mteb #5613)."""
    rates = np.linspace(0, 1, 11)[:-1]

    def curve(by):
        ordered = metric[np.argsort(by, stable=True)]
        return np.array([ordered[min(round(rate * len(by)), len(by) - 1):].mean() for rate in rates])

    area = retrieval_metrics.auc(rates, curve(confidence))
    oracle = curve(metric)
    best, flat = retrieval_metrics.auc(rates, oracle), oracle[0] * (rates[-1] - rates[0])
    return np.nan if best == flat else (area - flat) / (best - flat)


retrieval_metrics.nauc = nauc_of_2_20


def sentence(rng, length):
    return " ".join(rng.choice(WORDS) for _ in range(length))


def make_data(options, seed, num_documents=120, num_queries=24):
    rng = random.Random(seed)
    documents = {}
    for i in range(num_documents):
        text = sentence(rng, rng.randrange(3, 30))
        documents[f"d{i}"] = {"title": rng.choice(["", "On wind"]), "text": text}
        # Equal texts are ties. Not among candidates: torch gives equal vectors scores that differ in the last bit there.
        if i % 10 == 9 and not options.get("candidates"):
            documents[f"d{i}"] = documents[f"d{i - 1}"]
    data = {"documents": documents, "queries": {}, "qrels": {}, "candidates": None, "instructions": None, "changed": None}
    name = options.get("ids", lambda i: f"q{i}")
    for i in range(num_queries):
        query = name(i)
        data["queries"][query] = sentence(rng, 6)
        judged = rng.sample(sorted(documents), 6)
        data["qrels"][query] = {d: rng.choice([0, 1, 1, 2]) for d in judged}
        if i % 7 == 3:
            data["qrels"][query] = dict.fromkeys(judged, 0)
        elif i % 5 == 1:
            data["qrels"][query]["not in the corpus"] = 1
        if options.get("same_judgements") and i % options["same_judgements"]:
            data["qrels"][query] = data["qrels"][name(i - i % options["same_judgements"])]
        if options.get("identical_ids") and i % 2:
            documents[query] = {"title": "", "text": data["queries"][query]}
            data["qrels"][query][query] = 1
    if options.get("candidates"):
        data["candidates"] = {q: rng.sample(sorted(documents), rng.randrange(5, 40)) for q in data["queries"]}
    if options.get("instructions"):
        data["instructions"] = {q: sentence(rng, 8) for q in data["queries"]}
    if options.get("changed"):
        groups = {q.rsplit("-", 1)[0] for q in data["queries"]}
        data["changed"] = {g: rng.sample(sorted(documents), 4) for g in sorted(groups)}
        data["changed"]["a query of no run"] = ["d1"]
    return data


def write_beir(folder, data, split):
    (folder / "qrels").mkdir(parents=True)

    def write(name, rows):
        with open(folder / name, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)

    write("corpus.jsonl", [{"_id": d, **content} for d, content in data["documents"].items()])
    write("queries.jsonl", [{"_id": q, "text": text} for q, text in data["queries"].items()])
    with open(folder / "qrels" / f"{split}.tsv", "w", encoding="utf-8") as file:
        file.write("query-id\tcorpus-id\tscore\n")
        file.writelines(f"{q}\t{d}\t{s}\n" for q, judged in data["qrels"].items() for d, s in judged.items())
    for name, key, field in (("top_ranked", "candidates", "corpus-ids"), ("instructions", "instructions", "instruction"),
                             ("qrel_diff", "changed", "corpus-ids")):
        if data[key] is not None:
            write(f"{name}.jsonl", [{"query-id": q, field: value} for q, value in data[key].items()])


def evaluate_with_mteb(name, data, split, subset, first_stage=None):
    task = mteb.get_task(name) if subset == "default" else mteb.get_task(name, hf_subsets=[subset])
    task._eval_splits = [split]
    queries = [{"id": q, "text": text} for q, text in data["queries"].items()]
    if data["instructions"] is not None:
        queries = [{**row, "instruction": data["instructions"][row["id"]]} for row in queries]
    task.dataset = {subset: {split: {
        "corpus": Dataset.from_list([{"id": d, **content} for d, content in data["documents"].items()]),
        "queries": Dataset.from_list(queries), "relevant_docs": data["qrels"], "top_ranked": data["candidates"]}}}
    task.data_loaded = True
    task.load_data = lambda *_, **__: None
    if first_stage is not None:
        task.convert_to_reranking(first_stage, top_k=7)
    if data["changed"] is not None:
        rows = [{"query-id": q, "corpus-ids": ids} for q, ids in data["changed"].items()]
        core17_instruction_retrieval.load_dataset = lambda *_, **__: rows
    result = mteb.evaluate(mteb.get_model(MODEL), task, cache=None, show_progress_bar=False, co2_tracker=False)
    return result.task_results[0]


def evaluate_with_assay(assay, name, root, split, subset, first_stage=None):
    with tempfile.TemporaryDirectory() as output:
        command = [assay, "run", "-m", MODEL, "-t", name, "--data-root", str(root), "--output", output, "--quiet",
                   "--splits", split, "--subsets", subset]
        if first_stage is not None:
            command += ["--rerank", str(first_stage), "--top-k", "7"]
        subprocess.run(command, check=True, capture_output=True, text=True)
        path = next(p for p in pathlib.Path(output).rglob(f"{name}.json") if p.parent.name != "assay")
        return json.loads(path.read_text(encoding="utf-8"))


def flatten(scores, prefix=""):
    for key, value in scores.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{key}.")
        elif not isinstance(value, list):
            yield prefix + key, value


def differences(expected, actual):
    expected, actual = dict(flatten(expected)), dict(flatten(actual))
    for key in sorted(expected.keys() | actual.keys()):
        if key.split(".")[0] in ("hf_subset", "languages", "mteb_version"):
            continue
        wanted, found = expected.get(key, "no such key"), actual.get(key, "no such key")
        if isinstance(wanted, float) and math.isnan(wanted):
            wanted = None
        same = wanted == found if not (isinstance(wanted, (int, float)) and isinstance(found, (int, float))) else (
            abs(wanted - found) <= 1.5e-6)
        if not same:
            yield f"{key}: mteb {wanted}, assay {found}"


def compare(assay, name, options, seed, two_stage):
    data = make_data(options, seed)
    task = mteb.get_task(name)
    split = task.eval_splits[0]
    subset = task.hf_subsets[0] if options.get("subset") else "default"
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch) / "data"
        folder = root / name if subset == "default" else root / name / subset
        write_beir(folder, data, split)
        first_stage = None
        if two_stage:
            rng = random.Random(seed)
            rankings = {q: {d: rng.randrange(20) / 20 for d in rng.sample(sorted(data["documents"]), 30)}
                        for q in list(data["queries"])[:-1]}  # one query without results
            first_stage = pathlib.Path(scratch) / f"{name}_predictions.json"
            first_stage.write_text(json.dumps({"mteb_model_meta": {"model_name": "org/first", "revision": "1"},
                                               subset: {split: rankings}}))
        expected = evaluate_with_mteb(name, data, split, subset, first_stage).scores[split][0]
        actual = evaluate_with_assay(assay, name, root, split, subset, first_stage)["scores"][split][0]
    found = list(differences(expected, actual))
    print(f"{name}{' two-stage' if two_stage else ''} (seed {seed}): {len(dict(flatten(expected)))} values, "
          f"{len(found)} differ", flush=True)
    return [f"{name} (seed {seed}): {difference}" for difference in found]


def time_scoring(assay, root):
    folder = root / "SciFact"

    def rows(name):
        path = folder / name
        with (open(path, encoding="utf-8") if path.exists() else gzip.open(f"{path}.gz", "rt", encoding="utf-8")) as file:
            return [json.loads(line) for line in file]

    qrels = {}
    for line in open(folder / "qrels" / "test.tsv", encoding="utf-8").read().splitlines()[1:]:
        query, document, score = line.split("\t")
        qrels.setdefault(query, {})[document] = int(score)
    data = {"documents": {r["_id"]: {"title": r.get("title", ""), "text": r["text"]} for r in rows("corpus.jsonl")},
            "queries": {r["_id"]: r["text"] for r in rows("queries.jsonl") if r["_id"] in qrels},
            "qrels": qrels, "candidates": None, "instructions": None, "changed": None}

    def scoring_seconds(phases):
        return sum(p["end"] - p["start"] for p in phases if p["name"] == "Scoring")

    theirs, ours = [], []
    for _ in range(3):
        theirs.append(scoring_seconds(evaluate_with_mteb("SciFact", data, "test", "default").evaluation_phases))
        ours.append(scoring_seconds(
            evaluate_with_assay(assay, "SciFact", root, "test", "default")["evaluation_phases"]))
    print(f"scoring SciFact, {len(qrels)} queries x 1000 results, best of 3: mteb {min(theirs):.3f} s, "
          f"assay {min(ours):.4f} s, ratio {min(theirs) / min(ours):.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assay")
    parser.add_argument("--time", type=pathlib.Path, metavar="DATA_ROOT")
    parser.add_argument("--seeds", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.time:
        time_scoring(arguments.assay, arguments.time)
        return 0
    failures = []
    for seed in range(arguments.seeds):
        for name, options in TASKS.items():
            failures += compare(arguments.assay, name, options, seed, two_stage=False)
        failures += compare(arguments.assay, "NFCorpus", {}, seed, two_stage=True)
    for failure in failures:
        print("DIFFERS:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Times a whole `assay run` and a whole Python mteb run of the same model, retrieval task and cores, one after the other.

    V/bin/pip install mteb        (in a venv of its own)
    V/bin/python bench/peers/mteb_run.py --assay build/release/assay --model FOLDER --data-root DIR [--task SciFact] [--precisions f32 auto i8]

FOLDER is a Sentence Transformers folder, DIR/<Task>/ a BEIR folder. Both sides are fresh processes that read the same files; wall clock and peak memory
are those of the whole process (imports and loading included).
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time


def run_mteb(options):
    """What a user of mteb does, with the data set read from local files instead of the hub."""
    import gzip
    import mteb
    import torch
    from datasets import Dataset
    from sentence_transformers import SentenceTransformer
    torch.set_num_threads(options.threads)
    folder = options.data_root / options.task

    def rows(name):
        path = folder / name
        with (open(path, encoding="utf-8") if path.exists() else gzip.open(f"{path}.gz", "rt", encoding="utf-8")) as lines:
            return [json.loads(line) for line in lines]

    task = mteb.get_task(options.task)

    def load_data(*_, **__):
        relevant = {}
        for number, line in enumerate(open(folder / "qrels/test.tsv", encoding="utf-8")):
            if number:
                query, document, score = line.split("\t")
                relevant.setdefault(query, {})[document] = int(score)
        corpus = Dataset.from_list([{"id": r["_id"], "title": r.get("title", ""), "text": r["text"]} for r in rows("corpus.jsonl")])
        queries = Dataset.from_list([{"id": r["_id"], "text": r["text"]} for r in rows("queries.jsonl") if r["_id"] in relevant])
        task.dataset = {"default": {"test": {"corpus": corpus, "queries": queries, "relevant_docs": relevant, "top_ranked": None}}}
        task.data_loaded = True

    task.load_data = load_data
    model = SentenceTransformer(str(options.model), device="cpu")
    result = mteb.evaluate(model, task, cache=None, show_progress_bar=False, co2_tracker=False)
    print(json.dumps({"score": result.task_results[0].scores["test"][0]["ndcg_at_10"]}))


def timed(command, environment):
    start = time.perf_counter()
    run = subprocess.run(["/usr/bin/time", "-f", "%M", *map(str, command)], capture_output=True, text=True, env=environment)
    seconds = time.perf_counter() - start
    if run.returncode:
        sys.exit(run.stderr[-2000:])
    return run.stdout, seconds, int(run.stderr.strip().splitlines()[-1]) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", default="build/release/assay")
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--data-root", type=pathlib.Path, required=True)
    parser.add_argument("--task", default="SciFact")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--precisions", nargs="*", default=["f32", "auto"])
    parser.add_argument("--inside-mteb", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside_mteb:
        return run_mteb(options)
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for precision in options.precisions:
            folder = f"{scratch}/{precision}"
            _, seconds, memory = timed([options.assay, "run", "-m", options.model, "-t", options.task, "--data-root", options.data_root,
                                        "--output", folder, "--precision", precision, "--threads", options.threads, "--quiet"], environment)
            file = next(p for p in pathlib.Path(folder).glob(f"*/*/{options.task}.json"))
            rows.append((f"assay {precision}", seconds, memory, json.loads(file.read_text())["scores"]["test"][0]["ndcg_at_10"]))
        out, seconds, memory = timed([sys.executable, __file__, "--inside-mteb", "--model", options.model, "--data-root", options.data_root,
                                      "--task", options.task, "--threads", options.threads], environment)
        rows.append(("mteb", seconds, memory, json.loads(out.strip().splitlines()[-1])["score"]))
    print(f"{options.model.name} on {options.task}, {options.threads} threads, whole processes")
    print(f"{'':<14}{'seconds':>9}{'mteb / ours':>13}{'MB':>8}{'ours / mteb':>13}{'nDCG@10':>10}")
    for name, seconds, memory, score in rows:
        print(f"{name:<14}{seconds:>9.1f}{rows[-1][1] / seconds:>13.2f}{memory:>8.0f}{memory / rows[-1][2]:>13.3f}{score:>10.5f}")


if __name__ == "__main__":
    main()

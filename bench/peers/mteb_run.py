#!/usr/bin/env python3
"""Times whole `assay run`s and a whole Python mteb run of the same model, retrieval task and cores.

    V/bin/pip install mteb        (in a venv of its own)
    V/bin/python bench/peers/mteb_run.py --assay build/release/assay --model FOLDER --data-root DIR [--task SciFact] [--precisions f32 auto i8]

FOLDER is a Sentence Transformers folder, DIR/<Task>/ a BEIR folder. All are fresh processes that read the same files; wall clock and peak memory
are those of the whole process (imports and loading included).

A shared machine changes its speed within minutes, so they take turns of a few seconds: one runs, the others are stopped (SIGSTOP), and the time of a
process is the sum of its turns. Turns are about as long as the runs, so that all end at about the same time and meet the same machine. Where the
machine is quiet, --undisturbed runs them one after the other, as a user would.
"""
import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

TURN_SECONDS = {"mteb": 6.0, "f32": 3.5, "bf16": 6.0, "auto": 2.3, "i16": 2.3, "i8": 1.7}


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


class Contestant:
    """A process that runs in turns."""

    def __init__(self, command, environment, turn):
        self.command, self.environment, self.turn = ["/usr/bin/time", "-f", "%M", *map(str, command)], environment, turn
        self.seconds, self.process = 0.0, None
        self.out, self.err = tempfile.TemporaryFile("w+"), tempfile.TemporaryFile("w+")

    def take_turn(self):
        """False when the process has ended."""
        start = time.perf_counter()
        if self.process:
            os.killpg(self.process.pid, signal.SIGCONT)
        else:
            self.process = subprocess.Popen(self.command, stdout=self.out, stderr=self.err, env=self.environment, start_new_session=True)
        try:
            self.process.wait(self.turn)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGSTOP)
        self.seconds += time.perf_counter() - start
        return self.process.returncode is None

    def result(self):
        """What it printed, and its peak memory in MB."""
        self.out.seek(0)
        self.err.seek(0)
        messages = self.err.read().strip()
        if self.process.returncode:
            sys.exit(messages[-2000:])
        return self.out.read(), int(messages.splitlines()[-1]) / 1024


def run_in_turns(contestants):
    left = list(contestants)
    try:
        while left:
            left = [contestant for contestant in left if contestant.take_turn()]
    finally:
        for contestant in left:
            if contestant.process:
                os.killpg(contestant.process.pid, signal.SIGKILL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", default="build/release/assay")
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--data-root", type=pathlib.Path, required=True)
    parser.add_argument("--task", default="SciFact")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--precisions", nargs="*", default=["f32", "auto"])
    parser.add_argument("--undisturbed", action="store_true", help="whole runs one after the other instead of turns")
    parser.add_argument("--inside-mteb", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside_mteb:
        return run_mteb(options)
    turn_seconds = dict.fromkeys(TURN_SECONDS) if options.undisturbed else TURN_SECONDS
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        ours = [Contestant([options.assay, "run", "-m", options.model, "-t", options.task, "--data-root", options.data_root, "--output",
                            f"{scratch}/{precision}", "--precision", precision, "--threads", options.threads, "--quiet"], environment,
                           turn_seconds[precision]) for precision in options.precisions]
        mteb = Contestant([sys.executable, __file__, "--inside-mteb", "--model", options.model, "--data-root", options.data_root, "--task",
                           options.task, "--threads", options.threads], environment, turn_seconds["mteb"])
        run_in_turns([*ours, mteb])
        for precision, run in zip(options.precisions, ours):
            memory = run.result()[1]
            file = next(pathlib.Path(scratch, precision).glob(f"*/*/{options.task}.json"))
            rows.append((f"assay {precision}", run.seconds, memory, json.loads(file.read_text())["scores"]["test"][0]["ndcg_at_10"]))
        out, memory = mteb.result()
        rows.append(("mteb", mteb.seconds, memory, json.loads(out.strip().splitlines()[-1])["score"]))
    print(f"{options.model.name} on {options.task}, {options.threads} threads, whole processes {'one after the other' if options.undisturbed else 'in turns'}")
    print(f"{'':<14}{'seconds':>9}{'mteb / ours':>13}{'MB':>8}{'ours / mteb':>13}{'nDCG@10':>10}")
    for name, seconds, memory, score in rows:
        print(f"{name:<14}{seconds:>9.1f}{rows[-1][1] / seconds:>13.2f}{memory:>8.0f}{memory / rows[-1][2]:>13.3f}{score:>10.5f}")


if __name__ == "__main__":
    main()

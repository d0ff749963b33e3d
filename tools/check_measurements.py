#!/usr/bin/env python3
"""Holds the numbers of `assay bench` against measurements that share no code with it.

    tools/check_measurements.py --build build/bench MODEL_FOLDER [--precision f32] [--threads 2] [--batch 32] [--rounds 5]

    peak memory   the most resident memory of the process, as /usr/bin/time -v reports it
    latency       a hand-written loop over single queries of 16 tokens (bench/query_loop.cc): p50, p95
    throughput    the same loop over batches; and from outside, by the clock on the wall: the difference of two runs of
                  `assay embed` on N and on 3 N texts
    load          the same loop's openings; and from outside: `assay embed` of one text less `assay --version`

Both sides take turns, and a difference is the median over the turns: the speed of a shared machine's core changes by more than the
tolerance from one half minute to the next. Run it on a machine that does nothing else. Exit code 1 when the loop or the memory differs
by more than --tolerance.
"""

import argparse
import json
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time

WORDS = "one two three four five six seven eight nine ten red green blue white black north south east west summer winter".split()


def make_text(words, seed):
    # Different from all others: equal texts are encoded once.
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def make_texts(lengths, count):
    """Texts of so many tokens: two of them are [CLS] and [SEP]."""
    return [make_text(lengths[i * 7 % len(lengths)] - 2, i) for i in range(count)]


def run(command, **options):
    return subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True, **options)


def wall_seconds(command):
    start = time.perf_counter()
    run(command)
    return time.perf_counter() - start


def compare_turn(timed, loop, outside_rate, outside_load, threads):
    """Rows of (name, what assay bench says, what the other measurement says, whether the difference counts)."""
    bench = json.loads(timed.stdout)[0]
    most_resident = 1024 * int(re.search(r"Maximum resident set size \(kbytes\): (\d+)", timed.stderr)[1])
    latency = next(l for l in bench["latencies"] if l["texts"] == "short")
    rate = next(t["texts_per_second"]["median"] for t in bench["throughputs"] if t["texts"] == "documents" and t["threads"] == threads)
    load = bench["load"]["seconds"]["median"]
    return [("peak memory, MB", max(bench["memory"].values()) / 1e6, most_resident / 1e6, True),
            ("latency p50, ms", latency["p50_ms"], loop["p50_ms"], True),
            ("latency p95, ms", latency["p95_ms"], loop["p95_ms"], True),
            ("documents a second", rate, loop["texts_per_second"], True),
            ("documents a second, outside", rate, outside_rate, False),
            ("load, s", load, loop["open_seconds"], True),
            ("load, s, outside", load, outside_load, False)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--precision", default="f32")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tolerance", type=float, default=0.05)
    options = parser.parse_args()
    assay = options.build / "assay"
    settings = ["--precision", options.precision, "--threads", options.threads]

    with tempfile.TemporaryDirectory() as folder:
        queries = pathlib.Path(folder, "queries.txt")
        queries.write_text("\n".join(make_texts([16], 200)) + "\n")
        texts = make_texts([64, 128, 128, 256], 4096)
        documents = pathlib.Path(folder, "documents.txt")
        documents.write_text("\n".join(texts[:256]) + "\n")
        few, many = pathlib.Path(folder, "few.txt"), pathlib.Path(folder, "many.txt")
        few.write_text("\n".join(texts[:256]) + "\n")
        many.write_text("\n".join(texts[:768]) + "\n")
        tokens = [len(json.loads(l)) for l in run([assay, "tokenize", options.model, queries]).stdout.splitlines()]
        assert set(tokens) == {16}, tokens

        bench_command = ["/usr/bin/time", "-v", assay, "bench", options.model, *settings, "--batches", options.batch, "--json"]
        loop_command = [options.build / "bench" / "assay_query_loop", options.model, options.precision, options.threads, queries,
                        documents, options.batch]
        embed = [assay, "embed", options.model, *settings, "--quiet", "--output", pathlib.Path(folder, "v.npy")]
        one = pathlib.Path(folder, "one.txt")
        one.write_text("time\n")
        turns = []
        for _ in range(options.rounds):
            timed = run(bench_command)
            loop = json.loads(run(loop_command).stdout)
            outside_rate = 512 / (wall_seconds([*embed, "--input", many]) - wall_seconds([*embed, "--input", few]))
            outside_load = wall_seconds([*embed, "--input", one]) - wall_seconds([assay, "--version"])
            turns.append(compare_turn(timed, loop, outside_rate, outside_load, options.threads))

    failed = False
    print(f"{pathlib.Path(options.model).name}, {options.precision}, {options.threads} threads, batch {options.batch}, {options.rounds} rounds")
    print(f"{'':30}{'assay bench':>14}{'independent':>14}{'difference':>12}")
    for row in zip(*turns):
        name, _, _, counts = row[0]
        ours, theirs = (statistics.median(turn[side] for turn in row) for side in (1, 2))
        difference = statistics.median(turn[1] / turn[2] for turn in row) - 1
        bad = counts and abs(difference) > options.tolerance
        failed |= bad
        print(f"{name:30}{ours:14.4g}{theirs:14.4g}{100 * difference:+11.1f}%{'  FAILED' if bad else ''}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

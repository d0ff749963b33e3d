#!/usr/bin/env python3
"""Runs Python mteb on the same rows and the same vectors as a tree of our results, and compares scores and scoring times.

    assay run -m MODEL -t STSBenchmark -t Tatoeba --data-root DIR --output results
    python tools/check_rows_against_mteb.py results --data-root DIR --model MODEL --assay build/release/assay

For every result file of a protocol over rows (sts, pair classification, bitext, clustering, summarization, classification, multilabel, regression) the rows are read from
DIR/<Task>/[<subset>/]<split>.jsonl, put into mteb's task object, and evaluated by mteb's own code with an encoder that asks `assay embed
MODEL` for the vectors. Splits and subsets are taken in the order of our file: random state runs on as it did there. Prints for each
(split, subset) the key that differs most and how long the phase "Scoring" took on both sides. Fails above the tolerance.

Needs mteb 2.x, scikit-learn and torch.
"""

import argparse
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import time

import mteb
import numpy
import sklearn
from datasets import Dataset, DatasetDict
from mteb.models.abs_encoder import AbsEncoder
from mteb.timing import TimingStack


class AssayEncoder(AbsEncoder):
    """The vectors that `assay embed` gives; each text is encoded once."""

    def __init__(self, program, model, name):
        self.program, self.path = program, model
        self.mteb_model_meta = mteb.get_model_meta(name)
        self.vectors = {}

    def encode(self, inputs, *, task_metadata, hf_split, hf_subset, prompt_type=None, **kwargs):
        texts = [text for batch in inputs for text in batch["text"]]
        missing = list(dict.fromkeys(text for text in texts if text not in self.vectors))
        if missing:
            with tempfile.TemporaryDirectory() as folder:
                lines, vectors = pathlib.Path(folder, "texts.jsonl"), pathlib.Path(folder, "vectors.npy")
                lines.write_text("".join(json.dumps(text) + "\n" for text in missing), encoding="utf-8")
                subprocess.run([self.program, "embed", self.path, "--input", str(lines), "--json-lines", "--precision", "f32", "--output",
                                str(vectors), "--quiet"], check=True)
                self.vectors.update(zip(missing, numpy.load(vectors)))
        return numpy.stack([self.vectors[text] for text in texts])


def read_rows(folder, split):
    for name in (f"{split}.jsonl",):
        if (folder / name).is_file():
            with open(folder / name, encoding="utf-8") as file:
                return [json.loads(line) for line in file]
    sys.exit(f"{folder / split}.jsonl: no such file")


def load(task, data_root, splits_and_subsets):
    """Puts the rows into mteb's task object."""
    folder = data_root / task.metadata.name
    if hasattr(task, "train_split"):  # classification, multilabel and regression train on another split
        splits_and_subsets = splits_and_subsets + [(task.train_split, subset) for _, subset in splits_and_subsets]
    task.max_eval_samples = None  # mteb 2.26 cuts multi-label splits to 3000 rows, 2.20 takes them whole
    parallel = getattr(task, "parallel_subsets", False)
    if task.metadata.is_multilingual and not parallel:
        task.dataset = {}
        for split, subset in splits_and_subsets:
            task.dataset.setdefault(subset, DatasetDict())[split] = Dataset.from_list(read_rows(folder / subset, split))
    else:
        task.dataset = DatasetDict({split: Dataset.from_list(read_rows(folder, split)) for split, _ in splits_and_subsets})
    task.data_loaded = True


def numbers_of(value, name=""):
    if isinstance(value, dict):
        for key, below in value.items():
            yield from numbers_of(below, f"{name}.{key}" if name else key)
    elif isinstance(value, (list, tuple)):
        for i, below in enumerate(value):
            yield from numbers_of(below, f"{name}[{i}]")
    elif value is None or (isinstance(value, (int, float, numpy.number)) and not isinstance(value, bool)):
        yield name, None if value is None or math.isnan(value) else float(value)


def compare(file, data_root, encoder, options):
    ours = json.loads(file.read_text(encoding="utf-8"))
    task = mteb.get_task(ours["task_name"])
    places = [(split, entry["hf_subset"]) for split, entries in ours["scores"].items() for entry in entries]
    load(task, data_root, places)
    if not getattr(task, "parallel_subsets", False):
        task.hf_subsets = [subset for _, subset in places]
    passed = True
    for split, entries in ours["scores"].items():
        for entry in entries:
            timer = TimingStack()
            start = time.monotonic()
            theirs = task.evaluate(encoder, split, [entry["hf_subset"]], encode_kwargs={"batch_size": 32},
                                   timer=timer)[entry["hf_subset"]]
            # All that is not encoding: mteb computes some scores outside of its phase "Scoring".
            python_seconds = time.monotonic() - start - sum(
                phase["end"] - phase["start"] for phase in timer.phases if phase["name"].startswith("Encoding"))
            mine, other = dict(numbers_of(entry)), dict(numbers_of(theirs))
            shared = [key for key in other if key in mine]
            missing = [key for key in other if key not in mine]
            def difference(key):
                a, b = mine[key], other[key]
                return (0.0 if a is b else math.inf) if a is None or b is None else abs(a - b)
            worst = max(shared, key=difference)
            our_seconds = sum(p["end"] - p["start"] for p in ours["evaluation_phases"]
                              if p["name"] == "Scoring" and p["split"] == split and p["subset"] == entry["hf_subset"])
            ok = difference(worst) <= options.tolerance and not missing
            passed = passed and ok
            print(f"{ours['task_name']:32} {split + ' ' + entry['hf_subset']:22} {len(shared):4} keys  "
                  f"{difference(worst):.1e} at {worst:28} scoring {our_seconds:8.4f} s, mteb {python_seconds:8.4f} s"
                  f"{'' if ok else '  <-- above tolerance'}{' missing ' + ', '.join(missing) if missing else ''}", flush=True)
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--data-root", type=pathlib.Path, required=True)
    parser.add_argument("--model", required=True, help="as `assay embed` takes it")
    parser.add_argument("--name", help="the model's name in mteb's registry (default: --model)")
    parser.add_argument("--assay", default="assay", help="the program")
    parser.add_argument("--task", action="append", default=[], help="only tasks whose name contains this")
    parser.add_argument("--tolerance", type=float, default=2e-6)
    options = parser.parse_args()
    print(f"mteb {mteb.__version__}, scikit-learn {sklearn.__version__}, numpy {numpy.__version__}")
    encoder = AssayEncoder(options.assay, options.model, options.name or options.model)
    passed = True
    for file in sorted(options.results.rglob("*.json")):
        if file.name == "model_meta.json" or file.parent.name == "assay" or "experiments" in file.parts:
            continue
        if options.task and not any(part in file.stem for part in options.task):
            continue
        passed = compare(file, options.data_root, encoder, options) and passed
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())

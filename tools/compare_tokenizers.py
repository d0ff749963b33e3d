#!/usr/bin/env python3
"""Compares the token ids of `assay tokenize` with those of the official `tokenizers` package (PyPI), text by text.

    tools/compare_tokenizers.py MODEL... [--data DIR] [--code-points] [--random N] [--assay PROGRAM]

MODEL is a folder with a tokenizer.json. --data takes every string of every .jsonl and .jsonl.gz file under DIR; --code-points
puts each of the 1.1 million code points alone, into a word, beside accents and beside punctuation; --random N makes N mixes of
hard characters, long words and special tokens. Prints the first differences; exit status 1 when there is any.
Needs: pip install tokenizers==0.23.3
"""
import argparse
import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile

from tokenizers import Tokenizer, normalizers

BATCH = 50000
BERT_CLASSES = {"BertTokenizer", "BertTokenizerFast", "DistilBertTokenizer", "DistilBertTokenizerFast",
                "MPNetTokenizer", "MPNetTokenizerFast"}


def load_reference(folder):
    """The tokenizer as `transformers` sets it up: the BERT classes make their normaliser from tokenizer_config.json."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    path = folder / "tokenizer_config.json"
    config = json.loads(path.read_text()) if path.exists() else {}
    if config.get("tokenizer_class") in BERT_CLASSES:
        tokenizer.normalizer = normalizers.BertNormalizer(
            clean_text=True,
            handle_chinese_chars=config.get("tokenize_chinese_chars", True),
            strip_accents=config.get("strip_accents"),
            lowercase=config.get("do_lower_case", True),
        )
    return tokenizer


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings_in(item)


def texts_of_data(folder):
    for path in sorted(folder.rglob("*.jsonl")) + sorted(folder.rglob("*.jsonl.gz")):
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield from strings_in(json.loads(line))


def code_points():
    return (chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF)


def texts_of_code_points():
    for c in code_points():
        yield c
        yield f"pre{c}fix"
        yield f"e{c}\u0301\u0323{c} n\u0303{c}."
        yield f"A {c}{c}\u302e\U0001d165{c}\u302e[MASK]{c}"


def texts_of_random(count):
    generator = random.Random(20240817)
    everything = list(code_points())
    hard = list("aAzZ09 \t\n\r.,-'\"[]#_@\u00e9\u00c9\u0130\u0131\u00df\u1e9e\u0301\u0323\u0345\u200b\u00a0\u2028\ufffd\u0000"
                "\u3000\u4e2d\u6587\uf900\U0002b820\U0002b920\uac01\u1100\u0661\u302e\u302f\U0001d165\u0f71\u0f72\u08d4\u1dfa")
    pieces = ["[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "[MASK", "[mask]", "##ing", "the", "Stra\u00dfe", "x" * 100, "x" * 101,
              "\u00e9" * 100, "\u00e9" * 101, "supercalifragilistic", "3.14", "\u00c5ngstr\u00f6m", "\ud55c\uad6d\uc5b4", "na\u00efve"]
    for _ in range(count):
        text = []
        for _ in range(generator.randrange(1, 40)):
            kind = generator.random()
            if kind < 0.6:
                text.append(generator.choice(hard))
            elif kind < 0.85:
                text.append(generator.choice(pieces))
            else:
                text.append(generator.choice(everything))
        yield "".join(text)


def unique_batches(texts):
    seen, batch = set(), []
    for text in texts:
        if text in seen:
            continue
        seen.add(text)
        batch.append(text)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def ids_of_assay(program, model, texts):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="ascii") as file:
        for text in texts:
            file.write(json.dumps(text) + "\n")
        file.flush()
        result = subprocess.run([program, "tokenize", model, file.name, "--json-lines"], stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def compare(program, folder, texts):
    reference = load_reference(folder)
    checked = tokens = differences = 0
    for batch in unique_batches(texts):
        expected = [e.ids for e in reference.encode_batch(batch)]
        found = ids_of_assay(program, str(folder), batch)
        if len(found) != len(expected):
            sys.exit(f"{len(found)} answers to {len(expected)} texts")
        checked += len(batch)
        tokens += sum(map(len, expected))
        for text, want, got in zip(batch, expected, found):
            if want != got:
                differences += 1
                if differences <= 5:
                    print(f"  {text[:200]!r}\n    tokenizers {want[:60]}\n    assay      {got[:60]}")
    print(f"{folder.name}: {checked} different texts, {tokens} tokens, {differences} differences", flush=True)
    return differences


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", metavar="MODEL", nargs="+", type=pathlib.Path)
    parser.add_argument("--data", metavar="DIR", type=pathlib.Path)
    parser.add_argument("--code-points", action="store_true")
    parser.add_argument("--random", metavar="N", type=int, default=0)
    parser.add_argument("--assay", metavar="PROGRAM", default="build/release/assay")
    arguments = parser.parse_args()

    differences = 0
    for model in arguments.models:
        if arguments.data:
            differences += compare(arguments.assay, model, texts_of_data(arguments.data))
        if arguments.code_points:
            differences += compare(arguments.assay, model, texts_of_code_points())
        if arguments.random:
            differences += compare(arguments.assay, model, texts_of_random(arguments.random))
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Compares the embeddings of `assay embed` with those of sentence-transformers (PyPI), text by text, at f32.

    tools/compare_embeddings.py MODEL... --texts FILE [--role none|query|document] [--assay PROGRAM] [--threads N]

MODEL is a Sentence Transformers folder; when its name is org__name, mteb's registry (PyPI, if it is installed) says which prompt
the role has, as in an evaluation. FILE holds one JSON string a line. --make-texts DIR writes FILE first: 1,000 texts of the data
sets under DIR (documents and sentences in several languages, a few odd ones). Prints the largest difference of a
component and the smallest cosine; exit status 1 when one is beyond its limit.
Needs: pip install torch sentence-transformers, for registry prompts mteb.
"""
import argparse
import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import numpy as np

ODD_TEXTS = ["", " ", "a", ".", "[MASK] [CLS] text [SEP]", "\u00a0 spaces around \u3000", "ﬁ ½ Ⅳ ａｂｃ", "İstanbul ΑΣ ẞ",
             "naïve café résumé", "two\nlines\r\nand more", "x" * 300, "word " * 2000, "日本語のテキスト", "한국어 문장입니다", "مرحبا بالعالم", "🙂 emoji 👩‍👩‍👧",
             "e\u0301\u0327 combining", "1,234.56 $ %", "don't can't won't", "tab\tand\u2028separator", "\u200bzero\u200dwidth"]


def lines_of(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def strings_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings_of(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not key.startswith("_") and key not in ("label", "labels", "lang"):
                yield from strings_of(item)


def make_texts(data, count):
    """Half the texts are documents of a retrieval corpus, the others come from all other data sets alike."""
    choose = random.Random(42)
    corpora, sentences = [], {}
    for path in sorted(data.rglob("*.jsonl")) + sorted(data.rglob("*.jsonl.gz")):
        if path.name.startswith("corpus"):
            corpora += [" ".join(strings_of(row)) for row in lines_of(path)]
        else:
            sentences[path] = [text for row in lines_of(path) for text in strings_of(row)]
    texts = ODD_TEXTS + choose.sample(corpora, min(len(corpora), count // 2))
    while len(texts) < count and sentences:
        texts.append(choose.choice(sentences[choose.choice(sorted(sentences))]))
    return texts


def prompt_for(folder, role):
    """What mteb puts in front of a text of this role; None = what the model's own files say."""
    if role == "none" or "__" not in folder.name:
        return None
    try:
        import mteb
        table = mteb.get_model_meta(folder.name.replace("__", "/", 1)).loader_kwargs.get("model_prompts") or {}
    except (ImportError, KeyError):
        return None
    return table.get(role)


def reference(folder, texts, role):
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
    encode = {"none": model.encode, "query": model.encode_query, "document": model.encode_document}[role]
    return encode(texts, prompt=prompt_for(folder, role), batch_size=16, show_progress_bar=False)


def ours(arguments, folder):
    with tempfile.TemporaryDirectory() as scratch:
        target = pathlib.Path(scratch, "out.npy")
        command = [arguments.assay, "embed", str(folder), "--role", arguments.role, "--precision", "f32",
                   "--json-lines", "--input", str(arguments.texts), "--output", str(target)]
        if arguments.threads:
            command += ["--threads", str(arguments.threads)]
        subprocess.run(command, check=True)
        return np.load(target)


def compare(name, expected, actual):
    if expected.shape != actual.shape:
        print(f"{name}: shape {actual.shape}, {expected.shape} is expected")
        return False
    difference = np.abs(expected - actual).max(axis=1)
    wide_expected, wide_actual = expected.astype(np.float64), actual.astype(np.float64)
    cosine = (wide_expected * wide_actual).sum(axis=1) / (
        np.linalg.norm(wide_expected, axis=1) * np.linalg.norm(wide_actual, axis=1))
    good = difference.max() <= 1e-5 and cosine.min() >= 0.999999
    print(f"{name}: {len(expected)} texts, max |difference| {difference.max():.2e} (text {difference.argmax()}), "
          f"min cosine {cosine.min():.9f} (text {cosine.argmin()}){'' if good else '  BEYOND THE LIMITS'}")
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=pathlib.Path)
    parser.add_argument("--texts", type=pathlib.Path, required=True)
    parser.add_argument("--make-texts", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--role", choices=["none", "query", "document"], default="none")
    parser.add_argument("--assay", default="build/release/assay")
    parser.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.make_texts:
        texts = make_texts(arguments.make_texts, arguments.count)
        arguments.texts.write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")
    texts = list(lines_of(arguments.texts))
    results = [compare(f"{folder.name} ({arguments.role})", reference(folder, texts, arguments.role),
                       ours(arguments, folder)) for folder in arguments.models]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

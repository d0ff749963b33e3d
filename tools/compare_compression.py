#!/usr/bin/env python3
"""Compares `assay compress` with sentence-transformers' quantize_embeddings and searches by faiss.

    tools/compare_compression.py --assay build/release/assay --model FOLDER --data DIR [--task SciFact]

DIR/<Task> is a BEIR folder. Needs sentence-transformers, faiss-cpu and pytrec_eval. The reference shares nothing with assay: it
encodes by itself (torch, float32), truncates, quantises with ranges of the corpus, searches, and scores with pytrec_eval, which
breaks ties by document id as mteb does. faiss searches float32, uint8 and bits (IndexFlatIP, 8-bit scalar quantiser,
IndexBinaryFlat), numpy float16 and int8.

Rescored: where documents are as good as each other at the cut, faiss takes any of them and assay those with the larger id, so that
which are scored anew is chance. The column "reference" breaks such ties as assay does and is what the tolerance is for; "faiss" is
sentence-transformers' semantic_search_faiss as it is (uint8 and bits), "ties" the queries with such a tie. Without ties the
tolerance is for faiss as well.

Texts are encoded once by each side; both keep their vectors in --vectors, so that a second run takes a minute.

A second table holds truncated vectors against those of SentenceTransformer(..., truncate_dim=N). Exit code 1 when a score differs by
more than --tolerance, or a component of a truncated vector by more than 0.00002.
"""

import argparse
import csv
import gzip
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import faiss
import numpy as np
import pytrec_eval
from sentence_transformers import SentenceTransformer
from sentence_transformers.util.quantization import quantize_embeddings, semantic_search_faiss

DEPTH = 1000  # results that are scored, as mteb
MOST_COMPONENT_DIFFERENCE = 2e-5


def read_lines(path):
    packed = path.with_name(path.name + ".gz")
    with open(path, encoding="utf-8") if path.exists() else gzip.open(packed, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read_beir(folder):
    with open(folder / "qrels" / "test.tsv", encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t"))[1:]
    qrels = {}
    for query, document, score in rows:
        qrels.setdefault(query, {})[document] = int(score)
    documents = {d["_id"]: (d["title"] + " " + d["text"] if d.get("title") else d["text"]).strip()
                 for d in read_lines(folder / "corpus.jsonl")}
    queries = {q["_id"]: q["text"] for q in read_lines(folder / "queries.jsonl") if q["_id"] in qrels}
    return documents, queries, qrels


def normalised(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


class Reference:
    """Vectors of sentence-transformers, kept on disk."""

    def __init__(self, folder, cache):
        self.folder = folder
        self.cache = cache
        self.model = None

    def open(self):
        if self.model is None:
            self.model = SentenceTransformer(self.folder, device="cpu")
        return self.model

    def encode(self, texts):
        key = hashlib.sha256("\0".join([self.folder, *texts]).encode()).hexdigest()[:16]
        path = self.cache / f"{key}.npy"
        if not path.exists():
            self.cache.mkdir(parents=True, exist_ok=True)
            np.save(path, self.open().encode(texts, batch_size=32, convert_to_numpy=True))
        return np.load(path)


def range_of(documents):
    return np.vstack((documents.min(axis=0), documents.max(axis=0)))


def similarities(queries, documents, name):
    """Of stored numbers, [queries x documents]: the larger, the more alike."""
    ranges = range_of(documents)
    if name == "float16":
        return queries.astype(np.float16).astype(np.float32) @ documents.astype(np.float16).astype(np.float32).T
    if name == "int8":
        # Sums of products below 2^53 are exact in double.
        q, d = (quantize_embeddings(x, name, ranges=ranges).astype(np.float64) for x in (queries, documents))
        return q @ d.T
    if name == "float32":
        index, stored, asked = faiss.IndexFlatIP(documents.shape[1]), documents, queries
    elif name == "uint8":
        index = faiss.IndexScalarQuantizer(documents.shape[1], faiss.ScalarQuantizer.QT_8bit_direct, faiss.METRIC_INNER_PRODUCT)
        stored, asked = (quantize_embeddings(x, name, ranges=ranges).astype(np.float32) for x in (documents, queries))
    else:
        stored, asked = quantize_embeddings(documents, "ubinary"), quantize_embeddings(queries, "ubinary")
        index = faiss.IndexBinaryFlat(stored.shape[1] * 8)
    index.add(np.ascontiguousarray(stored))
    values, places = index.search(np.ascontiguousarray(asked), len(documents))
    result = np.empty(places.shape)
    np.put_along_axis(result, places, -values if name == "binary" else values, axis=1)
    return result


def read_back(documents, name):
    """The stored documents as numbers, as semantic_search_faiss(rescore=True) has them."""
    if name == "binary":
        return np.unpackbits(quantize_embeddings(documents, "ubinary"), axis=1)[:, :documents.shape[1]].astype(np.float32)
    ranges = range_of(documents)
    steps = np.where(ranges[1] == ranges[0], 1, (ranges[1] - ranges[0]) / 255)
    codes = quantize_embeddings(documents, name, ranges=ranges).astype(np.float64) + (128 if name == "int8" else 0)
    return codes * steps + ranges[0]


def rescored(queries, documents, ids, name, count, similarity):
    """[(document, score)] of each query: the best `count` by stored numbers, ties by larger id, scored anew by the exact query."""
    values = read_back(documents, name)
    by_id = np.argsort(np.array(ids))[::-1]
    best = by_id[np.argsort(-similarity[:, by_id], axis=1, kind="stable")[:, :count]]
    return [[(d, float(queries[q] @ values[d])) for d in row] for q, row in enumerate(best)]


def rescored_by_faiss(queries, documents, name, count):
    """The same by semantic_search_faiss, whose own order decides ties; None for what it does not have."""
    if name not in ("uint8", "binary"):
        return None
    precision = "ubinary" if name == "binary" else name
    ranges = range_of(documents)
    stored = quantize_embeddings(documents, precision, ranges=ranges)
    found, _ = semantic_search_faiss(queries, stored, corpus_precision=precision, top_k=10, ranges=ranges, rescore=True,
                                     rescore_multiplier=count // 10)
    return [[(hit["corpus_id"], float(hit["score"])) for hit in hits] for hits in found]


def ties_at_cut(similarity, count):
    """Queries of which document `count` is as good as the next one."""
    ordered = -np.sort(-similarity, axis=1)
    return int(np.sum(ordered[:, count - 1] == ordered[:, count])) if ordered.shape[1] > count else 0


def ndcg_at_10(rankings, qrels):
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, {"ndcg_cut.10"})
    return float(np.mean([v["ndcg_cut_10"] for v in evaluator.evaluate(rankings).values()]))


def compare_scores(options, ours, documents, queries, qrels, reference):
    document_ids, query_ids = list(documents), list(queries)
    corpus, asked = reference.encode(list(documents.values())), reference.encode(list(queries.values()))

    def score(hits_of_queries):
        return ndcg_at_10({query_ids[i]: {document_ids[j]: s for j, s in hits} for i, hits in enumerate(hits_of_queries)}, qrels)

    worst = 0.0
    print(f"{'dim':>4} {'format':8} {'assay':>9} {'reference':>9} {'diff':>9}   {'rescored':>9} {'reference':>9} {'diff':>9}"
          f" {'faiss':>9}  ties")
    for variant in ours["variants"]:
        dimension, name = variant["dimension"], variant["format"]
        q, d = normalised(asked[:, :dimension]), normalised(corpus[:, :dimension])
        similarity = similarities(q, d, name)
        # More than are scored, so that ties at the end are broken by pytrec_eval.
        theirs = score([[(j, float(similarity[i, j])) for j in np.argsort(-similarity[i])[:2 * DEPTH]] for i in range(len(query_ids))])
        mine = variant["scores"][0]["score"]
        worst = max(worst, abs(mine - theirs))
        line = f"{dimension:4} {name:8} {mine:9.5f} {theirs:9.5f} {mine - theirs:+9.5f}"
        again = variant["scores"][0]["rescored"]
        if again is not None:
            theirs = score(rescored(q, d, document_ids, name, options.rescore, similarity))
            worst = max(worst, abs(again - theirs))
            line += f"   {again:9.5f} {theirs:9.5f} {again - theirs:+9.5f}"
            ties = ties_at_cut(similarity, options.rescore)
            by_faiss = rescored_by_faiss(q, d, name, options.rescore)
            if by_faiss is not None:
                of_faiss = score(by_faiss)
                worst = max(worst, abs(again - of_faiss)) if ties == 0 else worst
                line += f" {of_faiss:9.5f}  {ties:4}"
        print(line, flush=True)
    print(f"largest difference of a score: {worst:.5f}")
    return worst <= options.tolerance


def compare_truncation(options, ours, queries, reference):
    """The first N components, normalised: those of assay against truncate_dim with normalize_embeddings."""
    texts = list(queries.values())
    with tempfile.TemporaryDirectory() as folder:
        asked, answer = pathlib.Path(folder, "texts.jsonl"), pathlib.Path(folder, "vectors.npy")
        asked.write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")
        subprocess.run([options.assay, "embed", options.model, "--role", "query", "--json-lines", "--input", asked, "--output",
                        answer, "--precision", "f32", "--cache", options.vectors / "store", "--quiet"], check=True)
        mine = np.load(answer)
    good = True
    for dimension in sorted({variant["dimension"] for variant in ours["variants"]}, reverse=True):
        model = SentenceTransformer(options.model, device="cpu", truncate_dim=dimension)
        theirs = model.encode(texts, batch_size=32, convert_to_numpy=True, normalize_embeddings=True)
        difference = float(np.max(np.abs(normalised(mine[:, :dimension]) - theirs)))
        good &= theirs.shape == (len(texts), dimension) and difference <= MOST_COMPONENT_DIFFERENCE
        print(f"truncate_dim={dimension}: {len(texts)} vectors, largest difference of a component {difference:.2g}", flush=True)
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--task", default="SciFact")
    parser.add_argument("--rescore", type=int, default=100)
    parser.add_argument("--tolerance", type=float, default=0.002)
    parser.add_argument("--vectors", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir(), "assay-compression"))
    options = parser.parse_args()

    start = time.monotonic()
    ours = json.loads(subprocess.run(
        [options.assay, "compress", options.model, "-t", options.task, "--data-root", str(options.data), "--precision", "f32",
         "--cache", options.vectors / "store", "--rescore", str(options.rescore), "--json"],
        check=True, capture_output=True, text=True).stdout)
    print(f"assay: {time.monotonic() - start:.0f} s, {ours['texts_encoded']} texts encoded once")
    documents, queries, qrels = read_beir(options.data / options.task)
    reference = Reference(options.model, options.vectors / "reference")
    good = compare_scores(options, ours, documents, queries, qrels, reference)
    good &= compare_truncation(options, ours, queries, reference)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()

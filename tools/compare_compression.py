#!/usr/bin/env python3
"""Compares `assay compress` with sentence-transformers' quantize_embeddings and an exact search.

    tools/compare_compression.py --assay build/release/assay --model FOLDER --data DIR [--task SciFact]

DIR/<Task> is a BEIR folder. Needs sentence-transformers and pytrec_eval; with faiss, rescored searches are those of
semantic_search_faiss, else numpy's. The reference encodes by itself (torch, float32), truncates, quantises with ranges of the
corpus, searches by the product of the stored numbers (bits: how many agree), and scores with pytrec_eval, which breaks ties by
document id as mteb does. Exit code 1 when a score differs by more than --tolerance.
"""

import argparse
import csv
import json
import pathlib
import subprocess
import sys

import numpy as np
import pytrec_eval
from sentence_transformers import SentenceTransformer
from sentence_transformers.util.quantization import quantize_embeddings

try:
    import faiss  # noqa: F401
    from sentence_transformers.util.quantization import semantic_search_faiss
except ImportError:
    semantic_search_faiss = None

FORMATS = ["float32", "float16", "int8", "uint8", "binary"]


def read_lines(path):
    with open(path, encoding="utf-8") as file:
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


def scores_of(queries, documents, name):
    """Similarities [queries x documents] of stored numbers."""
    if name == "float32":
        return queries @ documents.T
    if name == "float16":
        return queries.astype(np.float16).astype(np.float32) @ documents.astype(np.float16).astype(np.float32).T
    if name == "binary":
        q, d = (np.unpackbits(quantize_embeddings(x, "ubinary"), axis=1)[:, :documents.shape[1]].astype(np.int32) * 2 - 1
                for x in (queries, documents))
        return q @ d.T
    ranges = np.vstack((documents.min(axis=0), documents.max(axis=0)))
    q, d = (quantize_embeddings(x, name, ranges=ranges).astype(np.int64) for x in (queries, documents))
    return q @ d.T


def rescored_of(queries, documents, name, count):
    """The best `count` by stored numbers, scored anew by the exact query; the others get nothing."""
    if semantic_search_faiss is not None and name in ("uint8", "binary"):
        precision = "ubinary" if name == "binary" else name
        ranges = np.vstack((documents.min(axis=0), documents.max(axis=0)))
        stored = quantize_embeddings(documents, precision, ranges=ranges)
        found, _ = semantic_search_faiss(queries, stored, corpus_precision=precision, top_k=10, ranges=ranges,
                                         rescore=True, rescore_multiplier=count // 10)
        return [[(hit["corpus_id"], hit["score"]) for hit in hits] for hits in found]
    similarity = scores_of(queries, documents, name)
    ranges = np.vstack((documents.min(axis=0), documents.max(axis=0)))
    if name == "binary":
        values = np.unpackbits(quantize_embeddings(documents, "ubinary"), axis=1)[:, :documents.shape[1]].astype(np.float64)
    else:
        steps = np.where(ranges[1] == ranges[0], 1, (ranges[1] - ranges[0]) / 255)
        codes = quantize_embeddings(documents, name, ranges=ranges).astype(np.float64) + (128 if name == "int8" else 0)
        values = codes * steps + ranges[0]
    best = np.argsort(-similarity, axis=1, kind="stable")[:, :count]
    return [[(d, float(queries[q] @ values[d])) for d in row] for q, row in enumerate(best)]


def ndcg_at_10(rankings, qrels):
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, {"ndcg_cut.10"})
    return float(np.mean([v["ndcg_cut_10"] for v in evaluator.evaluate(rankings).values()]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--task", default="SciFact")
    parser.add_argument("--rescore", type=int, default=100)
    parser.add_argument("--tolerance", type=float, default=0.002)
    options = parser.parse_args()

    ours = json.loads(subprocess.run(
        [options.assay, "compress", options.model, "-t", options.task, "--data-root", str(options.data), "--precision", "f32",
         "--rescore", str(options.rescore), "--json"], check=True, capture_output=True, text=True).stdout)

    documents, queries, qrels = read_beir(options.data / options.task)
    document_ids, query_ids = list(documents), list(queries)
    model = SentenceTransformer(options.model, device="cpu")
    corpus = model.encode(list(documents.values()), batch_size=32, convert_to_numpy=True)
    asked = model.encode(list(queries.values()), batch_size=32, convert_to_numpy=True)

    worst = 0.0
    print(f"{'dim':>4} {'format':8} {'assay':>9} {'reference':>9} {'diff':>9}   {'rescored':>9} {'reference':>9} {'diff':>9}")
    for variant in ours["variants"]:
        dimension, name = variant["dimension"], variant["format"]
        q, d = normalised(asked[:, :dimension]), normalised(corpus[:, :dimension])
        similarity = scores_of(q, d, name)
        rankings = {query_ids[i]: {document_ids[j]: float(similarity[i, j]) for j in np.argsort(-similarity[i])[:1000]}
                    for i in range(len(query_ids))}
        theirs = ndcg_at_10(rankings, qrels)
        mine = variant["scores"][0]["score"]
        worst = max(worst, abs(mine - theirs))
        line = f"{dimension:4} {name:8} {mine:9.5f} {theirs:9.5f} {mine - theirs:+9.5f}"
        rescored = variant["scores"][0]["rescored"]
        if rescored is not None:
            found = rescored_of(q, d, name, options.rescore)
            theirs = ndcg_at_10({query_ids[i]: {document_ids[j]: s for j, s in hits} for i, hits in enumerate(found)}, qrels)
            worst = max(worst, abs(rescored - theirs))
            line += f"   {rescored:9.5f} {theirs:9.5f} {rescored - theirs:+9.5f}"
        print(line)
    print(f"largest difference {worst:.5f}; faiss {'used' if semantic_search_faiss else 'not installed'}")
    sys.exit(1 if worst > options.tolerance else 0)


if __name__ == "__main__":
    main()

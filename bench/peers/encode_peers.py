#!/usr/bin/env python3
"""Encodes one corpus with assay and with its peers, in one run, and prints tokens/s, memory and fidelity side by side.

    python3 -m venv V
    V/bin/pip install torch sentence-transformers onnx onnxscript onnxruntime openvino ctranslate2 tokenizers
    V/bin/python bench/peers/encode_peers.py --assay build/release/assay --model FOLDER --corpus BEIR_FOLDER

FOLDER is a Sentence Transformers folder of a BERT model with model.safetensors; BEIR_FOLDER holds corpus.jsonl[.gz] and, for nDCG@10,
queries.jsonl and qrels/test.tsv. Every contestant runs in a process of its own, with the same texts, threads and maximum length; all take turns
for --rounds rounds; tokens/s are those of the best round, ratios to a peer the median of the rounds' ratios, so that a slow moment of the
machine hits nobody alone. Peers get their texts sorted by length in batches of 32, as sentence-transformers does. Timed: tokenising and
encoding; not timed: imports and loading. (A bf16 that the processor only emulates takes minutes: --only leaves it out.)
"""
import argparse
import gzip
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

PEERS = ["st-f32", "st-bf16", "ort-f32", "ort-int8", "ov-f32", "ov-bf16", "ov-int8", "ct2-f32", "ct2-int8"]
OURS = ["assay-f32", "assay-bf16", "assay-i16", "assay-i8"]


def open_text(path):
    plain = pathlib.Path(path)
    return open(plain, encoding="utf-8") if plain.exists() else gzip.open(f"{plain}.gz", "rt", encoding="utf-8")


def read_corpus(folder, limit):
    ids, texts = [], []
    with open_text(f"{folder}/corpus.jsonl") as lines:
        for line in lines:
            row = json.loads(line)
            ids.append(row["_id"])
            texts.append((row.get("title", "") + " " + row["text"]).strip())
            if limit and len(texts) == limit:
                break
    return ids, texts


def read_queries(folder):
    if not pathlib.Path(f"{folder}/qrels/test.tsv").exists():
        return [], [], {}
    relevant = {}
    for number, line in enumerate(open(f"{folder}/qrels/test.tsv", encoding="utf-8")):
        if number:
            query, document, score = line.split("\t")
            relevant.setdefault(query, {})[document] = int(score)
    with open_text(f"{folder}/queries.jsonl") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [r for r in rows if r["_id"] in relevant]
    return [r["_id"] for r in rows], [r["text"] for r in rows], relevant


def ndcg_at_10(document_ids, documents, query_ids, queries, relevant):
    import numpy as np
    scores, total = queries @ documents.T, 0.0
    for row, query in enumerate(query_ids):
        top = np.argsort(-scores[row], kind="stable")[:10]
        gain = sum(relevant[query].get(document_ids[d], 0) / np.log2(n + 2) for n, d in enumerate(top))
        best = sorted(relevant[query].values(), reverse=True)[:10]
        total += gain / sum(g / np.log2(n + 2) for n, g in enumerate(best))
    return total / len(query_ids)


class Batched:
    """Tokenise, sort by length, batches of 32, pool, normalise: what the graph runtimes need around them."""

    def __init__(self, options):
        import tokenizers
        self.tokenizer = tokenizers.Tokenizer.from_file(f"{options.model}/tokenizer.json")
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(options.max_tokens)
        self.pooling = options.pooling

    def __call__(self, texts):
        import numpy as np
        encodings = self.tokenizer.encode_batch(texts)
        order = sorted(range(len(texts)), key=lambda i: -len(encodings[i].ids))
        out = None
        for start in range(0, len(order), 32):
            rows = order[start:start + 32]
            length = max(len(encodings[r].ids) for r in rows)
            ids = np.zeros((len(rows), length), np.int64)
            mask = np.zeros_like(ids)
            for i, r in enumerate(rows):
                n = len(encodings[r].ids)
                ids[i, :n], mask[i, :n] = encodings[r].ids, 1
            hidden = self.forward(ids, mask)
            if self.pooling == "cls":
                pooled = hidden[:, 0]
            else:
                weight = mask[:, :, None].astype(np.float32)
                pooled = (hidden * weight).sum(1) / weight.sum(1)
            if out is None:
                out = np.zeros((len(texts), pooled.shape[1]), np.float32)
            out[rows] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return out


class Onnx(Batched):
    def __init__(self, options, precision):
        super().__init__(options)
        import onnxruntime
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = options.threads
        path = options.onnx if precision == "f32" else options.onnx.replace(".onnx", "-int8.onnx")
        self.session = onnxruntime.InferenceSession(path, settings, providers=["CPUExecutionProvider"])
        self.names = [i.name for i in self.session.get_inputs()]

    def forward(self, ids, mask):
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": ids * 0}
        return self.session.run(None, {n: feed[n] for n in self.names})[0]


class OpenVino(Batched):
    def __init__(self, options, precision):
        super().__init__(options)
        import openvino
        path = options.onnx if precision != "int8" else options.onnx.replace(".onnx", "-int8.onnx")
        model = openvino.Core().read_model(path)
        self.compiled = openvino.Core().compile_model(model, "CPU", {
            "INFERENCE_PRECISION_HINT": "bf16" if precision == "bf16" else "f32",
            "INFERENCE_NUM_THREADS": options.threads, "PERFORMANCE_HINT": "LATENCY"})
        self.names = [i.get_any_name() for i in model.inputs]
        self.request = self.compiled.create_infer_request()

    def forward(self, ids, mask):
        import numpy as np
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": ids * 0}
        return np.array(self.request.infer({n: feed[n] for n in self.names})[self.compiled.outputs[0]])


class CTranslate2(Batched):
    def __init__(self, options, precision):
        super().__init__(options)
        import ctranslate2
        self.encoder = ctranslate2.Encoder(options.ct2, device="cpu", intra_threads=options.threads,
                                           compute_type="float32" if precision == "f32" else "int8")

    def forward(self, ids, mask):
        import ctranslate2
        import numpy as np
        lengths = mask.sum(1).astype(np.int32)
        out = self.encoder.forward_batch(ctranslate2.StorageView.from_array(ids.astype(np.int32)),
                                         ctranslate2.StorageView.from_array(lengths))
        return np.array(out.last_hidden_state)


class SentenceTransformers:
    def __init__(self, options, precision):
        import torch
        from sentence_transformers import SentenceTransformer
        torch.set_num_threads(options.threads)
        kind = {"dtype": torch.bfloat16} if precision == "bf16" else {}
        self.model = SentenceTransformer(str(options.model), device="cpu", model_kwargs=kind)
        self.model.max_seq_length = options.max_tokens

    def __call__(self, texts):
        import numpy as np
        return np.asarray(self.model.encode(texts, batch_size=32, normalize_embeddings=True,
                                            convert_to_numpy=True), np.float32)


def run_peer(options):
    kind, precision = options.contestant.split("-")
    texts = read_corpus(options.corpus, options.limit)[1]
    queries = read_queries(options.corpus)[1]
    encode = {"st": SentenceTransformers, "ort": Onnx, "ov": OpenVino, "ct2": CTranslate2}[kind](options, precision)
    encode(texts[:64])
    start = time.perf_counter()
    vectors = encode(texts)
    seconds = time.perf_counter() - start
    import numpy as np
    np.savez(options.output, documents=vectors, queries=encode(queries) if queries else np.zeros((0, 1), np.float32))
    print(json.dumps({"seconds": seconds, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def run_assay(options, precision, output, scratch):
    import numpy as np
    vectors, seconds, memory = [], 0.0, 0.0
    texts = read_corpus(options.corpus, options.limit)[1]
    for part, lines in (("documents", texts), ("queries", read_queries(options.corpus)[1])):
        if not lines:
            vectors.append(np.zeros((0, 1), np.float32))
            continue
        source, target = f"{scratch}/{part}.jsonl", f"{scratch}/{part}.npy"
        with open(source, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(t) + "\n" for t in lines)
        run = subprocess.run(["/usr/bin/time", "-f", "%M", options.assay, "embed", str(options.model), "--json-lines", "--input", source,
                              "--output", target, "--precision", precision, "--threads", str(options.threads), "--json"],
                             capture_output=True, text=True)
        if run.returncode:
            return None, run.stderr.strip().splitlines()[-1:]
        if part == "documents":
            summary = json.loads([line for line in run.stdout.splitlines() if line.startswith("{")][-1])
            seconds = summary["seconds"]
            memory = int(run.stderr.strip().splitlines()[-1]) / 1024
        vectors.append(np.load(target))
    np.savez(output, documents=vectors[0], queries=vectors[1])
    return {"seconds": seconds, "mb": memory}, None


def prepare(options):
    """The graphs that the runtimes need, made from the model's own weights. In a process of its own: a child inherits its parent's
    peak memory, which would spoil the figures."""
    import torch
    from transformers import AutoModel
    class Hidden(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = AutoModel.from_pretrained(options.model, attn_implementation="eager").eval()

        def forward(self, input_ids, attention_mask, token_type_ids):
            return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state

    ids, mask, types = torch.full((2, 16), 7), torch.ones(2, 16, dtype=torch.int64), torch.zeros(2, 16, dtype=torch.int64)
    shape = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens", max=512)}
    names = ["input_ids", "attention_mask", "token_type_ids"]
    torch.onnx.export(Hidden(), (ids, mask, types), options.onnx, dynamo=True, input_names=names, output_names=["hidden"],
                      dynamic_shapes={n: shape for n in names}, external_data=False)
    from onnxruntime.quantization import QuantType, quantize_dynamic
    quantize_dynamic(options.onnx, options.onnx.replace(".onnx", "-int8.onnx"), per_channel=True, weight_type=QuantType.QInt8)
    import ctranslate2
    ctranslate2.converters.TransformersConverter(str(options.model)).convert(options.ct2, force=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", default="build/release/assay")
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--limit", type=int, default=0, help="only the first N documents (no nDCG then)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--max-tokens", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=OURS + PEERS)
    parser.add_argument("--contestant", help=argparse.SUPPRESS)
    parser.add_argument("--output", help=argparse.SUPPRESS)
    parser.add_argument("--onnx", help=argparse.SUPPRESS)
    parser.add_argument("--ct2", help=argparse.SUPPRESS)
    parser.add_argument("--pooling", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="true", OMP_NUM_THREADS=str(options.threads))
    if options.contestant:
        return prepare(options) if options.contestant == "prepare" else run_peer(options)
    import numpy as np
    import tokenizers
    settings = json.loads((options.model / "sentence_bert_config.json").read_text())
    options.max_tokens = options.max_tokens or settings["max_seq_length"]
    pooling = json.loads((options.model / "1_Pooling/config.json").read_text())
    options.pooling = "cls" if pooling.get("pooling_mode_cls_token") or pooling.get("pooling_mode") == "cls" else "mean"
    ids, texts = read_corpus(options.corpus, options.limit)
    query_ids, _, relevant = read_queries(options.corpus)
    tokenizer = tokenizers.Tokenizer.from_file(str(options.model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(options.max_tokens)
    tokens = sum(len(e.ids) for e in tokenizer.encode_batch(texts))
    print(f"{options.model.name}: {len(texts)} texts, {tokens} tokens (at most {options.max_tokens} a text), {options.threads} threads")
    with tempfile.TemporaryDirectory() as scratch:
        options.onnx, options.ct2 = f"{scratch}/model.onnx", f"{scratch}/ct2"
        subprocess.run([sys.executable, __file__, "--contestant", "prepare", "--model", options.model, "--corpus", options.corpus,
                        "--onnx", options.onnx, "--ct2", options.ct2], check=True, capture_output=True)
        best, rates, vectors, failed = {}, {}, {}, {}
        for _ in range(options.rounds):
            for name in options.only:
                output = f"{scratch}/{name}.npz"
                if name.startswith("assay-"):
                    record, why = run_assay(options, name.split("-")[1], output, scratch)
                else:
                    run = subprocess.run([sys.executable, __file__, "--contestant", name, "--model", options.model, "--corpus", options.corpus,
                                          "--limit", str(options.limit), "--threads", str(options.threads), "--max-tokens",
                                          str(options.max_tokens), "--output", output, "--onnx", options.onnx, "--ct2", options.ct2,
                                          "--pooling", options.pooling], capture_output=True, text=True)
                    record = json.loads(run.stdout.strip().splitlines()[-1]) if run.returncode == 0 else None
                    why = run.stderr.strip().splitlines()[-1:]
                if record is None:
                    failed[name] = why
                    continue
                rates.setdefault(name, []).append(tokens / record["seconds"])
                if name not in best or record["seconds"] < best[name]["seconds"]:
                    best[name] = record
                vectors[name] = dict(np.load(output))
        reference = vectors.get("st-f32") or vectors.get("ort-f32")
        best_f32 = max((n for n in PEERS if n in rates and n.endswith("f32")), key=lambda n: max(rates[n]), default=None)
        best_any = max((n for n in PEERS if n in rates), key=lambda n: max(rates[n]), default=None)

        def ratio(name, peer):
            return f"{statistics.median(a / b for a, b in zip(rates[name], rates[peer])):.2f}" if peer else "-"

        print(f"{'contestant':<12}{'tokens/s':>10}{'MB':>8}{'/ best f32 peer':>17}{'/ best peer':>13}{'mean cosine':>13}{'min':>11}{'nDCG@10':>10}")
        for name in options.only:
            if name in failed:
                print(f"{name:<12}failed: {failed[name]}")
                continue
            line = f"{name:<12}{max(rates[name]):>10.0f}{best[name]['mb']:>8.0f}{ratio(name, best_f32):>17}{ratio(name, best_any):>13}"
            if reference is not None:
                a, b = vectors[name]["documents"].astype(np.float64), reference["documents"].astype(np.float64)
                cosine = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
                line += f"{cosine.mean():>13.7f}{cosine.min():>11.7f}"
            if query_ids and not options.limit:
                line += f"{ndcg_at_10(ids, vectors[name]['documents'], query_ids, vectors[name]['queries'], relevant):>10.5f}"
            print(line)


if __name__ == "__main__":
    main()

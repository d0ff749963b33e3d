#!/usr/bin/env python3
"""Compares what mteb's own transforms make of a task's data with what our recipes make of it, on made-up data.

    tools/compare_recipes.py PRINT_TASK_ROWS [TASK...]

Needs an installed mteb and the test program print_task_rows. For every task a small data set with the right columns is
written as files; mteb reads it through a patched datasets.load_dataset, we through a local folder. Prints one line for each
(task, subset, split) and exits with 1 when any differs.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile

import datasets
import mteb

WORDS = ["sun", "rain", "wind", "Größe", "水", "snow", "ice"]


def text(rng, number):
    return " ".join(rng.choice(WORDS) for _ in range(3)) + f" {number}"


def labels(rng, classes, rows):
    return [rng.choice(classes) for _ in range(rows)]


def table(seed, rows, **columns):
    """columns: name -> function(rng, row number)."""
    rng = random.Random(seed)
    return [{name: make(rng, i) for name, make in columns.items()} for i in range(rows)]


def clusters(seed, sets, rows, classes):
    rng = random.Random(seed)
    return [{"sentences": [text(rng, i % (rows - 3)) for i in range(rows)], "labels": labels(rng, classes, rows)}
            for _ in range(sets)]


def choice(*values):
    return lambda rng, i: rng.choice(values)


def numbered(rng, i):
    return text(rng, i)


# Task -> {config: {split: rows}}; the config "default" is the only one where mteb names none.
DATA = {
    # A stratified sample by strings and by numbers; classes that only another split has.
    "BengaliDocumentClassification": {"default": {
        "train": table(1, 50, article=numbered, category=choice("a", "zz", "10")),
        "test": table(2, 3000, article=numbered, category=choice("a", "b", "10", "9"))}},
    "UkrFormalityClassification": {"default": {
        "train": table(3, 2500, text=numbered, labels=choice(0, 1)), "test": table(4, 2100, text=numbered, labels=choice(0, 1))}},
    "ToxicChatClassification": {"toxicchat0124": {
        split: table(5 + n, 2600, user_input=numbered, toxicity=choice(0, 0, 1), human_annotation=choice(True, False))
        for n, split in enumerate(["train", "test"])}},
    "MultiHateClassification": {"default": {
        "test": table(7, 4400, text=numbered, is_hateful=choice(True, False), functionality=choice("x", "y", "z"), lang=choice("eng", "deu"))}},
    "IndicSentimentClassification": {"default": {
        split: [{"INDIC REVIEW": "r" + str(i), "LABEL": ["Positive", "Negative", None][i % 3], "lang": ["as", "bn"][i % 2]}
                for i in range(30)] for split in ["train", "test"]}},
    "TurkicClassification": {"default": {
        "train": table(8, 7000, processed_text=numbered, category=choice(*"aabbccddeeff"), lang=choice("ky", "kk", "ba"))
        + [{"processed_text": "rare", "category": "r", "lang": "ky"}] * 5}},
    "TweetTopicSingleClassification": {"default": {
        "train_2021": table(9, 20, text=numbered, label=choice(0, 1)), "test_2021": table(10, 20, text=numbered, label=choice(0, 1))}},
    "KinNewsClassification": {"kinnews_cleaned": {
        split: table(11, 10, title=numbered, content=numbered, label=choice(1, 2)) for split in ["train", "test"]}},
    "AfriHateClassification": {"amh": {
        split: table(12, 10, tweet=numbered, label=choice("Normal", "Abuse", "Hate")) for split in ["train", "test"]}},
    "ArXivHierarchicalClusteringP2P": {"default": {"test": clusters(13, 3, 900, ["cs.CL", "math.AG", "q"])}},
    "ArxivClusteringP2P.v2": {"default": {"test": clusters(14, 3, 2500, ["a", "b"])}},
    "BlurbsClusteringP2P.v2": {"default": {"test": clusters(15, 3, 100, ["a", "b"])}},
    "BlurbsClusteringS2S.v2": {"default": {"test": clusters(16, 3, 900, ["a", "b", "c"]) + [{"sentences": ["solo"], "labels": ["alone"]}]}},
    "HALClusteringS2S": {"default": {"test": table(17, 103, hal_id=numbered, title=numbered, domain=choice("a", "b"))}},
    "HumanConceptsClustering": {"default": {
        "train": table(18, 40, item=numbered, category=choice("a", "b"), subdataset=choice("Rosch1973", "Rosch1975", "McCloskey1978"))}},
    "MLSUMClusteringP2P": {"de": {
        split: table(19, 57, title=numbered, text=numbered, topic=choice("a", "b"), summary=numbered, url=numbered, date=numbered)
        for split in ["train", "validation", "test"]}},
    "SNLClustering": {"default": {
        "test": table(20, 1500, title=numbered, ingress=numbered, article=numbered, category=choice("a,b,c,d", "a,b", "x,y,z"))}},
    "VGClustering": {"default": {
        "test": table(21, 900, title=numbered, ingress=numbered, article=numbered, classes=choice("a,b", "c", "d,e"))}},
    "VGHierarchicalClusteringP2P": {"default": {"test": table(22, 2500, article=numbered, ingress=numbered, classes=choice("a,b", "c"))}},
    "RedditClusteringP2P.v2": {"default": {"test": clusters(23, 2, 50, ["a", "b"]) + [{"sentences": ["solo"], "labels": ["alone"]}]}},
    "CovidDisinformationNLMultiLabelClassification": {"default": {
        split: table(24, 60, text=numbered, **{f"q{q}_label": choice("yes", "no") for q in range(1, 8)}) for split in ["train", "test"]}},
    "AfriXNLI": {"eng": {"test": table(25, 40, premise=numbered, hypothesis=numbered, label=choice(0, 1, 2))}},
    "CExaPPC": {"default": {"test": table(26, 20, sentence1=numbered, sentence2=numbered, label=choice("paraphrase", "other"))}},
    "SICK-BR-PC": {"default": {
        split: table(27, 2500, sentence_A=numbered, sentence_B=numbered, entailment_label=choice(0, 1, 2))
        for split in ["train", "validation", "test"]}},
    "PubChemWikiPairClassification": {"de": {"test": table(28, 20, sent1=numbered, sent2=numbered, labels=choice(0, 1))}},
    "SynPerQAPC": {"default": {"test": [{"sent1": ["a", "b"], "sent2": ["c", "d"], "labels": [0, 1]}]}},
    "RUParaPhraserSTS": {"default": {"test": table(29, 10, text_1=numbered, text_2=numbered, **{"class": choice("-1", "0", "1")})}},
    "XNLI": {"ar": {split: table(30, 2500, premise=numbered, hypothesis=numbered, label=choice(0, 1, 2))
                    for split in ["train", "test", "validation"]}},
    # Retrieval made of other data.
    "NorQuadRetrieval": {"default": {
        split: [{"question": f"q{i}", "context": f"{split if i % 3 else ''}c{i // 4}", "answers": {"text": [f"a{i % 50}"], "answer_start": [1]}}
                for i in range(1500 if split == "train" else 200)] for split in ["train", "validation", "test"]}},
    "TV2Nordretrieval": {"default": {
        "test": [{"summary": f"s{i}", "text": f"t{i % 2500}"} for i in range(3000)]}},
    "VieQuADRetrieval": {"default": {
        "validation": [{"title": f"T{i % 7}", "question": f"q{i}", "context": f"c{i // 3}",
                        "answers": {"text": [f"a{i % 90}"] if i % 5 else [], "answer_start": [0]}} for i in range(3000)]}},
    "SlovakSumRetrieval": {"default": {"test": [{"sum": f"s{i}", "title": f"T{i}", "text": f" t{i}"} for i in range(700)]}},
    "GeorgianFAQRetrieval": {"default": {"test": [{"question": f"q{i % 9}", "answer": f"a{i % 7}"} for i in range(20)]}},
    "GreekCivicsQA": {"default": {"default": [{"id": i, "question": f"q{i % 9}", "answer": f"a{i % 7}"} for i in range(20)]}},
    "FQuADRetrieval": {"default": {
        split: [{"title": f"T{i % 5}", "question": f"q{i}", "context": f"c{i}"} for i in range(20)]
        for split in ["valid_hasAns", "test_hasAns"]}},
    "CodeRAGLibraryDocumentationSolutions": {"default": {
        "train": [{"doc_content": f"name{i}\nbody {i}\nmore" if i % 4 else f"name{i}"} for i in range(50)]}},
    "CodeRAGProgrammingSolutions": {"default": {
        "train": [{"text": f"q{i}\ncode {i}", "meta": {"task_id": f"t{i}"}} for i in range(50)]}},
    "NanoSciFactRetrieval": {
        "corpus": {"train": [{"_id": f"d{i}", "text": f"doc {i}"} for i in range(9)]},
        "queries": {"train": [{"_id": f"q{i}", "text": f"query {i}"} for i in range(4)]},
        "qrels": {"train": [{"query-id": f"q{i % 4}", "corpus-id": f"d{i}"} for i in range(9)]}},
    "BrightBiologyRetrieval": {
        "documents": {"biology": [{"id": f"d{i}", "content": f"doc {i}"} for i in range(9)]},
        "examples": {"biology": [{"id": f"q{i}", "query": f"query {i}", "gold_ids": [f"d{i}"], "gold_ids_long": ["N/A"],
                                  "excluded_ids": ["d7", "d8"] if i == 2 else ["N/A"]} for i in range(4)]}},
    "DAPFAMInTitlAbsClmToFullTextRetrieval": {
        "corpus": {"train": [{"relevant_id": i, "title_en": f"T{i}", "abstract_en": f"A{i}" if i % 2 else None,
                              "claims_text": f"C{i}", "description_en": f"D{i}"} for i in range(9)]},
        "queries": {"train": [{"query_id": 100 + i, "title_en": f"QT{i}", "abstract_en": "", "claims_text": f"QC{i}"} for i in range(4)]},
        "relations": {"train": [{"query_id": 100 + i % 4, "relevant_id": i, "relevance_score": float(i % 3),
                                 "domain_rel": ["IN", "OUT"][i % 2]} for i in range(9)]}},
}


def write(folder, configs):
    """The data set as a repository: one file a split, a README that names them."""
    lines = ["---", "configs:"]
    for config, splits in configs.items():
        lines += [f"- config_name: {config}", "  data_files:"]
        for split, rows in splits.items():
            file = folder / config / f"{split}.parquet"
            file.parent.mkdir(parents=True, exist_ok=True)
            datasets.Dataset.from_list(rows).to_parquet(file)
            lines += [f"  - split: {split}", f"    path: {config}/{split}.parquet"]
    (folder / "README.md").write_text("\n".join(lines + ["---", ""]))


def patch(folder):
    original = datasets.load.load_dataset

    def load(path=None, name=None, split=None, revision=None, **_):
        return original(str(folder), name, split=split)

    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("mteb") and hasattr(module, "load_dataset"):
            module.load_dataset = load
    datasets.load_dataset = load


def plain(value):
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, datasets.Dataset)) or type(value).__name__ in {"Column", "ndarray"}:
        return [plain(one) for one in value]
    return value.item() if hasattr(value, "item") else value


def expected_rows(task, subset, split):
    data = task.dataset[subset] if task.metadata.is_multilingual else task.dataset
    rows = data[split]
    if isinstance(rows, list) and len(rows) == 1:  # the pair classification tasks' way of storing columns
        columns = {key: plain(value) for key, value in rows[0].items()}
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return [plain(dict(row)) for row in rows]


def retrieval_of(task, subset, split):
    if task.dataset and "corpus" not in task.__dict__:
        part = task.dataset[subset][split]
        raise NotImplementedError(part)
    def pick(parts):
        return parts[subset][split] if subset in parts else parts[split]
    documents = {}
    for key, value in dict(pick(task.corpus)).items():
        value = value if isinstance(value, dict) else {"text": value}
        title = value.get("title") or ""
        documents[str(key)] = f"{title} {value['text']}".strip() if title else value["text"].strip()
    qrels = {str(q): {str(d): int(s) for d, s in docs.items()} for q, docs in dict(pick(task.relevant_docs)).items()}
    queries = {str(key): value for key, value in dict(pick(task.queries)).items() if str(key) in qrels}
    return documents, queries, {q: qrels[q] for q in queries}


def our_retrieval(lines):
    documents, queries, qrels = {}, {}, {}
    for line in lines:
        if "document" in line and "text" in line:
            documents[line["document"]] = line["text"]
        elif "query" in line:
            queries[line["query"]] = line["text"]
        elif "qrel" in line and line["document"] is not None:
            qrels.setdefault(line["qrel"], {})[line["document"]] = line["relevance"]
    return documents, queries, qrels


def compare(program, name, folder):
    write(folder, DATA[name])
    patch(folder)
    task = mteb.get_task(name)
    if task.metadata.is_multilingual:
        task.hf_subsets = [s for s in task.hf_subsets if s in DATA[name] or "default" in DATA[name]]
        if name == "MultiHateClassification":
            task.hf_subsets = ["deu", "eng"]
        if name == "IndicSentimentClassification":
            task.hf_subsets = ["as", "bn"]
    task.load_data()
    subsets = task.hf_subsets if task.metadata.is_multilingual else ["default"]
    is_retrieval = "corpus" in task.__dict__
    splits = list(task.metadata.eval_splits)
    if not is_retrieval and "Classification" in task.metadata.type and "train" not in splits and hasattr(task, "train_split"):
        splits.append(task.train_split)
    differing = 0
    for subset in subsets:
        for split in splits:
            done = subprocess.run([program, name, folder, split, subset], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                print(f"{name} {subset} {split}: FAILED: {done.stderr.strip()}")
                differing += 1
                continue
            ours = [json.loads(line) for line in done.stdout.splitlines()]
            if is_retrieval:
                expected, found = retrieval_of(task, subset, split), our_retrieval(ours)
                # A judged document that is not in the corpus has no id on our side.
                known = {q: {d: s for d, s in docs.items() if d in expected[0]} for q, docs in expected[2].items()}
                expected = (*expected[:2], {q: docs for q, docs in known.items() if docs})
                size = len(expected[0])
            else:
                expected = expected_rows(task, subset, split)
                keys = sorted(set(expected[0]) & set(ours[0])) if expected and ours else []
                expected = [[row[key] for key in keys] for row in expected]
                found = [[row[key] for key in keys] for row in ours]
                size = f"{len(expected)} x {keys}"
            same = expected == found
            differing += not same
            print(f"{name} {subset} {split}: {'equal' if same else 'DIFFERS'} ({size})")
            if not same and isinstance(expected, list):
                where = next((i for i, (a, b) in enumerate(zip(expected, found)) if a != b), min(len(expected), len(found)))
                print("   row", where, "expected", expected[where:where + 1], "found", found[where:where + 1], len(found))
    return differing


def main():
    program, *names = sys.argv[1:]
    program = pathlib.Path(program).resolve()
    datasets.disable_progress_bars()
    differing = 0
    for name in names or DATA:
        with tempfile.TemporaryDirectory() as folder:
            try:
                differing += compare(program, name, pathlib.Path(folder))
            except Exception as error:  # mteb's own failure on the made-up data
                print(f"{name}: mteb failed: {type(error).__name__}: {error}")
                differing += 1
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Brings the catalogue up to date with an installed mteb.

    python3 -m venv V && V/bin/pip install -U mteb
    V/bin/python tools/update_catalogue.py [--write]

Reads src/catalogue/data and the metadata of the mteb that runs this, prints what differs, and with --write replaces the
packed files. Facts (data sets, revisions, splits, languages, main scores, settings, prompts, licences, benchmarks, models)
come from mteb. What a program cannot read there stays as it is: how rows are made (`data`), extra scores, sizes that mteb
does not state, instruction templates. Listed for a person to look at:

* new tasks whose rows mteb makes in code: they get the operation `look_at`, which the program refuses with that reason;
* tasks with a known recipe whose data set or revision has changed, or whose code has: their recipe is kept;
* new tasks with an evaluation of their own, and models with instruction templates in code.
"""

import argparse
import collections
import enum
import hashlib
import inspect
import json
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import mteb  # noqa: E402
from generate_catalogue import read_catalogue, write_catalogue  # noqa: E402
from mteb import abstasks  # noqa: E402
from mteb.abstasks.aggregated_task import AbsTaskAggregate  # noqa: E402
from mteb.benchmarks.benchmark import BenchmarkAggregation  # noqa: E402
from mteb.get_tasks import _TASKS_REGISTRY  # noqa: E402
from mteb.models.model_implementations import MODEL_REGISTRY  # noqa: E402

# The first base class that fits says which protocol applies.
PROTOCOLS = [("AbsTaskMultilabelClassification", "multilabel"), ("AbsTaskRegression", "regression"),
             ("AbsTaskClusteringLegacy", "clustering_legacy"), ("AbsTaskClustering", "clustering_fast"),
             ("AbsTaskPairClassification", "pair_classification"), ("AbsTaskSTS", "sts"),
             ("AbsTaskBitextMining", "bitext"), ("AbsTaskSummarization", "summarization"),
             ("AbsTaskRetrieval", "retrieval"), ("AbsTaskClassification", "classification")]
# Where mteb makes rows in code. A class that has its own of these is looked at by a person.
ROW_CODE = ("load_data", "dataset_transform", "_load_data_for_split", "load_dataset")
ENTRY_ORDER = ["name", "type", "protocol", "dataset", "dataset_loaded", "tasks", "eval_splits", "eval_langs", "main_score",
               "category", "date", "domains", "subtypes", "license", "annotations", "sample_creation", "dialect",
               "is_public", "is_beta", "superseded_by", "adapted_from", "contributed_by", "prompt", "settings",
               "extra_scores", "data", "size", "code_sha256"]
KEPT = ("extra_scores", "data", "dataset_loaded")


def protocol_of(cls):
    if issubclass(cls, AbsTaskAggregate):
        return "aggregate"
    for base, protocol in PROTOCOLS:
        if hasattr(abstasks, base) and issubclass(cls, getattr(abstasks, base)):
            return protocol
    return None


def plain(value):
    """Lists for tuples, strings for enumerations, classes and dates."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, dict):
        return {str(key): plain(v) for key, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value) if isinstance(value, (set, frozenset)) else value
        return [plain(v) for v in items]
    return value if isinstance(value, (bool, int, float, type(None))) else str(value)


def own_row_code(cls):
    """The methods that make rows, as far as the task itself (not mteb's base classes) defines them."""
    methods = []
    for name in ROW_CODE:
        method = getattr(cls, name, None)
        if method is not None and not method.__module__.startswith("mteb.abstasks"):
            methods.append(method)
    return methods


def code_hash(cls):
    sources = []
    for method in own_row_code(cls):
        try:
            sources.append(inspect.getsource(method))
        except (OSError, TypeError):
            sources.append(method.__qualname__)
    return hashlib.sha256("\n".join(sources).encode()).hexdigest()[:12] if sources else None


def settings_of(cls, protocol, defaults, known):
    settings = dict(known)
    for key, default in defaults.get(protocol, {}).items():
        if key == "abstask_prompt" or not hasattr(cls, key):
            continue
        value = plain(getattr(cls, key))
        if isinstance(value, str) and "(" in value:
            continue  # an object such as a classifier
        if isinstance(default, str) and "(" in default:
            continue
        settings.pop(key, None)
        if value != default:
            settings[key] = value
    if getattr(cls, "fast_loading", False):
        settings["fast_loading"] = True
    return settings


def size_of(metadata):
    stats = metadata.descriptive_stats or {}
    size = {}
    for split, facts in stats.items():
        entry = {}
        if facts.get("num_samples") is not None:
            entry["n"] = facts["num_samples"]
        for key, name in (("queries", "num_queries"), ("docs", "num_documents"), ("chars", "number_of_characters"),
                          ("labels", "unique_labels")):
            if isinstance(facts.get(name), int):
                entry[key] = facts[name]
        if entry:
            size[split] = entry
    return size


def ordered_pairs(known, eval_langs):
    """Flores states its 41,412 subsets in short."""
    return isinstance(known, dict) and "$all_ordered_pairs" in known and len(known["$all_ordered_pairs"]) * (
        len(known["$all_ordered_pairs"]) - 1) == len(eval_langs)


def task_entry(cls, known, defaults):
    metadata = cls.metadata
    protocol = protocol_of(cls)
    entry = {"name": metadata.name, "type": plain(metadata.type), "protocol": protocol}
    if protocol == "aggregate":
        entry["tasks"] = [task.metadata.name for task in metadata.tasks]
    else:
        dataset = {key: plain(value) for key, value in metadata.dataset.items()
                   if key in ("path", "revision", "name", "split") and value is not None}
        entry["dataset"] = dataset
    eval_langs = plain(metadata.eval_langs)
    entry.update({
        "eval_splits": plain(metadata.eval_splits),
        "eval_langs": known["eval_langs"] if ordered_pairs(known.get("eval_langs"), eval_langs) else eval_langs,
        "main_score": metadata.main_score, "category": plain(metadata.category), "date": plain(metadata.date),
        "domains": plain(metadata.domains), "subtypes": plain(metadata.task_subtypes),
        "license": plain(metadata.license) if metadata.license else known.get("license", "not specified"),
        "annotations": plain(metadata.annotations_creators), "sample_creation": plain(metadata.sample_creation),
        "dialect": plain(metadata.dialect), "is_public": metadata.is_public,
        "is_beta": True if getattr(metadata, "is_beta", False) else None,
        "superseded_by": metadata.superseded_by, "adapted_from": plain(metadata.adapted_from),
        "contributed_by": plain(getattr(metadata, "contributed_by", None)), "prompt": plain(metadata.prompt),
        "settings": settings_of(cls, protocol, defaults, known.get("settings", {})),
        "size": known.get("size") or size_of(metadata)})
    for key in ("domains", "subtypes"):  # of aggregates mteb gives them in any order
        if isinstance(entry[key], list) and sorted(entry[key]) == sorted(known.get(key, [])):
            entry[key] = known[key]
    for key in KEPT:
        if key in known:
            entry[key] = known[key]
    if own_row_code(cls):
        entry["code_sha256"] = code_hash(cls)
    required = ("category", "date", "annotations", "sample_creation")  # null where mteb states nothing
    return {key: entry[key] for key in ENTRY_ORDER
            if key in entry and (key in required or entry[key] not in (None, [], {}))}


def has_own_scores(cls):
    method = getattr(cls, "task_specific_scores", None)
    return method is not None and not method.__module__.startswith("mteb.abstasks")


def look_at(entry, cls):
    """A recipe that is refused, for a new task whose rows are made in code."""
    note = "mteb makes the rows in code: " + ", ".join(method.__qualname__ for method in own_row_code(cls))
    if entry["protocol"] == "retrieval":
        return {"retrieval": {"kind": "look_at", "note": note}}
    return {"rows": [{"op": "look_at", "note": note}]}


def update_tasks(catalogue, report):
    known = {entry["name"]: entry for entry in catalogue["tasks"]}
    defaults = catalogue["protocol_defaults"]
    entries = []
    for name, cls in _TASKS_REGISTRY.items():
        if list(cls.metadata.modalities) != ["text"]:
            continue
        old = known.get(name, {})
        if protocol_of(cls) is None:
            report["tasks without a protocol here"].append(f"{name}: {cls.__mro__[1].__name__}")
            continue
        entry = task_entry(cls, old, defaults)
        if not old:
            report["new tasks"].append(name)
            if own_row_code(cls):
                entry["data"] = look_at(entry, cls)
                report["to look at: new, rows made in code"].append(f"{name}: {entry['data']}")
            if has_own_scores(cls):
                report["to look at: new, scores of its own"].append(name)
        else:
            changed = [key for key in entry if entry.get(key) != old.get(key) and key != "code_sha256"]
            changed += [key for key in old if key not in entry]
            for key in changed:
                report[f"changed: {key}"].append(name)
            if "data" in old and old.get("dataset") != entry.get("dataset"):
                report["to look at: recipe of another revision"].append(name)
            if "code_sha256" in old and old["code_sha256"] != entry.get("code_sha256"):
                report["to look at: the code that makes the rows has changed"].append(name)
            if "data" not in old and own_row_code(cls):
                report["rows made in code, and the catalogue has no recipe"].append(name)
        entries.append(entry)
    present = {entry["name"] for entry in entries}
    report["tasks that mteb no longer has"] += [name for name in known if name not in present]
    entries.sort(key=lambda entry: (entry["type"], entry["name"]))
    catalogue["tasks"] = entries
    return present


def benchmark_task(task, full):
    """A name, or what is taken of the task."""
    part = {"name": task.metadata.name}
    if not isinstance(task, AbsTaskAggregate) and list(task.hf_subsets) != list(full.hf_subsets):
        part["subsets"] = list(task.hf_subsets)
    if list(task.eval_splits) != list(full.eval_splits):
        part["splits"] = list(task.eval_splits)
    return part["name"] if len(part) == 1 else part


def update_benchmarks(catalogue, tasks, report):
    known = {entry["name"]: entry for entry in catalogue["benchmarks"]}
    full = {}
    entries = []
    for benchmark in mteb.get_benchmarks():
        names = [task.metadata.name for task in benchmark.tasks]
        if not names or any(name not in tasks for name in names):
            continue  # not of text alone
        for task in benchmark.tasks:
            if task.metadata.name not in full:
                full[task.metadata.name] = mteb.get_task(task.metadata.name)
        own = [str(a.value) for a in benchmark.aggregations if isinstance(a, BenchmarkAggregation)]
        if len(own) < len(benchmark.aggregations):
            report["benchmarks with groupings that are left out"].append(benchmark.name)
        sort_column = benchmark.summary_sort_column
        by = "mean_subset" if "mean_subset" in own else "borda"
        if sort_column is not None:
            report["benchmarks sorted by a column"].append(f"{benchmark.name}: {sort_column}")
        entry = {"name": benchmark.name, "aliases": list(benchmark.aliases), "class": type(benchmark).__name__,
                 "aggregations": own, "rank": {"by": by},
                 "public_tasks_only_in_summary": type(benchmark).__name__ == "RtebBenchmark" or None,
                 "show_zero_shot": None if benchmark.show_zero_shot else False,
                 "language_view": plain(benchmark.language_view) or None,
                 "superseded_by": plain(benchmark.superseded_by), "on_leaderboard": benchmark.display_on_leaderboard,
                 "display_name": benchmark.display_name, "hf_repo": benchmark.benchmark_hf_repo, "n_tasks": len(names),
                 "tasks": [benchmark_task(task, full[task.metadata.name]) for task in benchmark.tasks]}
        entry = {key: value for key, value in entry.items() if value not in (None, [])}
        old = known.get(entry["name"])
        if old is None:
            report["new benchmarks"].append(entry["name"])
        elif old["tasks"] != entry["tasks"]:
            fewer = [task for task in old["tasks"] if task not in entry["tasks"]]
            more = [task for task in entry["tasks"] if task not in old["tasks"]]
            report["benchmarks with other tasks"].append(f"{entry['name']}: without {fewer}, with {more}"[:300])
        else:
            for key in set(entry) | set(old):
                if entry.get(key) != old.get(key) and key != "class":
                    report[f"benchmarks, changed: {key}"].append(entry["name"])
        entries.append(entry)
    present = {entry["name"] for entry in entries}
    report["benchmarks that mteb no longer has"] += [name for name in known if name not in present]
    catalogue["benchmarks"] = entries


MODEL_FIELDS = {"revision": "revision", "release_date": "release_date", "n_parameters": "n_parameters",
                "n_embedding_parameters": "n_embedding_parameters", "memory_usage_mb": "memory_usage_mb",
                "embed_dim": "embed_dim", "license": "license", "open_weights": "open_weights",
                "similarity_fn": "similarity_fn_name", "framework": "framework", "use_instructions": "use_instructions",
                "adapted_from": "adapted_from", "superseded_by": "superseded_by"}
ALWAYS = {"revision", "release_date", "n_parameters", "memory_usage_mb", "embed_dim", "license", "open_weights",
          "similarity_fn", "framework", "use_instructions"}


def resolved(catalogue, entry, key, sets):
    value = entry.get(key)
    return catalogue[sets].get(value) if isinstance(value, str) else value


def model_entry(meta, old, catalogue, report):
    entry = {"name": meta.name, "type": plain(meta.model_type), **{k: v for k, v in old.items() if k not in ("name", "type")}}
    for key, field in MODEL_FIELDS.items():
        value = plain(getattr(meta, field))
        if isinstance(value, str) and field == "license":
            value = str(value)
        if value is None and key not in ALWAYS:
            entry.pop(key, None)
        else:
            entry[key] = value
    entry["max_tokens"] = "inf" if meta.max_tokens == float("inf") else meta.max_tokens
    for key in ("public_training_data", "public_training_code"):
        value = getattr(meta, key)
        entry[key] = True if isinstance(value, str) else plain(value)
    modalities = plain(meta.modalities)
    if modalities != ["text"]:
        entry["modalities"] = modalities
    for key, sets, value in (("languages", "language_sets", plain(meta.languages)),
                             ("training_datasets", "training_sets", plain(meta.training_datasets))):
        if value is None and key == "training_datasets":
            entry.pop(key, None)
        elif resolved(catalogue, entry, key, sets) != value:
            entry[key] = value
    if "adapter" not in old and meta.loader is not None:
        entry["adapter"] = getattr(meta.loader, "__name__", type(meta.loader).__name__)
    options = dict(meta.loader_kwargs or {})
    if "model_prompts" in options and resolved(catalogue, entry, "model_prompts", "prompt_sets") != plain(
            options["model_prompts"]):
        entry["model_prompts"] = plain(options["model_prompts"])
    if not old and "instruction_template" in options:
        if isinstance(options["instruction_template"], str):
            entry["instruction_template"] = options["instruction_template"]
        else:
            report["to look at: models with a template in code"].append(meta.name)
    return entry


def update_models(catalogue, report):
    known = {entry["name"]: entry for entry in catalogue["models"]}
    entries = []
    for name, meta in MODEL_REGISTRY.items():
        if "text" not in (meta.modalities or []):
            continue
        old = known.get(name, {})
        entry = model_entry(meta, old, catalogue, report)
        if not old:
            report["new models"].append(name)
        else:
            for key in entry:
                if entry[key] != old.get(key):
                    report[f"models, changed: {key}"].append(name)
        entries.append(entry)
    present = {entry["name"] for entry in entries}
    report["models that mteb no longer has"] += [name for name in known if name not in present]
    entries.sort(key=lambda entry: entry["name"].lower())
    catalogue["models"] = entries


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="replace the packed files")
    parser.add_argument("--all", action="store_true", help="name everything, not only the first ten of each kind")
    arguments = parser.parse_args()
    report = collections.defaultdict(list)
    catalogues = {kind: read_catalogue(kind) for kind in ("tasks", "benchmarks", "models")}
    print(f"catalogue: {catalogues['tasks'].get('source')}; installed: mteb {mteb.__version__}")
    tasks = update_tasks(catalogues["tasks"], report)
    update_benchmarks(catalogues["benchmarks"], tasks, report)
    update_models(catalogues["models"], report)
    for heading, names in sorted(report.items()):
        shown = names if arguments.all or heading.startswith("to look at") else names[:10]
        print(f"\n{heading}: {len(names)}")
        for name in shown:
            print("   ", name if isinstance(name, str) else json.dumps(name))
        if len(shown) < len(names):
            print(f"    ... and {len(names) - len(shown)} more")
    for kind, catalogue in catalogues.items():
        catalogue["source"] = f"mteb {mteb.__version__} metadata"
        if arguments.write:
            print(kind, len(catalogue[kind]), "entries,", write_catalogue(kind, catalogue), "bytes")


if __name__ == "__main__":
    main()

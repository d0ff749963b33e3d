"""Result trees for the tests of `assay report`: small ones with literals in sight, large ones by formula."""

import json
import math


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def write_result(root, model, task, score, revision="1", data_revision="r", rows=None, run=None):
    """A result file and, with `rows` or `run`, what lies beside it. `score`: main score of test/default."""
    folder = root / model.replace("/", "__") / revision
    write_json(folder / f"{task}.json", {
        "task_name": task, "dataset_revision": data_revision, "mteb_version": "2.20.0", "evaluation_time": 1,
        "scores": {"test": [{"main_score": score, "hf_subset": "default", "languages": ["eng-Latn"]}]}})
    if rows is not None:
        write_json(folder / "assay" / f"{task}.per_query.json", {"test": {"default": rows}})
    if run is not None:
        write_json(folder / "assay" / f"{task}.json", {"schema_version": 1, "runs": [run], "evaluations": []})
    return folder


def write_meta(root, model, parameters, dimension, revision="1", **more):
    write_json(root / model.replace("/", "__") / revision / "model_meta.json", {
        "name": model, "revision": revision, "n_parameters": parameters, "embed_dim": dimension, "license": "mit",
        "open_weights": True, **more})


def write_large_tree(root, models=400, tasks=60):
    """Models of growing size whose scores grow with it, on tasks of own data; some lack a task."""
    for m in range(models):
        name = f"org{m % 7}/model-{m:03d}"
        write_meta(root, name, int(10 ** (6.5 + 4 * m / models)), 256 * (1 + m % 6))
        for t in range(tasks):
            if m % 11 == 3 and t == m % tasks:
                continue
            score = 0.35 + 0.3 * m / models + 0.1 * math.sin(t) + 0.05 * math.sin(m * (t + 1))
            write_result(root, name, f"Task{t:02d}", round(score, 6))

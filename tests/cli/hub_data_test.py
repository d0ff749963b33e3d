"""assay run on tasks whose data comes from a stand-in for the hub, against the same rows under --data-root."""

import gzip
import io
import json
import pathlib
import random
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from hub_stub import HubStub  # noqa: E402
from program import BINARY, ProgramTest  # noqa: E402

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError:
    pa = None

# As the catalogue pins them.
STS = ("STSBenchmark", "mteb/stsbenchmark-sts", "b0fddb56ed78048fa8b90373c8a3cfc37b684831")
SCIFACT = ("SciFact", "mteb/scifact", "d56462d0e63a25450459c4f213e49ffdb866f7f9")
MODEL = "mteb/baseline-random-encoder"


def json_lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def parquet(rows):
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), file)
    return file.getvalue()


def readme(configs):
    lines = ["---", "configs:"]
    for name, splits in configs.items():
        lines += [f"- config_name: {name}", "  data_files:"]
        for split, path in splits.items():
            lines += [f"  - split: {split}", f"    path: {path}"]
    return "\n".join([*lines, "---", "# Data", ""]).encode()


def sts_rows():
    rng = random.Random(1)
    return [{"sentence1": f"first {i}", "sentence2": f"second {rng.random()}", "score": rng.randrange(6)} for i in range(40)]


class HubDataTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.hub = HubStub()
        self.hub.__enter__()
        self.addCleanup(self.hub.__exit__, None, None, None)

    def add(self, task, files):
        self.hub.add_repo("dataset", task[1], files)
        self.hub.repos["dataset", task[1]].commits[task[2]] = files  # the commit that the catalogue pins

    def run_task(self, *arguments, **environment):
        return self.run_program("run", "-m", MODEL, *arguments, "--quiet", "--json", environment={
            "HF_ENDPOINT": self.hub.url, "HF_HUB_OFFLINE": "0", **environment})

    def scores(self, done, task):
        self.assertEqual(done.returncode, 0, done.stderr)
        outcome = json.loads(done.stdout)["outcomes"][0]
        result = json.loads((self.folder / outcome["file"]).read_text())
        return outcome["score"], result["scores"]

    def check_equals_local(self, task, write_local):
        score, scores = self.scores(self.run_task("-t", task[0]), task)
        write_local(self.folder / "data" / task[0])
        again, local = self.scores(self.run_task("-t", task[0], "--data-root", "data", "--output", "other"), task)
        self.assertEqual(score, again)
        self.assertEqual(scores, local)

    def write_sts(self, folder):
        folder.mkdir(parents=True)
        (folder / "test.jsonl").write_bytes(json_lines(sts_rows()))

    def test_rows_in_json_lines(self):
        self.add(STS, {"README.md": readme({"default": {"test": "data/*.jsonl.gz"}}),
                       "data/a.jsonl.gz": gzip.compress(json_lines(sts_rows()[:30])),
                       "data/b.jsonl.gz": gzip.compress(json_lines(sts_rows()[30:]))})
        self.check_equals_local(STS, self.write_sts)

    @unittest.skipIf(pa is None, "pyarrow is not installed")
    @unittest.skipUnless((pathlib.Path(BINARY).parent / "assay_parquet.so").exists(), "the Parquet module is not built")
    def test_rows_in_parquet_shards(self):
        self.add(STS, {"data/test-00000-of-00002.parquet": parquet(sts_rows()[:7]),
                       "data/test-00001-of-00002.parquet": parquet(sts_rows()[7:])})
        self.check_equals_local(STS, self.write_sts)

    @unittest.skipIf(pa is None, "pyarrow is not installed")
    @unittest.skipUnless((pathlib.Path(BINARY).parent / "assay_parquet.so").exists(), "the Parquet module is not built")
    def test_a_script_is_read_from_the_converted_branch(self):
        self.add(STS, {"stsbenchmark-sts.py": b"import datasets\n", "train.csv": b"not,this\n1,2\n"})
        self.hub.add_repo("dataset", STS[1], {"default/test/0000.parquet": parquet(sts_rows())},
                          branch="refs/convert/parquet")
        self.check_equals_local(STS, self.write_sts)

    def test_retrieval(self):
        corpus = [{"_id": str(i), "title": f"t{i}", "text": f"text {i}"} for i in range(20)]
        queries = [{"_id": f"q{i}", "text": f"query {i}"} for i in range(5)]
        qrels = [{"query-id": f"q{i % 5}", "corpus-id": str(i), "score": i % 3} for i in range(20)]
        self.add(SCIFACT, {
            "README.md": readme({"default": {"test": "qrels/test.jsonl"}, "corpus": {"corpus": "corpus.jsonl"},
                                 "queries": {"queries": "queries.jsonl"}}),
            "qrels/test.jsonl": json_lines(qrels), "corpus.jsonl": json_lines(corpus), "queries.jsonl": json_lines(queries)})

        def write_local(folder):
            (folder / "qrels").mkdir(parents=True)
            (folder / "corpus.jsonl").write_bytes(json_lines(corpus))
            (folder / "queries.jsonl").write_bytes(json_lines(queries))
            (folder / "qrels" / "test.tsv").write_text(
                "".join(f"{r['query-id']}\t{r['corpus-id']}\t{r['score']}\n" for r in qrels))

        self.check_equals_local(SCIFACT, write_local)

    def test_fetched_data_needs_no_hub(self):
        self.add(STS, {"README.md": readme({"default": {"test": "test.jsonl"}}), "test.jsonl": json_lines(sts_rows())})
        done = self.run_program("fetch", STS[0], environment={"HF_ENDPOINT": self.hub.url, "HF_HUB_OFFLINE": "0"})
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.run_task("-t", STS[0], HF_HUB_OFFLINE="1", HF_ENDPOINT="http://127.0.0.1:9")
        self.assertEqual(done.returncode, 0, done.stderr)

    def check_task_fails(self, message, task=STS):
        # Each time a cache of its own: what a commit holds is asked for once only.
        done = self.run_task("-t", task[0], HF_HUB_CACHE=tempfile.mkdtemp(dir=self.folder))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(message, done.stdout + done.stderr)

    def test_says_what_is_wrong(self):
        self.check_task_fails("mteb/stsbenchmark-sts")  # there is no such repository
        self.add(STS, {"README.md": readme({"default": {"dev": "dev.jsonl"}}), "dev.jsonl": json_lines(sts_rows())})
        self.check_task_fails("has no split 'test'; there are: dev")
        self.add(STS, {"README.md": readme({"default": {"test": "test.jsonl"}}), "test.jsonl": b'{"sentence1": "x"}\n'})
        self.check_task_fails("no column 'score'; there are: sentence1")
        self.add(STS, {"data/test-00000-of-00001.parquet": b"PAR1 cut"})
        self.check_task_fails("arquet")
        self.hub.repos["dataset", STS[1]].gated = True
        self.check_task_fails("HF_TOKEN")


if __name__ == "__main__":
    unittest.main()

"""`assay run` and `assay show` on small data of our own, with the models that need no weights."""

import json
import signal
import subprocess
import unittest

from program import BINARY, ProgramTest, clean_environment, write_beir

RANDOM = "mteb/baseline-random-encoder"
BM25 = "mteb/baseline-bm25s"


def append(path, content):
    with open(path, "ab") as file:
        file.write(content)


class RunTest(ProgramTest):
    def setUp(self):
        super().setUp()
        write_beir(self.folder / "pets")

    def only_result(self, model, task):
        files = [p for p in (self.folder / "results" / model).glob("*/*.json") if p.name != "model_meta.json"]
        self.assertEqual([p.name for p in files], [task + ".json"])
        return files[0]

    def test_prints_a_table_and_stores_the_tree_of_mteb(self):
        done = self.run_program("run", "-m", BM25, RANDOM, "--data", "pets")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"Model +pets ndcg_at_10")
        self.assertRegex(done.stdout, BM25 + r" +100\.00")
        self.assertIn("Results: results", done.stdout)
        path = self.only_result("mteb__baseline-bm25s", "pets")
        result = json.loads(path.read_text())
        scores = result["scores"]["test"][0]
        self.assertEqual(scores["main_score"], 1.0)
        self.assertEqual(scores["hf_subset"], "default")
        # Not "results": mteb reads any .json two folders below the root as one.
        self.assertEqual(sorted(p.name for p in path.parent.iterdir()), ["assay", "model_meta.json", "pets.json"])
        per_query = json.loads((path.parent / "assay" / "pets.per_query.json").read_text())
        self.assertEqual(sorted(per_query["test"]["default"]["ids"]), ["q1", "q2", "q3"])

    def test_a_starter_task_needs_no_file(self):
        done = self.run_program("run", "-m", BM25, RANDOM, "-t", "StarterRetrieval")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"Model +StarterRetrieval ndcg_at_10")
        result = json.loads(self.only_result("mteb__baseline-bm25s", "StarterRetrieval").read_text())
        # Its documents are written to mislead a count of words, but not to leave it helpless.
        self.assertGreater(result["scores"]["test"][0]["main_score"], 0.3)
        self.assertLess(result["scores"]["test"][0]["main_score"], 0.7)

    def test_every_starter_task_can_be_evaluated(self):
        tasks = json.loads(self.run_program("tasks", "Starter", "--json").stdout)
        names = [task["name"] for task in tasks if task["is_starter"] and task["is_supported"]]
        self.assertIn("StarterRetrieval", names)
        done = self.run_program("run", "-m", RANDOM, "-t", *names)
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in names:
            self.assertIn(name, done.stdout)

    def test_the_same_again_returns_the_stored_result(self):
        self.run_program("run", "-m", BM25, "--data", "pets")
        path = self.only_result("mteb__baseline-bm25s", "pets")
        before = path.read_bytes(), path.stat().st_mtime_ns
        done = self.run_program("run", "-m", BM25, "--data", "pets", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["outcomes"][0]["status"], "stored")
        self.assertEqual(before, (path.read_bytes(), path.stat().st_mtime_ns))
        self.assertNotIn('"event":"model"', done.stderr)

    def test_changed_data_is_evaluated_again(self):
        self.run_program("run", "-m", BM25, "--data", "pets")
        write_beir(self.folder / "pets", judgements=[("q1", "d2", 1)])
        done = self.run_program("run", "-m", BM25, "--data", "pets", "--json")
        self.assertEqual(json.loads(done.stdout)["outcomes"][0]["status"], "evaluated", done.stderr)

    def test_overwrite_follows_mteb(self):
        self.check_fails(2, "has no stored result", "run", "-m", BM25, "--data", "pets", "--overwrite", "only-cache")
        self.assertEqual(self.run_program("run", "-m", BM25, "--data", "pets", "--overwrite", "never").returncode, 0)
        done = self.run_program("run", "-m", BM25, "--data", "pets", "--overwrite", "only-cache")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.run_program("run", "-m", BM25, "--data", "pets", "--overwrite", "always", "--json")
        self.assertEqual(json.loads(done.stdout)["outcomes"][0]["status"], "evaluated")
        self.check_fails(2, "did you mean 'always'?", "run", "-m", BM25, "--data", "pets", "--overwrite", "alway")

    def test_a_limited_run_is_no_result(self):
        done = self.run_program("run", "-m", RANDOM, "--data", "pets", "--limit", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(list((self.folder / "results").glob("*/*/*.json")), [])
        self.assertEqual(len(list((self.folder / "results").glob("*/*/experiments/limit_1/pets.json"))), 1)

    def test_flag_before_environment_before_file(self):
        (self.folder / "assay.toml").write_text(f"output = 'from-file'\n[run]\nmodel = ['{BM25}']\ndata = 'pets'\n")
        self.assertEqual(self.run_program("run").returncode, 0)
        self.assertTrue((self.folder / "from-file").is_dir())
        self.assertEqual(self.run_program("run", environment={"ASSAY_OUTPUT": "from-environment"}).returncode, 0)
        self.assertTrue((self.folder / "from-environment").is_dir())
        self.assertEqual(self.run_program("run", "--output", "from-flag",
                                          environment={"ASSAY_OUTPUT": "unused"}).returncode, 0)
        self.assertTrue((self.folder / "from-flag").is_dir())
        self.assertFalse((self.folder / "unused").exists())

    def test_a_failed_task_does_not_stop_the_others(self):
        write_beir(self.folder / "broken")
        with open(self.folder / "broken" / "corpus.jsonl", "a") as file:
            file.write("not json\n")
        done = self.run_program("run", "-m", RANDOM, "--data", "broken", "pets")
        self.assertEqual(done.returncode, 1)
        self.assertIn("corpus.jsonl:7", done.stderr)
        self.assertRegex(done.stdout, r"mteb/baseline-random-encoder +failed +\d")
        self.only_result("mteb__baseline-random-encoder", "pets")

    def test_json_is_one_object_and_events_a_line_each(self):
        done = self.run_program("run", "-m", RANDOM, "--data", "pets", "--json")
        outcome = json.loads(done.stdout)["outcomes"][0]
        self.assertEqual(outcome["model"], RANDOM)
        self.assertEqual(outcome["metric"], "ndcg_at_10")
        self.assertEqual(outcome["unique_texts"], 9)
        events = [json.loads(line)["event"] for line in done.stderr.splitlines()]
        self.assertEqual(events[0], "model")
        self.assertEqual(events[-1], "outcome")

    def test_quiet_says_nothing_on_stderr(self):
        done = self.run_program("run", "-m", RANDOM, "--data", "pets", "--quiet")
        self.assertEqual(done.stderr, "")
        self.assertIn("Model", done.stdout)

    def test_trec_runs_have_six_columns(self):
        self.run_program("run", "-m", BM25, "--data", "pets", "--trec-runs")
        files = list((self.folder / "results").glob("*/*/assay/pets.test.default.trec"))
        self.assertEqual(len(files), 1)
        lines = [line.split(" ") for line in files[0].read_text().splitlines()]
        self.assertTrue(all(len(line) == 6 for line in lines))
        self.assertEqual(lines[0][:4], ["q1", "Q0", "d1", "1"])

    def test_an_output_folder_that_cannot_be_made_is_told_at_once(self):
        (self.folder / "results").write_text("a file")
        done = self.check_fails(1, "results", "run", "-m", RANDOM, "--data", "pets")
        self.assertNotIn("dimensions", done.stderr)  # the model was not even opened

    def small_disk(self):
        disk = self.folder / "small"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("no small disk can be mounted here: " + mounted.stderr.decode().strip())
        self.addCleanup(subprocess.run, ["umount", disk], check=False)
        return disk

    def test_a_disk_that_is_full_is_told_at_once(self):
        disk = self.small_disk()
        (disk / "filler").write_bytes(b"x" * (100 << 10))
        done = self.check_fails(1, "No space left on device",
                                "run", "-m", RANDOM, "--data", "pets", "--output", disk / "results")
        self.assertNotIn("dimensions", done.stderr)  # the model was not even opened

    def test_a_disk_that_fills_up_loses_no_score(self):
        disk = self.small_disk()
        # The rankings of 40 queries over 300 documents are far larger than the disk.
        write_beir(self.folder / "wide", documents={f"d{i}": ("", f"word{i}") for i in range(300)},
                   queries={f"q{i}": f"word{i}" for i in range(40)},
                   judgements=[(f"q{i}", f"d{i}", 1) for i in range(40)])
        done = self.check_fails(1, "No space left on device", "run", "-m", RANDOM, "--data", "wide",
                                "--output", disk / "results", "--trec-runs")
        self.assertIn("(not stored: ndcg_at_10 test/default 100.00)", done.stderr)
        self.assertEqual(list((disk / "results").glob("*/*/*.json")), [])

    def test_ctrl_c_keeps_finished_tasks(self):
        # The second task is large enough to be caught at work.
        many = {f"d{i}": (f"Title {i}", "word " * 60 + str(i)) for i in range(60000)}
        write_beir(self.folder / "large", documents=many, judgements=[("q1", "d1", 1), ("q2", "d3", 1)])
        program = subprocess.Popen([BINARY, "run", "-m", BM25, "--data", "pets", "large", "--json"], cwd=self.folder,
                                   env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started = 0
        for line in program.stderr:
            started += json.loads(line)["event"] == "start"
            if started == 2:
                break
        program.send_signal(signal.SIGINT)
        output, _ = program.communicate(timeout=60)
        self.assertEqual(program.returncode, 130)
        outcomes = json.loads(output)["outcomes"]
        self.assertEqual([o["status"] for o in outcomes], ["evaluated", "interrupted"])
        self.only_result("mteb__baseline-bm25s", "pets")

    def test_bad_data_is_refused_with_its_place(self):
        cases = {
            "twice": (lambda d: append(d / "corpus.jsonl", b'{"_id": "d1", "text": "again"}\n'), "d1"),
            "letters": (lambda d: append(d / "qrels" / "test.tsv", b"q1\td1\tx\n"), "test.tsv:6"),
            "bytes": (lambda d: append(d / "corpus.jsonl", b'{"_id": "d9", "text": "\xff"}\n'), "corpus.jsonl:7"),
            "empty": (lambda d: (d / "corpus.jsonl").write_text(""), "corpus"),
            "unjudged": (lambda d: (d / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n"), ""),
        }
        for name, (damage, place) in cases.items():
            with self.subTest(name):
                damage(write_beir(self.folder / name))
                self.check_fails(1, place, "run", "-m", RANDOM, "--data", name)


class ShowTest(ProgramTest):
    def setUp(self):
        super().setUp()
        write_beir(self.folder / "pets")
        self.run_program("run", "-m", BM25, RANDOM, "--data", "pets")

    def test_a_folder_is_a_table(self):
        done = self.run_program("show", "results")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, BM25 + r" +100\.00")
        self.assertIn(RANDOM, done.stdout)

    def test_a_file_is_all_metrics_and_its_history(self):
        path = next((self.folder / "results" / "mteb__baseline-bm25s").glob("*/pets.json"))
        done = self.run_program("show", path)
        self.assertRegex(done.stdout, r"main score +100\.00 %")
        self.assertRegex(done.stdout, r"ndcg +1\.00000")
        self.assertRegex(done.stdout, r"requested as +mteb/baseline-bm25s")
        self.assertNotIn("changed", done.stdout)
        shown = json.loads(self.run_program("show", path, "--json").stdout)
        self.assertEqual(shown["result"]["task_name"], "pets")
        self.assertEqual(shown["record"]["schema_version"], 1)

    def test_a_file_that_was_edited_is_noticed(self):
        path = next((self.folder / "results" / "mteb__baseline-random-encoder").glob("*/pets.json"))
        path.write_text(path.read_text().replace('"main_score": ', '"main_score": 1'))
        self.assertIn("somebody has changed it", self.run_program("show", path).stdout)

    def test_what_is_no_result_is_refused(self):
        (self.folder / "x.json").write_text("{")
        self.check_fails(1, "x.json: not valid JSON", "show", "x.json")
        self.check_fails(1, "missing.json", "show", "missing.json")
        (self.folder / "nothing").mkdir()
        self.check_fails(1, "no result files", "show", "nothing")


if __name__ == "__main__":
    unittest.main()

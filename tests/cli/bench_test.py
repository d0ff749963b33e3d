"""`assay bench`, `assay compress` and the short measurement of `assay run`."""

import json
import unittest

from program import ProgramTest, write_beir

RANDOM = "mteb/baseline-random-encoder"
BM25 = "mteb/baseline-bm25s"
QUICK = ["--seconds", "0.02", "--batches", "1", "4", "--threads", "2"]


class BenchTest(ProgramTest):
    def inference_file(self, model="mteb__baseline-random-encoder"):
        files = list((self.folder / "results" / model).glob("*/assay/inference.json"))
        self.assertEqual(len(files), 1)
        return json.loads(files[0].read_text())

    def test_prints_criteria_and_sweeps(self):
        done = self.run_program("bench", RANDOM, BM25, *QUICK, "--usd-per-hour", "0.36")
        self.assertEqual(done.returncode, 0, done.stderr)
        for line in ("dimension +32 +-", "bytes per vector, float32 +128 +-", r"  p95 +\d", "USD for 1 M tokens +[0-9.]+ +[0-9.]+",
                     "documents +2 +1 +4 "):
            self.assertRegex(done.stdout, line)

    def test_json_has_every_number(self):
        done = self.run_program("bench", RANDOM, *QUICK, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        measured = json.loads(done.stdout)[0]
        self.assertEqual(measured["model"], RANDOM)
        self.assertTrue(measured["is_full"])
        self.assertTrue(measured["tokens_are_words"])
        self.assertEqual(measured["size"]["embed_dim"], 32)
        self.assertEqual([l["texts"] for l in measured["latencies"]], ["short", "mixed"])
        for latency in measured["latencies"]:
            self.assertLessEqual(latency["p50_ms"], latency["p95_ms"])
            self.assertGreaterEqual(latency["queries"], 100)
        self.assertEqual({(t["texts"], t["threads"], t["clients"], t["batch_texts"]) for t in measured["throughputs"]},
                         {("documents", 2, 1, 1), ("documents", 2, 1, 4), ("mixed", 2, 2, 1),
                          ("documents", 1, 1, 1), ("documents", 1, 1, 4), ("mixed", 1, 1, 1)})
        self.assertGreater(measured["memory"]["peak_batch_bytes"], 1e6)
        self.assertIn("load_average", measured["machine"])
        self.assertIsNone(measured["price"])

    def test_stores_beside_the_results(self):
        done = self.run_program("bench", RANDOM, *QUICK, "--output", "results", "--quiet")
        self.assertEqual(done.returncode, 0, done.stderr)
        stored = self.inference_file()
        self.assertEqual(stored["schema_version"], 1)
        self.assertTrue(stored["measurements"][0]["is_full"])

    def test_run_measures_once(self):
        write_beir(self.folder / "pets")
        on = {"ASSAY_MEASURE": "brief"}
        done = self.run_program("run", "-m", RANDOM, BM25, "--data", "pets", environment=on)
        self.assertEqual(done.returncode, 0, done.stderr)
        first = self.inference_file()
        self.assertFalse(first["measurements"][0]["is_full"])
        self.assertEqual(len(self.inference_file("mteb__baseline-bm25s")["measurements"]), 1)
        done = self.run_program("run", "-m", RANDOM, "--data", "pets", "--overwrite", "always", environment=on)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.inference_file(), first)

    def test_run_does_not_measure_when_told_not_to(self):
        write_beir(self.folder / "pets")
        self.run_program("run", "-m", RANDOM, "--data", "pets", "--measure", "off")
        self.assertEqual(list((self.folder / "results").glob("*/*/assay/inference.json")), [])

    def test_wrong_usage(self):
        self.check_fails(2, "no model given", "bench")
        self.check_fails(2, "expected org/name or a folder", "bench", "nonsense")
        self.check_fails(2, "--usd-per-hour cheap: expected a number above 0", "bench", RANDOM, "--usd-per-hour", "cheap")
        self.check_fails(2, "--batches 0: expected a whole number", "bench", RANDOM, "--batches", "0")
        self.check_fails(2, "has no matrix products", "bench", RANDOM, "--precisions")
        self.check_fails(2, "takes one model", "bench", RANDOM, BM25, "--precisions")

    def test_a_model_that_cannot_be_opened_fails_as_elsewhere(self):
        (self.folder / "empty").mkdir()
        done = self.run_program("bench", "./empty", *QUICK)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertTrue(done.stderr.startswith("assay: "), done.stderr)


class CompressTest(ProgramTest):
    def test_compares_every_way_of_storing(self):
        done = self.run_program("compress", RANDOM, "-t", "StarterRetrieval", "--dims", "32", "16",
                                "--search-vectors", "1000", "--usd-per-gb-month", "5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"Dim  Format +Bytes +GB/M  USD/M/month  StarterRetrieval ndcg_at_10")
        self.assertRegex(done.stdout, r"32  float32 +128 +0\.128 +0\.640 +[0-9.]+ +100\.00 +-")
        self.assertRegex(done.stdout, r"16  binary +2 +0\.00200 +0\.0100")

    def test_json(self):
        done = self.run_program("compress", RANDOM, "-t", "StarterSTS", "--formats", "int8", "--dims", "32", "--json",
                                "--search-vectors", "0")
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        variant = report["variants"][0]
        self.assertEqual((variant["dimension"], variant["format"], variant["bytes_per_vector"]), (32, "int8", 32))
        self.assertAlmostEqual(variant["scores"][0]["score"], report["baseline"][0]["score"], delta=0.01)

    def test_wrong_usage(self):
        self.check_fails(2, "no task given", "compress", RANDOM)
        self.check_fails(2, "33 dimensions: " + RANDOM + " has 32", "compress", RANDOM, "-t", "StarterSTS", "--dims", "33")
        self.check_fails(2, "expected float32", "compress", RANDOM, "-t", "StarterSTS", "--formats", "int4")
        self.check_fails(1, "no vectors to compress", "compress", BM25, "-t", "StarterSTS")


if __name__ == "__main__":
    unittest.main()

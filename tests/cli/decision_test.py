"""`assay compare`, `assay recommend` and `assay check` on results that the program itself has made, and on some that were edited."""

import json
import shutil
import unittest

from program import ProgramTest, write_beir

TOPICS = ["cats", "bread", "tides", "salt", "rust", "bees", "maps", "clocks", "rivers", "stars", "glass", "paper"]


class DecisionTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = {f"d{i}": ("", f"All about {topic} and how {topic} came to be number {i}.") for i, topic in enumerate(TOPICS)}
        cls.queries = {f"q{i}": f"what about {topic}" for i, topic in enumerate(TOPICS)}
        cls.judgements = [(f"q{i}", f"d{i}", 1) for i in range(len(TOPICS))]

    def run_models(self, *models, data="topics", output="results"):
        if not (self.folder / data).exists():
            write_beir(self.folder / data, self.documents, self.queries, self.judgements)
        flags = [part for model in models for part in ("-m", model)]
        done = self.run_program("run", *flags, "--data", data, "--output", output, "--quiet")
        self.assertEqual(done.returncode, 0, done.stderr)

    def json_of(self, *arguments, code=0):
        done = self.run_program(*arguments, "--json")
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout)

    def test_compare_tells_models_apart_and_says_by_what(self):
        self.run_models("mteb/baseline-bm25s", "mteb/baseline-random-encoder")
        done = self.run_program("compare")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("mteb/baseline-bm25s is better than mteb/baseline-random-encoder: difference", done.stdout)
        self.assertRegex(done.stdout, r"Model +Score +95 % interval +Group +Pareto +p50 +p95 +Tokens/s +Memory")
        self.assertRegex(done.stdout, r"mteb/baseline-bm25s +100\.00 +100\.00-100\.00 +1 +\*")
        content = self.json_of("compare")
        pair = content["quality"]["pairs"][0]
        self.assertEqual((pair["outcome"], pair["unit"], pair["units"]), ("better", "rows", len(TOPICS)))
        self.assertLess(pair["p_holm"], 0.05)
        self.assertEqual(content["quality"]["resamples"], 10000)
        again = self.json_of("compare")
        self.assertEqual(again, content)
        self.assertNotEqual(self.json_of("compare", "--seed", "7")["quality"]["pairs"][0]["interval"], pair["interval"])

    def test_compare_sorts_and_filters(self):
        self.run_models("mteb/baseline-bm25s", "mteb/baseline-random-encoder")
        some = self.json_of("compare", "--filter", "ndcg@10>=0.9")
        self.assertEqual([one["model"] for one in some["candidates"]], ["mteb/baseline-bm25s"])
        by_size = self.json_of("compare", "--sort", "dimension")
        self.assertEqual(by_size["candidates"][0]["model"], "mteb/baseline-random-encoder")  # bm25 has none
        self.check_fails(2, "did you mean 'latency_p95'?", "compare", "--sort", "latency_p96")
        self.check_fails(2, "is not like latency_p95<=20ms", "compare", "--filter", "memory")

    def test_an_edited_result_is_named_and_no_ground_for_a_gate(self):
        self.run_models("mteb/baseline-random-encoder")
        path = next(self.folder.glob("results/mteb__baseline-random-encoder/*/topics.json"))
        path.write_text(path.read_text().replace('"main_score": 0.', '"main_score": 0.9'))
        done = self.run_program("compare")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("topics.json: not the file that assay wrote: its SHA-256 is not the one in its record", done.stdout)
        self.assertIn("do not give the result: one of the files has been changed", done.stdout)
        self.check_fails(1, "not the file that assay wrote", "check", "results", "--baseline", "results", "--max-drop", "ndcg@10=0.01")

    def test_other_data_is_refused(self):
        self.run_models("mteb/baseline-bm25s")
        self.queries = {**self.queries, "q0": "something about cats"}
        shutil.rmtree(self.folder / "topics")
        self.run_models("mteb/baseline-random-encoder")
        self.check_fails(1, "topics: mteb/baseline-bm25s was evaluated on revision", "compare")
        done = self.run_program("compare", "--any-revision")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Note: topics: mteb/baseline-bm25s was evaluated on revision", done.stdout)

    def test_one_query_decides_nothing(self):
        self.queries, self.judgements = {"q0": "what about cats"}, self.judgements[:1]
        self.run_models("mteb/baseline-bm25s", "mteb/baseline-random-encoder")
        done = self.run_program("compare")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("topics (test/default) has one row only: no interval can be given", done.stdout)
        self.assertNotIn("is better than", done.stdout)

    def copy_results(self, source, target, change):
        """`change` is given every record of the copy."""
        shutil.copytree(self.folder / source, self.folder / target)
        for path in (self.folder / target).glob("*/*/assay/*.json"):
            content = json.loads(path.read_text())
            if "runs" in content:
                change(content)
                path.write_text(json.dumps(content))

    def test_identical_scores_cannot_be_told_apart(self):
        self.run_models("mteb/baseline-random-encoder")
        twin = self.folder / "results" / "org__twin"
        shutil.copytree(self.folder / "results" / "mteb__baseline-random-encoder", twin)
        for path in twin.glob("*/model_meta.json"):
            path.write_text(path.read_text().replace("mteb/baseline-random-encoder", "org/twin"))
        done = self.run_program("compare")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("mteb/baseline-random-encoder and org/twin cannot be told apart: difference 0.00", done.stdout)
        self.assertIn("Their scores are equal: more rows would not help.", done.stdout)

    def test_precisions_of_a_model_are_rows_of_their_own(self):
        self.run_models("mteb/baseline-random-encoder", output="one")
        for precision in ("f32", "i8"):
            self.copy_results("one", f"all/{precision}",
                              lambda record: record["runs"][-1]["model"]["settings"].update(precision=precision))
        candidates = self.json_of("compare", "all")["candidates"]
        self.assertEqual([one["model"] for one in candidates], ["mteb/baseline-random-encoder (f32)", "mteb/baseline-random-encoder (i8)"])
        self.assertEqual([one["dimension"] for one in candidates], [32, 32])
        # In one precision the name says enough.
        self.assertEqual([one["model"] for one in self.json_of("compare", "all/i8")["candidates"]], ["mteb/baseline-random-encoder"])

    def test_missing_rows_are_said(self):
        self.run_models("mteb/baseline-bm25s", "mteb/baseline-random-encoder")
        for path in self.folder.glob("results/*/*/assay/topics.per_query.json"):
            path.unlink()
        done = self.run_program("compare")
        self.assertIn("no interval for mteb/baseline-bm25s and 1 more: topics: there is no topics.per_query.json", done.stdout)
        self.assertIn("were not tested: no scores of single rows, and 1 task is too few", done.stdout)

    def test_recommend_picks_and_explains(self):
        self.run_models("mteb/baseline-bm25s", "mteb/baseline-random-encoder")
        done = self.run_program("recommend")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Take mteb/baseline-bm25s.", done.stdout)
        self.assertIn("Runner-up: mteb/baseline-random-encoder", done.stdout)
        none = self.json_of("recommend", "--min", "ndcg@10=1.5", code=1)
        self.assertIsNone(none["pick"])
        self.assertEqual(len(none["excluded"]), 2)
        vectors = self.json_of("recommend", "--max-dimension", "4096")
        self.assertEqual(vectors["pick"], "mteb/baseline-random-encoder")
        self.assertIn("its dimension is not known", vectors["excluded"][0]["reason"])
        self.check_fails(2, "is not a number with one of ms", "recommend", "--max-latency-p95", "20")
        self.check_fails(2, "did you mean 'score'?", "recommend", "--weight", "scor=2")

    def test_check_is_a_gate(self):
        self.run_models("mteb/baseline-bm25s", output="before")
        self.run_models("mteb/baseline-random-encoder", output="after")
        same = self.run_program("check", "before", "--baseline", "before", "--max-drop", "ndcg@10=0.005")
        self.assertEqual(same.returncode, 0, same.stdout + same.stderr)
        self.assertIn("All holds.", same.stdout)
        worse = self.json_of("check", "after", "--baseline", "before", "--max-drop", "main_score=0.5%", code=1)
        drop = worse["models"][0]["drops"][0]
        self.assertEqual((drop["metric"], drop["outcome"], drop["passes"]), ("ndcg_at_10", "fails", False))
        self.assertLess(drop["p_exceeds"], 0.05)
        self.check_fails(1, "no task that both sides have has the metric map_at_7", "check", "before", "--baseline", "before",
                         "--max-drop", "map@7=0")
        self.check_fails(2, "nothing to check", "check", "before")
        bound = self.json_of("check", "before", "--min", "ndcg@10=0.5")
        self.assertEqual(bound["models"][0]["bounds"][0]["holds"], True)
        unknown = self.json_of("check", "before", "--max-cost", "5", code=1)
        self.assertIsNone(unknown["models"][0]["bounds"][0]["holds"])


if __name__ == "__main__":
    unittest.main()

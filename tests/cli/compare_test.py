"""`assay compare`, `assay benchmarks` and the choice of tasks, on result files written here."""

import csv
import io
import json
import unittest

from program import ProgramTest


class CompareTest(ProgramTest):
    def write_result(self, model, task, scores, revision="1", version="2.10.0"):
        """`scores`: {(split, subset): main score}."""
        path = self.folder / "results" / model.replace("/", "__") / revision / f"{task}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {"task_name": task, "dataset_revision": "r", "mteb_version": version, "evaluation_time": 1, "scores": {}}
        for (split, subset), score in scores.items():
            content["scores"].setdefault(split, []).append(
                {"main_score": score, "hf_subset": subset, "languages": ["eng-Latn"]})
        path.write_text(json.dumps(content))

    def setUp(self):
        super().setUp()
        default = ("test", "default")
        self.write_result("org/good", "SciFact", {default: 0.75})
        self.write_result("org/good", "STS12", {default: 0.5})
        self.write_result("org/weak", "SciFact", {default: 0.25})
        self.write_result("org/weak", "STS12", {default: 0.125})
        self.write_result("org/part", "SciFact", {default: 0.5})

    def compare(self, *arguments):
        done = self.run_program("compare", "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_ranks_models_and_says_what_is_missing(self):
        done = self.run_program("compare")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"1 +org/good +- +62\.50")
        self.assertRegex(done.stdout, r"org/part +- +- ")
        # weak and part have one point each; the one with a mean comes first.
        self.assertRegex(done.stdout, r"SciFact +Retrieval +75\.00 +25\.00 +50\.00")
        self.assertIn("org/part: no result on 1 of 2 tasks: STS12", done.stdout)

    def test_json_has_full_numbers(self):
        content = self.compare()
        models = {row["model"]: row for row in content["models"]}
        self.assertEqual(models["org/good"]["rank"], 1)
        self.assertEqual(models["org/good"]["borda_points"], 4)
        self.assertEqual(models["org/good"]["mean_task"], 0.625)
        self.assertEqual(models["org/good"]["types"], {"STS": 0.5, "Retrieval": 0.75})
        self.assertIsNone(models["org/part"]["mean_task"])
        self.assertEqual(content["missing"], [{"model": "org/part", "task": "STS12", "pairs": None}])

    def test_csv_is_one_table_of_models_by_tasks(self):
        done = self.run_program("compare", "--format", "csv", "-t", "SciFact", "STS12")
        rows = list(csv.reader(io.StringIO(done.stdout)))
        self.assertEqual(rows[0][-2:], ["SciFact", "STS12"])
        self.assertEqual(rows[1][1], "org/good")
        self.assertEqual(rows[1][-2:], ["75.00", "50.00"])
        self.assertIn("Missing:", done.stderr)

    def test_over_a_benchmark_every_task_counts_unless_told_otherwise(self):
        content = self.compare("-b", "MTEB(eng, v2)")
        self.assertEqual(len(content["models"][0]["tasks"]), 41)
        self.assertIsNone(content["models"][0]["mean_task"])
        present = self.compare("-b", "MTEB(eng, v2)", "--present-only")
        self.assertEqual(present["models"][0]["tasks"], {"STS12": 0.5})
        self.assertEqual(len(present["left_out"]), 40)

    def test_several_revisions_of_a_model_are_one(self):
        self.write_result("org/good", "SciFact", {("test", "default"): 0.875}, revision="2", version="2.11.0")
        models = {row["model"]: row for row in self.compare()["models"]}
        self.assertEqual(models["org/good"]["tasks"]["SciFact"], 0.875)

    def test_languages_restrict_subsets_and_tasks(self):
        self.write_result("org/good", "AmazonCounterfactualClassification",
                          {("test", "en"): 0.5, ("test", "de"): 0.75, ("validation", "de"): 0.25})
        content = self.compare("--languages", "deu", "--by-language")
        self.assertEqual(content["models"][0]["tasks"], {"AmazonCounterfactualClassification": 0.5})
        self.assertEqual(content["languages"], {"org/good": {"deu-Latn": 0.5}})

    def test_files_that_are_no_results_are_named(self):
        (self.folder / "results" / "org__good" / "1" / "STS13.json").write_text("{")
        content = self.compare()
        self.assertEqual(len(content["unreadable"]), 1)
        self.assertIn("STS13.json: not valid JSON", content["unreadable"][0])

    def test_wrong_names_are_usage_errors(self):
        self.check_fails(2, "did you mean 'MTEB(eng, v2)'?", "compare", "-b", "MTEB(eng,v2)")
        self.check_fails(2, "did you mean 'SciFact'?", "compare", "-t", "SciFakt")
        self.check_fails(1, "no such file or directory".capitalize(), "compare", "nowhere")
        self.check_fails(2, "give -b or -t, not both", "compare", "-b", "BEIR", "-t", "SciFact")


class BenchmarksTest(ProgramTest):
    def test_lists_and_filters(self):
        done = self.run_program("benchmarks", "--json")
        everything = json.loads(done.stdout)
        self.assertGreaterEqual(len(everything), 60)
        some = json.loads(self.run_program("benchmarks", "--json", "--task", "SciFact").stdout)
        self.assertIn("BEIR", [b["name"] for b in some])
        self.assertNotIn("MTEB(deu, v1)", [b["name"] for b in some])

    def test_a_whole_name_prints_the_tasks(self):
        done = self.run_program("benchmarks", "BEIR")
        self.assertIn("BEIR: 15 tasks", done.stdout)
        self.assertRegex(done.stdout, r"MSMARCO +Retrieval +ndcg_at_10 +dev +1 subset")

    def test_tasks_can_be_filtered_by_size_and_state(self):
        small = json.loads(self.run_program("tasks", "--json", "--type", "STS", "--max-samples", "500").stdout)
        self.assertIn("BIOSSES", [t["name"] for t in small])
        current = json.loads(self.run_program("tasks", "--json", "--type", "BitextMining", "--current").stdout)
        self.assertNotIn("BUCC", [t["name"] for t in current])

    def test_run_suggests_the_nearest_benchmark_split_and_subset(self):
        model = ("-m", "mteb/baseline-random-encoder")
        self.check_fails(2, "did you mean 'MTEB(eng, v2)'?", "run", *model, "-b", "MTEB(eng, v3)")
        self.check_fails(2, "did you mean 'test'?", "run", *model, "-t", "SciFact", "--splits", "tets")
        self.check_fails(2, "no task has the language 'engl'", "run", *model, "-t", "SciFact", "--languages", "engl")


if __name__ == "__main__":
    unittest.main()

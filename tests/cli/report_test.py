"""`assay report`: the files it writes, what it refuses."""

import csv
import io
import json
import re
import unittest

from program import ProgramTest
from report_results import write_meta, write_result


class ReportTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.root = self.folder / "results"
        rows = {"ids": ["q01", "q02"], "ndcg_at_10": [1.0, 0.5]}
        write_result(self.root, "org/small", "StarterRetrieval", 0.70, rows=rows)
        write_result(self.root, "org/large", "StarterRetrieval", 0.75)
        write_result(self.root, "org/bloated", "StarterRetrieval", 0.60)
        write_meta(self.root, "org/small", 10_000_000, 256)
        write_meta(self.root, "org/large", 300_000_000, 1024)
        write_meta(self.root, "org/bloated", 7_000_000_000, 4096)

    def report(self, *arguments):
        done = self.run_program("report", *arguments, "--json", "report.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads((self.folder / "report.json").read_text(encoding="utf-8"))

    def test_writes_one_page_that_loads_nothing(self):
        done = self.run_program("report")
        self.assertEqual(done.stdout, "report.html\n")
        page = (self.folder / "report.html").read_text(encoding="utf-8")
        self.assertTrue(page.startswith("<!doctype html>"))
        self.assertIn("default-src 'none'", page)
        self.assertEqual(re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", page), [])
        data = re.search(r'<script type="application/json" id="report">(.*?)</script>', page, re.S)
        self.assertEqual([m["name"] for m in json.loads(data[1])["models"]], ["org/large", "org/small", "org/bloated"])

    def test_the_document_has_scores_criteria_and_texts(self):
        report = self.report()
        self.assertEqual(report["title"], "StarterRetrieval")
        large = report["models"][0]
        self.assertEqual(large["means"]["mean_task"], 0.75)
        self.assertEqual(large["criteria"], {"parameters": 300e6, "dimension": 1024.0, "storage": 4.096e9})
        self.assertEqual(large["card"]["license"], "mit")
        queries = report["queries"][0]
        self.assertEqual(queries["scores"], [[1.0, 0.5]])
        self.assertEqual(queries["ids"], ["q01", "q02"])
        self.assertTrue(queries["texts"][0], "the starter set is embedded, so its texts are there")
        self.assertEqual(len(queries["relevant"]), 2)

    def test_tables_and_chart(self):
        done = self.run_program("report", "-o", "page.html", "--csv", "t.csv", "--markdown", "t.md", "--svg", "c.svg",
                                "--x-axis", "dimension")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.split(), ["page.html", "t.csv", "t.md", "c.svg"])
        rows = list(csv.DictReader(io.StringIO((self.folder / "t.csv").read_text())))
        self.assertEqual([(r["Model"], r["Group"], r["Parameters"]) for r in rows],
                         [("org/large", "top of class", "300000000"), ("org/small", "compact", "10000000"),
                          ("org/bloated", "", "7000000000")])
        self.assertIn("| org/small   |", (self.folder / "t.md").read_text())
        chart = (self.folder / "c.svg").read_text()
        self.assertIn("Dimension, lower is better", chart)
        self.assertIn(">small</text>", chart)

    def test_says_when_results_are_no_fair_comparison(self):
        write_result(self.root, "org/small", "StarterRetrieval", 0.70, data_revision="other")
        notes = "\n".join(self.report()["notes"])
        self.assertIn("different revisions of the data", notes)

    def test_says_when_a_result_was_edited(self):
        run = {"assay": {"version": "0.1.0"}}
        folder = write_result(self.root, "org/small", "StarterRetrieval", 0.99, run=run)
        record = folder / "assay" / "StarterRetrieval.json"
        content = json.loads(record.read_text())
        content["result_sha256"] = "0" * 64
        record.write_text(json.dumps(content))
        report = self.report()
        self.assertIn("edited them: org/small", "\n".join(report["notes"]))

    def test_broken_side_files_only_leave_gaps(self):
        side = self.root / "org__small" / "1" / "assay" / "StarterRetrieval.per_query.json"
        side.write_text("{")
        (self.root / "org__large" / "1" / "model_meta.json").write_text("[]")
        report = self.report()
        self.assertEqual(report["queries"], [])
        self.assertEqual(len(report["models"]), 3)

    def test_names_cannot_become_markup(self):
        name = 'org/<script>alert("1")</script>'
        write_result(self.root, "org/hostile", "StarterRetrieval", 0.5)
        write_meta(self.root, "org/hostile", 1, 1)
        meta = self.root / "org__hostile" / "1" / "model_meta.json"
        meta.write_text(json.dumps({"name": name, "revision": "1"}))
        report = self.report("--svg", "c.svg")
        self.assertIn(name, [m["name"] for m in report["models"]])
        page = (self.folder / "report.html").read_text(encoding="utf-8")
        self.assertEqual(page.count("<script"), 2)
        self.assertNotIn("<script", (self.folder / "c.svg").read_text())

    def test_refusals(self):
        self.check_fails(1, "nowhere: No such file", "report", "nowhere")
        self.check_fails(2, "did you mean 'parameters'?", "report", "--svg", "c.svg", "--x-axis", "parametrs")
        self.check_fails(2, "give -b or -t, not both", "report", "-b", "BEIR", "-t", "SciFact")
        self.assertFalse((self.folder / "report.html").exists())


if __name__ == "__main__":
    unittest.main()

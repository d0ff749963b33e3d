"""Runs the program as a user does. The path of the binary comes from ASSAY_BINARY."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BINARY = os.environ["ASSAY_BINARY"]

DOCUMENTS = {
    "d1": ("Cats", "Cats sleep most of the day and hunt at dusk."),
    "d2": ("Dogs", "Dogs were bred to herd sheep and guard houses."),
    "d3": ("Bread", "Bread rises because yeast makes gas."),
    "d4": ("Rust", "Iron rusts when water and oxygen meet it."),
    "d5": ("Tides", "The moon pulls the sea and makes tides."),
    "d6": ("Salt", "Salt lowers the temperature at which water freezes."),
}
QUERIES = {"q1": "why do cats sleep", "q2": "why does bread rise", "q3": "what makes tides in the sea"}
JUDGEMENTS = [("q1", "d1", 1), ("q2", "d3", 1), ("q3", "d5", 2), ("q3", "d6", 0)]


def write_beir(folder, documents=None, queries=None, judgements=None):
    """A retrieval data set in BEIR layout."""
    folder = pathlib.Path(folder)
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    documents = DOCUMENTS if documents is None else documents
    queries = QUERIES if queries is None else queries
    judgements = JUDGEMENTS if judgements is None else judgements
    with open(folder / "corpus.jsonl", "w", encoding="utf-8") as file:
        for name, (title, text) in documents.items():
            file.write(json.dumps({"_id": name, "title": title, "text": text}) + "\n")
    with open(folder / "queries.jsonl", "w", encoding="utf-8") as file:
        for name, text in queries.items():
            file.write(json.dumps({"_id": name, "text": text}) + "\n")
    with open(folder / "qrels" / "test.tsv", "w", encoding="utf-8") as file:
        file.write("query-id\tcorpus-id\tscore\n")
        for query, document, score in judgements:
            file.write(f"{query}\t{document}\t{score}\n")
    return folder


def clean_environment(**extra):
    """Nothing of ours or of the hub's from the developer's shell; no network."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ASSAY_", "HF_"))}
    environment["HF_HUB_OFFLINE"] = "1"
    environment["ASSAY_MEASURE"] = "off"  # two seconds for each model that a test opens
    environment.update(extra)
    return environment


class ProgramTest(unittest.TestCase):
    """Each test has a working folder of its own."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run_program(self, *arguments, stdin="", environment=None):
        variables = clean_environment(HF_HOME=str(self.folder / "hf"), **(environment or {}))
        return subprocess.run([BINARY, *map(str, arguments)], cwd=self.folder, env=variables, input=stdin,
                              capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)

    def check_fails(self, code, message, *arguments, **options):
        """The exit code, and one line on standard error that holds the message."""
        done = self.run_program(*arguments, **options)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertNotIn("terminate called", done.stderr)
        return done

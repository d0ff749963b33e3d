"""Help, version, wrong usage, settings."""

import json
import unittest

from program import ProgramTest


class UsageTest(ProgramTest):
    def test_help_names_every_command(self):
        for arguments in ([], ["--help"], ["-h"]):
            done = self.run_program(*arguments)
            self.assertEqual(done.returncode, 0)
            for command in ("run", "models", "tasks", "show", "fetch", "embed", "tokenize"):
                self.assertIn(f"  {command} ", done.stdout)

    def test_help_of_a_command_names_its_options(self):
        done = self.run_program("run", "--help")
        self.assertEqual(done.returncode, 0)
        for option in ("--model", "--task", "--data", "--data-root", "--output", "--precision", "--threads",
                       "--batch-tokens", "--limit", "--trec-runs", "--overwrite", "--json", "--quiet", "--config"):
            self.assertIn(option, done.stdout)

    def test_version_names_commit_compiler_and_instruction_set(self):
        done = self.run_program("--version")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"^assay \d+\.\d+\.\d+\ncommit +\S+\ncompiler +\S+.*\nbuild +\S+\ncpu +.+\nisa +\w+\n$")

    def test_the_instruction_set_can_be_forced(self):
        done = self.run_program("--version", environment={"ASSAY_FORCE_ISA": "generic"})
        self.assertRegex(done.stdout, r"isa +generic\n")
        self.check_fails(2, "ASSAY_FORCE_ISA", "--version", environment={"ASSAY_FORCE_ISA": "avx3"})

    def test_unknown_names_get_a_suggestion(self):
        self.check_fails(2, "assay: unknown command 'rnu' (did you mean 'run'?)", "rnu")
        self.check_fails(2, "unknown option '--treads' (did you mean '--threads'?)", "run", "--treads", "2")
        self.check_fails(2, "'f23' is none of f32, bf16, i16, i8, auto (did you mean 'f32'?)",
                         "run", "--precision", "f23")
        self.check_fails(2, "unknown task 'SciFcat' (did you mean 'SciFact'?)",
                         "run", "-m", "mteb/baseline-bm25s", "-t", "SciFcat")
        self.check_fails(2, "unknown model 'all-MiniLM-L6-v2' (did you mean 'sentence-transformers/all-MiniLM-L6-v2'?)",
                         "run", "-m", "all-MiniLM-L6-v2", "-t", "SciFact")
        self.check_fails(2, "unknown environment variable ASSAY_PRECISON (did you mean 'ASSAY_PRECISION'?)",
                         "models", environment={"ASSAY_PRECISON": "f32"})
        (self.folder / "assay.toml").write_text("[run]\nprecison = 'f32'\n")
        self.check_fails(2, "assay.toml:2: unknown key 'precison' of run (did you mean 'precision'?)",
                         "run", "-m", "mteb/baseline-bm25s", "-t", "SciFact")

    def test_what_is_needed_is_named(self):
        self.check_fails(2, "no model given", "run", "-t", "SciFact")
        self.check_fails(2, "no task given", "run", "-m", "mteb/baseline-bm25s")
        self.check_fails(2, "--data nowhere: there is no such file or folder", "run", "-m", "mteb/baseline-bm25s", "--data", "nowhere")
        self.check_fails(2, "./nowhere: there is no such folder", "run", "-m", "./nowhere", "-t", "SciFact")
        self.check_fails(2, "MODEL", "embed")

    def test_a_broken_settings_file_names_the_line(self):
        (self.folder / "assay.toml").write_text("threads = 1\noutput = \n")
        self.check_fails(1, "assay.toml:2: not valid TOML", "models")
        self.check_fails(1, "missing.toml", "models", "--config", "missing.toml")

    def test_models_and_tasks_are_listed_by_words(self):
        done = self.run_program("models", "minilm", "l6")
        self.assertEqual(done.returncode, 0)
        self.assertIn("sentence-transformers/all-MiniLM-L6-v2", done.stdout)
        self.assertNotIn("bge", done.stdout)
        done = self.run_program("tasks", "scifact", "--type", "Retrieval", "--language", "eng")
        self.assertIn("SciFact ", done.stdout)
        self.assertNotIn("STSBenchmark", done.stdout)
        self.check_fails(2, "did you mean 'Retrieval'?", "tasks", "--type", "Retreival")

    def test_lists_are_there_for_machines(self):
        models = json.loads(self.run_program("models", "--json", "bge-small-en-v1.5").stdout)
        self.assertEqual([m["name"] for m in models], ["BAAI/bge-small-en-v1.5"])
        tasks = json.loads(self.run_program("tasks", "--json", "SciFact").stdout)
        self.assertIn("SciFact", [t["name"] for t in tasks])


if __name__ == "__main__":
    unittest.main()

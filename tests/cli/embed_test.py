"""`assay embed` and `assay tokenize`."""

import array
import ast
import json
import os
import pathlib
import subprocess
import unittest

from program import BINARY, ProgramTest, clean_environment

RANDOM = "mteb/baseline-random-encoder"


def test_model(name):
    """A published model's folder, where the machine has one."""
    places = [os.environ.get("ASSAY_TEST_MODELS"), pathlib.Path(os.environ["ASSAY_SOURCE_DIR"]) / ".cache" / "models"]
    for place in places:
        if place and (pathlib.Path(place) / name / "modules.json").exists():
            return pathlib.Path(place) / name
    return None


def read_npy(path):
    """Shape and values of a float32 array file, without numpy."""
    content = path.read_bytes()
    assert content[:8] == b"\x93NUMPY\x01\x00"
    length = int.from_bytes(content[8:10], "little")
    header = ast.literal_eval(content[10:10 + length].decode())
    assert header["descr"] == "<f4" and not header["fortran_order"]
    values = array.array("f")
    values.frombytes(content[10 + length:])
    return header["shape"], list(values)


class EmbedTest(ProgramTest):
    def test_one_vector_a_line_and_the_same_as_npy(self):
        text = "one\ntwo\n\none\n"
        lines = self.run_program("embed", RANDOM, stdin=text)
        self.assertEqual(lines.returncode, 0, lines.stderr)
        vectors = [json.loads(line) for line in lines.stdout.splitlines()]
        self.assertEqual([len(v) for v in vectors], [32] * 4)
        self.assertEqual(vectors[0], vectors[3])
        self.assertNotEqual(vectors[0], vectors[1])
        (self.folder / "texts").write_text(text)
        done = self.run_program("embed", RANDOM, "--input", "texts", "--output", "out.npy")
        self.assertEqual(done.returncode, 0, done.stderr)
        shape, values = read_npy(self.folder / "out.npy")
        self.assertEqual(shape, (4, 32))
        # Shortest digits of a float read as a float are that float.
        self.assertEqual(values, list(array.array("f", [x for v in vectors for x in v])))

    def test_json_lines_hold_line_feeds(self):
        done = self.run_program("embed", RANDOM, "--json-lines", stdin='"a\\nb"\n')
        self.assertEqual(len(done.stdout.splitlines()), 1)

    def test_wrong_use(self):
        self.check_fails(2, "makes no embeddings", "embed", "mteb/baseline-bm25s", stdin="a\n")
        self.check_fails(2, "expected a name in .npy or .jsonl", "embed", RANDOM, "--output", "x.csv", stdin="a\n")
        self.check_fails(1, "missing", "embed", RANDOM, "--input", "missing")
        self.check_fails(1, "2: not a JSON string", "embed", RANDOM, "--json-lines", stdin='"a"\nb\n')

    def test_a_full_device_is_an_error(self):
        if not pathlib.Path("/dev/full").exists():
            self.skipTest("no /dev/full")
        with open("/dev/full", "w") as full:
            done = subprocess.run([BINARY, "embed", RANDOM], input=b"a\n" * 1000, stdout=full, stderr=subprocess.PIPE,
                                  env=clean_environment(), check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard output cannot be written: No space left on device", done.stderr)


class TokenizeTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.model = test_model("sentence-transformers__all-MiniLM-L6-v2")
        if self.model is None:
            self.skipTest("no such model: run tools/fetch_default_model.py or set ASSAY_TEST_MODELS")

    def test_ids_with_special_tokens_one_array_a_line(self):
        # Hugging Face tokenizers 0.20 on the model's tokenizer.json.
        done = self.run_program("tokenize", self.model, stdin="Hello, world!\n\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, "[101, 7592, 1010, 2088, 999, 102]\n[101, 102]\n")

    def test_a_file_and_json_lines(self):
        (self.folder / "texts").write_text('"Hello, world!"\n')
        done = self.run_program("tokenize", self.model, "texts", "--json-lines")
        self.assertEqual(done.stdout, "[101, 7592, 1010, 2088, 999, 102]\n")

    def test_embedding_agrees_with_its_npy(self):
        self.run_program("embed", self.model, "--output", "a.npy", "--precision", "f32", stdin="Hello, world!\n")
        shape, values = read_npy(self.folder / "a.npy")
        self.assertEqual(shape, (1, 384))
        self.assertAlmostEqual(sum(x * x for x in values), 1.0, places=5)

    def test_every_instruction_set_gives_the_same_bits(self):
        text = "Hello, world!\nwhat the plain loops give, every vector unit gives\n"
        for precision in ("f32", "i16"):
            files = {}
            for isa in ("generic", "avx2", "avx512"):
                done = self.run_program("embed", self.model, "--precision", precision, "--output", f"{isa}.npy", stdin=text,
                                        environment={"ASSAY_FORCE_ISA": isa})
                if f"has no {isa}" in done.stderr:
                    continue
                self.assertEqual(done.returncode, 0, done.stderr)
                files[isa] = (self.folder / f"{isa}.npy").read_bytes()
            self.assertEqual(len(set(files.values())), 1, f"{precision}: {list(files)}")


class BuiltInTest(ProgramTest):
    def test_a_model_without_tokens_is_refused(self):
        self.check_fails(2, RANDOM, "tokenize", RANDOM, stdin="a\n")


if __name__ == "__main__":
    unittest.main()

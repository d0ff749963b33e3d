"""Rows of files that pyarrow and pandas write and read, against ours. Skips what is not installed."""

import json
import math
import os
import pathlib
import subprocess
import tempfile
import unittest

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError:
    pa = None
try:
    import pandas as pd
except ImportError:
    pd = None

PROGRAM = os.environ["ASSAY_PRINT_ROWS"]


def our_rows(file):
    done = subprocess.run([PROGRAM, file], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def can_read_parquet():
    return os.path.exists(os.environ.get("ASSAY_PARQUET_MODULE", ""))


@unittest.skipIf(pa is None, "pyarrow is not installed")
@unittest.skipUnless(can_read_parquet(), "the Parquet module is not built")
class ParquetAgainstPyarrow(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "t.parquet"

    def check(self, table, **options):
        pq.write_table(table, self.file, **options)
        self.assertEqual(our_rows(self.file), table.to_pylist())

    def table(self, rows):
        words = ["", "ä", "a b", "\U0001f600" * 3, "x" * 500]
        return pa.table({
            "id": pa.array(range(rows), pa.int32()),
            "text": pa.array([words[i % 5] + str(i) for i in range(rows)]),
            "word": pa.array([words[i % 3] for i in range(rows)]).dictionary_encode(),
            "score": pa.array([i / 7 if i % 11 else None for i in range(rows)]),
            "list": pa.array([[str(j) for j in range(i % 4)] if i % 5 else None for i in range(rows)]),
            "turns": pa.array([[{"role": "user", "content": str(i)}] * (i % 3) for i in range(rows)]),
        })

    def test_every_compression(self):
        for compression in ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]:
            with self.subTest(compression):
                self.check(self.table(1000), compression=compression)

    def test_many_row_groups_and_page_versions(self):
        for version in ["1.0", "2.0"]:
            self.check(self.table(30_000), row_group_size=997, data_page_version=version, data_page_size=1000)

    def test_encodings(self):
        table = self.table(5000).select(["id", "text"])
        for encoding in [{"id": "DELTA_BINARY_PACKED"}, {"text": "DELTA_BYTE_ARRAY"}, {"text": "DELTA_LENGTH_BYTE_ARRAY"}]:
            self.check(table, use_dictionary=False, column_encoding=encoding)


@unittest.skipIf(pd is None, "pandas is not installed")
class CsvAgainstPandas(unittest.TestCase):
    def check(self, text, **options):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / ("t.tsv" if options.get("sep") == "\t" else "t.csv")
            file.write_bytes(text.encode())
            expected = pd.read_csv(file, **options).to_dict("records")
            expected = [{k: None if isinstance(v, float) and math.isnan(v) else v for k, v in row.items()}
                        for row in expected]
            ours = our_rows(file)
            self.assertEqual(ours, expected)
            self.assertEqual([[type(v) for v in row.values()] for row in ours],
                             [[type(v) for v in row.values()] for row in expected])

    def test_types(self):
        self.check("i,f,n,b,s,e,z\n1,1.5,1,True,1,,007\n-2,2,,FALSE,x,,8\n+3,1e3,3,true,NA,,9\n")
        self.check("a,b,c\n 1,x , 2.5\n2, y,3\n")
        self.check("a\n9223372036854775808\n1\n")

    def test_quotes_and_lines(self):
        self.check('text,label\n"a, b",x\r\n"say ""hi""\nthere",y\rplain "q",z\n"closed"tail,w\n')
        self.check("a,b\n\n   \n1,2\n\t\n,\n\"\",\"\"\n")
        self.check("a\tb\n1,5\t\"x\ty\"\n", sep="\t")
        self.check("a,b\n1,2")
        self.check("\ufeffa,b\n1,2\n")
        self.check("a,a,,a\n1,2,3,4\n")
        self.check("a,b\nx\ny,z\n")


if __name__ == "__main__":
    unittest.main()

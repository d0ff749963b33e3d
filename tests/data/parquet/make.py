#!/usr/bin/env python3
"""Writes the Parquet files beside it (needs pyarrow and datasets). They are committed: tests read them without Python."""

import pathlib

import datasets
import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent

# One column of every type that has a table value, each with a null.
pq.write_table(pa.table({
    "bool": pa.array([True, None, False]),
    "int8": pa.array([-128, None, 127], pa.int8()),
    "int64": pa.array([-9223372036854775808, None, 9223372036854775807], pa.int64()),
    "uint64": pa.array([0, None, 18446744073709551615], pa.uint64()),
    "float": pa.array([0.5, None, -1.25], pa.float32()),
    "double": pa.array([0.1, None, 1e300], pa.float64()),
    "string": pa.array(["", None, "Größe"]),
    "large_string": pa.array(["a", None, "b"], pa.large_string()),
    "dictionary": pa.array(["x", None, "x"]).dictionary_encode(),
    "list": pa.array([["a", None], None, []], pa.list_(pa.string())),
    "large_list": pa.array([[1], None, [2, 3]], pa.large_list(pa.int32())),
    "struct": pa.array([{"a": 1, "b": ["x"]}, None, {"a": None, "b": None}]),
    "deep": pa.array([[[{"a": [1, 2]}]], None, [[]]]),
    "map": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int64())),
    "null": pa.nulls(3),
    "date": pa.array([0, None, 1], pa.date32()),
    "bytes": pa.array([b"\xff", None, b""], pa.binary()),
}), HERE / "types.parquet", compression="zstd")

# As push_to_hub writes it: class names in the schema's metadata, two row groups.
datasets.Dataset.from_dict(
    {"text": ["one", "two", "three"], "label": [1, 0, 1]},
    features=datasets.Features({"text": datasets.Value("string"), "label": datasets.ClassLabel(names=["neg", "pos"])}),
).to_parquet(HERE / "class_label.parquet", batch_size=2)

pq.write_table(pa.table({"text": pa.array([], pa.string()), "n": pa.array([], pa.int64())}), HERE / "no_rows.parquet")
# Text that is not UTF-8, which a careless writer can produce.
bad = pa.Array.from_buffers(pa.string(), 2, [None, pa.py_buffer(bytes([0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0])),
                                             pa.py_buffer(b"ok\xff")])
pq.write_table(pa.table({"text": bad}), HERE / "not_utf8.parquet")

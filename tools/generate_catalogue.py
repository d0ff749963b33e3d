#!/usr/bin/env python3
"""Writes the catalogue that is embedded in the program.

    tools/generate_catalogue.py TASKS.json BENCHMARKS.json MODELS.json

Each input is a JSON object with a small header and one list of entries (docs/catalogue.md names the fields). The outputs,
src/catalogue/data/{tasks,benchmarks,models}.jsonl.gz, hold the header in the first line and one entry in each line after
it, `name` first: the program finds an entry by its line and parses nothing else. The same input gives the same bytes.
"""

import argparse
import gzip
import io
import json
import pathlib

DATA = pathlib.Path(__file__).resolve().parent.parent / "src" / "catalogue" / "data"
KINDS = ("tasks", "benchmarks", "models")


def to_line(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def write_catalogue(kind: str, catalogue: dict, folder: pathlib.Path = DATA) -> int:
    """Writes one catalogue and returns the size of the file."""
    header = {key: value for key, value in catalogue.items() if key not in (kind, "layout")}
    lines = [to_line(header)]
    for entry in catalogue[kind]:
        lines.append(to_line({"name": entry["name"], **entry}))
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        file.write(b"".join(lines))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{kind}.jsonl.gz").write_bytes(buffer.getvalue())
    return len(buffer.getvalue())


def read_catalogue(kind: str, folder: pathlib.Path = DATA) -> dict:
    """The inverse of write_catalogue."""
    lines = gzip.decompress((folder / f"{kind}.jsonl.gz").read_bytes()).decode().splitlines()
    return {**json.loads(lines[0]), kind: [json.loads(line) for line in lines[1:]]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for kind in KINDS:
        parser.add_argument(kind, type=pathlib.Path)
    arguments = parser.parse_args()
    for kind in KINDS:
        catalogue = json.loads(getattr(arguments, kind).read_text(encoding="utf-8"))
        size = write_catalogue(kind, catalogue)
        print(f"{kind}: {len(catalogue[kind])} entries, {size} bytes")


if __name__ == "__main__":
    main()

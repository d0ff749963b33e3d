#!/usr/bin/env python3
"""Finds types of one name in one namespace that two files define: the linker keeps the functions of one of them for both, and no
compiler says so.

    tools/check_one_definition.py          from the repository root, or as the test `one_definition`; exit code 1 when there are any
"""

import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OPENING = re.compile(r"^namespace ([\w:]+ )?\{")
CLOSING = re.compile(r"^\}  // namespace")
TYPE = re.compile(r"^(?:template .*> )?(?:struct|class|enum|enum class) (\w+)(?: final)?(?: ?:[^;:][^;]*)? ?\{")


def types_of(path):
    """Full names of the types at namespace scope, as the pinned clang-format writes them; those of unnamed namespaces are nobody else's."""
    namespaces = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if opening := OPENING.match(line):
            namespaces.append((opening[1] or "").strip())
        elif CLOSING.match(line):
            namespaces.pop()
        elif (found := TYPE.match(line)) and "" not in namespaces:
            yield "::".join([*namespaces, found[1]])


def main():
    files = collections.defaultdict(list)
    for folder in ("include", "src", "tests", "fuzz", "bench"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".h", ".cc", ".inl"):
                for name in types_of(path):
                    files[name].append(str(path.relative_to(ROOT)))
    twice = {name: paths for name, paths in files.items() if len(paths) > 1}
    for name, paths in sorted(twice.items()):
        print(f"{name} is defined in {' and in '.join(paths)}", file=sys.stderr)
    print(f"{len(files)} types, {len(twice)} defined twice")
    sys.exit(1 if twice else 0)


if __name__ == "__main__":
    main()

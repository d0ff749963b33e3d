#!/usr/bin/env python3
"""Writes src/base/python_text_tables.inc: what Python's re and str say about every character.

Usage: tools/make_python_text_tables.py > src/base/python_text_tables.inc

The tables follow the Unicode version of the Python that runs this (the first line of the output names it). Everything is
found out by asking str and re, so the result is what mteb's baselines see.
"""

import re
import sys
import unicodedata

SURROGATES = range(0xD800, 0xE000)
CODE_POINTS = [c for c in range(sys.maxunicode + 1) if c not in SURROGATES]


def ranges(predicate):
    found = []
    for c in CODE_POINTS:
        if not predicate(chr(c)):
            continue
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return found


def is_cased(c):
    """Makes a sigma behind it a final one; case-ignorable characters are passed over, cased or not."""
    return (c + "\u03a3").lower().endswith("\u03c2")


def is_case_ignorable(c):
    return not is_cased(c) and ("A" + c + "\u03a3").lower().endswith("\u03c2")


def print_ranges(name, found):
    print(f"constexpr CodePointRange {name}[] = {{")
    for i in range(0, len(found), 5):
        print("    " + " ".join(f"{{0x{a:X}, 0x{b:X}}}," for a, b in found[i : i + 5]))
    print("};")


def lower_runs():
    """Runs of code points `step` apart whose lower case is the same distance away: (first, last, step, distance)."""
    pairs = [(c, ord(chr(c).lower())) for c in CODE_POINTS if len(chr(c).lower()) == 1 and chr(c).lower() != chr(c)]
    runs = []
    for c, low in pairs:
        if runs:
            first, last, step, distance = runs[-1]
            gap = c - last
            if low - c == distance and gap <= 2 and (first == last or gap == step):
                runs[-1] = (first, c, gap, distance)
                continue
        runs.append((c, c, 1, low - c))
    return runs


def main():
    longer = [c for c in CODE_POINTS if len(chr(c).lower()) != 1]
    assert longer == [0x130], longer  # python_text.cc treats it by name
    print(f"// Unicode {unicodedata.unidata_version}. Made by tools/make_python_text_tables.py; do not edit.")
    print("// clang-format off")
    word = re.compile(r"\w")
    print_ranges("kWordRanges", ranges(lambda c: word.match(c) is not None))
    print_ranges("kCasedRanges", ranges(is_cased))
    print_ranges("kCaseIgnorableRanges", ranges(is_case_ignorable))
    print("constexpr LowerRun kLowerRuns[] = {")
    runs = lower_runs()
    for i in range(0, len(runs), 4):
        print("    " + " ".join(f"{{0x{a:X}, 0x{b:X}, {s}, {d}}}," for a, b, s, d in runs[i : i + 4]))
    print("};")
    print("// clang-format on")


if __name__ == "__main__":
    main()

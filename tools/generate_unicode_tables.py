#!/usr/bin/env python3
"""Writes src/tokenizer/unicode_tables.cc from the official `tokenizers` package (PyPI), by asking it about every code point.

Usage: tools/generate_unicode_tables.py [--check]        (needs: pip install tokenizers==0.23.3; takes about a minute)

The package mixes several Unicode versions (its punctuation classes are those of about Unicode 8, its lower-casing is newer),
so no Unicode library reproduces it; what it does is the specification. --check compares instead of writing: run it when the
version below is moved.
"""
import argparse
import pathlib
import sys
import unicodedata

import tokenizers
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers

VERSION = "0.23.3"
OUTPUT = pathlib.Path(__file__).resolve().parent.parent / "src/tokenizer/unicode_tables.cc"
CODE_POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
HANGUL = range(0xAC00, 0xD7A4)  # decomposed by arithmetic
BATCH = 20000


def bert(**on):
    settings = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**(settings | on)).normalize_str


def added_token_offsets(token, texts):
    """For each text the (start, end) that the added token swallowed, or None where it was not recognised."""
    tokenizer = Tokenizer(models.WordLevel({"?": 0}, unk_token="?"))
    tokenizer.add_tokens([token])
    result = []
    for start in range(0, len(texts), BATCH):
        for encoding in tokenizer.encode_batch(texts[start : start + BATCH], add_special_tokens=False):
            found = [o for i, o in zip(encoding.ids, encoding.offsets) if i == 1]
            result.append(found[0] if found else None)
    return result


def combining_classes(nfd):
    """Canonical combining class of every code point, found by watching which neighbours NFD swaps."""
    overlay, above = "\u0334", "\u0300"  # classes 1 and 230

    def swaps(a, b):  # class(a) > class(b) > 0
        return a != b and nfd(a + b) == b + a

    probes = {1: overlay}  # class -> the first character that has it in Python and any class in the package
    for c in CODE_POINTS:
        value = unicodedata.combining(chr(c))
        if value and value not in probes and swaps(chr(c), overlay):
            probes[value] = chr(c)
    assert probes[230] == above
    values = sorted(probes)
    for low, high in zip(values, values[1:]):
        assert swaps(probes[high], probes[low]) and not swaps(probes[low], probes[high]), (low, high)
    classes = {}
    for c in CODE_POINTS:
        char = chr(c)
        if nfd(char) != char or not (swaps(above, char) or swaps(char, overlay)):
            continue
        exact = [v for v in values if not swaps(char, probes[v]) and not swaps(probes[v], char)]
        assert len(exact) == 1, (hex(c), exact)
        classes[c] = exact[0]
    assert all(classes[ord(probe)] == value for value, probe in probes.items())
    return classes


def ranges(code_points):
    result = []
    for c in sorted(code_points):
        if result and c == result[-1][1] + 1:
            result[-1][1] = c
        else:
            result.append([c, c])
    return result


def lower_runs(mapping):
    """[first, last, step, delta]: every `step`-th code point of first..last lower-cases to itself + delta."""
    runs = []
    for c in sorted(mapping):
        delta = mapping[c] - c
        if runs and runs[-1][3] == delta:
            first, last, step, _ = runs[-1]
            if c - last in (1, 2) and (first == last or c - last == step):
                runs[-1][1:3] = [c, c - last]
                continue
        runs.append([c, c, 1, delta])
    return runs


def rows(items):
    lines, line = [], " "
    for item in items:
        if len(line) + len(item) + 2 > 100:
            lines.append(line)
            line = " "
        line += " " + item + ","
    return "\n".join(lines + [line])


def table(kind, name, items):
    return f"constexpr {kind} {name}[] = {{\n{rows(items)}\n}};\n"


def range_table(name, code_points):
    return table("CodePointRange", name, [f"{{{a:#x}, {b:#x}}}" for a, b in ranges(code_points)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the committed file, write nothing")
    arguments = parser.parse_args()
    if tokenizers.__version__ != VERSION:
        sys.exit(f"tokenizers {tokenizers.__version__} is installed, the tables are pinned to {VERSION}")

    clean, strip = bert(clean_text=True), bert(strip_accents=True)
    nfd, lower = normalizers.NFD().normalize_str, normalizers.Lowercase().normalize_str
    split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    pieces = {c: len(split(f"a{chr(c)}b")) for c in CODE_POINTS}
    spaces = {c for c in CODE_POINTS if pieces[c] == 2}
    dropped = {c for c in CODE_POINTS if clean(chr(c)) == ""}
    assert {c for c in CODE_POINTS if clean(chr(c)) == " "} == spaces - dropped
    changed = spaces | dropped
    assert all(clean(chr(c)) == chr(c) for c in CODE_POINTS if c not in changed)

    decompositions = {c: nfd(chr(c)) for c in CODE_POINTS if nfd(chr(c)) != chr(c)}
    for c in HANGUL:
        l, v, t = (c - 0xAC00) // 588, (c - 0xAC00) % 588 // 28, (c - 0xAC00) % 28
        expected = chr(0x1100 + l) + chr(0x1161 + v) + (chr(0x11A7 + t) if t else "")
        assert decompositions.pop(c) == expected
    marks = {c for c in CODE_POINTS if c not in decompositions and strip(chr(c)) == ""}
    for c, text in decompositions.items():
        assert strip(chr(c)) == "".join(x for x in text if ord(x) not in marks), hex(c)

    lowered = {c: lower(chr(c)) for c in CODE_POINTS if lower(chr(c)) != chr(c)}
    assert [c for c, text in lowered.items() if len(text) > 1] == [0x130], "only U+0130 becomes two characters"
    assert lowered.pop(0x130) == "i\u0307"
    runs = lower_runs({c: ord(text) for c, text in lowered.items()})

    before = added_token_offsets(AddedToken("@@", single_word=True), [chr(c) + "@@" for c in CODE_POINTS])
    after = added_token_offsets(AddedToken("@@", single_word=True), ["@@" + chr(c) for c in CODE_POINTS])
    words = {c for c, b, a in zip(CODE_POINTS, before, after) if b is None and a is None and c != 0x40}
    assert all((b is None) == (a is None) for c, b, a in zip(CODE_POINTS, before, after) if c != 0x40)
    stripped = added_token_offsets(AddedToken("@@", rstrip=True), ["@@" + chr(c) for c in CODE_POINTS])
    assert {c for c, o in zip(CODE_POINTS, stripped) if o == (0, 3)} == spaces, r"\s is White_Space"

    classes = combining_classes(nfd)
    class_runs = []
    for c in sorted(classes):
        if class_runs and class_runs[-1][1] == c - 1 and class_runs[-1][2] == classes[c]:
            class_runs[-1][1] = c
        else:
            class_runs.append([c, c, classes[c]])

    entries = []
    for c, text in sorted(decompositions.items()):
        assert len(text) <= 4
        entries.append(f"{{{c:#x}, {{{', '.join(f'{ord(x):#x}' for x in text)}}}}}")

    text = f"""// Generated by tools/generate_unicode_tables.py from tokenizers {VERSION} (PyPI). Do not edit.
// clang-format off
#include "tokenizer/unicode_tables.h"

namespace assay::unicode {{
namespace {{

{range_table("kDropped", dropped)}
{range_table("kWhiteSpace", spaces)}
{range_table("kPunctuation", {c for c in CODE_POINTS if pieces[c] == 3})}
{range_table("kNonspacingMark", marks)}
{range_table("kWordCharacter", words)}
{table("LowercaseRun", "kLowercase", [f"{{{a:#x}, {b:#x}, {s}, {d}}}" for a, b, s, d in runs])}
{table("CombiningClassRun", "kCombiningClass", [f"{{{a:#x}, {b:#x}, {v}}}" for a, b, v in class_runs])}
{table("Decomposition", "kDecomposition", entries)}
}}  // namespace

const Tables& tables() noexcept {{
  static constexpr Tables kTables{{kDropped,       kWhiteSpace, kPunctuation,    kNonspacingMark,
                                  kWordCharacter, kLowercase,  kCombiningClass, kDecomposition}};
  return kTables;
}}

}}  // namespace assay::unicode
"""
    if arguments.check:
        sys.exit(0 if OUTPUT.read_text() == text else f"{OUTPUT} differs from what tokenizers {VERSION} does")
    OUTPUT.write_text(text)
    print(f"{OUTPUT}: {len(text)} bytes, {len(entries)} decompositions, {len(runs)} lower-case runs, "
          f"{len(classes)} combining classes")


if __name__ == "__main__":
    main()

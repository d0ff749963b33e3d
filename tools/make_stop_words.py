#!/usr/bin/env python3
"""Writes src/encoder/stop_words.inc: the stop word lists of the PyPI package bm25s, which mteb's BM25 baseline uses.

Usage: pip install bm25s==0.2.3 && tools/make_stop_words.py > src/encoder/stop_words.inc

The lists are data of bm25s (MIT licence, Copyright (c) 2024 Xing Han Lu); English is Lucene's list, the others NLTK's and
stopwords-iso's. Later versions of the package have the same lists for these languages.
"""

import importlib.util
import pathlib

# mteb's key for each list.
LISTS = {
    "de": "GERMAN",
    "en": "EN",
    "es": "SPANISH",
    "fr": "FRENCH",
    "it": "ITALIAN",
    "nl": "DUTCH",
    "no": "NORWEGIAN",
    "pt": "PORTUGUESE",
    "ru": "RUSSIAN",
    "sv": "SWEDISH",
    "zh": "CHINESE",
}


def main():
    package = pathlib.Path(importlib.util.find_spec("bm25s").origin).parent
    lists = {}
    exec((package / "stopwords.py").read_text(encoding="utf-8"), lists)  # importing bm25s would need numpy
    print("// Stop words of bm25s (MIT licence). Made by tools/make_stop_words.py; do not edit.")
    print("// clang-format off")
    for key, name in LISTS.items():
        words = sorted(set(lists["STOPWORDS_" + name]), key=lambda w: w.encode())
        print(f"constexpr std::string_view {'k' + name.capitalize()}[] = {{")
        line = "   "
        for word in words:
            item = f' "{word}",'
            if len((line + item).encode()) > 110:
                print(line)
                line = "   "
            line += item
        print(line)
        print("};")
    print("constexpr StopWordList kLists[] = {")
    for key, name in LISTS.items():
        print(f'    {{"{key}", {"k" + name.capitalize()}}},')
    print("};")
    print("// clang-format on")


if __name__ == "__main__":
    main()

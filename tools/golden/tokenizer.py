#!/usr/bin/env python3
"""Writes tests/golden/tokenizer.json: what the official `tokenizers` package (PyPI) makes of hard texts.

    pip install tokenizers==0.23.3
    tools/golden/tokenizer.py [MODEL FOLDER...]

Two parts. `small`: tokenizers of our own with a small vocabulary, one a setting, and the ids of every text. `models`: for each MODEL
(a folder with tokenizer.json, named <org>__<name>) the ids of the texts, and one hash for each 65,536 code points over the
ids of SWEEP with the code point in it, so that the test needs no megabytes of numbers. Models are set up as `transformers` does.
"""

import hashlib
import json
import pathlib
import string
import struct
import sys

import tokenizers
from tokenizers import Tokenizer, normalizers

VERSION = "0.23.3"
OUTPUT = pathlib.Path(__file__).resolve().parent.parent.parent / "tests" / "golden" / "tokenizer.json"
SWEEP = "e{c}a {c}"
BLOCK = 0x10000

TEXTS = [
    "", " ", "\t \n", "a", "The quick brown fox jumps over the lazy dog.", "unaffable", "UNAFFABLE!", "playing played player",
    "Hello WORLD", "hello, world... (again)", "don't can't we're", "e-mail re-enter --- -", "3.14 1,000 -5 2²", "a_b a__b _", "C++ C# F#",
    "http://example.org/a?b=c&d=%20", "x@y.zz #tag $5 50% ^ ~ ` | \\ / < >", "\"quoted\" 'single' “curly” ‘curly’ «guillemets» „low“", "a—b a–b a…b",
    "naïve café Ångström", "nai\u0308ve cafe\u0301", "É\u0301\u0323 e\u0323\u0301", "İstanbul ıI iİ", "Straße STRASSE ẞ ß", "ΑΣ Σ ς ΌΣΟΣ", "ﬁ ﬂ ﬃ", "Ǆ ǅ ǆ Ǉ",
    "中文", "中文abc中文", "日本語テキスト", "한국어", "각\u1100\u1161\u11a8", "ไทย", "हिन्दी", "עברית שָׁלוֹם", "العربيّة", "Ελληνικά", "кириллица Й й ё",
    "\U0002b820 \U0002b920 \U0002a6d7", "豈 更 車", "🙂 👩‍👩‍👧 🇩🇪 ❤️", "a\u200bb a\u00adb \ufeffa", "a\u00a0b\u2003c\u3000d\u2028e\u2029f\u0085g", "a\x00b \x01 \x7f \x1f", "\ufffd a\ufffdb",
    "\u0301abc", "a\u0345\u0301\u0323\u031b", "\u1e9b\u0323", "Å \u212b A\u030a", "½ ① ⅷ ℡", "ａｂｃ ＡＢＣ １２３", "！？。、「」", "a·b a•b", "₹ € £ ¥", "¿Qué? ¡Sí!",
    "[CLS] a [SEP]", "[MASK]", "a[MASK]b", "a [MASK] b", " [MASK]  [MASK] ", "[mask] [Mask]", "[MASK", "MASK]", "[[MASK]]", "[UNK] [PAD]", "[cls]", "##a a##b ## #",
    "x" * 100, "x" * 101, "x" * 99 + "é", "é" * 100, "é" * 101, "e\u0301" * 100, "e\u0301" * 101, "中" * 101, "aaaaa aaaaaa", "the" * 40,
    "newtok", "newtoken", "anewtok", "newtok newtok", "newtok.", "NEWTOK Newtok", "tight", "a tight b", "  tight  ", "tight\t\ttight", "wordy", "wordy_ wordy1 wordy- (wordy)", "éwordy wordyé", "wordy中",
    "\ud55c\uae00 \u302e\u302f", "\U0001d165\U0001d15f", "\u0f71\u0f72\u0f74", "\u08d4\u1dfa a\u0327\u0301",
    "A sentence with a number of ordinary words, some punctuation; and a line\nbreak in the middle.",
]

WORDS = ("the quick brown fox over lazy dog hello world Hello The un play can don number of a an and in with line break middle some new tok naive cafe "
         "naïve café strasse straße ß ss istanbul ab abc 中 文 日 本 한 국 어 \u1112\u1161\u11ab é É ü ﬁ newt mask [ ] ## x é\u0301").split()
PIECES = "aff able ing ed er s t e tok en 文 é ü \u0301 \u0323 3 14 x xx ss ß # ]".split()


def vocabulary(prefix):
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokens += list(string.ascii_letters + string.digits + string.punctuation + "“”‘’«»„…—–·•！？。、「」¿¡€£²½①")
    tokens += [prefix + c for c in string.ascii_lowercase + string.digits]
    tokens += WORDS + [prefix + piece for piece in PIECES]
    return {token: i for i, token in enumerate(dict.fromkeys(tokens))}


def added(token_id, content, **flags):
    return {"id": token_id, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True} | flags


def settings(prefix="##", normalizer=True, added_tokens=True, template=True, most_chars=100, **bert):
    vocab = vocabulary(prefix)
    tokens = [added(vocab[t], t) for t in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")]
    if added_tokens == "flags":
        tokens[4]["lstrip"] = True
        tokens += [added(len(vocab), "newtok", normalized=True, special=False),
                   added(len(vocab) + 1, "tight", lstrip=True, rstrip=True),
                   added(len(vocab) + 2, "wordy", single_word=True, special=False)]
    special = {"type": "TemplateProcessing", "pair": [],
               "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                          {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
               "special_tokens": {t: {"id": t, "ids": [vocab[t]], "tokens": [t]} for t in ("[CLS]", "[SEP]")}}
    if template == "processing":
        special = {"type": "BertProcessing", "sep": ["[SEP]", vocab["[SEP]"]], "cls": ["[CLS]", vocab["[CLS]"]]}
    if template is None:
        special = None
    return {"version": "1.0",
            # Both are to be ignored.
            "truncation": {"direction": "Right", "max_length": 5, "strategy": "LongestFirst", "stride": 0},
            "padding": {"strategy": {"Fixed": 9}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
            "added_tokens": tokens,
            "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True} | bert
                          if normalizer else None,
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": special,
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
            "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": prefix, "max_input_chars_per_word": most_chars, "vocab": vocab}}


SMALL = {
    "lower-cased": settings(),
    "cased": settings(lowercase=False),
    "lower-cased, accents kept": settings(strip_accents=False),
    "cased, accents stripped": settings(lowercase=False, strip_accents=True),
    "not cleaned, Chinese in words": settings(clean_text=False, handle_chinese_chars=False),
    "no normaliser": settings(normalizer=False),
    "other prefix, short words": settings(prefix="@", most_chars=5),
    "flags of added tokens": settings(added_tokens="flags"),
    "flags of added tokens, cased": settings(added_tokens="flags", lowercase=False),
    "BertProcessing": settings(template="processing"),
    "no special tokens around": settings(template=None),
}


def load(text):
    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def load_model(folder):
    tokenizer = load((folder / "tokenizer.json").read_text())
    config = json.loads((folder / "tokenizer_config.json").read_text())
    tokenizer.normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=config.get("tokenize_chinese_chars", True),
        strip_accents=config.get("strip_accents"), lowercase=config.get("do_lower_case", True))
    return tokenizer


def sweep(tokenizer):
    """For each block of code points the SHA-256 over, for each code point, the number of ids and the ids, 4 bytes each, little-endian."""
    hashes = []
    for begin in range(0, 0x110000, BLOCK):
        texts = [SWEEP.format(c=chr(c)) for c in range(begin, begin + BLOCK) if not 0xD800 <= c <= 0xDFFF]
        block = hashlib.sha256()
        for encoding in tokenizer.encode_batch(texts):
            block.update(struct.pack(f"<{len(encoding.ids) + 1}i", len(encoding.ids), *encoding.ids))
        hashes.append(block.hexdigest())
    return hashes


def main():
    if tokenizers.__version__ != VERSION:
        sys.exit(f"tokenizers {tokenizers.__version__} is installed, {VERSION} expected")
    golden = {"made_by": f"tools/golden/tokenizer.py with tokenizers {VERSION}", "texts": TEXTS, "sweep": SWEEP, "small": [], "models": []}
    for name, file in SMALL.items():
        text = json.dumps(file, ensure_ascii=False)
        golden["small"].append({"name": name, "tokenizer": file, "ids": [e.ids for e in load(text).encode_batch(TEXTS)]})
    for folder in map(pathlib.Path, sys.argv[1:]):
        tokenizer = load_model(folder)
        golden["models"].append({"name": folder.name, "ids": [e.ids for e in tokenizer.encode_batch(TEXTS)], "sweep_sha256": sweep(tokenizer)})
    # One line a tokenizer: vocabularies of one number a line would not be for reading either.
    lines = ["{"]
    for key, value in golden.items():
        if key in ("small", "models"):
            rows = ",\n  ".join(json.dumps(row, separators=(",", ":"), sort_keys=False) for row in value)
            lines.append(f'"{key}": [\n  {rows}]' + ("," if key == "small" else ""))
        else:
            lines.append(f'"{key}": {json.dumps(value, indent=1)},')
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text("\n".join(lines + ["}"]) + "\n", encoding="utf-8")
    print(f"{OUTPUT}: {OUTPUT.stat().st_size} bytes")


main()

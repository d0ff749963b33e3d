#!/usr/bin/env python3
"""Writes synthetic rows for tasks whose real data are not at hand, in the layout of --data-root: DIR/<Task>/[<subset>/]<split>.jsonl.

    python3 tools/make_synthetic_rows.py DIR
    assay run -m MODEL -t CEDRClassification -t RuSciBenchYearPublRegression --data-root DIR --output results
    python tools/check_rows_against_mteb.py results --data-root DIR --model MODEL

The texts are made of a few hundred English words, so that vectors of a real model say something about the labels, and their scores nothing about any
model. The same files every time.
"""

import argparse
import json
import pathlib
import random

TOPICS = {
    "joy": "delight happy smile laughter cheerful celebrate sunny wonderful",
    "sadness": "tears grief lonely mourning sorrow gloomy weep loss",
    "surprise": "unexpected sudden astonishing shock wonder amazing startled twist",
    "fear": "panic terror dread frightened horror threat tremble danger",
    "anger": "furious rage shouting insult outrage hostile bitter revenge",
    "none": "table window street paper kitchen bottle garden engine",
}
FILLERS = ("the a this that yesterday today morning evening people city river road house friend letter story music train market school "
           "walked found said gave took kept saw made went brought near under after before with without about over again slowly quickly").split()


def text_of(rng, topics, length):
    words = [rng.choice(TOPICS[topic].split()) for topic in topics for _ in range(2)]
    words += [rng.choice(FILLERS) for _ in range(length)]
    rng.shuffle(words)
    return " ".join(words)


def multilabel_rows(rng, count, none_share=0.1, as_strings=False):
    """Rows with no, one or several of the labels; some are rare."""
    names = list(TOPICS)[:5]
    rows = []
    for _ in range(count):
        chosen = [] if rng.random() < none_share else sorted(rng.sample(range(5), k=rng.choices((1, 2, 3), (6, 3, 1))[0]))
        text = text_of(rng, [names[i] for i in chosen] or ["none"], rng.randint(3, 12))
        rows.append({"text": text, "label": [names[i] for i in chosen] if as_strings else chosen})
    return rows


def regression_rows(rng, count, whole):
    """The share of joyful words, as a number with noise; whole numbers tie often."""
    rows = []
    for _ in range(count):
        joy = rng.randint(0, 6)
        text = text_of(rng, ["joy"] * joy + ["sadness"] * (6 - joy), rng.randint(3, 10))
        value = 1990 + 4 * joy + rng.gauss(0, 3)
        rows.append({"text": text, "value": round(value) if whole else value})
    return rows


def summarization_rows(rng, count):
    """Texts with summaries by people and by machines; a machine's summary is as good as the share of the text's topics that it keeps."""
    rows = []
    for _ in range(count):
        topics = rng.sample(list(TOPICS), k=3)
        others = [topic for topic in TOPICS if topic not in topics]
        kept = [rng.randint(0, 3) for _ in range(16)]
        rows.append({
            "text": text_of(rng, topics * 4, 60),
            "human_summaries": [text_of(rng, topics, rng.randint(8, 14)) for _ in range(11)],
            "machine_summaries": [text_of(rng, topics[:k] + rng.sample(others, k=3 - k), rng.randint(8, 14)) for k in kept],
            # Judges' means lie on thirds, so that some are equal.
            "relevance": [round(1 + k + rng.randint(0, 3) / 3, 6) for k in kept],
        })
    rows[-1]["relevance"] = [2.0] * 16  # no correlation can be told from these: the row is left out
    return rows


def write(folder, split, rows):
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"{split}.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    folder = parser.parse_args().folder
    rng = random.Random("assay")
    # Several subsets: their samples come from one generator.
    for subset in ("afr", "amh", "arq"):
        write(folder / "EmotionAnalysisPlus" / subset, "train", multilabel_rows(rng, 700))
        write(folder / "EmotionAnalysisPlus" / subset, "test", multilabel_rows(rng, 400))
    # Labels that are strings, and more rows than mteb's newest versions evaluate.
    write(folder / "CEDRClassification", "train", multilabel_rows(rng, 2000, as_strings=True))
    write(folder / "CEDRClassification", "test", multilabel_rows(rng, 3200, as_strings=True))
    # More rows than a sample takes, with many equal values; and fewer rows than a vector has dimensions.
    write(folder / "RuSciBenchYearPublRegression" / "yearpubl_ru", "train", regression_rows(rng, 5000, whole=True))
    write(folder / "RuSciBenchYearPublRegression" / "yearpubl_ru", "test", regression_rows(rng, 1500, whole=True))
    write(folder / "RuSciBenchYearPublRegression" / "yearpubl_en", "train", regression_rows(rng, 200, whole=False))
    write(folder / "RuSciBenchYearPublRegression" / "yearpubl_en", "test", regression_rows(rng, 300, whole=False))
    write(folder / "RuSciBenchCitedCountRegression" / "cited_count_ru", "train", regression_rows(rng, 3000, whole=False))
    write(folder / "RuSciBenchCitedCountRegression" / "cited_count_ru", "test", regression_rows(rng, 1000, whole=False))
    # The evaluator of today and the one before it.
    for task in ("SummEvalSummarization.v2", "SummEval"):
        write(folder / task, "test", summarization_rows(rng, 30))


if __name__ == "__main__":
    main()

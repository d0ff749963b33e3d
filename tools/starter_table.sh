#!/usr/bin/env bash
# Makes the table of models in README.md: the starter suite and full measurements of each model in f32, bf16 and i8, and of the two
# models without weights.
#
#   tools/starter_table.sh PROGRAM RESULTS [MODEL...]
#
# MODEL: names of the hub or folders (default: all-MiniLM-L6-v2 and bge-small-en-v1.5). Results go to RESULTS/<precision>, so that
# `assay compare RESULTS` has a row for each. USD_PER_HOUR is the price of this machine (default: 0.17). Nothing else should run
# beside it. May be repeated: scores are not made again, measurements are.
set -euo pipefail
assay=${1:?usage: tools/starter_table.sh PROGRAM RESULTS [MODEL...]}
results=${2:?usage: tools/starter_table.sh PROGRAM RESULTS [MODEL...]}
shift 2
models=("$@")
[ ${#models[@]} -gt 0 ] || models=(sentence-transformers/all-MiniLM-L6-v2 BAAI/bge-small-en-v1.5)
price=${USD_PER_HOUR:-0.17}
words=mteb/baseline-bm25s
random=mteb/baseline-random-encoder

mapfile -t tasks < <("$assay" tasks Starter --json |
                     python3 -c 'import json, sys; print(*(t["name"] for t in json.load(sys.stdin) if t["is_starter"]), sep="\n")')

for precision in f32 bf16 i8; do
  "$assay" run -m "${models[@]}" -t "${tasks[@]}" --precision "$precision" --measure off --quiet --output "$results/$precision" >&2
  "$assay" bench "${models[@]}" --precision "$precision" --usd-per-hour "$price" --quiet --output "$results/$precision" >&2
done
"$assay" run -m "$random" -t "${tasks[@]}" --measure off --quiet --output "$results/without-weights" >&2
"$assay" run -m "$words" -t StarterRetrieval --measure off --quiet --output "$results/without-weights" >&2
"$assay" bench "$words" "$random" --usd-per-hour "$price" --quiet --output "$results/without-weights" >&2

# Of the tables that compare prints, the scores of the tasks, then the models with all that they cost.
table() {
  awk -v first="$1" 'index($0, "| " first) == 1 { on = 1 } on && !/^\|/ { exit } on'
}
echo "StarterRetrieval, on $("$assay" --version | sed -n 's/^cpu *//p'), $(nproc) cores, at \$$price an hour:"
echo
"$assay" compare "$results" -t StarterRetrieval --format markdown | table 'Model '
echo
echo "All starter tasks; words alone (BM25) only rank documents:"
echo
"$assay" compare "$results" --format csv | python3 -c '
import csv, sys
rows = list(csv.reader(sys.stdin))
first = next(i for i, name in enumerate(rows[0]) if name.startswith("Starter"))
name = rows[0].index("Model")
mean = next(i for i, title in enumerate(rows[0]) if title.startswith("Mean"))
def line(row): return "| " + " | ".join([row[name], row[mean], *row[first:]]) + " |"
print(line([title.removeprefix("Starter") for title in rows[0]]))
print("| --- |" + " --: |" * (len(rows[0]) - first + 1))
for row in rows[1:]: print(line(row))'

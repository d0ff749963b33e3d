#!/usr/bin/env bash
# Evaluates the default model and the two models without weights on the starter set (data/starter) and prints the scores.
#
#   tools/demo.sh PROGRAM [OUTPUT FOLDER]     from the Makefile: make demo
#
# May be repeated: what has been evaluated already is not evaluated again.
set -euo pipefail
cd "$(dirname "$0")/.."
assay=${1:?usage: tools/demo.sh PROGRAM [OUTPUT FOLDER]}
results=${2:-results}
words=mteb/baseline-bm25s            # counts words; ranks documents, but has no embeddings
random=mteb/baseline-random-encoder  # what pure chance gives

model=$(tools/fetch_default_model.py --assay "$assay")

# Names of the starter tasks whose type is Retrieval (or, with "not", is another).
starter_tasks() {
  "$assay" tasks Starter --json |
    python3 -c 'import json, sys; wanted = "not" not in sys.argv
tasks = [t for t in json.load(sys.stdin) if t["is_starter"] and t["is_supported"]]
print(*(t["name"] for t in tasks if (t["type"] == "Retrieval") == wanted))' "$@"
}
read -ra retrieval <<<"$(starter_tasks)"
read -ra others <<<"$(starter_tasks not)"

echo
echo "Evaluating on assay's own starter tasks: small, to try things out with, not part of MTEB"
echo
"$assay" run -m "$model" "$words" "$random" -t "${retrieval[@]}" --output "$results"
if [ ${#others[@]} -gt 0 ]; then
  echo
  "$assay" run -m "$model" "$random" -t "${others[@]}" --output "$results"
fi
cat <<END

The results are in $results/, one JSON file for each model and task, as Python mteb reads them. Next:

  $assay show $results/mteb__baseline-bm25s/*/${retrieval[0]}.json
      all metrics of one result, and how it came about
  $assay run -m $model --data DIR
      your own documents and queries: docs/data-retrieval.md
  $assay tasks
      the tasks of MTEB
END

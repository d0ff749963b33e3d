#!/usr/bin/env bash
# Runs every fuzz target for some seconds, from its committed corpus. Stops at the first input that breaks one and keeps it.
#
#   tools/fuzz_smoke.sh BUILD_FOLDER [SECONDS_EACH] [TARGET...]     from the Makefile: make fuzz
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:?usage: tools/fuzz_smoke.sh BUILD_FOLDER [SECONDS_EACH] [TARGET...]}
seconds=${2:-20}
shift $(($# < 2 ? $# : 2))

targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cd fuzz && ls ./*.cc | sed 's|^./||; s|\.cc$||')
for target in "${targets[@]}"; do
  program=$build/fuzz/fuzz_$target
  [ -x "$program" ] || { echo "fuzz_smoke.sh: no $program: is $target in fuzz/CMakeLists.txt, and built?" >&2; exit 2; }
  [ -d "fuzz/corpus/$target" ] || { echo "fuzz_smoke.sh: no fuzz/corpus/$target: commit an input to start from" >&2; exit 2; }
  # What is found goes below the build folder; a crash worth keeping is put into the corpus by hand.
  found=$build/fuzz/found/$target
  mkdir -p "$found"
  log=$found.log
  if ! "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 \
      -artifact_prefix="$found-" "$found" "fuzz/corpus/$target" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "fuzz_$target failed; the input: $(ls -t "$found"-* | head -n 1)" >&2
    exit 1
  fi
  awk -v name="$target" '/stat::number_of_executed_units/ {runs = $2} /stat::average_exec_per_sec/ {rate = $2}
    END {printf "%-16s %10d inputs, %d a second, no failure\n", name, runs, rate}' "$log"
done

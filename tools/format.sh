#!/usr/bin/env bash
# Formats all C++ files of the repository (generated ones say `clang-format off` themselves).
#
#   tools/format.sh            rewrites them
#   tools/format.sh --check    changes nothing; names the files that are not formatted, exit code 1
#
# Releases of clang-format differ, so one is pinned.
set -euo pipefail
cd "$(dirname "$0")/.."
formatter=clang-format-19

command -v "$formatter" >/dev/null || { echo "format.sh: $formatter is not installed" >&2; exit 2; }
mode=-i
case ${1-} in
  '') ;;
  --check) mode=--dry-run ;;
  *) echo "usage: tools/format.sh [--check]" >&2; exit 2 ;;
esac

# Files that were deleted but not yet committed are still in the index.
mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.cc' '*.h' '*.inl' |
                     while read -r file; do [ ! -e "$file" ] || echo "$file"; done)
if [ $mode = --dry-run ]; then
  bad=$("$formatter" --dry-run "${files[@]}" 2>&1 | sed -n 's/:[0-9]*:[0-9]*: warning: .*//p' | sort -u)
  if [ -n "$bad" ]; then
    printf 'Not formatted (`make format` does it):\n%s\n' "$bad" >&2
    exit 1
  fi
else
  "$formatter" -i "${files[@]}"
fi
echo "${#files[@]} files are formatted"

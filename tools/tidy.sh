#!/usr/bin/env bash
# Runs clang-tidy (.clang-tidy) over the library and the program.
#
#   tools/tidy.sh BUILD_FOLDER            all files under src/: takes minutes
#   tools/tidy.sh BUILD_FOLDER FILE...    these only
#
# BUILD_FOLDER holds compile_commands.json and the generated headers: after `cmake --preset dev` and
# `cmake --build --preset dev --target assay_version`.
set -euo pipefail
cd "$(dirname "$0")/.."
tidy=clang-tidy-19
build=${1:?usage: tools/tidy.sh BUILD_FOLDER [FILE...]}
shift
command -v "$tidy" >/dev/null || { echo "tidy.sh: $tidy is not installed" >&2; exit 2; }
[ -e "$build/compile_commands.json" ] || { echo "tidy.sh: no $build/compile_commands.json: run cmake first" >&2; exit 2; }

# The kernel files are written in intrinsics, which need the flags and idioms that these checks are against.
[ $# -gt 0 ] || mapfile -t files < <(git ls-files 'src/*.cc' | grep -Ev '^src/math/(double_|scan_)?kernels_avx')
[ $# -eq 0 ] || files=("$@")
printf '%s\0' "${files[@]}" |
  xargs -0 -P "$(nproc)" -n 4 "$tidy" -p "$build" --quiet --extra-arg=-Wno-unknown-warning-option
echo "${#files[@]} files are tidy"

#!/usr/bin/env bash
# Installs the Debian packages that one or more kinds of work need, after saying which; does nothing, fast, when all are
# there. Works as root and with sudo. ASSAY_INSTALL=no: never install, only say what is missing.
#
#   tools/install_dependencies.sh build|test|model|bench|format|lint|fuzz...
set -euo pipefail

# What each package is for stands in cmake/Dependencies.cmake.
packages_for() {
  case $1 in
    build) echo g++ cmake ninja-build pkg-config git ccache libcurl4-openssl-dev libssl-dev zlib1g-dev libzstd-dev libyaml-dev \
      nlohmann-json3-dev libtomlplusplus-dev libcli11-dev libeigen3-dev libstemmer-dev liblmdb-dev ca-certificates python3 ;;
    test) echo libgtest-dev ;;
    model) echo python3-pip ;;
    bench) echo libdnnl-dev ;;
    format) echo clang-format-19 ;;
    lint) echo clang-tidy-19 ;;
    fuzz) echo clang-19 libclang-rt-19-dev ;;
    *) echo "install_dependencies.sh: no such kind of work: $1" >&2; exit 2 ;;
  esac
}

wanted=$(for kind in "$@"; do packages_for "$kind"; done)
if ! command -v dpkg-query >/dev/null; then
  echo "This is not a Debian system: please make sure that these (Debian's names) are there:" $wanted >&2
  exit 0
fi
# shellcheck disable=SC2086  # one word per package
installed=$(dpkg-query -W -f '${Package} ${Status}\n' $wanted 2>/dev/null | sed -n 's/ install ok installed$//p' || true)
missing=$(export LC_ALL=C; comm -23 <(tr ' ' '\n' <<<"$wanted" | sort -u) <(sort -u <<<"$installed") | xargs)
[ -n "$missing" ] || exit 0

command="apt-get install -y --no-install-recommends $missing"
if [ "${ASSAY_INSTALL:-yes}" = no ]; then
  echo "Missing Debian packages; as root: $command" >&2
  exit 1
fi
sudo=
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Missing Debian packages, and neither root nor sudo here; as root: $command" >&2
    exit 1
  fi
  sudo=sudo
  # Without a terminal nobody can type a password: fail instead of waiting.
  [ -t 0 ] || sudo="sudo -n"
fi

echo "Installing Debian packages: $missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt_get() {
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 "$@" >"$log" 2>&1 </dev/null
}
# The package lists are fetched only when the install does not work with those that are there (none, or too old).
# shellcheck disable=SC2086
if ! apt_get install --no-install-recommends $missing; then
  echo "Fetching the package lists first"
  if ! apt_get update || ! apt_get install --no-install-recommends $missing; then
    tail -n 20 "$log" >&2
    echo "Could not install the packages; by hand, as root: apt-get update && $command" >&2
    exit 1
  fi
fi

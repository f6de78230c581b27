#!/usr/bin/env bash
# Makes pictures of every kind with Pillow, has the program make their variants, and compares these
# with Pillow and littleCMS: sizes, colours, motion and left metadata. Installs Pillow with pip.
# Takes less than 90 seconds on two free cores.
#
#   .ci/media.sh
#
# Ends with a line "N passed, N failed" that counts files.

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/services.sh

PACKAGES=(pillow==13.0.0 pillow-heif==1.8.1 numpy)
PACKAGES_DIR=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tintype-ci/media-13.0.0-1.8.1
WORK=$(mktemp -d)

main() {
  trap 'rm -rf "$WORK"' EXIT
  trap 'exit 130' INT TERM
  install_packages || { echo "0 passed, 1 failed"; exit 1; }
  export PYTHONPATH=$PACKAGES_DIR
  mkdir "$WORK/profiles" "$WORK/files" "$WORK/results"
  deno run -A tests/judge/write_profiles.ts "$WORK/profiles" &&
    python3 tests/judge/make_files.py "$WORK/files" "$WORK/profiles" &&
    deno run -A tests/judge/render_files.ts "$WORK/files" "$WORK/results" ||
    { echo "0 passed, 1 failed"; exit 1; }
  python3 tests/judge/compare.py "$WORK/files" "$WORK/results"
}

install_packages() {
  [ -d "$PACKAGES_DIR" ] && return 0
  python3 -m pip --version >/dev/null 2>&1 ||
    { apt_get update && apt_get install python3 python3-pip; } || return 1
  rm -rf "$PACKAGES_DIR.half"
  python3 -m pip install --quiet --root-user-action ignore --target "$PACKAGES_DIR.half" \
    "${PACKAGES[@]}" && mv "$PACKAGES_DIR.half" "$PACKAGES_DIR"
}

main

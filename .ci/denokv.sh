#!/usr/bin/env bash
# Builds denokv into a cache, and prints the path of the program: tests use it as TEST_DENOKV.
# Takes about five minutes on two cores, most of it for the AWS SDK. Installs Rust where it is
# missing (Debian, as root); `.ci/denokv.sh tools` does only that.

set -euo pipefail

VERSION=0.14.0
FOLDER=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tintype-ci/denokv-$VERSION

install_tools() {
  command -v cargo >/dev/null && return
  # Debian 12 has a Rust that is new enough only under the name of its browsers.
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o APT::Install-Recommends=false install cargo-web
}

build() {
  install_tools
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_OPT_LEVEL=2 CARGO_TARGET_DIR="$FOLDER.half/target" \
    cargo install --quiet --locked --version "$VERSION" --root "$FOLDER.half" denokv
  mkdir -p "$FOLDER"
  mv "$FOLDER.half/bin" "$FOLDER/bin"
  rm -rf "$FOLDER.half"
}

if [ "${1:-}" = tools ]; then
  [ -x "$FOLDER/bin/denokv" ] || install_tools >&2
  exit
fi
[ -x "$FOLDER/bin/denokv" ] || build >&2
echo "$FOLDER/bin/denokv"

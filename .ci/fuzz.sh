#!/usr/bin/env bash
# Sends valid and invalid requests, by /openapi.json, to the program: as a user and as an admin, on
# embedded services with the demo's data. Installs a missing schemathesis with pip. Takes less than
# five minutes.
#
#   .ci/fuzz.sh [seed]
#
# Fails on any 5xx, undocumented status or type, or response that does not match its schema. Ends
# with a line "N passed, N failed" that counts operations, once for each of the two accounts.

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/services.sh

SCHEMATHESIS_VERSION=4.32.5
SCHEMATHESIS_DIR=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tintype-ci/schemathesis-$SCHEMATHESIS_VERSION
SECONDS_A_RUN=90
CHECKS=not_a_server_error,status_code_conformance,content_type_conformance
CHECKS+=,response_headers_conformance,response_schema_conformance
# Streams have no end; the tests of live events cover them.
ENDLESS='/(ws|events)$'
SEED=${1:-$((RANDOM * 32768 + RANDOM))}
WORK=$(mktemp -d)
PROGRAM=

main() {
  trap finish EXIT
  trap 'exit 130' INT TERM
  # PostgreSQL does not run as root; its own account must be able to enter.
  chmod 755 "$WORK"
  install_schemathesis && start_program || exit 1
  fuzz_as alice
  local status=$?
  fuzz_as demo && return "$status"
}

install_schemathesis() {
  [ -x "$SCHEMATHESIS_DIR/bin/schemathesis" ] && return 0
  python3 -m pip --version >/dev/null 2>&1 ||
    { apt_get update && apt_get install python3 python3-pip; } || return 1
  rm -rf "$SCHEMATHESIS_DIR" "$SCHEMATHESIS_DIR.half"
  python3 -m pip install --quiet --root-user-action ignore \
    --target "$SCHEMATHESIS_DIR.half" "schemathesis==$SCHEMATHESIS_VERSION" &&
    mv "$SCHEMATHESIS_DIR.half" "$SCHEMATHESIS_DIR"
}

start_program() {
  local port
  port=$(free_ports 1)
  export MODE=development HOST=127.0.0.1 PORT=$port DATA_DIR=$WORK/data RATE_LIMITS=off LOG=json
  export PUBLIC_URL=http://127.0.0.1:$port
  deno task seed && deno task admin:grant demo || return 1
  deno task start >"$WORK/program.log" 2>&1 &
  PROGRAM=$!
  for _ in $(seq 300); do
    python3 -c 'import sys, urllib.request as r; r.urlopen(sys.argv[1])' "$PUBLIC_URL/ready" \
      2>/dev/null && return 0
    kill -0 "$PROGRAM" 2>/dev/null || break
    sleep 0.1
  done
  echo "fuzz: the program does not start:" >&2
  tail -n 20 "$WORK/program.log" >&2
  return 1
}

fuzz_as() {
  printf '\n--- as %s, seed %s ---\n\n' "$1" "$SEED"
  (
    export FUZZ_USERNAME=$1 SCHEMATHESIS_HOOKS=fuzz_hooks PYTHONPATH=$PWD/.ci:$SCHEMATHESIS_DIR
    # schemathesis leaves files where it runs. With more threads, Python 3.11 fails now and then.
    cd "$WORK" &&
      "$SCHEMATHESIS_DIR/bin/schemathesis" run "$PUBLIC_URL/openapi.json" --checks "$CHECKS" \
        --seed "$SEED" --workers 1 --max-time "$SECONDS_A_RUN" --request-timeout 20 --no-shrink \
        --continue-on-failure --exclude-path-regex "$ENDLESS" --warnings off --no-color \
        --report junit --report-junit-path "$WORK/$1.xml"
  )
}

finish() {
  local status=$?
  trap - EXIT INT TERM
  if [ -n "$PROGRAM" ]; then
    kill "$PROGRAM" 2>/dev/null
    wait "$PROGRAM"
    [ "$status" = 0 ] || grep '"level":"error"' "$WORK/program.log" | head -n 20
  fi
  python3 - "$status" "$WORK"/*.xml <<'PYTHON'
import os, sys, xml.etree.ElementTree as tree
suites = [tree.parse(path).getroot() for path in sys.argv[2:] if os.path.exists(path)]
count = lambda *names: sum(int(suite.get(name, 0)) for suite in suites for name in names)
failed = count("failures", "errors")
if failed == 0 and sys.argv[1] != "0":
    failed = 1
print(f"{max(0, count('tests') - failed)} passed, {failed} failed")
PYTHON
  rm -rf "$WORK"
  exit "$status"
}

main

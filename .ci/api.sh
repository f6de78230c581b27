#!/usr/bin/env bash
# Checks the OpenAPI document with the linters that its readers use: Redocly and Spectral. Each
# warning is a failure. Prints "N passed, N failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

TOOLS=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tintype-ci/api-tools-1
REDOCLY=@redocly/cli@2.77.0
SPECTRAL=@stoplight/spectral-cli@6.16.3
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

if [ ! -x "$TOOLS/node_modules/.bin/spectral" ]; then
  mkdir -p "$TOOLS"
  npm install --prefix "$TOOLS" --ignore-scripts --no-fund --no-audit "$REDOCLY" "$SPECTRAL" || exit 1
fi

passed=0
failed=0
check() {
  if "${@:2}"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "$1 found faults"; fi
}

# Redocly ends with 0 when it only warns.
redocly() {
  "$TOOLS/node_modules/.bin/redocly" lint docs/openapi.json --config .ci/api/redocly.yaml \
    --format json >"$TOOLS/redocly.json" 2>/dev/null
  grep -q '"warnings": *0' "$TOOLS/redocly.json" && grep -q '"errors": *0' "$TOOLS/redocly.json" &&
    return
  cat "$TOOLS/redocly.json"
  return 1
}

check Redocly redocly
check Spectral "$TOOLS/node_modules/.bin/spectral" lint docs/openapi.json \
  --ruleset .ci/api/spectral.yaml --fail-severity hint
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

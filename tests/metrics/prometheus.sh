#!/usr/bin/env bash
# A real Prometheus scrapes the local port of `serve`, beside simulated devices and an upload of another process. Its API must
# then know what happened, and promtool must have no complaint. What is not from Prometheus is refused.
#
# usage: prometheus.sh PROGRAM DIR     (DIR holds prometheus and promtool; needs python3 and curl)
set -euo pipefail
shopt -s inherit_errexit

HERE=$(cd "$(dirname "$0")" && pwd)
PROGRAM=$(realpath "$1")
BIN=$(realpath "$2")
GIF=$(realpath "$HERE/../../assets/samples/aurora.gif")
WORK=$(mktemp -d)
export UPLOAD_BRIDGE_LOOPBACK=1 UPLOAD_BRIDGE_HOME="$WORK/home"

started=()
end() {
  local status=$? pid
  for pid in "${started[@]}"; do
    if kill "$pid" 2>/dev/null; then wait "$pid" 2>/dev/null || true; fi
  done
  rm -rf "$WORK"
  exit "$status"
}
trap end EXIT
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# `until SECONDS WHAT COMMAND...`: repeats the command until it succeeds.
until_ok() {
  local seconds=$1 what=$2 tries
  for ((tries = seconds * 5; tries > 0; tries--)); do
    if "${@:3}"; then return 0; fi
    sleep 0.2
  done
  fail "$what: not within $seconds s"
}

field() { sed -nE "s/.*\"$1\":\"([^\"]+)\".*/\1/p" "$2" | head -n "${3:-1}"; }
has_lines() { (($(wc -l <"$1") >= $2)); }
status() { curl -s -o /dev/null -w '%{http_code}' --max-time 5 "$@"; }

"$PROGRAM" simulate --json --family native --family wled --count 2 --matrix 16x16 >"$WORK/devices.jsonl" 2>/dev/null &
started+=($!)
until_ok 20 'simulated devices' has_lines "$WORK/devices.jsonl" 4
mapfile -t ADDRESSES < <(field address "$WORK/devices.jsonl" 4)

"$PROGRAM" serve --json --metrics 127.0.0.1:0 >"$WORK/serve.jsonl" 2>"$WORK/serve.err" &
SERVE=$!
started+=("$SERVE")
until_ok 20 'serve' has_lines "$WORK/serve.jsonl" 1
PORT=$(field metrics "$WORK/serve.jsonl")
[ -n "$PORT" ] || fail "serve names no port: $(cat "$WORK/serve.jsonl" "$WORK/serve.err")"

WEB=127.0.0.1:$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$WORK/prometheus.yml" <<YML
global: {scrape_interval: 1s}
scrape_configs: [{job_name: upload-bridge, static_configs: [{targets: ["$PORT"]}]}]
YML
"$BIN/promtool" check config "$WORK/prometheus.yml" >/dev/null
"$BIN/prometheus" --config.file="$WORK/prometheus.yml" --storage.tsdb.path="$WORK/tsdb" --web.listen-address="$WEB" \
  --log.level=warn >"$WORK/prometheus.log" 2>&1 &
started+=($!)

"$PROGRAM" upload "$GIF" --to "${ADDRESSES[@]}" --json >"$WORK/upload.jsonl"

# `is EXPRESSION VALUE`: Prometheus's answer to a query is this one value.
is() {
  local answer
  answer=$(curl -s --max-time 5 --get "http://$WEB/api/v1/query" --data-urlencode "query=$1") || return 1
  python3 -c '
import json, sys
found = json.loads(sys.argv[1])["data"]["result"]
values = [float(sample["value"][1]) for sample in found]
sys.exit(values != [float(sys.argv[2])])' "$answer" "$2" 2>/dev/null
}
knows() { until_ok 25 "$1 is $2" is "$1" "$2"; echo "$1 = $2"; }

knows 'up{job="upload-bridge"}' 1
knows 'upload_bridge_uploads{window="1h",outcome="verified"}' 4
knows 'upload_bridge_uploads{window="1h",outcome="failed"}' 0
knows 'count(upload_bridge_device_uploads{window="24h",outcome="verified"} == 1)' 4
knows 'count(upload_bridge_device_upload_size_bytes{window="1h"} > 1000)' 4
knows 'count(upload_bridge_device_verify_seconds{window="1h"} > 0)' 4
knows 'upload_bridge_part_ok{part="engine"}' 1
knows 'upload_bridge_keeper' 1
knows 'count(upload_bridge_cache_misses_total)' 3
knows 'upload_bridge_process_resident_memory_bytes > bool 1e6' 1
knows 'count(count by (__name__) ({__name__=~"upload_bridge_.+"})) >= bool 20' 1
knows 'sum(upload_bridge_alerts{severity="critical"})' 0

curl -sS --max-time 5 "http://$PORT/metrics" >"$WORK/metrics.txt"
"$BIN/promtool" check metrics <"$WORK/metrics.txt" >"$WORK/lint.txt" 2>&1 || true
[ ! -s "$WORK/lint.txt" ] || fail "promtool: $(cat "$WORK/lint.txt")"
echo "$(grep -c '^# TYPE' "$WORK/metrics.txt") families, promtool has no complaint"

[ "$(status "http://$PORT/livez")" = 200 ] || fail livez
until_ok 25 'checks of this computer' eval "curl -s http://$PORT/readyz | grep -q '\"ffmpeg\"'"
curl -s "http://$PORT/readyz"
[ "$(status -X POST "http://$PORT/metrics")" = 405 ] || fail POST
[ "$(status -H 'Host: evil.example' "http://$PORT/metrics")" = 403 ] || fail 'a host that was rebound'
[ "$(status -H "X-Long: $(head -c 40000 /dev/zero | tr '\0' a)" "http://$PORT/metrics")" = 431 ] || fail 'an oversized head'
knows 'up{job="upload-bridge"}' 1

for elsewhere in 0.0.0.0:0 "$PORT"; do
  if "$PROGRAM" --home "$WORK/other" serve --metrics "$elsewhere" >/dev/null 2>"$WORK/refused.txt"; then
    fail "serve opens a port at $elsewhere"
  fi
  grep -q 'hint:' "$WORK/refused.txt" || fail "no hint: $(cat "$WORK/refused.txt")"
done

kill -TERM "$SERVE"
wait "$SERVE" || fail "serve ended with $?"
[ "$(status "http://$PORT/livez")" = 000 ] || fail 'the port is still there'

#!/usr/bin/env bash
# Uploads to WLEDs that answer oddly (bend_wled.py stands before a simulated one): each must end verified, under its name.
#
# usage: run.sh PROGRAM     (needs python3)
set -euo pipefail
shopt -s inherit_errexit

PROGRAM=$(realpath "$1")
HERE=$(cd "$(dirname "$0")" && pwd)
PATTERN=$HERE/../../assets/samples/heart.gif
WORK=$(mktemp -d)
export UPLOAD_BRIDGE_LOOPBACK=1 UPLOAD_BRIDGE_HOME=$WORK/home
pids=()
end() {
  local status=$?
  kill "${pids[@]}" 2>/dev/null || true
  rm -rf "$WORK"
  exit "$status"
}
trap end EXIT
wrong=0

# odd DIALECT MODE CHECK [UPLOAD OPTIONS]: CHECK is a Python expression over `job`, `info` (what scan found) and `seconds`
n=0
odd() {
  local dialect=$1 mode=$2 check=$3
  shift 3
  n=$((n + 1))
  local sim=127.0.7.$n:8101 bent=127.0.8.$n:8201
  "$PROGRAM" simulate --json --family "$dialect" --matrix 16x16 --bind "127.0.7.$n" --port 8101 >"$WORK/sim.$n" 2>"$WORK/sim.$n.talk" &
  pids+=($!)
  python3 "$HERE/bend_wled.py" "$bent" "$sim" "$mode" &
  pids+=($!)
  for _ in $(seq 100); do [ -s "$WORK/sim.$n" ] && break; sleep 0.05; done
  sleep 0.3
  local start
  start=$(date +%s.%N)
  "$PROGRAM" upload --json --force "$PATTERN" --to "$bent" "$@" >"$WORK/upload.$n" || true
  local ended
  ended=$(date +%s.%N)
  "$PROGRAM" scan --json --host "$bent" --no-mdns --no-sweep >"$WORK/scan.$n" || true
  python3 - "$WORK/scan.$n" "$WORK/upload.$n" "$mode" "$check" "$start" "$ended" <<'PY' || wrong=$((wrong + 1))
import json, sys
scan, upload, mode, check, start, ended = sys.argv[1:]
lines = lambda path: [json.loads(line) for line in open(path, encoding="utf-8") if line.startswith("{")]
jobs = [line for line in lines(upload) if line["event"] == "job"]
job = jobs[-1] if jobs else {}
info = next((line for line in lines(scan) if line["event"] == "device"), {})
seconds = float(ended) - float(start)
good = bool(jobs) and job["outcome"] == "verified" and eval(check)
print("%-8s %-44s %5.1f s, %s attempts, %s" % ("ok" if good else "WRONG", mode, seconds, job.get("attempts"), info.get("name")))
if not good: print("   ", job)
sys.exit(not good)
PY
}

cut='"\ufffd" in info["name"] or len(info["name"].encode()) <= 32'
odd wled 'name:Светодиодная лента кухня' "$cut and info['name'].startswith('Светодиодная лен')"
odd wled 'name:クリスマスツリーの飾り電球' "$cut"
odd wled 'name:Χριστουγεννιάτικο δέντρο' "$cut"
odd wled 'name:شجرة عيد الميلاد الكبيرة' "$cut"
odd wled 'segname:Светодиодная лента кухня' 'job["playing"]'
odd wled utf8-once 'True'
odd wled busy:3 'True'
odd wled closes 'job["playing"] and seconds < 10'
for entry in '3=true' '3=null' '3="x"' '251={}' 'foo={}'; do
  odd wled15 "preset:$entry" 'True' --still
done
[ "$wrong" = 0 ] || { echo "FAILED: $wrong" >&2; exit 1; }

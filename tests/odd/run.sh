#!/usr/bin/env bash
# Uploads to WLEDs with odd answers (bend_wled.py in front of a simulated one): each must end verified, under its name. Then to
# servers that are not WLED (foreign.py) or do not answer as one: each must be recognised, with a hint, in a few requests.
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
odd wled brand:Acme 'True'

# refused SERVER MODE CODE WORDS REQUESTS: an upload, a scan of that address and the doctor all report that; none asks for a PIN, and an
# upload sends at most that many requests. All of them run at once: most of their time is waiting
refusals=()
refused() {
  n=$((n + 1))
  refusal "$n" "$@" &
  refusals+=($!)
}
refusal() {
  local n=$1 server=$2 mode=$3 code=$4 words=$5 most=$6
  local at=127.0.8.$n:8201 sim=127.0.7.$n:8101
  export UPLOAD_BRIDGE_HOME=$WORK/home.$n
  servers=() # of this shell, which ends with the function
  if [ "$server" = bend_wled.py ]; then
    "$PROGRAM" simulate --json --family wled --matrix 16x16 --bind "127.0.7.$n" --port 8101 >"$WORK/sim.$n" 2>"$WORK/sim.$n.talk" &
    servers+=($!)
    python3 "$HERE/bend_wled.py" "$at" "$sim" "$mode" &
  else
    python3 "$HERE/foreign.py" "$at" "$mode" >"$WORK/paths.$n" &
  fi
  servers+=($!)
  trap 'kill "${servers[@]}" 2>/dev/null || true' EXIT
  for _ in $(seq 100); do (: <"/dev/tcp/${at/:/\/}") 2>/dev/null && break; sleep 0.1; done
  "$PROGRAM" upload --json "$PATTERN" --to "$at" </dev/null >"$WORK/upload.$n" 2>"$WORK/talk.$n" || true
  wc -l 2>/dev/null <"$WORK/paths.$n" >"$WORK/asked.$n" || echo 0 >"$WORK/asked.$n"
  "$PROGRAM" scan --json --host "$at" >"$WORK/scan.$n" 2>>"$WORK/talk.$n" || true
  "$PROGRAM" doctor --json "$at" >"$WORK/doctor.$n" 2>>"$WORK/talk.$n" || true
  python3 - "$WORK" "$n" "$mode" "$code" "$words" "$most" <<'PY'
import json, sys
work, n, mode, code, words, most = sys.argv[1:]
read = lambda name: open(f"{work}/{name}.{n}", encoding="utf-8").read()
lines = lambda name: [json.loads(line) for line in read(name).splitlines() if line.startswith("{")]
ended = [line for line in lines("upload") if line["event"] == "job"][-1]
job = ended["error"]
said = [line for line in lines("scan") if line["event"] == "error"][-1]
stage = [line for line in lines("doctor") if line["event"] == "stage"][-1]
asked = int(read("asked"))
faults = []
for who, found, message in [("upload", job, job["message"]), ("scan", said, said["message"]), ("doctor", stage, stage["detail"])]:
    if found["code"] != code: faults.append(f"{who} says {found['code']}")
    if words not in message: faults.append(f"{who} says: {message}")
    if len(found["hint"]) < 20: faults.append(f"{who} gives no hint")
if "PIN" in read("talk") + read("upload") + read("scan"): faults.append("a PIN is asked for")
if asked > int(most): faults.append(f"{asked} pages were asked for")
sys.stdout.write("%-8s %-24s %5s s, %2d requests: %s\n" % ("WRONG" if faults else "ok", mode, ended["seconds"], asked, job["message"]))
for fault in faults: print("   ", fault)
sys.exit(bool(faults))
PY
}

refused bend_wled.py auth device.unsupported 'asks for a user name and password (HTTP Basic), which is not supported' 0
refused bend_wled.py https device.unsupported 'redirects to https://127.0.0.1/' 0
refused foreign.py slash device.unsupported 'redirects to http://127.0.8.' 12
refused foreign.py fpp device.unsupported 'Falcon Player (FPP) is not supported yet' 2
refused foreign.py fpp-old device.unsupported 'Falcon Player (FPP) 8.4 is not supported yet' 12
refused foreign.py espixelstick device.unsupported 'ESPixelStick 4.0.3 is not supported yet' 12
refused foreign.py espixelstick-3 device.unsupported 'ESPixelStick is not supported yet' 12
refused foreign.py awtrix device.unsupported 'AWTRIX 0.96 is not supported yet' 12
refused foreign.py pixelit device.unsupported 'PixelIt 2.5.0 is not supported yet' 12
refused foreign.py esphome device.unsupported 'ESPHome is not supported yet' 12
refused foreign.py tasmota device.unsupported 'Tasmota 12.1.1 is not supported yet' 12
refused foreign.py tasmota-locked device.unsupported 'Tasmota is not supported yet' 12
refused foreign.py slow device.unsupported 'ESPHome is not supported yet' 12
for kind in router garbage huge endless; do
  refused foreign.py "$kind" device.not_a_device '' 12
done
refused foreign.py closes device.refused '' 12
for pid in "${refusals[@]}"; do
  wait "$pid" || wrong=$((wrong + 1))
done
python3 "$HERE/addresses.py" "$PROGRAM" "$PATTERN" || wrong=$((wrong + 1))
[ "$wrong" = 0 ] || { echo "FAILED: $wrong" >&2; exit 1; }

#!/usr/bin/env bash
# One upload to 2 simulated devices, then to 200 or DEVICES: all of them must be verified, and the memory of the uploader must
# stay within its limits.
#
# usage: run.sh PROGRAM [DEVICES]     (needs python3; figures are quoted for a program that was built with --profile dist)
set -euo pipefail
shopt -s inherit_errexit

PROGRAM=$(realpath "$1")
FEW=2 MANY=${2:-200}
BYTES=100000    # of the pattern, about: what an animation of a few seconds on a 16 x 16 matrix takes
GROWTH_MB=$((MANY / 5))  # maximum, from few devices to many: one payload serves all, a device costs its connection
PEAK_MB=$((50 + GROWTH_MB))  # maximum memory of the uploader at any moment
MAX_SECONDS=$((20 + MANY / 40))  # for each of the two runs: a hang is a failure

WORK=$(mktemp -d)
export UPLOAD_BRIDGE_LOOPBACK=1
simulator=
end() {
  local status=$?
  if [ -n "$simulator" ] && kill "$simulator" 2>/dev/null; then wait "$simulator" 2>/dev/null || true; fi
  rm -rf "$WORK"
  exit "$status"
}
trap end EXIT
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

python3 - "$WORK/scale.bin" "$BYTES" <<'PY'
import random, struct, sys
leds = 256
frames = int(sys.argv[2]) // (2 + 3 * leds)
noise = random.Random(20261121)
with open(sys.argv[1], "wb") as out:
    out.write(struct.pack("<HH", leds, frames))
    for _ in range(frames):
        out.write(struct.pack("<H", 40) + noise.randbytes(3 * leds))
PY

: >"$WORK/listening"
"$PROGRAM" simulate --json --count "$MANY" --matrix 16x16 --seed 1 --dir "$WORK/disks" >>"$WORK/listening" &
simulator=$!
for _ in $(seq 100); do
  [ "$(grep -c '"event":"listening"' "$WORK/listening")" -lt "$MANY" ] || break
  kill -0 "$simulator" 2>/dev/null || fail "the simulator has ended"
  sleep 0.1
done
mapfile -t ADDRESSES < <(sed -nE 's/.*"address":"([^"]+)".*/\1/p' "$WORK/listening")
((${#ADDRESSES[@]} == MANY)) || fail "only ${#ADDRESSES[@]} simulated devices"

# Runs a program with a time limit; writes its peak memory in kB and its time in ms to the file PEAK.
cat >"$WORK/peak.py" <<'PY'
import os, signal, sys, time
peak, limit, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
began = time.monotonic()
pid = os.fork()
if pid == 0:
    os.execv(command[0], command)
signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
signal.alarm(limit)
_, status, used = os.wait4(pid, 0)
with open(peak, "w") as out:
    print(used.ru_maxrss, round(1000 * (time.monotonic() - began)), file=out)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
PY

# `uploads NAME COUNT`: to the first COUNT devices, under another name each time; the peak in MB is in PEAK.
uploads() {
  local name=$1 count=$2 code=0 kb ms verified folder stored=0
  python3 "$WORK/peak.py" "$WORK/peak" "$MAX_SECONDS" "$PROGRAM" --home "$WORK/home-$name" upload --json \
    "$WORK/scale.bin" --name "$name" --to "${ADDRESSES[@]:0:count}" >"$WORK/out" 2>"$WORK/err" || code=$?
  read -r kb ms <"$WORK/peak"
  PEAK=$((kb / 1000))
  verified=$(grep '"event":"job"' "$WORK/out" | grep -c '"outcome":"verified"' || true)
  for folder in "$WORK"/disks/*/; do
    if cmp -s "$WORK/scale.bin" "$folder/$name"; then stored=$((stored + 1)); fi
  done
  printf '%3d devices: %d verified, %d hold the very bytes, %d.%03d s, at most %d MB of memory\n' \
    "$count" "$verified" "$stored" $((ms / 1000)) $((ms % 1000)) "$PEAK"
  ((code == 0)) || { tail -n 5 "$WORK/out" "$WORK/err" >&2; fail "the upload to $count devices ended with $code after $ms ms"; }
  ((verified == count && stored == count)) || fail "not all of the $count devices have it"
}
uploads few "$FEW"
few=$PEAK
uploads many "$MANY"
((PEAK < PEAK_MB)) || fail "$PEAK MB are not below $PEAK_MB"
((PEAK - few <= GROWTH_MB)) || fail "$((PEAK - few)) MB more than with $FEW devices, instead of at most $GROWTH_MB"
echo "memory stays flat: $((PEAK - few)) MB more for $((MANY - FEW)) devices more"

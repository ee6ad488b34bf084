#!/usr/bin/env bash
# Tests the command line with simulated devices in another process: uploads a GIF to all of them and compares the bytes on their
# disks with the output of another program; detects a device that lies; checks the exit codes of the README.
#
# usage: run.sh PROGRAM     (needs python3 and ImageMagick)
set -euo pipefail
shopt -s inherit_errexit

HERE=$(cd "$(dirname "$0")" && pwd)
PROGRAM=$(realpath "$1")
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

# `simulate NAME COUNT OPTION...`: devices that keep their files in $WORK/NAME; their addresses are in the array ADDRESSES.
simulate() {
  local name=$1 count=$2 tries
  "$PROGRAM" simulate --json --count "$count" --dir "$WORK/$name" "${@:3}" >"$WORK/$name.jsonl" &
  started+=($!)
  for tries in $(seq 100); do
    mapfile -t ADDRESSES < <(sed -nE 's/.*"address":"([^"]+)".*/\1/p' "$WORK/$name.jsonl")
    ((${#ADDRESSES[@]} < count)) || return 0
    sleep 0.1
  done
  fail "$name: no simulated devices after $((tries / 10)) s"
}

# `exits CODE ARGUMENT...`: the program ends with CODE; what it printed is in $WORK/out.
exits() {
  local wanted=$1 got=0
  timeout 60 "$PROGRAM" "${@:2}" >"$WORK/out" 2>"$WORK/err" || got=$?
  ((got == wanted)) || { cat "$WORK/out" "$WORK/err" >&2; fail "exit code $got instead of $wanted: ${*:2}"; }
  printf 'exit %s: %s\n' "$got" "${*:2}"
}
says() { grep -q -- "$1" "$WORK/out" || { cat "$WORK/out" >&2; fail "not printed: $1"; }; }

python3 "$HERE/../window/expected.py" "$GIF" "$WORK/expected"
simulate good 2 --matrix 16x16 --seed 1
good=("${ADDRESSES[@]}")
simulate liar 1 --matrix 16x16 --seed 2 --fault lie
liar=("${ADDRESSES[@]}")

exits 0 upload "$GIF" --json --to "${good[@]}"
says '"verified":2,'
for folder in "$WORK"/good/*/; do
  cmp "$WORK/expected" "$folder/aurora"
done
exits 0 upload "$GIF" --json --to "${good[@]}"
says '"skipped":2,'
exits 3 upload "$GIF" --json --to "${good[0]}" "${liar[0]}"
says '"outcome":"failed"'
exits 1 upload "$GIF" --json --to "${liar[0]}"
exits 1 inspect "$HERE/run.sh"
exits 2 upload "$GIF"
exits 0 devices --json
((3 == $(grep -c '"event":"device"' "$WORK/out"))) || fail "three devices are known"
echo "the command line works as documented"

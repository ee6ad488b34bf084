#!/usr/bin/env bash
# The real window finds devices: in a network namespace of its own, where simulated devices announce themselves on loopback, F5
# is pressed; the store then holds every one of them, and what is sent to them lies on their disks.
#
# usage: scan.sh PROGRAM SHOTS     pictures of each stage go to the folder SHOTS
# Needs what drive.sh needs, and root or user namespaces; iproute2.
set -euo pipefail
shopt -s inherit_errexit

PROGRAM=$(realpath "$1")
SHOTS=$(mkdir -p "$2" && realpath "$2")
source "$(dirname "$0")/alone.sh"

PROMISE="the window finds devices and sends to them"
rm -f "$SHOTS"/scan-*.png
source "$(dirname "$0")/stage.sh"

COUNT=5

# The identities of the simulated devices, and those that the window's store holds.
simulated() { sed -nE 's/.*"id":"([^"]+)".*/\1/p' "$WORK/simulate.jsonl" | sort; }
in_store() { "$PROGRAM" devices --json --home "$WORK/home" 2>/dev/null | sed -nE 's/.*"event":"device","id":"([^"]+)".*/\1/p' | sort; }
all_in_store() { [ "$(in_store)" = "$(simulated)" ]; }

say "a display of its own, and $COUNT devices that announce themselves"
opens_display
simulates "$COUNT" --mdns
python3 "$HERE/expected.py" "$SAMPLES/heart.gif" "$WORK/heart.bin"

say "the window, with a file opened; it asks nobody before it is told to"
opens_window "$SAMPLES/heart.gif"
sleep 4  # longer than an announcement takes
[ -z "$(in_store)" ] || fail "devices were asked before anybody pressed Scan: $(in_store)"
shot scan-1-before

say "F5: all of them are found"
key F5
sleep 1
shot scan-2-scanning
wait_until "every device in the store" all_in_store
sleep 3  # until the scan is over, and the list stands still
shot scan-3-found

say "a second scan finds the same again, and Esc stops a third"
key F5
sleep 4
key F5
key Escape
sleep 1
all_in_store || fail "the store holds other devices now: $(in_store)"

say "chooses them all, and sends"
click "${SELECT_ALL[@]}"
send heart "$WORK/heart.bin"
sleep 1
shot scan-4-sent

say "closes it"
closes_window

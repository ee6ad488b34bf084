#!/usr/bin/env bash
# The real window, as a person uses it, on a display of its own: files are dropped on it, devices chosen, Send pressed;
# then the bytes on the simulated devices' disks are compared with what other programs say they should be.
#
# usage: drive.sh PROGRAM SHOTS     pictures of each stage go to the folder SHOTS
# Needs the Debian packages of .ci/run, and python3 with python-xlib. UPLOAD_BRIDGE_FIXTURES may name the folder of files
# of the field; one of them is sent as well, then.
set -euo pipefail
shopt -s inherit_errexit

PROMISE="the window does what it promises"
PROGRAM=$(realpath "$1")
SHOTS=$(mkdir -p "$2" && realpath "$2")
rm -f "$SHOTS"/[0-9]*.png "$SHOTS"/failed.png  # not those of scan.sh
source "$(dirname "$0")/stage.sh"

IDLE_TICKS=5  # of 500 that a core has in 5 s: the clock's grain, and what the system wakes it for

# Ticks of CPU time (user and system) that the program has used.
ticks() { awk '{ print $14 + $15 }' "/proc/$APP/stat"; }

say "a display of its own"
opens_display

say "three simulated devices in a process of their own"
simulates 3

say "the window"
opens_window
shot 1-empty

say "adds the devices by their addresses"
count=0
for address in "${ADDRESSES[@]}"; do
  add_device "$address"
  count=$((count + 1))
  wait_until "device $count" known "$count"
  sleep 0.5
done
shot 2-devices
click "${SELECT_ALL[@]}"

say "drops an animation on it, and sends it"
HOVER=2 python3 "$HERE/xdnd.py" "$WINDOW" "$SAMPLES/heart.gif" &
started+=($!)
sleep 1
shot 3-drop
before=$(title)
wait "${started[-1]}" || fail "the window did not take the drop"
unset 'started[-1]'
wait_until "the pattern" changed "$before"
python3 "$HERE/expected.py" "$SAMPLES/heart.gif" "$WORK/heart.bin"
sleep 1
shot 4-loaded
press_send_again_and_again 1069 760
wait_until "heart on all disks" stored heart "$WORK/heart.bin"
playing() {
  python3 - "$1" "${ADDRESSES[@]}" <<'PY'
import json, sys, urllib.request
for address in sys.argv[2:]:
    with urllib.request.urlopen(f"http://{address}/api/status", timeout=5) as answer:
        assert json.load(answer)["playing"] == sys.argv[1], address
PY
}
wait_until "the animation to be played by all devices" playing heart
wait_until "the end of the uploads" ended heart "$DEVICES"
sleep 2  # whatever a second press has queued would be there by now
uploaded heart "$DEVICES" || fail "Send was pressed twice, and sent twice: $(uploads heart)"
shot 5-sent

say "drops a file without a header, and chooses how to read it"
drop "$HERE/../data/running_dot_4x3_raw.bin"
sleep 1
shot 6-readings
before=$(title)
key 1
key Return
wait_until "the chosen reading" changed "$before"
sleep 1
shot 7-read

if [ -n "${UPLOAD_BRIDGE_FIXTURES:-}" ]; then
  say "drops a file of the field, which goes out as it is"
  field="$UPLOAD_BRIDGE_FIXTURES/patterns/gen_vortex_banner.bin"
  drop "$field"
  send gen_vortex_banner "$field"
  wait_until "it to be played by all devices" playing gen_vortex_banner
  sleep 1
  shot 8-field
fi

say "the preview plays, and stops"
face() { look 90 70 450 400; }
before=$(face)
moves() { [ "$(face)" != "$before" ]; }
wait_until "the preview to move" moves
key space
sleep 8  # toasts go after six seconds
shot 9-paused
before=$(face)
from=$(ticks)
sleep 5
used=$(($(ticks) - from))
[ "$(face)" = "$before" ] || fail "the preview moves although it is paused"
say "$used ticks of CPU time in 5 s at rest"
((used <= IDLE_TICKS)) || fail "the window works at rest"

say "closes it"
closes_window

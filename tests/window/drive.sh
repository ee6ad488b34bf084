#!/usr/bin/env bash
# The real window, as a person uses it, on a display of its own: files are dropped on it, devices chosen, Send pressed;
# then the bytes on the simulated devices' disks are compared with what other programs say they should be.
#
# usage: drive.sh PROGRAM SHOTS     pictures of each stage go to the folder SHOTS
# Needs the Debian packages of .ci/run, and python3 with python-xlib. UPLOAD_BRIDGE_FIXTURES may name the folder of files
# of the field; one of them is sent as well, then.
set -euo pipefail
shopt -s inherit_errexit

HERE=$(cd "$(dirname "$0")" && pwd)
PROGRAM=$(realpath "$1")
SHOTS=$(mkdir -p "$2" && realpath "$2")
SAMPLES=$(realpath "$HERE/../../assets/samples")
WORK=$(mktemp -d)
rm -f "$SHOTS"/*.png
export UPLOAD_BRIDGE_LOOPBACK=1 LIBGL_ALWAYS_SOFTWARE=1
unset WAYLAND_DISPLAY

IDLE_TICKS=5  # of 500 that a core has in 5 s: the clock's grain, and what the system wakes it for

started=()
# Ends what was started, newest first, by its pid; leaves a picture of where it stood when something went wrong.
end() {
  local status=$? pid
  if ((status)); then
    shot failed || true
    tail -n 20 "$WORK"/*.log >&2 || true
  fi
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do
    pid=${started[i]}
    if kill "$pid" 2>/dev/null; then wait "$pid" 2>/dev/null || true; fi
  done
  rm -rf "$WORK"
  ((status)) || echo "the window does what it promises"
  exit "$status"
}
trap end EXIT

say() { printf -- '--- %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
shot() { PATH="/usr/bin:$PATH" import -window root "$SHOTS/$1.png"; }

# Asks `$2...` every 0.1 s until it says yes, for at most 60 s (a busy machine, a window drawn in software).
wait_until() {
  local what=$1 tries
  shift
  for tries in $(seq 600); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  fail "$what did not come in $((tries / 10)) s"
}

# --- hands: places are those of a window of 1280 x 800 points without decorations

# `click X Y`, measured from the window's corner.
click() { xdotool mousemove --window "$WINDOW" "$1" "$2" sleep 0.2 click 1 sleep 0.3; }
key() { xdotool key --clearmodifiers "$1" sleep 0.3; }
# `drop FILE`: from another program; returns when the window shows something else.
drop() {
  local before
  before=$(title)
  python3 "$HERE/xdnd.py" "$WINDOW" "$1"
  wait_until "what is in $1" changed "$before"
}
# `send NAME FILE`: presses Send once; all devices store FILE under NAME.
send() {
  wait_until "the Send button" can_send
  key ctrl+Return
  wait_until "$1 on all disks" stored "$1" "$2"
}
has_window() { WINDOW=$(xdotool search --onlyvisible --name '^Upload Bridge$' | tail -n 1) && [ -n "$WINDOW" ]; }

# --- devices

known() { [ "$("$PROGRAM" devices --json --home "$WORK/home" | grep -c '"event":"device"')" -ge "$1" ]; }

add_device() {
  click 1248 32  # the + of the device column
  xdotool type --delay 20 "$1"
  key Return
}

# `stored NAME FILE`: every device has the pattern NAME, byte for byte FILE.
stored() {
  local folder found=0
  for folder in "$WORK"/disks/*/; do
    cmp -s "$2" "$folder/$1" || return 1
    found=$((found + 1))
  done
  ((found == 3))
}

# Ticks of CPU time (user and system) that the program has used.
ticks() { awk '{ print $14 + $15 }' "/proc/$APP/stat"; }

# --- eyes

# `look X Y W H`: what that part of the window shows, as a hash.
look() { PATH="/usr/bin:$PATH" import -window "$WINDOW" -crop "$3x$4+$1+$2" +repage rgb:- | sha256sum; }
title() { look 84 8 600 56; }
changed() { [ "$(title)" != "$1" ]; }
# The Send button has the accent colour, more blue than red: nothing stands in the way. It stands at the window's foot, or
# above the strip of uploads once there are some.
can_send() {
  local y red blue
  for y in 760 594; do
    read -r red blue < <(PATH="/usr/bin:$PATH" import -window "$WINDOW" -crop "1x1+884+$y" \
      -format '%[fx:int(255*r)] %[fx:int(255*b)]\n' info:)
    if ((blue > red + 60)); then return 0; fi
  done
  return 1
}

say "a display of its own"
mkdir -p "$WORK/home" "$WORK/disks"
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp +extension GLX 3>"$WORK/display" 2>"$WORK/xvfb.log" &
started+=($!)
wait_until "the display" test -s "$WORK/display"
DISPLAY=:$(cat "$WORK/display")
export DISPLAY
wait_until "the X server" xdpyinfo
openbox --config-file "$HERE/openbox.xml" 2>"$WORK/openbox.log" &
started+=($!)

say "three simulated devices in a process of their own"
"$PROGRAM" simulate --count 3 --matrix 16x16 --dir "$WORK/disks" --json >"$WORK/simulate.jsonl" 2>"$WORK/simulate.log" &
started+=($!)
listening() { [ "$(grep -c '"event":"listening"' "$WORK/simulate.jsonl")" = 3 ]; }
wait_until "the simulated devices" listening
mapfile -t ADDRESSES < <(sed -nE 's/.*"address":"([^"]+)".*/\1/p' "$WORK/simulate.jsonl")

say "the window"
"$PROGRAM" --home "$WORK/home" 2>"$WORK/app.log" &
APP=$!
started+=("$APP")
wait_until "the window" has_window
xdotool windowactivate --sync "$WINDOW"
sleep 1
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
click 1188 32  # Select all

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
send heart "$WORK/heart.bin"
playing() {
  python3 - "$1" "${ADDRESSES[@]}" <<'PY'
import json, sys, urllib.request
for address in sys.argv[2:]:
    with urllib.request.urlopen(f"http://{address}/api/status", timeout=5) as answer:
        assert json.load(answer)["playing"] == sys.argv[1], address
PY
}
wait_until "the animation to be played by all devices" playing heart
sleep 1
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
python3 "$HERE/close.py" "$WINDOW"
gone() { ! kill -0 "$APP"; }
wait_until "the end of the program" gone
status=0
wait "$APP" || status=$?
((status == 0)) || fail "it ended with exit code $status"

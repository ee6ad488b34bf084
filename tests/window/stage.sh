# A display of its own with hands and eyes, for the scripts beside this one, which read it with `source` and then use its
# functions. They set SHOTS, the folder for pictures, before.

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SAMPLES=$(realpath "$HERE/../../assets/samples")
WORK=$(mktemp -d)
export UPLOAD_BRIDGE_LOOPBACK=1 LIBGL_ALWAYS_SOFTWARE=1
unset WAYLAND_DISPLAY

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
  ((status)) || echo "$PROMISE"
  exit "$status"
}
trap end EXIT

say() { printf -- '--- %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
shot() { PATH="/usr/bin:$PATH" import -window root "$SHOTS/$1.png"; }

# Asks `$2...` every 0.1 s until it says yes, for at most 60 s (a busy machine, a window drawn in software).
wait_until() {
  local what=$1 began=$SECONDS
  shift
  while ((SECONDS - began <= 60)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  fail "$what did not come in $((SECONDS - began)) s"
}

# --- hands: places are those of a window of 1280 x 800 points without decorations

ADD=(1129 32)         # the + above the devices
SELECT_ALL=(1069 32)  # the button beside it

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
# Presses Send as people do who are not sure that it was taken: twice by key, and twice with the mouse at `$1 $2`.
press_send_again_and_again() {
  wait_until "the Send button" can_send
  xdotool key --clearmodifiers --delay 40 ctrl+Return ctrl+Return
  xdotool mousemove --window "$WINDOW" "$1" "$2" click --repeat 2 --delay 60 1
}
has_window() { WINDOW=$(xdotool search --onlyvisible --name '^Upload Bridge$' | tail -n 1) && [ -n "$WINDOW" ]; }

# --- devices

# The window's store has so many devices.
known() { [ "$("$PROGRAM" devices --json --home "$WORK/home" | grep -c '"event":"device"')" -ge "$1" ]; }

add_device() {
  click "${ADD[@]}"
  xdotool type --delay 20 "$1"
  key Return
}

# `simulates COUNT OPTION...`: so many devices in a process of their own, their files in $WORK/disks; ADDRESSES are theirs.
simulates() {
  DEVICES=$1
  simulates_as simulate "$1" --matrix 16x16 --seed 1 --dir "$WORK/disks" "${@:2}"
  mapfile -t ADDRESSES < <(addresses_of simulate)
}
# `simulates_as NAME COUNT OPTION...`: the same under a name of their own, for `addresses_of` and `ends`.
simulates_as() {
  "$PROGRAM" simulate --count "$2" --json "${@:3}" >"$WORK/$1.jsonl" 2>"$WORK/$1.log" &
  started+=($!)
  echo $! >"$WORK/$1.pid"
  wait_until "the simulated devices" listening "$1" "$2"
}
listening() { [ "$(grep -c '"event":"listening"' "$WORK/$1.jsonl")" = "$2" ]; }
# `addresses_of NAME`: where these devices are, one a line.
addresses_of() { sed -nE 's/.*"address":"([^"]+)".*/\1/p' "$WORK/$1.jsonl"; }
# `ends NAME`: takes the power of these devices away.
ends() { kill "$(cat "$WORK/$1.pid")"; }

# `uploads NAME`: how uploads of that pattern ended so far: a line for each, `outcome address`.
uploads() {
  "$PROGRAM" history --json --home "$WORK/home" | python3 -c '
import json, pathlib, sys
for line in sys.stdin:
    entry = json.loads(line)
    if pathlib.Path(entry.get("file", "")).stem == sys.argv[1]:
        print(entry["outcome"], entry["device"]["address"] if isinstance(entry["device"], dict) else entry["address"])
' "$1"
}
# `ended NAME COUNT`: so many uploads of that pattern have ended, or more.
ended() { [ "$(uploads "$1" | wc -l)" -ge "$2" ]; }
# `uploaded NAME COUNT`: so many uploads of that pattern have ended, each of them verified, each on a device of its own.
uploaded() {
  local ended
  ended=$(uploads "$1")
  [ "$(grep -c '^verified ' <<<"$ended")" = "$2" ] && [ "$(sort -u <<<"$ended" | wc -l)" = "$2" ] &&
    [ "$(wc -l <<<"$ended")" = "$2" ]
}

# `stored NAME FILE`: every device has the pattern NAME, byte for byte FILE.
stored() {
  local folder found=0
  for folder in "$WORK"/disks/*/; do
    cmp -s "$2" "$folder/$1" || return 1
    found=$((found + 1))
  done
  ((found == DEVICES))
}

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

# --- the display, and the window on it

opens_display() {
  mkdir -p "$WORK/home" "$WORK/disks" "$WORK/bin"
  # a desktop has a file dialog; without one, the window says so at its foot, and the places of buttons are others
  printf '#!/bin/sh\nexit 1\n' >"$WORK/bin/zenity"
  chmod +x "$WORK/bin/zenity"
  PATH="$WORK/bin:$PATH"
  Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp +extension GLX 3>"$WORK/display" 2>"$WORK/xvfb.log" &
  started+=($!)
  wait_until "the display" test -s "$WORK/display"
  DISPLAY=:$(cat "$WORK/display")
  export DISPLAY
  wait_until "the X server" xdpyinfo
  openbox --config-file "$HERE/openbox.xml" 2>"$WORK/openbox.log" &
  started+=($!)
}

# `opens_window ARGUMENT...`: starts the program; its process is APP.
opens_window() {
  "$PROGRAM" --home "$WORK/home" "$@" 2>"$WORK/app.log" &
  APP=$!
  started+=("$APP")
  wait_until "the window" has_window
  xdotool windowactivate --sync "$WINDOW"
  sleep 1
}

# Asks the window to close, and expects the program to end well.
closes_window() {
  local status=0
  python3 "$HERE/close.py" "$WINDOW"
  wait_until "the end of the program" gone
  wait "$APP" || status=$?
  ((status == 0)) || fail "it ended with exit code $status"
}
gone() { ! kill -0 "$APP"; }

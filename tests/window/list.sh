#!/usr/bin/env bash
# The list of devices in the real window is true: a device that turns out to be full is not sent to, a locked one is unlocked
# from its card, one that dies in the middle of an upload is grey long before the upload is given up.
#
# usage: list.sh PROGRAM SHOTS     pictures of each stage go to the folder SHOTS
# Needs what drive.sh needs.
set -euo pipefail
shopt -s inherit_errexit

PROMISE="the list of devices is true"
PROGRAM=$(realpath "$1")
SHOTS=$(mkdir -p "$2" && realpath "$2")
rm -f "$SHOTS"/list-*.png
source "$(dirname "$0")/stage.sh"

PORT=8461
UNLOCK=(1222 144)      # on the first card, in the foot that says why it is greyed
STANDING=(975 21)      # the dot beside a name: where, and how far below the card's upper edge
FIRST=67               # upper edge of the first card
STEP=66                # a card and the gap below it
FOOT=34                # what a card with one remedy is higher

# `simulated N OPTION...`: a device with a seed and a port of its own, in a process of its own; PID_N is that.
simulated() {
  local n=$1
  "$PROGRAM" simulate --matrix 16x16 --seed "$((n + 40))" --port "$((PORT + n))" --dir "$WORK/disk-$n" --json "${@:2}" \
    >"$WORK/simulate-$n.jsonl" 2>>"$WORK/simulate-$n.log" &
  started+=($!)
  printf -v "PID_$n" %s "$!"
  wait_until "device $n" grep -q listening "$WORK/simulate-$n.jsonl"
}
ends() {
  kill "$1"
  wait "$1" 2>/dev/null || true
}
# `has N NAME FILE`: device N has stored NAME, byte for byte FILE.
has() { cmp -s "$3" "$WORK/disk-$1"/*/"$2"; }
# `green Y`: the card that begins at Y says that its device is there.
green() {
  local red green
  read -r red green < <(PATH="/usr/bin:$PATH" import -window "$WINDOW" -crop "1x1+${STANDING[0]}+$(($1 + STANDING[1]))" \
    -format '%[fx:int(255*r)] %[fx:int(255*g)]\n' info:)
  ((green > red + 60))
}
grey() { ! green "$1"; }
# `ended JSON`: how many uploads of the history ended how.
ended() {
  "$PROGRAM" history --home "$WORK/home" --export json 2>/dev/null | python3 -c '
import collections, json, sys
count = collections.Counter(entry["outcome"] for entry in json.load(sys.stdin))
sys.exit(0 if dict(count) == json.loads(sys.argv[1]) else str(count))' "$1"
}

say "a display of its own, and four devices that an earlier run has met: locked since, full, fine, slow"
opens_display
for n in 1 2 3 4; do
  option=()
  [ "$n" = 2 ] && option=(--disk 1000)
  [ "$n" = 4 ] && option=(--fault slow:2)
  simulated "$n" "${option[@]}"
  "$PROGRAM" scan --home "$WORK/home" --no-mdns --no-sweep --host "127.0.0.1:$((PORT + n))" >/dev/null
done
name() { "$PROGRAM" devices --home "$WORK/home" set "127.0.0.1:$((PORT + $1))" --name "$2" >/dev/null; }
name 1 "1 locked" && name 2 "2 full" && name 3 "3 fine" && name 4 "4 slow"
ends "$PID_1"
simulated 1 --fault pin:1234

say "the window, which asks nobody by itself"
printf '[devices]\nask_by_itself = false\n' >"$WORK/home/settings.toml"
opens_window "$SAMPLES/heart.gif"
python3 "$HERE/expected.py" "$SAMPLES/heart.gif" "$WORK/heart.bin"
sleep 1
shot list-1-not-asked
grey "$FIRST" || fail "a device is called there that nobody has asked"

say "all are chosen, and only then asked: the full one and the locked one say so"
click "${SELECT_ALL[@]}"
key F5
third=$((FIRST + 2 * STEP + 2 * FOOT))
wait_until "the third card" green "$third"
sleep 3
shot list-2-asked

say "the locked one is unlocked from its card"
click "${UNLOCK[@]}"
sleep 1
shot list-3-pin
xdotool type --delay 30 1234
key Return
third=$((FIRST + 2 * STEP + FOOT))
wait_until "the cards to move up" green "$third"
sleep 1
shot list-4-unlocked

say "it is sent to all that can take it; the slow one dies in the middle"
wait_until "the Send button" can_send
key ctrl+Return
wait_until "it on the locked device" has 1 heart "$WORK/heart.bin"
wait_until "it on the fine device" has 3 heart "$WORK/heart.bin"
fourth=$((third + STEP))
green "$fourth" || fail "the slow device is not there"
kill -9 "$PID_4"
wait "$PID_4" 2>/dev/null || true
began=$SECONDS
wait_until "its card to be greyed" grey "$fourth"
((SECONDS - began <= 30)) || fail "it took $((SECONDS - began)) s until its card was greyed"
ended '{"verified":2}' || fail "other uploads have ended than the two that were verified"
shot list-5-dead

say "it comes back, and the upload goes on"
simulated 4
wait_until "it on the slow device" has 4 heart "$WORK/heart.bin"
wait_until "three verified and nothing else" ended '{"verified":3}'
green "$fourth" || fail "it is there again, and its card is grey"
shot list-6-back

say "closes it"
closes_window

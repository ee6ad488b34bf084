#!/usr/bin/env bash
# The list of devices in the real window is true: a device that turns out to be full is not sent to, a locked one is unlocked
# from its card, a group selects its devices, and one that dies in the middle of an upload is grey long before the upload is
# given up.
#
# usage: list.sh PROGRAM SHOTS     pictures of each stage go to the folder SHOTS
# Needs what fleet.sh needs.
set -euo pipefail
shopt -s inherit_errexit

PROGRAM=$(realpath "$1")
SHOTS=$(mkdir -p "$2" && realpath "$2")
source "$(dirname "$0")/alone.sh"

PROMISE="the list of devices is true"
rm -f "$SHOTS"/list-*.png
source "$(dirname "$0")/stage.sh"

PORT=8461
FIRST=107              # upper edge of the first card, below the chips of groups
STEP=66                # a card and the gap below it
FOOT=34                # what a card with one remedy is higher
STANDING=(975 21)      # the dot beside a name: where, and how far below the card's upper edge
GROUP=(905 83)         # the chip of the only group
UNLOCK=(1222 $((FIRST + 75)))  # on the first card, in the foot that says why it is greyed

# `device N OPTION...`: the device with seed and port of that number, in a process of its own.
device() {
  local n=$1
  simulates_as "device-$n" 1 --matrix 16x16 --seed "$((n + 40))" --port "$((PORT + n))" --dir "$WORK/disk-$n" "${@:2}"
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
# `verified COUNT`: so many uploads of heart have ended, each verified.
verified() { ended heart "$1" && uploaded heart "$1"; }

say "a display of its own, and four devices that an earlier run has met: one to be locked, one full, one well, one slow"
opens_display
device 1
device 2 --disk 1000
device 3
device 4 --fault slow:2
for n in 1 2 3 4; do
  "$PROGRAM" scan --home "$WORK/home" --no-mdns --no-sweep --host "127.0.0.1:$((PORT + n))" >/dev/null
done
told() { "$PROGRAM" devices --home "$WORK/home" set "127.0.0.1:$((PORT + $1))" "${@:2}" >/dev/null; }
told 1 --name "1 locked" --group front
told 2 --name "2 full"
told 3 --name "3 well" --group front
told 4 --name "4 slow" --group front
ends device-1
sleep 0.5
device 1 --fault pin:1234

say "the window, which is told to ask nobody by itself"
printf '[devices]\nask_by_itself = false\n' >"$WORK/home/settings.toml"
opens_window "$SAMPLES/heart.gif"
python3 "$HERE/expected.py" "$SAMPLES/heart.gif" "$WORK/heart.bin"
sleep 2
shot list-1-not-asked
grey "$FIRST" || fail "a device is called there that nobody has asked"

say "all are selected, and only then asked: the full one and the locked one say what they are"
key ctrl+a
key F5
third=$((FIRST + 2 * STEP + 2 * FOOT))
wait_until "the third card" green "$third"
sleep 4
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

click "${SELECT_ALL[@]}"  # which are all selected: none
say "a click on the group selects its three devices; they are sent to, and the slow one dies in the middle"
click "${GROUP[@]}"
sleep 0.5
shot list-5-group
wait_until "the Send button" can_send
key ctrl+Return
wait_until "it on the device that was locked" has 1 heart "$WORK/heart.bin"
wait_until "it on the device that is well" has 3 heart "$WORK/heart.bin"
wait_until "two verified" verified 2
fourth=$((third + STEP))
green "$fourth" || fail "the slow device is not there"
ends device-4
began=$SECONDS
wait_until "its card to be greyed" grey "$fourth"
((SECONDS - began <= 30)) || fail "it took $((SECONDS - began)) s until its card was greyed"
verified 2 || fail "the upload was given up before its card was greyed"
shot list-6-gone

say "it comes back, and the upload goes on"
device 4
wait_until "it on the slow device" has 4 heart "$WORK/heart.bin"
wait_until "three verified, and nothing else" verified 3
wait_until "its card to be green" green "$fourth"
[ -z "$(ls "$WORK"/disk-2/* 2>/dev/null | grep -v '^$' | grep heart)" ] || fail "the full device was sent to"
shot list-7-back

say "closes it"
closes_window

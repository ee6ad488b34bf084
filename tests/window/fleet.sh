#!/usr/bin/env bash
# The real window with more devices than fit on the screen, not all of them well: what is selected stays selected, a search
# hides none of it, and Send goes once to those that can take the pattern. In a network namespace of its own, since F5 scans.
#
# usage: fleet.sh PROGRAM SHOTS     pictures of each stage go to the folder SHOTS
# Needs what drive.sh needs, and root or user namespaces; iproute2.
#
# To add a case: start its devices with `simulates_as NAME ...`, add them with the others, and append a stage to the end.
set -euo pipefail
shopt -s inherit_errexit

PROGRAM=$(realpath "$1")
SHOTS=$(mkdir -p "$2" && realpath "$2")
source "$(dirname "$0")/alone.sh"

PROMISE="the window sends to what is selected and can take it, once"
rm -f "$SHOTS"/fleet-*.png
source "$(dirname "$0")/stage.sh"

WELL=6  # devices that can take the pattern
SEARCH=(1000 80)
LIST=(870 110 400 60)        # the first card
SEND=(1069 760)              # while nothing was sent; later the strip of uploads lifts it
NOT_SHOWN=(1080 674)         # the words of the footer that end the search

# `on_disks NAME FILE`: every well device has the pattern NAME, byte for byte FILE.
on_disks() {
  local folder found=0
  for folder in "$WORK"/well/*/; do
    cmp -s "$2" "$folder/$1" || return 1
    found=$((found + 1))
  done
  ((found == WELL))
}

say "a display of its own; $WELL devices that are well, one that is full, one that will go away"
opens_display
python3 "$HERE/expected.py" "$SAMPLES/heart.gif" "$WORK/heart.bin"
simulates_as well "$WELL" --matrix 16x16 --seed 11 --dir "$WORK/well"
simulates_as full 1 --matrix 16x16 --seed 12 --fault full-disk --dir "$WORK/full"
simulates_as leaving 1 --matrix 16x16 --seed 13 --dir "$WORK/leaving"

say "the window; all devices are added, and selected by the keyboard"
opens_window
count=0
for address in $(addresses_of well) $(addresses_of full) $(addresses_of leaving); do
  add_device "$address"
  count=$((count + 1))
  wait_until "device $count" known "$count"
  sleep 0.5
done
key ctrl+a
sleep 0.5
shot fleet-1-selected

say "one goes away, which a scan finds out; a pattern is opened that is too large for another"
ends leaving
key F5
sleep 5
drop "$SAMPLES/heart.gif"
sleep 2
shot fleet-2-six-of-eight

say "a search hides selected devices; a click on their number shows them again"
before=$(look "${LIST[@]}")
click "${SEARCH[@]}"
xdotool type --delay 30 "no device is called so"
sleep 1
shot fleet-3-searched
[ "$(look "${LIST[@]}")" != "$before" ] || fail "the search hides nothing"
click "${NOT_SHOWN[@]}"
shown_again() { xdotool mousemove --window "$WINDOW" 400 400; [ "$(look "${LIST[@]}")" = "$before" ]; }
wait_until "what the search hid" shown_again

say "searches again, and presses Send again and again: it goes to all that can take it, and once to each"
click "${SEARCH[@]}"
xdotool type --delay 30 "no device is called so"
sleep 0.5
press_send_again_and_again "${SEND[@]}"
sleep 0.2
shot fleet-4-sending
wait_until "heart on all disks" on_disks heart "$WORK/heart.bin"
wait_until "the end of the uploads" ended heart "$WELL"
sleep 2  # whatever a second press has queued would be there by now
uploaded heart "$WELL" || fail "it was not sent once to each: $(uploads heart)"
shot fleet-5-sent

say "closes it"
closes_window

#!/usr/bin/env bash
# Discovery on networks that exist only here: a network namespace with nothing but loopback, then two that are joined by a
# cable with a /24 of silence on it. Nothing leaves them.
#
# usage: netns.sh PROGRAM [PYTHON]     (root, or user namespaces; iproute2, python3 with zeroconf; avahi is not needed)
set -euo pipefail
shopt -s inherit_errexit

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PROGRAM=$(realpath "$1")
PYTHON=${2:-python3}

if [ "${DISCOVERY_INSIDE:-}" != yes ]; then
  user=()
  [ "$(id -u)" = 0 ] || user=(-r)
  exec env DISCOVERY_INSIDE=yes unshare "${user[@]}" -n "$BASH" "$0" "$PROGRAM" "$PYTHON"
fi
# from here on this shell must have loopback and nothing else
others=$(ip -o link show | awk -F': ' '$2 !~ /^(lo|tunl0|sit0|gre0|gretap0|erspan0|ip6tnl0|ip_vti0|ip6_vti0|ip6gre0)(@|$)/ { print $2 }')
[ -z "$others" ] || { echo "not in a namespace of its own: $others" >&2; exit 1; }
ip link set lo up

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
fail() {
  printf 'FAILED: %s\n' "$*" >&2
  cat "$WORK/out" "$WORK/err" >&2 2>/dev/null || true
  exit 1
}
passed() { printf 'ok: %s\n' "$*"; }

# `waits FILE COUNT`: until FILE has COUNT lines.
waits() {
  local tries
  for tries in $(seq 150); do
    [ "$(wc -l 2>/dev/null <"$1" || echo 0)" -lt "$2" ] || return 0
    sleep 0.1
  done
  fail "$1 has not $2 lines after $((tries / 10)) s"
}

# `simulate NAME COUNT OPTION...`: devices that run to the end; what they say is in $WORK/NAME.
simulate() {
  "$PROGRAM" simulate --json --count "$2" "${@:3}" >"$WORK/$1" &
  started+=($!)
  waits "$WORK/$1" "$2"
}

# `scans HOME OPTION...`: a scan with a memory of its own; each line with the milliseconds since its start is in $WORK/out.
scans() {
  local began
  began=$(date +%s%3N)
  UPLOAD_BRIDGE_HOME="$WORK/homes/$1" timeout 60 "$PROGRAM" scan --json "${@:2}" 2>"$WORK/err" |
    while read -r line; do echo "$(($(date +%s%3N) - began)) $line"; done >"$WORK/out" || fail "scan ${*:2}"
}
# `found COUNT WORDS`: so many devices whose line has WORDS, each once, and as many in all.
found() {
  local all unique
  all=$(grep -c '"event":"device"' "$WORK/out" || true)
  unique=$(grep '"event":"device"' "$WORK/out" | grep -F -- "$2" | sed -E 's/.*"id":"([^"]+)".*/\1/' | sort -u | wc -l)
  ((all == $1 && unique == $1)) || fail "$all devices, $unique of them once and with $2, instead of $1"
  grep -q "\"event\":\"summary\",\"found\":$1," "$WORK/out" || fail "the summary does not say $1"
}
within() {
  local last
  last=$(grep '"event":"device"' "$WORK/out" | tail -1 | cut -d' ' -f1)
  ((last < $1)) || fail "the last device came after $last ms"
  passed "$2: the last of them after $last ms"
}

# --- loopback: announcements, sweep, other people's mDNS
simulate heard 3 --mdns
ports=$(sed -E 's/.*"address":"127.0.0.1:([0-9]+)".*/\1/' "$WORK/heard")
scans mdns --no-sweep
found 3 '"via":["mdns"]'
within 3000 "3 devices by mDNS"

# shellcheck disable=SC2086  # one word for each port
scans sweep --no-mdns --subnet 127.0.0.0/24 --port $ports
found 3 '"via":["sweep"]'
within 3000 "3 devices by a sweep of a /24 of loopback on 3 ports"

# shellcheck disable=SC2086
scans both --subnet 127.0.0.0/24 --port $ports
found 3 '"via":['
passed "each of them once, although they are seen twice"

"$PYTHON" "$HERE/peer.py" sees 3 >"$WORK/seen" || fail "zeroconf does not see our devices"
for port in $ports; do
  id=$(sed -nE "s/.*\"address\":\"127.0.0.1:$port\",\"id\":\"([^\"]+)\".*/\1/p" "$WORK/heard")
  grep -q "^$id $port 2 " "$WORK/seen" || fail "zeroconf did not see $id at $port: $(cat "$WORK/seen")"
done
passed "python zeroconf sees our devices with id, port and API level"

simulate quiet 1 --seed 2 --bind 127.0.0.7
quiet=$(sed -E 's/.*"address":"127.0.0.7:([0-9]+)".*/\1/' "$WORK/quiet")
"$PYTHON" "$HERE/peer.py" publishes 127.0.0.7 "$quiet" shelf >"$WORK/published" &
started+=($!)
waits "$WORK/published" 1
scans peer --no-sweep
found 4 '"via":["mdns"]'
grep -q "\"address\":\"127.0.0.7:$quiet\"" "$WORK/out" || fail "what zeroconf announces was not found"
passed "a web page that zeroconf announces is asked, and is a device"

"$PROGRAM" doctor --json "shelf.local:$quiet" >"$WORK/out" || fail "a .local name is not found"
grep -q '"stage":"name","ok":true.*127.0.0.7' "$WORK/out" || fail "the name is not 127.0.0.7"
"$PROGRAM" upload --json "$HERE/../data/running_dot.gif" --to "shelf.local:$quiet" >"$WORK/out" || fail "no upload to a .local name"
passed "a .local name is looked up by mDNS, by doctor and by upload"

simulate level1 1 --family native1 --seed 3 --bind 127.0.0.8 --port 80
"$PYTHON" "$HERE/peer.py" publishes 127.0.0.8 9 ledmatrix >"$WORK/ledmatrix" &
started+=($!)
waits "$WORK/ledmatrix" 1
scans level1 --no-sweep
found 5 '"via":["mdns"]'
grep -q '"address":"127.0.0.8","' "$WORK/out" || fail "ledmatrix.local was not found"
passed "a level-1 device is found by its name ledmatrix.local, although it announces nothing"

# --- two computers and a cable: 5 addresses live, 249 are silent
unshare -n sleep 600 &
far=$!
started+=("$far")
until [ "$(readlink "/proc/$far/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
ip link add near type veth peer name far netns "$far"
ip addr add 10.77.1.250/24 dev near
ip link set near up
nsenter -t "$far" -n ip link set lo up
nsenter -t "$far" -n ip link set far up
for host in 2 9 77 140; do nsenter -t "$far" -n ip addr add "10.77.1.$host/24" dev far; done
unset UPLOAD_BRIDGE_LOOPBACK  # the cable is all there is
seed=10
for host in 2 9 77 140; do
  nsenter -t "$far" -n "$PROGRAM" simulate --json --seed $seed --bind "10.77.1.$host" --port 80 >"$WORK/far$host" &
  started+=($!)
  waits "$WORK/far$host" 1
  seed=$((seed + 1))
done
sleep 2  # until the link's IPv6 address is checked: mDNS sockets come and go with it
scans near --no-mdns
found 4 '"via":["sweep"]'
took=$(sed -nE 's/.*"summary".*"seconds":([0-9.]+).*/\1/p' "$WORK/out")
first=$(grep '"event":"device"' "$WORK/out" | tail -1 | cut -d' ' -f1)
# the budget: 150 ms and 1 s; 254 targets fit into one second's allowance
awk -v took="$took" 'BEGIN { exit !(took <= 1.15 * 1.1) }' || fail "a /24 with 249 silent addresses took $took s"
passed "own /24 with 249 silent addresses: $took s of 1.15 s, the last device after $first ms"

scans far --no-mdns --subnet 10.77.1.0/24
found 4 '"via":["sweep"]'
nsenter -t "$far" -n "$PROGRAM" simulate --json --seed 30 --bind 10.77.1.77 --port 8080 --mdns >"$WORK/announced" &
started+=($!)
waits "$WORK/announced" 1
scans cable --no-sweep
found 6 '"via":["mdns"]'  # those on loopback are still announced
grep -q '"address":"10.77.1.77:8080"' "$WORK/out" || fail "the device at the other end was not heard"
within 3000 "a device at the other end of the cable by mDNS"

UPLOAD_BRIDGE_HOME="$WORK/homes/nothing" "$PROGRAM" scan --json --no-mdns --subnet 10.77.1.16/28 >"$WORK/out" 2>"$WORK/err"
grep -q '10.77.1.16/28 port 80 on near: 0 took a connection, 0 refused it, 14 did not answer' "$WORK/err" || fail "it does not say what was tried"
grep -q 'hint: Nobody at all answers' "$WORK/err" || fail "it does not say what to do"
passed "when nothing is found, it says what was tried on which interface and what to do"

doctor() {
  local got=0
  "$PROGRAM" doctor --json "$1" >"$WORK/out" 2>"$WORK/err" || got=$?
  ((got == $2)) || fail "doctor $1 ends with $got"
  grep -q "$3" "$WORK/out" || fail "doctor $1 does not say: $3"
}
doctor 10.77.1.2 0 '"status":"online"'
doctor 10.77.1.200 1 '"stage":"tcp","ok":false.*has power'
doctor 10.78.0.1 1 '"stage":"tcp","ok":false.*10.78.0.1 is in another subnet than this computer (10.77.1.0/24)'
passed "doctor tells a device that is off from one in another subnet"

# an interrupt ends a sweep at once: one of silent neighbours, and one of addresses that there is no way to
interrupted() {
  local scan began took got=0
  UPLOAD_BRIDGE_HOME="$WORK/homes/stop" "$PROGRAM" scan --json --subnet "$1" --no-mdns >"$WORK/out" 2>"$WORK/err" &
  scan=$!
  sleep "$2"
  kill -0 "$scan" 2>/dev/null || fail "the sweep of $1 was over too soon to be interrupted"
  entries=$(ip neigh show dev near nud incomplete | wc -l)
  began=$(date +%s%3N)
  kill -INT "$scan"
  wait "$scan" || got=$?
  took=$(($(date +%s%3N) - began))
  ((got == 130 && took < 250)) || fail "the interrupted scan ended with $got after $took ms"
  passed "an interrupted sweep of $1 ends after $took ms, and the process with it"
}
ip addr add 10.79.0.250/16 dev near
interrupted 10.79.0.0/16 6
((entries >= 600 && entries < 1000)) || fail "$entries unresolved neighbours after 6 s"
passed "after 6 s of it $entries neighbours were unresolved; the table holds 1024"
interrupted 10.99.0.0/16 0.7
echo "discovery does what it says"

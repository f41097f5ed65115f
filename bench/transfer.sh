#!/usr/bin/env bash
# transfer.sh [ROW...]   Files between two real clients, over emulated links and over loopback: a markdown table.
#
# Rows: clean loss1 loss5 fast mixed two cubic loopback mtu1400 flood (all of them if none is named).
# Needs root, /dev/net/tun, and the link emulator in $LOSSYLINK (a folder with link-up.sh); the tools are installed when missing.
# NO_TCP=1 leaves out what TCP makes of the links. BIN names a folder with both programs, built already.
# Files lie in $BENCH_DIR (default /dev/shm: the disk is not what is measured). Takes about eight minutes in all.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
LOSSYLINK=${LOSSYLINK:-$here/../shared/tools/lossylink}
dir=$(mktemp -d "${BENCH_DIR:-/dev/shm}/transfer.XXXXXX")
out=$dir/bin
port=12080
pids=()
export DOTNET_CLI_TELEMETRY_OPTOUT=1 LOSSYLINK_LOG=$dir/link.log LOSSYLINK_BIN=$dir/lossylink

cleanup() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for ns in fa fb; do ip netns del $ns 2>/dev/null || true; done
    rm -rf "$dir"
}
trap cleanup EXIT

say() { echo "$*" >&2; }
calc() { awk "BEGIN { printf \"%.${2:-1}f\", $1 }"; }
now() { date +%s.%N; }

# need COMMAND PACKAGE...
need() {
    local missing=()
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null || missing+=("$2")
        shift 2
    done
    [ ${#missing[@]} -eq 0 ] && return
    say "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 </dev/null
}

build() {
    if [ -n "${BIN:-}" ]; then ln -s "$BIN" "$out"; return; fi
    say "Building"
    dotnet build -c Release -v q --nologo "$here/src/ServerApp" -o "$out" >&2
    dotnet build -c Release -v q --nologo "$here/src/ClientApp" -o "$out" >&2
}

# start_server NS_PREFIX...: a server that knows yoda and hans
start_server() {
    printf 'yoda wise@!man\nhans falcon*solo\n' >"$dir/credentials.txt"
    mkdir -p "$dir/server" "$dir/yoda" "$dir/hans"
    (cd "$dir/server" && exec "$@" "$out/ServerApp" $port 3 --credentials "$dir/credentials.txt" --log-level Warning) >"$dir/server.log" 2>&1 &
    server=$!
    pids+=("$server")
    for _ in $(seq 100); do
        "$@" bash -c "exec 3<>/dev/tcp/$host/$port" 2>/dev/null && return
        sleep 0.1
    done
    say "The server does not start"
    exit 1
}

# start_client NAME PASSWORD [NS_PREFIX...]: a client with piped input; its lines go to $dir/NAME.out
start_client() {
    local name=$1 password=$2
    shift 2
    mkfifo "$dir/$name.in"
    (cd "$dir/$name" && exec "$@" "$out/ClientApp" $host $port 0 --accept always ${mtu:+--mtu $mtu}) <"$dir/$name.in" >"$dir/$name.out" 2>&1 &
    eval "${name}_pid=$!"
    pids+=("$!")
    eval "exec {${name}_fd}>\"$dir/$name.in\""
    type_to "$name" "$name"
    type_to "$name" "$password"
    wait_for "$name" 'Welcome to TOOM!' 20
}

type_to() { eval "echo \"\$2\" >&\$${1}_fd"; }

# wait_for NAME TEXT SECONDS [COUNT]: woken by each line, for looking again and again would take the cores from what is measured
wait_for() {
    local lines follower
    exec {lines}< <(exec tail -n +1 -f "$dir/$1.out")
    follower=$!
    timeout "$3" grep -m "${4:-1}" -- "$2" <&"$lines" >"$dir/found" || true
    kill $follower
    exec {lines}<&-
    [ "$(wc -l <"$dir/found")" -ge "${4:-1}" ] || { say "No «$2» from $1:"; tail -5 "$dir/$1.out" >&2; exit 1; }
}

stop_all() {
    for name in yoda hans; do
        eval "kill \$${name}_pid 2>/dev/null || true; exec {${name}_fd}>&-"
    done
    kill "$server" 2>/dev/null || true
    wait "$yoda_pid" "$hans_pid" "$server" 2>/dev/null || true
    pids=()
    rm -rf "$dir/yoda" "$dir/hans" "$dir/server" "$dir"/*.in "$dir"/*.out
}

link_up() {
    link=$("$LOSSYLINK/link-up.sh" "$@")
    pids+=("$link")
    fa=(ip netns exec fa)
    fb=(ip netns exec fb)
}

link_down() {
    kill "$link"
    wait "$link" 2>/dev/null || true
}

both_up() {
    host=10.77.0.1
    start_server "${fa[@]}"
    start_client yoda 'wise@!man' "${fa[@]}"
    start_client hans 'falcon*solo' "${fb[@]}"
}

# tcp CONGESTION: Mbit/s of iperf3 over the link in ten seconds
tcp() {
    if [ -n "${NO_TCP:-}" ]; then echo -; return; fi
    "${fb[@]}" iperf3 -s -1 -p 5301 >/dev/null 2>&1 &
    until "${fb[@]}" ss -ltn | grep -q :5301; do sleep 0.1; done
    "${fa[@]}" iperf3 -c 10.77.0.2 -p 5301 -C "$1" -t "${2:-10}" -f m | awk '/receiver/ { print $7 }'
}

noise() { head -c "$1" /dev/urandom >"$2"; }

# send FILE: seconds from the command to the line at each side
send() {
    local begin
    begin=$(now)
    type_to yoda "UPD hans $1"
    wait_for yoda "$1 has been uploaded" 120
    seconds=$(calc "$(now) - $begin" 3)
    wait_for hans "Received $1 from yoda" 5
    cmp "$dir/yoda/$1" "$dir/hans/yoda_$1" || { say "$1 differs"; exit 1; }
}

peak() { awk '/VmHWM/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }

row() { echo "| $1 | $2 | $3 | $4 | $5 |"; }

# link_row LABEL REACH LINK...: files of 100 MB one after the other, the best of three
link_row() {
    local label=$1 reach=$2 cubic=- bbr=- best=0
    shift 2
    link_up "$@"
    if [ "$#" -le 4 ]; then
        cubic=$(tcp cubic)
        bbr=$(tcp bbr)
    fi
    both_up
    for run in 1 2 3; do
        noise 100000000 "$dir/yoda/file$run"
        send "file$run"
        rate=$(calc "800 / $seconds" 1)
        best=$(calc "($rate > $best) ? $rate : $best" 1)
    done
    memory="$(peak "$yoda_pid") / $(peak "$hans_pid") MB"
    stop_all
    link_down
    row "$label" "$cubic" "$bbr" "$reach" "$best Mbit/s (peak memory $memory)"
}

two_row() {
    link_up 100 25 0 1024
    both_up
    for file in one two; do noise 100000000 "$dir/yoda/$file"; done
    local begin first second
    begin=$(now)
    type_to yoda 'UPD hans one'
    type_to yoda 'UPD hans two'
    wait_for yoda 'has been uploaded' 60
    first=$(calc "$(now) - $begin" 3)
    wait_for yoda 'has been uploaded' 60 2
    second=$(calc "$(now) - $begin" 3)
    stop_all
    link_down
    # What the slower one had when the faster one ended, at the rate of a link of its own after that.
    local rest
    rest=$(calc "100 - ($second - $first) * 11.6" 1)
    row 'two transfers on the first link' - - 'each 35 %' "$(calc "10000 / (100 + $rest)") % and $(calc "100 * $rest / (100 + $rest)") %"
}

cubic_row() {
    link_up 100 25 0 1024
    both_up
    noise 800000000 "$dir/yoda/large"
    type_to yoda 'UPD hans large'
    local share
    share=$(tcp cubic 60)
    stop_all
    link_down
    row 'beside one TCP CUBIC flow, first link, 60 s' - - 'TCP 25 %' "TCP $share Mbit/s = $(calc "100 * $share / 91") %"
}

with_nc() {
    local begin
    nc -l 127.0.0.1 12090 >"$dir/nc.copy" &
    local listener=$!
    sleep 0.3
    begin=$(now)
    nc -N 127.0.0.1 12090 <"$1"
    wait $listener
    calc "1000 / ($(now) - $begin)" 0
    rm "$dir/nc.copy"
}

loopback_up() {
    host=127.0.0.1
    start_server env
    start_client yoda 'wise@!man' env
    start_client hans 'falcon*solo' env
}

loopback_row() {
    mtu=$3
    loopback_up
    local best=0 nc=0
    noise 1000000000 "$dir/yoda/big1"
    for run in 1 2 3; do
        [ -e "$dir/yoda/big$run" ] || mv "$dir/yoda/big$((run - 1))" "$dir/yoda/big$run"
        local other
        other=$(with_nc "$dir/yoda/big$run")
        nc=$(calc "($other > $nc) ? $other : $nc" 0)
        send "big$run"
        rm -f "$dir/hans/yoda_big$run"
        best=$(calc "(1000 / $seconds > $best) ? 1000 / $seconds : $best" 0)
    done
    memory="$(peak "$yoda_pid") / $(peak "$hans_pid") MB"
    mtu=
    stop_all
    row "$1" "nc: $nc MB/s" - "$2" "$best MB/s (peak memory $memory)"
}

# flood_row: what 100,000 junk datagrams a second at the receiver's port do to a transfer
flood_row() {
    link_up 100 25 0 1024
    both_up
    noise 100000000 "$dir/yoda/calm"
    noise 100000000 "$dir/yoda/flooded"
    send calm
    local calm=$seconds udp
    udp=$("${fb[@]}" ss -ulnpH | awk -v pid="pid=$hans_pid," 'index($0, pid) { n = split($4, a, ":"); print a[n]; exit }')
    cc -O2 -o "$dir/junk" "$here/bench/junk.c"
    "${fb[@]}" "$dir/junk" 10.77.0.2 "$udp" 100000 60 >"$dir/junk.log" &
    local junk=$!
    send flooded
    kill $junk 2>/dev/null || true
    wait $junk 2>/dev/null || true
    stop_all
    link_down
    row '100,000 junk datagrams/s at the receiver' - - 'two thirds' "$(calc "100 * $calm / $seconds" 0) % of the speed without"
}

one() {
    case $1 in
        clean) link_row '100 Mbit/s, 25 ms, 1 MiB queue, no loss' 92 100 25 0 1024 ;;
        loss1) link_row 'the same, 1 % loss' 90 100 25 1 1024 ;;
        loss5) link_row 'the same, 5 % loss' 85 100 25 5 1024 ;;
        fast) link_row '500 Mbit/s, 10 ms, 1 MiB queue, 0.1 % loss' 450 500 10 0.1 1024 ;;
        mixed) link_row '100 Mbit/s, 25 ms, 1 % loss, repetition, reordering, 0.1 % damage' 85 100 25 1 1024 1 1 0.1 ;;
        two) two_row ;;
        cubic) cubic_row ;;
        loopback) loopback_row 'loopback, 1 GB' 'as nc' '' ;;
        mtu1400) loopback_row 'loopback, `--mtu 1400`' '400 MB/s' 1400 ;;
        flood) flood_row ;;
        *) say "No row $1"; exit 2 ;;
    esac
}

need ip iproute2 cc gcc nc netcat-openbsd iperf3 iperf3 ss iproute2
build
echo "| link | TCP CUBIC | TCP BBR | reach | measured |"
echo "|---|---|---|---|---|"
for name in ${*:-clean loss1 loss5 fast mixed two cubic loopback mtu1400 flood}; do one "$name"; done
echo
echo "$(date -u +%F), $(nproc) cores, $(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo), Linux $(uname -r)"

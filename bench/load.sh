#!/bin/sh
# Repeats the tables of docs/performance.md: builds the server as it is published, and puts it under load, beside Redis where
# there is something to compare.
#
#   bench/load.sh [--runs N] [--seconds S] [--scale MESSAGES] [--cell CONNECTIONSxDEPTH] [PART...]
#
# Parts: posting console idle board read-few read-all textfile feed stalled bystander mixed start tls journal journal-million; without
# one, all of them.
# --runs 5 and --seconds 3 are the defaults; --runs 1 --seconds 1 gives a first idea in a few minutes.
# Needs the .NET SDK; installs redis-server by apt-get when it is missing. Uses this machine's loopback and folders
# under /tmp only, and ends no process but those it started.
set -eu
cd "$(dirname "$0")/.."

options=""
while [ $# -gt 0 ]; do
  case "$1" in
    --runs | --seconds | --scale | --cell) options="$options $1 $2"; shift 2 ;;
    --*) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || set -- posting console idle board read-few read-all textfile feed stalled bystander mixed start tls journal journal-million

command -v redis-server > /dev/null || apt-get install -y --no-install-recommends redis-server > /dev/null

built=$(mktemp -d /tmp/forum-bench-XXXXXX)
trap 'rm -rf "$built"' EXIT
case "$(uname -m)" in
  aarch64) runtime=linux-arm64 ;;
  *) runtime=linux-x64 ;;
esac
dotnet publish src/ServerApp -c Release -r "$runtime" --self-contained false -o "$built/server" --nologo -v quiet
dotnet build bench/Forum.Load -c Release -o "$built/load" --nologo -v quiet

date -u '+%d %b %Y %H:%M UTC'
for part in "$@"; do
  # shellcheck disable=SC2086 # The options are words.
  dotnet "$built/load/Forum.Load.dll" "$part" --server "$built/server/ServerApp" --redis "$(command -v redis-server)" $options
done

#!/bin/sh
# Stops the server that start.sh started on the same port; does nothing when there is none.
set -eu

port=${AGENT_LOCAL_PORT:-8080}
pidfile=${XDG_CACHE_HOME:-$HOME/.cache}/agent-core-local-model/server-$port.pid

[ -f "$pidfile" ] || { echo "local-model: nothing to stop on port $port" >&2; exit 0; }
pid=$(cat "$pidfile")
# A process number can be given out again: only a llama-server is stopped.
case $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null || true) in
*llama-server*) kill "$pid" && echo "local-model: stopped $pid" >&2 ;;
*) echo "local-model: process $pid is gone" >&2 ;;
esac
rm -f "$pidfile"

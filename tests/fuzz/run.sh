#!/usr/bin/env bash
# Fuzzes the readers of patterns: `bash tests/fuzz/run.sh [SECONDS a target] [TARGET...]`, by default 10 seconds each and
# all targets. It needs stable Rust and a C++ compiler, no more: coverage comes from flags of the compiler, libFuzzer from
# its crate. Findings are left in target/fuzz/findings, and the exit code is then 1. Corpora grow in target/fuzz/corpus
# from one run to the next.
#
# FUZZ_RUNS=N instead of seconds: N inputs for each target beyond its seeds, from the seeds alone and with the same random
# numbers each time, so that every run does the same.
# FUZZ_JOBS=N: targets at a time, by default one for each core.
set -euo pipefail
cd "$(dirname "$0")"

SECONDS_EACH=${1:-10}
TARGETS=("${@:2}")
RUNS=${FUZZ_RUNS:-}
JOBS=${FUZZ_JOBS:-$(nproc)}
HOST=$(rustc -vV | sed -n 's/^host: //p')
OUT=$(realpath ../..)/target/fuzz
FUZZER="$OUT/$HOST/release/fuzz"
MAX_LEN=16384  # bytes of an input: more would be slow and reach nothing new
TIMEOUT=20     # seconds for one input on a busy machine; anything above 2 is a finding on an idle one
MEMORY=1200    # MiB of the process: decoding has 256, and C libraries are not counted by the checks

# Counters at every edge and comparison, as `cargo fuzz --sanitizer none` asks for. With --target, so that build scripts
# and macros, which run without libFuzzer, are left alone.
RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
  -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=4" \
  cargo build --locked --release --quiet --target "$HOST" --target-dir "$OUT"

((${#TARGETS[@]})) || mapfile -t TARGETS < <(FUZZ_LIST=1 "$FUZZER")
rm -rf "$OUT/seeds" "$OUT/status"
mkdir -p "$OUT/findings" "$OUT/logs" "$OUT/status"

# The last number that libFuzzer printed behind this name.
last() { sed -nE "s/^(.* )?$2: +([0-9]+).*/\2/p" "$1" | tail -1; }

# Fuzzes one target; how that ended is left in a file.
fuzz() {
  local target=$1 corpus="$OUT/corpus/$1" log="$OUT/logs/$1.txt" status=0
  local bound=(-max_total_time="$SECONDS_EACH") words=()
  [ -z "$RUNS" ] || corpus="$OUT/seeds/$target"
  mkdir -p "$corpus"
  FUZZ_TARGET="$target" FUZZ_SEEDS="$corpus" "$FUZZER" >"$log" 2>&1 || { cat "$log" >&2; return; }
  [ -z "$RUNS" ] || bound=(-runs=$(($(find "$corpus" -type f | wc -l) + RUNS)) -seed=1)
  [ ! -f "dict/$target.dict" ] || words=(-dict="dict/$target.dict")
  FUZZ_TARGET="$target" "$FUZZER" "$corpus" "${words[@]}" -artifact_prefix="$OUT/findings/$target-" \
    "${bound[@]}" -max_len="$MAX_LEN" -timeout="$TIMEOUT" -rss_limit_mb="$MEMORY" \
    -report_slow_units=5 -print_final_stats=1 -use_value_profile=1 -verbosity=1 >>"$log" 2>&1 || status=$?
  printf '%-10s %9s executions, %6s a second, %6s edges, %5s files in the corpus%s\n' "$target" \
    "$(last "$log" stat::number_of_executed_units)" "$(last "$log" stat::average_exec_per_sec)" "$(last "$log" cov)" \
    "$(find "$corpus" -type f | wc -l)" "$( ((status)) && echo "  FOUND SOMETHING ($status)" || true)"
  if ((status)); then
    grep -aE -A4 'panicked at|memory allocation of|SUMMARY|ERROR: libFuzzer' "$log" | head -20 >&2 || true
  fi
  echo "$status" >"$OUT/status/$target"
}

running=0
for target in "${TARGETS[@]}"; do
  if ((running == JOBS)); then
    wait -n || true
    running=$((running - 1))
  fi
  fuzz "$target" &
  running=$((running + 1))
done
wait

failed=()
for target in "${TARGETS[@]}"; do
  [ "$(cat "$OUT/status/$target" 2>/dev/null)" = 0 ] || failed+=("$target")
done
if ((${#failed[@]})); then
  printf 'failed: %s; findings are in target/fuzz/findings\n' "${failed[*]}" >&2
  exit 1
fi

#!/usr/bin/env bash
# Fuzzes the readers of patterns: `bash tests/fuzz/run.sh [SECONDS a target] [TARGET...]`, 10 seconds and all targets unless
# told otherwise. Stable Rust and a C++ compiler are all it needs: the coverage comes from flags of the compiler, libFuzzer
# from its crate. What it finds is left in tests/fuzz/target/findings, and the exit code is then 1. Corpora grow in
# tests/fuzz/target/corpus from one run to the next.
set -euo pipefail
cd "$(dirname "$0")"

SECONDS_EACH=${1:-10}
TARGETS=("${@:2}")
# FUZZ_RUNS=N: so many inputs a target instead, from the same seed each time: the same every time it runs.
BOUND=(-max_total_time="$SECONDS_EACH")
[ -z "${FUZZ_RUNS:-}" ] || BOUND=(-runs="$FUZZ_RUNS" -seed=1)
HOST=$(rustc -vV | sed -n 's/^host: //p')
OUT="$PWD/target"
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
mkdir -p "$OUT/findings" "$OUT/logs"

# The last number that libFuzzer printed behind this name.
last() { sed -nE "s/^(.* )?$2: +([0-9]+).*/\2/p" "$1" | tail -1; }

failed=()
for target in "${TARGETS[@]}"; do
  corpus="$OUT/corpus/$target" log="$OUT/logs/$target.txt"
  mkdir -p "$corpus"
  FUZZ_TARGET="$target" FUZZ_SEEDS="$corpus" "$FUZZER" >"$log" 2>&1 || { cat "$log" >&2; exit 2; }
  words=()
  [ ! -f "dict/$target.dict" ] || words=(-dict="dict/$target.dict")
  status=0
  FUZZ_TARGET="$target" "$FUZZER" "$corpus" "${words[@]}" -artifact_prefix="$OUT/findings/$target-" \
    "${BOUND[@]}" -max_len="$MAX_LEN" -timeout="$TIMEOUT" -rss_limit_mb="$MEMORY" \
    -report_slow_units=5 -print_final_stats=1 -use_value_profile=1 -verbosity=1 >>"$log" 2>&1 || status=$?
  printf '%-10s %9s executions, %6s a second, %6s edges, %5s files in the corpus%s\n' "$target" \
    "$(last "$log" stat::number_of_executed_units)" "$(last "$log" stat::average_exec_per_sec)" "$(last "$log" cov)" \
    "$(find "$corpus" -type f | wc -l)" "$( ((status)) && echo "  FOUND SOMETHING ($status)" || true)"
  if ((status)); then
    failed+=("$target")
    grep -aE -A4 'panicked at|memory allocation of|SUMMARY|ERROR: libFuzzer' "$log" | head -20 >&2 || true
  fi
done

if ((${#failed[@]})); then
  printf 'findings of %s are in tests/fuzz/target/findings\n' "${failed[*]}" >&2
  exit 1
fi

#!/usr/bin/env bash
# The benchmarks: `bash tests/bench/run.sh` runs all of them, `run.sh gif` only the named ones. Each prints its peer, ours and
# the ratio, and fails when its goal is missed. They are compiled like the shipped program: the profile `bench` inherits
# `dist`. A new one is a file beside this, a [[bench]] in Cargo.toml and a line below.
set -euo pipefail
cd "$(dirname "$0")/../.."

BENCHES=(
  gif  # needs Pillow: pip install pillow; PYTHON=... says which Python has it
  large  # needs the program zstd, and 1.5 GB of room for temporary files
  resize  # needs gifsicle; UPLOAD_BRIDGE_FIXTURES gives it a real picture
  hex  # the ihex crate, a dev-dependency
  wiring  # against copying
  video  # needs ffmpeg
  preview  # builds the window
  collecting  # against uploads that are not measured
)

failed=()
for bench in "${@:-${BENCHES[@]}}"; do
  echo "== $bench"
  cargo bench --quiet --locked --bench "$bench" || failed+=("$bench")
done
((${#failed[@]} == 0)) || { echo "failed: ${failed[*]}" >&2; exit 1; }

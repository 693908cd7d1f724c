#!/bin/sh
# Runs all tests: `deno task test`. Most of them wait for processes, so two processes run files at a time, the longest first. The
# files of lib are one of them. What each prints is printed when it has ended. Those on Slurm clusters come last, as each file has
# clusters of its own.
#
# With --quick, only the tests of pure functions and of the structure run, all at a time.
#
#   usage: run_all.sh [--quick] [OPTION OF deno test…]
cd "$(dirname "$0")/.." || exit
if [ "$1" = --quick ]; then
  shift
  exec deno test --no-check --quiet --allow-all --parallel "$@" tests/lib tests/*_test.ts
fi
code=0

# Runs files in a process of their own, and prints what they print at the end. A browser, a cluster or a busy machine can stall once:
# what failed runs a second time, and what fails twice has failed.
beside='
  log=$(mktemp)
  deno test --no-check --quiet --allow-all "$@" >"$log" 2>&1
  code=$?
  if [ $code -ne 0 ]; then
    sed "s/^FAILED |/failed once |/" "$log"
    echo "once more: $*"
    deno test --no-check --quiet --allow-all "$@" >"$log" 2>&1
    code=$?
  fi
  cat "$log"
  rm -f "$log"
  exit $code'

# Those that take the longest, in this order: what begins late makes the whole run longer.
LONGEST='tasks/early_stopping io/report/client/contents matrix/train matrix/test matrix/gpu tasks/gpu tasks/train tasks/order tasks/hostile/table chaos/chaos
  npm/package io/stage/faults io/slurm/element tasks/recovery tasks/hostile/wreckage tasks/launched_with tasks/hostile tasks/resume'
SLURM_LONGEST='matrix large ends grid chaos full submission train'

# Prints the test files in directories: first those of a list that are there, then the others.
files_in() { # LIST PREFIX DIRECTORY…
  list=$1 prefix=$2
  shift 2
  for name in $list; do
    [ ! -f "tests/$prefix${name}_test.ts" ] || echo "tests/$prefix${name}_test.ts"
  done
  find "$@" -name '*_test.ts' | sort | while read -r file; do
    name=${file#tests/"$prefix"}
    case " $(echo $list) " in *" ${name%_test.ts} "*) ;; *) echo "$file" ;; esac
  done
}

# Types are checked by `deno task ok` and in CI, for all files at once.
{
  files_in "$LONGEST" '' tests/tasks tests/io tests/matrix tests/chaos tests/grids tests/npm
  echo tests/lib
  find tests -maxdepth 1 -name '*_test.ts'
} | xargs -P 2 -I FILE sh -c "$beside" sh "$@" FILE || code=1
files_in "$SLURM_LONGEST" slurm/ tests/slurm | xargs -P 3 -I FILE sh -c "$beside" sh "$@" FILE || code=1
exit $code

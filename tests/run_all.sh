#!/bin/sh
# Runs all tests: `deno task test`. Most of them wait for processes, so more files run at a time than there are cores, the longest
# first. The files of lib are one of them. What each prints is printed when it has ended.
#
# With --quick, only the tests of pure functions and of the structure run, all at a time.
#
#   usage: run_all.sh [--quick] [OPTION OF deno test…]
cd "$(dirname "$0")/.." || exit
if [ "$1" = --quick ]; then
  shift
  exec deno test --no-check --quiet --allow-all --parallel "$@" tests/lib tests/*_test.ts
fi

# Runs files in a process of their own, and prints what they print at the end. A browser, a cluster or a busy machine can stall once:
# what failed runs a second time when all else has ended, and what fails twice has failed.
failed=$(mktemp)
beside='
  failed=$1
  shift
  log=$(mktemp)
  if ! deno test --no-check --quiet --allow-all "$@" >"$log" 2>&1; then
    sed -i "s/^FAILED |/failed once |/" "$log"
    for file in "$@"; do :; done
    echo "$file" >>"$failed"
  fi
  cat "$log"
  rm -f "$log"'

# Those that take the longest, in this order: what begins late makes the whole run longer.
LONGEST='slurm/matrix tasks/early_stopping slurm/large slurm/ends matrix/train matrix/test slurm/grid slurm/chaos slurm/full
  slurm/submission slurm/train io/report/client/contents matrix/gpu io/stage/faults chaos/chaos tasks/gpu io/stage/train_anew
  tasks/train tasks/order tasks/hostile/table npm/package pip/wheel io/slurm/element'

# Types are checked by `deno task ok` and in CI, for all files at once.
{
  for name in $LONGEST; do
    [ ! -f "tests/${name}_test.ts" ] || echo "tests/${name}_test.ts"
  done
  echo tests/lib
  find tests -name '*_test.ts' -not -path 'tests/lib/*' | sort | while read -r file; do
    name=${file#tests/}
    case " $(echo $LONGEST) " in *" ${name%_test.ts} "*) ;; *) echo "$file" ;; esac
  done
} | xargs -P "$((1 + $(getconf _NPROCESSORS_ONLN)))" -I FILE sh -c "$beside" sh "$failed" "$@" FILE

code=0
while read -r file; do
  echo "once more: $file"
  deno test --no-check --quiet --allow-all "$@" "$file" </dev/null || code=1
done <"$failed"
rm -f "$failed"
exit $code

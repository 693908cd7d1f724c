#!/bin/sh
# Runs all tests: `deno task test`. Those on Slurm clusters come last, three files at a time, as they mostly wait: each file is a
# process with clusters of its own, and is printed when it has ended.
#
#   usage: run_all.sh [OPTION OF deno test…]
cd "$(dirname "$0")/.." || exit
code=0
deno test --quiet --allow-all --ignore=tests/slurm "$@" tests/ || code=$?

# The longest first.
LONGEST='large ends grid chaos full submission train'
{
  for name in $LONGEST; do echo "tests/slurm/${name}_test.ts"; done
  for file in tests/slurm/*_test.ts; do
    name=${file##*/}
    case " $LONGEST " in *" ${name%_test.ts} "*) ;; *) echo "$file" ;; esac
  done
} | xargs -P 3 -I FILE sh -c '
  file=$1 log=$(mktemp)
  shift
  deno test --quiet --allow-all "$@" "$file" >"$log" 2>&1
  code=$?
  cat "$log"
  rm -f "$log"
  exit $code' sh FILE "$@" || code=1
exit $code

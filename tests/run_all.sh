#!/bin/sh
# Runs all tests: `deno task test`. Most wait for processes, so the commands (tests/tasks) are tested beside everything else: first
# what needs no cluster, then Slurm, three files at a time, each of them in a process with clusters of its own. What runs beside the
# commands is printed when it has ended.
#
#   usage: run_all.sh [OPTION OF deno test…]
cd "$(dirname "$0")/.." || exit
code=0

# Runs files in a process of their own, and prints what they print at the end.
beside='
  log=$(mktemp)
  deno test --quiet --allow-all "$@" >"$log" 2>&1
  code=$?
  cat "$log"
  rm -f "$log"
  exit $code'

# The longest first.
LONGEST='large ends grid chaos full submission train'
list_slurm() {
  for name in $LONGEST; do echo "tests/slurm/${name}_test.ts"; done
  for file in tests/slurm/*_test.ts; do
    name=${file##*/}
    case " $LONGEST " in *" ${name%_test.ts} "*) ;; *) echo "$file" ;; esac
  done
}

{
  others=0
  sh -c "$beside" sh --ignore=tests/slurm,tests/tasks "$@" tests/ || others=$?
  list_slurm | xargs -P 3 -I FILE sh -c "$beside" sh "$@" FILE || others=1
  exit $others
} &
others=$!
deno test --quiet --allow-all "$@" tests/tasks || code=$?
wait "$others" || code=$?
exit $code

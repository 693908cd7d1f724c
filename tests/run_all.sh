#!/bin/sh
# Runs all tests: `deno task test`. Most wait for processes, so the commands (tests/tasks) are tested beside everything else. Those
# on Slurm clusters come last, three files at a time: each file is a process with clusters of its own. What runs beside something
# is printed when it has ended.
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

# The hostile runs go with the others, so that both take about as long.
{
  others=0
  sh -c "$beside" sh --ignore=tests/slurm,tests/tasks "$@" tests/ || others=1
  sh -c "$beside" sh "$@" tests/tasks/hostile || others=1
  exit $others
} &
others=$!
deno test --quiet --allow-all --ignore=tests/tasks/hostile "$@" tests/tasks || code=$?
wait "$others" || code=$?

# The longest first.
LONGEST='large ends grid chaos full submission train'
{
  for name in $LONGEST; do echo "tests/slurm/${name}_test.ts"; done
  for file in tests/slurm/*_test.ts; do
    name=${file##*/}
    case " $LONGEST " in *" ${name%_test.ts} "*) ;; *) echo "$file" ;; esac
  done
} | xargs -P 3 -I FILE sh -c "$beside" sh "$@" FILE || code=1
exit $code

#!/bin/sh
# The controller of a grid: an element of a job array of which one runs at a time. It runs a command that follows the grid: trains,
# tests and analyzes it. If the element is killed, the next one goes on. POSIX sh; the script that is submitted.
#
#   usage: controller.sh GRID SUBMISSION      GRID: the grid directory, absolute
#
# GRID/slurm/SUBMISSION/  command      shell code: sets gw_workdir, gw_deno, gw_advice, and the words of the command as parameters
#                         system.sh    what is particular to the batch system: see io/slurm/slurm.sh
#                         done         the exit code of the command, once nothing is left to do: other elements do nothing then
#                         stop         if it exists, nothing is started
#
# The command appends to GRID/scheduler.log. Exits with 66 if this node does not see the grid directory, or has no Deno.

gw_grid=$1 gw_submission=slurm/$2
cd "$gw_grid" 2>/dev/null && [ -r "$gw_submission/command" ] || {
  echo "grid-workers: ${SLURMD_NODENAME-$(uname -n)} does not see $gw_grid" >&2
  exit 66
}
. "./$gw_submission/command"
. "./$gw_submission/system.sh"
unset GRID_WORKERS_RUN

say() {
  printf '%s controller: %s\n' "$(date +%H:%M:%S)" "$1" >>"$gw_grid/scheduler.log"
}

# Nothing is left to do, so that the elements that wait have nothing to do either.
finish() { # CODE
  echo "$1" >"$gw_grid/$gw_submission/done"
  cancel_waiting
  exit "$1"
}

[ ! -e "$gw_submission/done" ] && [ ! -e "$gw_submission/stop" ] || exit 0
if [ ! -x "$gw_deno" ]; then
  say "$gw_host does not see $gw_deno: $gw_advice"
  finish 66
fi

gw_child='' gw_told='' gw_failures=0 gw_errors=0
tell() { # WHY: the command leaves its runs to the cluster
  gw_told=$1
  [ -z "$gw_child" ] || kill -s TERM "$gw_child" 2>/dev/null
}
trap 'tell stop' "$gw_warned"
# The time of the job is nearly over.
trap 'tell time' USR1

pause() { # SECONDS
  sleep "$1" &
  wait $!
}

cd "$gw_workdir" || {
  say "$gw_host does not see $gw_workdir: $gw_advice"
  finish 66
}
while [ -z "$gw_told" ]; do
  gw_begun=$(date +%s)
  "$@" >>"$gw_grid/scheduler.log" 2>&1 </dev/null &
  gw_child=$!
  [ -z "$gw_told" ] || tell "$gw_told"
  # A signal interrupts wait.
  while :; do
    wait "$gw_child"
    gw_code=$?
    kill -0 "$gw_child" 2>/dev/null || break
  done
  gw_child=''
  [ -z "$gw_told" ] || break
  case $gw_code in
    3) pause 10 ;; # Another command follows the grid.
    2 | 4)
      # The cluster does not answer, or refuses what it has accepted before: while its nodes restart, for example.
      gw_errors=$((gw_errors + 1))
      [ "$gw_errors" -le $((gw_code == 2 ? 10 : 100)) ] || finish "$gw_code"
      pause $((gw_errors * 10 < 600 ? gw_errors * 10 : 600))
      ;;
    129 | 13[0-9] | 143)
      [ ! -e "$gw_grid/$gw_submission/stop" ] || finish "$gw_code"
      # It was killed: its memory may have been too small, or somebody took it for something else.
      [ $(($(date +%s) - gw_begun)) -lt 600 ] && gw_failures=$((gw_failures + 1)) || gw_failures=1
      if [ "$gw_failures" -gt 5 ]; then
        say "the command was killed $gw_failures times in a row (exit code $gw_code): $gw_advice"
        finish "$gw_code"
      fi
      say "the command was killed (exit code $gw_code), and is started again"
      pause "$gw_failures"
      ;;
    *) finish "$gw_code" ;;
  esac
done
if [ "$gw_told" = time ] && [ ! -e "$gw_grid/$gw_submission/stop" ]; then
  say 'the time of its job is over: it is requeued'
  restart_element 2>>"$gw_grid/scheduler.log"
fi
exit "${gw_code:-143}"

#!/bin/sh
# One element of a job array: runs launches of a submission, with the supervisor of this machine's runs. POSIX sh; the script
# that is submitted, of which the batch system makes a copy on the node.
#
#   usage: element.sh GRID SUBMISSION      GRID: the grid directory, absolute
#
# GRID/slurm/SUBMISSION/  options      shell assignments: see lib/store/launches/submission_format.ts
#                         system.sh    what is particular to the batch system: see io/slurm/slurm.sh
#                         list         one line per launch: LINE STAGE LAUNCH DIR LOG RETRIES TIMEOUT TEST LAST
#                         marks/       one empty file per start and end: see lib/store/launches/mark_format.ts
#                         stop         if it exists, nothing more is started
#                         early.LINE   if it exists, the training of this line is ended and not run again
#
# With gw_most=1 an element runs the line with its own number. Otherwise it takes up to gw_most lines that nobody has claimed, from
# its own part of the list on: the exclusive claims are the queue. gw_slots of them run at a time.
#
# Exits with 66 if this node does not see the grid directory: nothing was started then.

gw_grid=$1 gw_submission=slurm/$2
cd "$gw_grid" 2>/dev/null && [ -r "$gw_submission/options" ] || {
  echo "grid-workers: ${SLURMD_NODENAME-$(uname -n)} does not see $gw_grid" >&2
  exit 66
}
. "./$gw_submission/options"
# A grid that a run submits does not belong to that run.
unset GRID_WORKERS_RUN
. "./$gw_submission/system.sh"
# The batch system cannot name this file.
case $gw_grid in *\\*) command exec >>"$gw_submission/output/$gw_task" 2>&1 ;; esac

# What the queue lists as running although it has this mark is not.
leave() { # TIME
  : 2>/dev/null >"$gw_submission/marks/left.$gw_task.$gw_restart.$1"
}

if [ "$gw_slots" -eq 1 ]; then
  set -- "$gw_submission" 0 "$gw_restart"
  . "./$gw_submission/slot.sh"
  tell_time
  leave $((gw_epoch + gw_now))
  exit
fi

# The slots get the signal, too.
trap 'gw_interrupted=1' "$gw_warned"
# Announces a suspension.
trap 'gw_interrupted=1' USR1
gw_slot=0
while [ "$gw_slot" -lt "$gw_slots" ]; do
  sh "$gw_submission/slot.sh" "$gw_submission" "$gw_slot" "$gw_restart" &
  gw_slot=$((gw_slot + 1))
done
gw_interrupted=1
while [ -n "$gw_interrupted" ]; do
  gw_interrupted=''
  wait
done
rm -f "$gw_submission/taken.$gw_task"
leave "$(date +%s)"

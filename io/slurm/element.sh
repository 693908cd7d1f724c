#!/bin/sh
# One element of a job array: runs launches of a submission, with the supervisor of this machine's runs. POSIX sh; the batch
# script of sbatch, of which Slurm makes a copy on the node.
#
#   usage: element.sh GRID SUBMISSION      GRID: the grid directory, absolute
#
# GRID/slurm/SUBMISSION/  options      shell assignments: see lib/store/launches/submission_format.ts
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
  echo "grid-workers: ${SLURMD_NODENAME-this node} does not see $gw_grid" >&2
  exit 66
}
. "./$gw_submission/options"
# A grid that a run submits does not belong to that run.
unset GRID_WORKERS_RUN
gw_task=${SLURM_ARRAY_TASK_ID:-0}
# Slurm cannot name this file.
case $gw_grid in *\\*) command exec >>"$gw_submission/output/$gw_task" 2>&1 ;; esac

# What Slurm lists as running although it has this mark is not.
leave() { # TIME
  : 2>/dev/null >"$gw_submission/marks/left.$gw_task.${SLURM_RESTART_COUNT:-0}.$1"
}

if [ "$gw_slots" -eq 1 ]; then
  set -- "$gw_submission" 0
  . "./$gw_submission/slot.sh"
  tell_time
  leave $((gw_epoch + gw_now))
  exit
fi

# Slurm signals the slots, too.
trap 'gw_interrupted=1' TERM
gw_slot=0
while [ "$gw_slot" -lt "$gw_slots" ]; do
  sh "$gw_submission/slot.sh" "$gw_submission" "$gw_slot" &
  gw_slot=$((gw_slot + 1))
done
gw_interrupted=1
while [ -n "$gw_interrupted" ]; do
  gw_interrupted=''
  wait
done
rm -f "$gw_submission/taken.$gw_task"
leave "$(date +%s)"

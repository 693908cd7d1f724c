# What Slurm tells an element of a job array, and how the element talks to it. POSIX sh, sourced.
#
# It sets
#
#   gw_task      the index of the element, from 0
#   gw_restart   how often it was requeued
#   gw_host      the name of the node
#   gw_job       the id of the element, which stays the same when it is requeued: CLUSTER:JOB
#   gw_end       when its time is over, in seconds since the epoch; empty without a limit
#   gw_warned    the signal that announces the end of the job. Slurm sends SIGTERM to all processes of a job, and SIGKILL later:
#                the run has its own
#
# cancel_waiting takes the elements of the same job that wait out of the queue; restart_element starts this one again.

gw_task=${SLURM_ARRAY_TASK_ID:-0}
gw_restart=${SLURM_RESTART_COUNT:-0}
gw_host=${SLURMD_NODENAME:-unknown}
gw_job=$SLURM_CLUSTER_NAME:$SLURM_JOB_ID
gw_end=${SLURM_JOB_END_TIME-}
gw_warned=TERM

cancel_waiting() {
  scancel --quiet --state=PENDING "$SLURM_ARRAY_JOB_ID" 2>/dev/null
}

# Slurm ends this job, and starts it again. Without that, the next element goes on.
restart_element() {
  scontrol requeue "$SLURM_JOB_ID" && sleep 60
}

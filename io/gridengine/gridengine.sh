# What Grid Engine tells a task of an array, and how the task talks to it: see io/slurm/slurm.sh. POSIX sh, sourced.
#
# With -notify, SIGUSR2 announces the end of a job to its process group, to which runs do not belong: they are told by their
# slots. SIGKILL follows after the time of the queue (`notify`, 60 s by default).

gw_task=$((${SGE_TASK_ID:-1} - 1))
gw_host=${HOSTNAME:-$(uname -n)}
gw_warned=USR2
# A claim has room for one number. An array has at most 75,000 tasks by default.
gw_job=${gw_cluster:-unknown}:$((JOB_ID * 1000000 + ${SGE_TASK_ID:-1}))

# Grid Engine only says whether a task was restarted, not how often.
find_restart() {
  gw_restart=0
  [ "${RESTARTED:-0}" -gt 0 ] || return 0
  gw_restart=1
  while set -- "$gw_submission/marks/came.$gw_task.$gw_restart."* && [ -e "$1" ]; do gw_restart=$((gw_restart + 1)); done
}
find_restart

gw_end=''
[ -z "${gw_seconds-}" ] || gw_end=$(($(date +%s) + gw_seconds))
# Its output goes nowhere else.
exec >>"$gw_submission/output/$gw_task" 2>&1

cancel_waiting() {
  qdel "$JOB_ID" >/dev/null 2>&1
}

# Grid Engine starts a job again that exits with this code.
restart_element() {
  exit 99
}

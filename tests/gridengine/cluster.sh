#!/bin/bash
# Starts and stops a private Grid Engine for tests: sge_qmaster and an sge_execd, on loopback. Everything that it writes is below a
# directory, and only its own processes are stopped.
#
#   cluster.sh start DIR SLOTS PORT PORT    ports of the master and of the host; stopped when process OWNER ends
#   cluster.sh stop DIR                     stops its jobs and its daemons
#   cluster.sh master DIR                   starts the master again, with its saved state
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
verb=$1 dir=$2
programs=/usr/lib/gridengine shared=/usr/share/gridengine
[ ! -e "$dir/env" ] || . "$dir/env"

failed() {
  echo "$1" >&2
  cat "$dir"/spool/*/messages "$dir"/spool/execd/*/messages >&2 2>/dev/null || true
  stop_all || true
  exit 1
}

wait_for() { # WHAT COMMAND…
  local what=$1 end=$((SECONDS + 60))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || failed "$what"
    sleep 0.1
  done
}

write_configuration() {
  local host
  host=$(hostname)
  mkdir -p "$dir"/default/common "$dir"/spool/{qmaster/job_scripts,execd,db}
  chmod 755 "$dir"
  for name in util bin lib utilbin; do ln -sfn "/var/lib/gridengine/$name" "$dir/$name"; done
  cat >"$dir/default/common/bootstrap" <<END
Version: 6.2
admin_user              none
default_domain          none
ignore_fqdn             false
spooling_method         berkeleydb
spooling_lib            libspoolb
spooling_params         $dir/spool/db
binary_path             /usr/sbin
qmaster_spool_dir       $dir/spool/qmaster
security_mode           none
listener_threads        2
worker_threads          2
scheduler_threads       1
END
  # 127.0.0.1 is called localhost.
  echo localhost >"$dir/default/common/act_qmaster"
  [ "$host" = localhost ] || echo "localhost $host" >"$dir/default/common/host_aliases"
  sed -e "s|^execd_spool_dir.*|execd_spool_dir $dir/spool/execd|" -e 's|^min_[ug]id.*|&|; s|^min_uid.*|min_uid 0|; s|^min_gid.*|min_gid 0|' \
    -e 's|^load_report_time.*|load_report_time 00:00:01|' -e 's|^max_unheard.*|max_unheard 00:00:10|' \
    -e 's|^reporting_params.*|reporting_params accounting=true reporting=false flush_time=00:00:01 accounting_flush_time=00:00:01 joblog=false sharelog=00:00:00|' \
    "$shared/default-configuration" >"$dir/configuration"
  "$programs/spoolinit" berkeleydb libspoolb "$dir/spool/db" init
  "$programs/spooldefaults" configuration "$dir/configuration"
  "$programs/spooldefaults" complexes "$shared/util/resources/centry"
  "$programs/spooldefaults" usersets "$shared/util/resources/usersets"
  "$programs/spooldefaults" managers "$(id -un)"
}

# An own session, and no pipe of the caller.
start_master() {
  SGE_MASTER_PIDFILE=$dir/qmaster.pid setsid sge_qmaster </dev/null >"$dir/qmaster.out" 2>&1 || failed sge_qmaster
  wait_for 'sge_qmaster does not answer' qconf -sh
}

write_queue() { # SLOTS
  qconf -ah localhost || true
  qconf -as localhost || true
  setsid sge_execd </dev/null >"$dir/execd.out" 2>&1 || failed sge_execd
  wait_for 'sge_execd does not report' sh -c "qhost | grep -q '^localhost .*lx-'"
  qconf -sconf | sed -n 's/^min_uid/&/p' >/dev/null
  qconf -ssconf | sed -e 's/^flush_submit_sec.*/flush_submit_sec 1/; s/^flush_finish_sec.*/flush_finish_sec 1/' \
    -e 's/^schedule_interval.*/schedule_interval 0:0:1/; s/^job_load_adjustments.*/job_load_adjustments NONE/' >"$dir/scheduler"
  qconf -Msconf "$dir/scheduler"
  cat >"$dir/pe" <<END
pe_name            smp
slots              999
user_lists         NONE
xuser_lists        NONE
start_proc_args    NONE
stop_proc_args     NONE
allocation_rule    \$pe_slots
control_slaves     FALSE
job_is_first_task  TRUE
urgency_slots      min
accounting_summary FALSE
qsort_args         NONE
END
  qconf -Ap "$dir/pe"
  cat >"$dir/queue" <<END
qname main.q
hostlist localhost
seq_no 0
load_thresholds NONE
suspend_thresholds NONE
nsuspend 1
suspend_interval 00:05:00
priority 0
min_cpu_interval 00:05:00
processors UNDEFINED
qtype BATCH
ckpt_list NONE
pe_list smp
rerun FALSE
slots $1
tmpdir /tmp
shell /bin/sh
prolog NONE
epilog NONE
shell_start_mode unix_behavior
starter_method NONE
suspend_method NONE
resume_method NONE
terminate_method NONE
notify 00:00:15
owner_list NONE
user_lists NONE
xuser_lists NONE
subordinate_list NONE
complex_values NONE
projects NONE
xprojects NONE
calendar NONE
initial_state default
$(for limit in rt cpu fsize data stack core rss vmem; do echo "s_$limit INFINITY"; echo "h_$limit INFINITY"; done)
END
  qconf -Aq "$dir/queue"
}

# A test process that is killed stops nothing.
stop_with_owner() {
  [ -n "${OWNER:-}" ] || return 0
  setsid bash -c 'while kill -0 "$1" 2>/dev/null && [ -e "$3/env" ]; do sleep 1; done
    [ ! -e "$3/env" ] || { "$2" stop "$3"; rm -rf "$3"; }' bash "$OWNER" "$0" "$dir" </dev/null >/dev/null 2>&1 &
}

start_all() { # SLOTS PORT PORT
  cat >"$dir/env" <<END
export SGE_ROOT='$dir' SGE_CELL=default SGE_QMASTER_PORT=$2 SGE_EXECD_PORT=$3 SGE_CLUSTER_NAME=grid
END
  . "$dir/env"
  write_configuration
  start_master
  write_queue "$1"
  stop_with_owner
}

stop_process() { # PID NAME
  local _
  [ -n "$1" ] && [[ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2"* ]] || return 0
  kill -TERM "$1" 2>/dev/null || true
  for _ in {1..100}; do [ -e "/proc/$1" ] || return 0; sleep 0.05; done
  kill -KILL "$1" 2>/dev/null || true
}

# Whichever session they are in, processes of jobs have the variable.
job_processes() {
  local process
  for process in /proc/[0-9]*; do
    [ "${process#/proc/}" != $$ ] || continue
    if grep -qzxF "SGE_ROOT=$dir" "$process/environ" && grep -qz '^JOB_ID=' "$process/environ"; then echo "${process#/proc/}"; fi
  done 2>/dev/null || true
}

stop_all() {
  set +e
  timeout 10 qdel -f -u "$(id -un)" >/dev/null 2>&1
  local pids
  pids=$(job_processes)
  [ -z "$pids" ] || kill -KILL $pids 2>/dev/null
  stop_process "$(cat "$dir"/spool/execd/*/execd.pid 2>/dev/null)" sge_execd
  stop_process "$(cat "$dir/spool/qmaster/qmaster.pid" 2>/dev/null)" sge_qmaster
  rm -f "$dir/env"
}

case $verb in
  start) start_all "$3" "$4" "$5" ;;
  stop) stop_all ;;
  master) start_master ;;
esac

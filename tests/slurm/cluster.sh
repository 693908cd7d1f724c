#!/bin/bash
# Starts and stops a private Slurm for tests: munged, slurmctld and one slurmd per node, all on loopback and without systemd.
# Everything that it writes is below a directory, and only processes that carry this directory are stopped.
#
#   cluster.sh start DIR           as the environment below says; stopped when process OWNER ends
#   cluster.sh stop DIR            stops its jobs and its daemons
#   cluster.sh controller DIR      starts slurmctld, with its saved state
#   cluster.sh node DIR N [HIDE]   starts the slurmd of node N; to its jobs, the directory HIDE is empty
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
verb=$1 dir=$2
export SLURM_CONF=$dir/etc/slurm.conf

NODES=${NODES:-2} CPUS=${CPUS:-8} MEMORY=${MEMORY:-16000} GPUS=${GPUS:-2}   # per node; may exceed what the machine has
PORTS=${PORTS:-}            # slurmctld's, then one per node, then those of slurmdbd and MariaDB
ACCOUNTING=${ACCOUNTING:-}  # 1: jobs are accounted for in a MariaDB of its own, and sacct answers
TUNE=${TUNE:-1}             # 0: Slurm's own scheduling defaults
KILLWAIT=${KILLWAIT:-3}     # seconds from SIGTERM to SIGKILL
MESSAGETIMEOUT=${MESSAGETIMEOUT:-10} # seconds that commands wait for an answer
MINJOBAGE=${MINJOBAGE:-300} # seconds that the controller remembers ended jobs
SLURMDTIMEOUT=${SLURMDTIMEOUT:-30}
REQUEUE=${REQUEUE:-5}        # a requeued job waits this long and 1 s (121 s by default); at least 5
MAXARRAY=${MAXARRAY:-} MAXJOBS=${MAXJOBS:-} SCHEDULER=${SCHEDULER:-} CONF=${CONF:-}

# --- the configuration

# batch_sched_delay is how long a free CPU may go unnoticed (3 s by default). With an Epilog, slurmd reports each end in a
# message that schedules at once; without, ends are noticed once per second.
write_slurm_conf() {
  local sched='' ports host=$(hostname -s) i
  read -ra ports <<<"$PORTS"
  [ "$TUNE" = 0 ] || sched=sched_interval=5,batch_sched_delay=0,sched_min_interval=20000,bf_interval=5,bf_max_job_array_resv=1
  [ -z "$SCHEDULER" ] || sched=${sched:+$sched,}$SCHEDULER
  grep -v '^$' >"$SLURM_CONF" <<END
ClusterName=grid
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=${ports[0]}
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$dir/munge/socket,cred_expire=$REQUEUE
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool/%n
SlurmctldPidFile=$dir/pid/slurmctld.pid
SlurmdPidFile=$dir/pid/slurmd.%n.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
$(if [ -n "$ACCOUNTING" ]; then
  echo AccountingStorageType=accounting_storage/slurmdbd
  echo AccountingStorageHost=127.0.0.1
  echo "AccountingStoragePort=${ports[NODES + 1]}"
  echo "AccountingStoragePass=$dir/munge/socket"
else echo AccountingStorageType=accounting_storage/none; fi)
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
${sched:+SchedulerParameters=$sched}
$([ "$TUNE" = 0 ] || echo Epilog=/bin/true)
SlurmdParameters=config_overrides
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
SlurmdTimeout=$SLURMDTIMEOUT
InactiveLimit=0
KillWait=$KILLWAIT
MinJobAge=$MINJOBAGE
MessageTimeout=$MESSAGETIMEOUT
${MAXARRAY:+MaxArraySize=$MAXARRAY}
${MAXJOBS:+MaxJobCount=$MAXJOBS}
$([ "$GPUS" = 0 ] || echo GresTypes=gpu)
$(for ((i = 0; i < NODES; i++)); do
  echo "NodeName=n$i NodeHostname=$host NodeAddr=127.0.0.1 Port=${ports[i + 1]} CPUs=$CPUS RealMemory=$MEMORY Gres=gpu:$GPUS State=UNKNOWN"
done | if [ "$GPUS" = 0 ]; then sed 's/ Gres=[^ ]*//'; else cat; fi)
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
$CONF
END
  write_cgroup_conf disabled
}

write_cgroup_conf() { # plugin
  echo "CgroupPlugin=$1" >"$dir/etc/cgroup.conf"
}

# CUDA_VISIBLE_DEVICES is set only if File= names devices. They are never opened: a link to /dev/null does.
write_gres_conf() {
  local i k
  [ "$GPUS" != 0 ] || return 0
  echo AutoDetect=off >"$dir/etc/gres.conf"
  for ((i = 0; i < NODES; i++)); do
    for ((k = i * GPUS; k < (i + 1) * GPUS; k++)); do
      ln -s /dev/null "$dir/dev/nvidia$k"
      echo "NodeName=n$i Name=gpu File=$dir/dev/nvidia$k" >>"$dir/etc/gres.conf"
    done
  done
}

# --- the daemons, each of which goes to the background and writes its pid

failed() {
  echo "$1 did not start" >&2
  tail -n 6 "$dir"/log/*.log >&2 || true
  stop_all || true
  exit 1
}

wait_for_port() { # port name
  local end=$((SECONDS + 60))
  until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
    [ "$SECONDS" -lt "$end" ] || failed "$2"
    sleep 0.1
  done
}

# The host may be a name for slurmdbd, and an address for the database: both listen on loopback only.
start_accounting() {
  local ports
  read -ra ports <<<"$PORTS"
  mariadb-install-db --no-defaults --datadir="$dir/db" --auth-root-authentication-method=normal --skip-test-db \
    --user="$(id -un)" >"$dir/log/mariadb.log" 2>&1 || failed mariadb-install-db
  cat >"$dir/etc/users.sql" <<END
CREATE USER slurm@'127.0.0.1' IDENTIFIED BY 'slurm';
GRANT ALL ON *.* TO slurm@'127.0.0.1';
END
  setsid mariadbd --no-defaults --user="$(id -un)" --datadir="$dir/db" --socket="$dir/db/socket" --skip-name-resolve \
    --bind-address=127.0.0.1 --port="${ports[NODES + 2]}" --pid-file="$dir/pid/mariadbd.pid" \
    --init-file="$dir/etc/users.sql" >>"$dir/log/mariadb.log" 2>&1 </dev/null &
  wait_for_port "${ports[NODES + 2]}" mariadbd
  (umask 077; cat >"$dir/etc/slurmdbd.conf" <<END
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket
DbdHost=$(hostname -s)
DbdAddr=127.0.0.1
DbdPort=${ports[NODES + 1]}
SlurmUser=$(id -un)
PidFile=$dir/pid/slurmdbd.pid
LogFile=$dir/log/slurmdbd.log
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=${ports[NODES + 2]}
StorageUser=slurm
StoragePass=slurm
StorageLoc=slurm_acct_db
END
  )
  slurmdbd || failed slurmdbd
  wait_for_port "${ports[NODES + 1]}" slurmdbd
  sacctmgr --immediate add cluster grid >>"$dir/log/slurmdbd.log" 2>&1 || failed sacctmgr
}

start_node() { # number [hidden directory]
  if [ -z "${2-}" ]; then slurmd -N "n$1"
  else unshare -m sh -c 'mount -t tmpfs none "$1" && exec slurmd -N "$2"' sh "$2" "n$1"; fi
}

# Slurm 22.05 cannot do without a cgroup plugin. That for version 1 touches nothing as long as no other plugin needs cgroups.
start_nodes() {
  local i
  start_node 0 || { write_cgroup_conf cgroup/v1 && start_node 0; } || failed 'slurmd of n0'
  for ((i = 1; i < NODES; i++)); do start_node "$i" || failed "slurmd of n$i"; done
}

wait_until_idle() {
  local end=$((SECONDS + 60)) states
  until states=$(sinfo -h -N -p main -o %t 2>/dev/null) && [ "$(grep -cx idle <<<"$states")" = "$NODES" ]; do
    [ "$SECONDS" -lt "$end" ] || failed 'the cluster'
    sleep 0.1
  done
}

# A test process that is killed stops nothing.
stop_with_owner() {
  [ -n "${OWNER:-}" ] || return 0
  setsid bash -c 'while kill -0 "$1" 2>/dev/null && [ -e "$3/pid/munged.pid" ]; do sleep 1; done
    [ ! -e "$3/pid/munged.pid" ] || { "$2" stop "$3"; rm -rf "$3"; }' bash "$OWNER" "$0" "$dir" </dev/null >/dev/null 2>&1 &
}

start_all() {
  mkdir -p "$dir"/{etc,pid,state,spool,log,dev,munge}
  chmod 755 "$dir" "$dir/munge"
  chmod 700 "$dir/state"
  (umask 077; head -c 128 /dev/urandom >"$dir/etc/munge.key")
  write_slurm_conf
  write_gres_conf
  munged --key-file="$dir/etc/munge.key" --socket="$dir/munge/socket" --pid-file="$dir/pid/munged.pid" \
    --log-file="$dir/log/munged.log" --seed-file="$dir/munge/seed" || failed munged
  [ -z "$ACCOUNTING" ] || start_accounting
  slurmctld -c || failed slurmctld
  start_nodes
  wait_until_idle
  stop_with_owner
}

# --- stopping

is_alive() { # pid, start of its name
  [[ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2"* ]] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

# The processes of jobs, whichever session they are in, have the variable; slurmstepd overwrites its environment, and has files
# of the directory open.
job_processes() {
  local process pid
  for process in /proc/[0-9]*; do
    pid=${process#/proc/}
    [ "$pid" != $$ ] || continue
    if is_alive "$pid" slurmstepd; then readlink "$process"/fd/* | grep -qF "$dir/" && echo "$pid"
    elif grep -qzxF "SLURM_CONF=$SLURM_CONF" "$process/environ" && grep -qz '^SLURM_JOB_ID=' "$process/environ"; then echo "$pid"; fi
  done 2>/dev/null || true
}

kill_jobs() {
  local pids
  pids=$(job_processes)
  [ -z "$pids" ] || kill -KILL $pids 2>/dev/null || true
}

stop_daemons() { # name, pid files: SIGTERM, and after 10 s SIGKILL
  local name=$1 file pid pids=()
  shift
  for file; do
    pid=$(cat "$file" 2>/dev/null) && [ -n "$pid" ] && is_alive "$pid" "$name" && pids+=("$pid")
  done
  [ ${#pids[@]} = 0 ] || kill -TERM "${pids[@]}" 2>/dev/null || true
  for pid in ${pids[@]+"${pids[@]}"}; do
    for _ in {1..200}; do is_alive "$pid" "$name" || break; sleep 0.05; done
    ! is_alive "$pid" "$name" || kill -KILL "$pid" 2>/dev/null || true
  done
  rm -f "$@"
}

stop_all() {
  local controller
  set +e
  controller=$(cat "$dir/pid/slurmctld.pid" 2>/dev/null)
  if [ -n "$controller" ] && is_alive "$controller" slurmctld; then
    timeout 10 scancel --quiet --user="$(id -un)" 2>/dev/null
  fi
  kill_jobs
  stop_daemons slurmd "$dir"/pid/slurmd.*.pid
  stop_daemons slurmctld "$dir/pid/slurmctld.pid"
  kill_jobs
  stop_daemons slurmdbd "$dir/pid/slurmdbd.pid"
  stop_daemons mariadbd "$dir/pid/mariadbd.pid"
  stop_daemons munged "$dir/pid/munged.pid"
}

case $verb in
  start) start_all ;;
  stop) stop_all ;;
  controller) slurmctld ;;
  node) start_node "$3" "${4-}" ;;
esac

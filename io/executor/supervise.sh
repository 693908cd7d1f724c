# Claims, starts and records launches, one at a time: what supervisors on this machine (supervisor.sh) and elements of a job
# array (io/cluster/slot.sh) have in common. POSIX sh, sourced; the working directory is the grid directory.
#
#   supervise STAGE LAUNCH DIR LOG [MODE UUID…]      runs a launch to its end; LOG is relative to DIR. MODE and UUIDs: see lease.sh
#
# It sets gw_result to the exit code of the run; to `void` if the launch was claimed already, `unclaimed` if the claim or the log
# could not be made, `unleased` if another run holds one of the GPUs: these left nothing running. gw_pid is the pid of the run.
#
# DIR/STAGE.LAUNCH.sh     the script of the run. It is sourced, because another shell would take a third of the time of a short
#                         run, and ends with `exec $gw_session COMMAND`
# DIR/STAGE.LAUNCH.pid    the claim: created exclusively before the command starts, then filled with PID LATEST_START BOOT_ID
#                         PID_NAMESPACE HOST MACHINE INODE MARK; without its newline it means "claimed, holder not yet known".
#                         It stays open as descriptor 7 until the launch has ended, so that this supervisor can be found even
#                         if the run has removed the claim. An element of a cluster fills it before the start, with its own
#                         pid, and with CLUSTER:JOB.RESTART as the last word: no process can be looked up from other machines
# DIR/STAGE.LAUNCH.exit   `CODE MARK`, `CODE stop MARK` or `CODE timeout MARK` if an element ended the run, or `unleased MARK`,
#                         in one piece
# MARK                    KEY/DIR:STAGE.LAUNCH, the mark of the launch: what a run writes here by itself hardly has it
#
# LATEST_START distinguishes the process from a later one with the same pid: a time after the process started and before its
# pid could be reused, in kernel ticks of 10 ms since boot. "-" without /proc, and on a cluster.
#
# The caller sets gw_boot, gw_namespace, gw_host, gw_machine, gw_inode, gw_key and, for GPUs, gw_leases, gw_members, gw_holders,
# gw_holder and gw_lease_script; on a cluster gw_element. It handles signals: while gw_child is the pid of a run, it may call
# forward or end_now, and then sets gw_terminated (2 after end_now), and gw_interrupted as in any trap. It defines
#
#   claimed     the launch is claimed, and about to start. If it fails, the command is not started
#   started     the run was started
#   ended       the run has ended with gw_code: it may set gw_why to `stop` or `timeout`
#
# All variables have the prefix gw_: assigning to a variable that the user exported would change it for the runs.

gw_setsid=$(command -v setsid)
gw_child='' gw_terminated='' gw_interrupted='' gw_unrecorded='' gw_root='' gw_element='' gw_offset=-

# A TERM sent before the child has called setsid would be lost: repeat until its group exists, or the child is gone.
# A stopped process handles TERM only after CONT.
forward() {
  until kill -s TERM -- "-$gw_child" 2>/dev/null; do
    kill -0 "$gw_child" 2>/dev/null || return 0
    sleep 0.01
  done
  kill -s CONT -- "-$gw_child" 2>/dev/null
}

# Before setsid, the child does not have its own group.
end_now() {
  kill -s KILL -- "-$gw_child" 2>/dev/null || kill -s KILL "$gw_child" 2>/dev/null
}

# Sets gw_ticks to the current time or slightly later, in the unit of start times. dash reads one byte per system call, so
# /proc/uptime, with 20 bytes, is much cheaper to read than /proc/PID/stat. In a container, uptime and start times can have
# different origins: gw_offset is the difference.
uptime() {
  gw_ticks=-
  [ "$gw_offset" != - ] && read -r gw_up _ </proc/uptime || return 0
  gw_ticks=$((${gw_up%.*} * 100 + 1${gw_up#*.} - 100 + gw_offset))
}

# Finds gw_offset. Without a call, LATEST_START is "-".
find_offset() {
  [ -r /proc/uptime ] || return 0
  gw_offset=0
  uptime
  : &
  read -r gw_stat <"/proc/$!/stat"
  wait
  # The start time is the 20th word after the command name, which may contain any characters.
  set -f
  set -- ${gw_stat##*) }
  set +f
  gw_offset=$((${20} - gw_ticks + 1))
}

# Writes an exit record with a single write. Anything that the run left at its path is removed first: a pipe would block, and a
# link would lead to another file.
write_exit() { # BASE CODE[:WHY]
  gw_exit=$gw_root$1.exit
  { [ ! -e "$gw_exit" ] && [ ! -h "$gw_exit" ]; } || rm -f "$gw_exit" 2>/dev/null
  gw_mark=$gw_key/${1%/*}:${1##*/}
  case $2 in
    *:*) { printf '%s %s %s\n' "${2%:*}" "${2#*:}" "$gw_mark" >"$gw_exit"; } 2>/dev/null ;;
    *) { printf '%s %s\n' "$2" "$gw_mark" >"$gw_exit"; } 2>/dev/null ;;
  esac
}

# Writes the exit records that a full disk refused, of directories that still exist; succeeds while any are left. Where there is
# a directory in place of a record there is nothing to wait for. No name in a grid directory holds a space.
record() {
  gw_left=''
  for gw_item in $gw_unrecorded; do
    write_exit "${gw_item%=*}" "${gw_item##*=}" || [ -d "$gw_exit" ] || [ ! -d "${gw_exit%/*}" ] || gw_left="$gw_left $gw_item"
  done
  gw_unrecorded=$gw_left
  [ -n "$gw_unrecorded" ]
}

supervise() {
  gw_stage=$1 gw_launch=$2 gw_dir=$3 gw_log=$4 gw_mode=${5-} gw_devices=${6-}
  gw_why=''
  [ -z "$gw_unrecorded" ] || record
  gw_base=$gw_dir/$gw_stage.$gw_launch

  # Claims the launch with O_CREAT|O_EXCL: only one process can start it. Checked before, because opening a pipe would block.
  if [ -e "$gw_base.pid" ] || [ -h "$gw_base.pid" ]; then
    gw_result=void
    return
  fi
  # Without its log it could not start, and must not claim. No pipe either: it would wait for a reader.
  if { [ -e "$gw_dir/$gw_log" ] && [ ! -f "$gw_dir/$gw_log" ]; } || ! command exec 6>>"$gw_dir/$gw_log"; then
    gw_result=unclaimed
    return
  fi
  set -C
  if ! command exec 7>"$gw_base.pid"; then
    set +C
    exec 6>&-
    if [ -e "$gw_base.pid" ]; then gw_result=void; else gw_result=unclaimed; fi
    return
  fi
  set +C
  # Nothing can start that is not named by its claim.
  if [ -n "$gw_element" ] && ! printf '%s - %s %s %s %s %s %s %s\n' \
    "$$" "$gw_boot" "$gw_namespace" "$gw_host" "$gw_machine" "$gw_inode" "$gw_key/$gw_dir:$gw_stage.$gw_launch" "$gw_element" >&7; then
    exec 6>&- 7>&-
    gw_result=unclaimed
    return
  fi
  if ! claimed; then
    exec 6>&-
    gw_code=143 gw_why=stop
    conclude
    return
  fi

  if [ -z "$gw_mode" ]; then
    (gw_session=$gw_setsid && . "./$gw_base.sh") >&6 2>&1 </dev/null 6>&- 7>&- &
  else
    (IFS=' ' && set -- $gw_devices && IFS=, && gw_all="$*" && unset IFS &&
      exec "$gw_setsid" sh "$gw_lease_script" "$gw_base" "$gw_leases" "$gw_members" "$gw_holders" "$gw_holder" "$gw_mode" "$gw_all" '' "$@") \
      >&6 2>&1 </dev/null 6>&- 7>&- &
  fi
  gw_child=$!
  exec 6>&-
  gw_pid=$gw_child
  [ -n "$gw_element" ] || uptime
  if [ -z "$gw_element" ] && ! printf '%s %s %s %s %s %s %s %s\n' \
    "$gw_child" "$gw_ticks" "$gw_boot" "$gw_namespace" "$gw_host" "$gw_machine" "$gw_inode" "$gw_key/$gw_dir:$gw_stage.$gw_launch" >&7; then
    # No run may continue without being named by its claim: if this supervisor died, it could not be found.
    while kill -0 "$gw_child" 2>/dev/null; do
      end_now
      wait "$gw_child"
    done
    end_now
    gw_child=''
    exec 7>&-
    gw_result=unclaimed
    return
  fi
  started
  if [ -z "$gw_terminated" ]; then :; elif [ "$gw_terminated" -gt 1 ]; then end_now; else forward; fi

  # A trap interrupts wait. Waiting again for a child that has ended returns 127: then the previous code is that of the child.
  gw_code=127
  while :; do
    gw_interrupted=''
    gw_before=$gw_code
    wait "$gw_child"
    gw_code=$?
    [ "$gw_code" -ne 127 ] || gw_code=$gw_before
    [ -n "$gw_interrupted" ] || break
  done
  if [ -z "$gw_terminated" ]; then
    # Kills processes that the run left in its group.
    kill -s KILL -- "-$gw_child" 2>/dev/null
  else
    # A shell that waits for its command is ended by TERM before the command has saved its work. The run lasts as long as its
    # group, or until the scheduler kills it after the grace period, with a second TERM: a zombie that is never reaped would
    # keep the group alive forever.
    while [ "$gw_terminated" -lt 2 ] && kill -0 "-$gw_child" 2>/dev/null; do sleep 0.02; done
    [ "$gw_terminated" -lt 2 ] || end_now
  fi

  # Without a claim, the run has deleted the files in its own directory.
  if [ -n "$gw_mode" ]; then
    [ "$gw_code" -ne 75 ] || [ -s "$gw_base.devices" ] || [ ! -e "$gw_base.pid" ] || gw_code=unleased
    for gw_uuid in $gw_devices; do rm -f "$gw_holders/$gw_uuid.$gw_child"; done
  fi
  ended
  gw_child=''
  conclude
}

# Records the end of the launch, and gives its claim up.
conclude() {
  gw_text=$gw_code${gw_why:+:$gw_why}
  write_exit "$gw_base" "$gw_text" || gw_unrecorded="$gw_unrecorded $gw_base=$gw_text"
  exec 7>&-
  gw_result=$gw_code
}

# Retries exit records twice a second for an hour, even after the scheduler has ended, unless SIGTERM ends this supervisor. From
# elsewhere, as a process that works in a directory keeps its disk mounted.
record_rest() {
  [ -z "$gw_unrecorded" ] || { gw_root=$(pwd -P)/ && cd /; }
  gw_tries=7200
  gw_terminated=''
  while record && [ "$gw_tries" -gt 0 ] && [ -z "$gw_terminated" ]; do
    sleep 0.5
    gw_tries=$((gw_tries - 1))
  done
}

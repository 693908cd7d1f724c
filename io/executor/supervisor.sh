# Supervises the runs of one slot, one after another. POSIX sh. Started in its own session, so that it survives the end of
# the scheduler, a closed terminal and Ctrl-C.
#
#   usage: setsid sh supervisor.sh BOOT_ID PID_NAMESPACE HOST MACHINE INODE [LEASES MEMBERS HOLDERS HOLDER]
#          in the grid directory, whose inode is INODE
#
# stdin    one line per launch: STAGE LAUNCH DIR LOG [MODE UUID…]; LOG is relative to DIR
#          (`train 1 mlp-lr=0.1-r0-3f9c2a1b train.1.log`). The part in brackets is for GPUs: see lease.sh
# stdout   one line per launch: LAUNCH CODE PID, once it has ended; LAUNCH void if it was claimed already, LAUNCH unclaimed if
#          the claim or the log could not be made, LAUNCH unleased if another holds one of the GPUs. The last three left nothing running
# DIR/STAGE.LAUNCH.sh     the script of the run. It is sourced, because another shell would take a third of the time of a short
#                         run, and ends with `exec $gw_session COMMAND`
# DIR/STAGE.LAUNCH.pid    the claim: created exclusively before the command starts, then filled with PID LATEST_START BOOT_ID
#                         PID_NAMESPACE HOST MACHINE INODE; without its newline it means "claimed, holder not yet known". It
#                         stays open as descriptor 7 until the launch has ended, so that this supervisor can be found even
#                         if the run has removed the claim
#
# LATEST_START distinguishes the process from a later one with the same pid: a time after the process started and before its
# pid could be reused, in kernel ticks of 10 ms since boot. "-" without /proc.
# DIR/STAGE.LAUNCH.exit   the exit code, or `unleased`, written in one piece
#
# SIGTERM is passed on to the run's process group. A second SIGTERM kills the group; so does SIGUSR2, because two SIGTERMs in
# quick succession can arrive as one. Without a run, these signals end the supervisor. When stdin is closed, the supervisor
# exits after its run.

# A shell reads its script as it runs it. In braces it is read as a whole: what an update writes into this file is not run.
{
# All variables have the prefix gw_: assigning to a variable that the user exported would change it for the runs.
gw_boot=$1 gw_namespace=$2 gw_host=$3 gw_machine=$4 gw_inode=$5
gw_leases=${6-} gw_members=${7-} gw_holders=${8-} gw_holder=${9-}
gw_lease_script=${0%/*}/lease.sh
gw_setsid=$(command -v setsid)
gw_child='' gw_terminated='' gw_interrupted='' gw_unrecorded=''

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

gw_offset=-
if [ -r /proc/uptime ]; then
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
fi

trap 'gw_terminated=$((${gw_terminated:-0} + 1)) gw_interrupted=1
  if [ -z "$gw_child" ]; then :; elif [ "$gw_terminated" -gt 1 ]; then end_now; else forward; fi' TERM
trap 'gw_terminated=2 gw_interrupted=1; [ -z "$gw_child" ] || end_now' USR2
# Handlers instead of '': children inherit ignored signals. They interrupt wait, too, and concern no run.
trap 'gw_interrupted=1' PIPE HUP INT QUIT

# Writes an exit record with a single write. Anything that the run left at its path is removed first: a pipe would block, and a
# link would lead to another file.
write_exit() {
  { [ ! -e "$1" ] && [ ! -h "$1" ]; } || rm -f "$1" 2>/dev/null
  { printf '%s\n' "$2" >"$1"; } 2>/dev/null
}

# Writes the exit records that a full disk refused, of directories that still exist; succeeds while any are left. Where there is
# a directory in place of a record there is nothing to wait for. No name in a grid directory holds a space.
gw_root=''
record() {
  gw_left=''
  for gw_item in $gw_unrecorded; do
    gw_exit=$gw_root${gw_item%=*}.exit
    write_exit "$gw_exit" "${gw_item##*=}" || [ -d "$gw_exit" ] || [ ! -d "${gw_exit%/*}" ] || gw_left="$gw_left $gw_item"
  done
  gw_unrecorded=$gw_left
  [ -n "$gw_unrecorded" ]
}

while [ -z "$gw_terminated" ] && IFS=' ' read -r gw_stage gw_launch gw_dir gw_log gw_mode gw_devices; do
  [ -z "$gw_unrecorded" ] || record
  gw_base=$gw_dir/$gw_stage.$gw_launch

  # Claims the launch with O_CREAT|O_EXCL: only one process can start it. Checked before, because opening a pipe would block.
  if [ -e "$gw_base.pid" ] || [ -h "$gw_base.pid" ]; then
    printf '%s void\n' "$gw_launch" 2>/dev/null
    continue
  fi
  # Without its log it could not start, and must not claim. No pipe either: it would wait for a reader.
  if { [ -e "$gw_dir/$gw_log" ] && [ ! -f "$gw_dir/$gw_log" ]; } || ! command exec 6>>"$gw_dir/$gw_log"; then
    printf '%s unclaimed\n' "$gw_launch" 2>/dev/null
    continue
  fi
  set -C
  if ! command exec 7>"$gw_base.pid"; then
    set +C
    exec 6>&-
    if [ -e "$gw_base.pid" ]; then printf '%s void\n' "$gw_launch"; else printf '%s unclaimed\n' "$gw_launch"; fi 2>/dev/null
    continue
  fi
  set +C

  if [ -z "$gw_mode" ]; then
    (gw_session=$gw_setsid && . "./$gw_base.sh") >&6 2>&1 </dev/null 6>&- 7>&- &
  else
    (IFS=' ' && set -- $gw_devices && IFS=, && gw_all="$*" && unset IFS &&
      exec "$gw_setsid" sh "$gw_lease_script" "$gw_base" "$gw_leases" "$gw_members" "$gw_holders" "$gw_holder" "$gw_mode" "$gw_all" '' "$@") \
      >&6 2>&1 </dev/null 6>&- 7>&- &
  fi
  gw_child=$!
  exec 6>&-
  uptime
  gw_pid=$gw_child
  if ! printf '%s %s %s %s %s %s %s\n' \
    "$gw_child" "$gw_ticks" "$gw_boot" "$gw_namespace" "$gw_host" "$gw_machine" "$gw_inode" >&7; then
    # No run may continue without being named by its claim: if this supervisor died, it could not be found.
    while kill -0 "$gw_child" 2>/dev/null; do
      end_now
      wait "$gw_child"
    done
    end_now
    gw_child=''
    exec 7>&-
    printf '%s unclaimed\n' "$gw_launch" 2>/dev/null
    continue
  fi
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
  gw_child=''

  write_exit "$gw_base.exit" "$gw_code" || gw_unrecorded="$gw_unrecorded $gw_base=$gw_code"
  printf '%s %s %s\n' "$gw_launch" "$gw_code" "$gw_pid" 2>/dev/null
  exec 7>&-
done

# Retries exit records twice a second for an hour, even after the scheduler has ended, unless a signal ends this supervisor. From elsewhere, as a
# process that works in a directory keeps its disk mounted.
[ -z "$gw_unrecorded" ] || { gw_root=$(pwd -P)/ && cd /; }
gw_tries=7200
gw_terminated=''
while record && [ "$gw_tries" -gt 0 ] && [ -z "$gw_terminated" ]; do
  sleep 0.5
  gw_tries=$((gw_tries - 1))
done
exit
}

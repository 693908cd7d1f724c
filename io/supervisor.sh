# Supervises the runs of one slot, one after another. POSIX sh; started in a session of its own, so that it outlives the
# scheduler, a terminal that is closed and Ctrl-C.
#
#   usage: setsid sh supervisor.sh BOOT_ID PID_NAMESPACE HOST [LEASES MEMBERS HOLDERS HOLDER]     in the grid directory
#
# stdin    a line a launch: STAGE LAUNCH DIR LOG [MODE UUID…], the log's path within DIR
#          (`train 1 mlp-lr=0.1-r0-3f9c2a1b train.1.log`). What is in brackets is for GPUs: see lease.sh
# stdout   a line a launch: LAUNCH CODE, once it has ended; LAUNCH void if it was claimed already, LAUNCH unclaimed if the
#          claim could not be made, LAUNCH unleased if another holds one of the GPUs. The last three started nothing
# DIR/STAGE.LAUNCH.sh     what is run: read here, not executed, as a shell more would cost a third of a short run; it ends
#                         with `exec $session COMMAND`
# DIR/STAGE.LAUNCH.pid    the claim: created exclusively before the command starts, then filled with PID LATEST_START BOOT_ID
#                         PID_NAMESPACE HOST; without its newline it means "claimed, holder not yet known"
#
# LATEST_START tells a process from a later one with its pid: in the kernel's ticks of 10 ms since the boot, a moment after it
# started and before its pid was free again. "-" where there is no /proc.
# DIR/STAGE.LAUNCH.exit   the exit code, or `unleased`, written in one piece
#
# SIGTERM is passed on to the run's process group; without a run it ends the supervisor. When stdin ends, so does the
# supervisor, after its run.

boot=$1 namespace=$2 host=$3 leases=${4-} members=${5-} holders=${6-} holder=${7-}
lease_script=${0%/*}/lease.sh
setsid=$(command -v setsid)
child='' terminated='' interrupted='' unrecorded=''

# A TERM that arrives before the child called setsid would be lost: repeat until its group exists, or it is gone.
# A stopped process takes TERM only once it goes on.
forward() {
  until kill -s TERM -- "-$child" 2>/dev/null; do
    kill -0 "$child" 2>/dev/null || return 0
    sleep 0.01
  done
  kill -s CONT -- "-$child" 2>/dev/null
}

# Sets `ticks` to now, as start times count it, or a little later. dash reads a byte at a time, which makes /proc/uptime, with
# its 20 bytes, a good deal cheaper than a process's own stat; in a container it may count from another moment than start
# times do, by `offset`.
uptime() {
  ticks=-
  [ "$offset" != - ] && read -r up _ </proc/uptime || return 0
  ticks=$((${up%.*} * 100 + 1${up#*.} - 100 + offset))
}

offset=-
if [ -r /proc/uptime ]; then
  offset=0
  uptime
  : &
  read -r stat <"/proc/$!/stat"
  wait
  # The 20th word after the command's name, which may hold anything, is the start time.
  set -f
  set -- ${stat##*) }
  set +f
  offset=$((${20} - ticks + 1))
fi

trap 'terminated=$((${terminated:-0} + 1)) interrupted=1; [ -z "$child" ] || [ "$terminated" -gt 1 ] || forward' TERM
# Handlers, not '': what a shell ignores, its children ignore, too.
trap : PIPE HUP INT QUIT

# Writes the exit records that a full disk refused, of directories that still exist; succeeds while any are left. No name in a
# grid directory holds a space.
record() {
  left=''
  for item in $unrecorded; do
    { printf '%s\n' "${item##*=}" >"${item%=*}.exit"; } 2>/dev/null || [ ! -d "${item%/*}" ] || left="$left $item"
  done
  unrecorded=$left
  [ -n "$unrecorded" ]
}

while [ -z "$terminated" ] && IFS=' ' read -r stage launch dir log mode devices; do
  [ -z "$unrecorded" ] || record
  base=$dir/$stage.$launch

  # O_CREAT|O_EXCL: whoever comes second starts nothing.
  set -C
  if ! { printf '' >"$base.pid"; } 2>/dev/null; then
    set +C
    if [ -e "$base.pid" ]; then printf '%s void\n' "$launch"; else printf '%s unclaimed\n' "$launch"; fi 2>/dev/null
    continue
  fi
  set +C

  if [ -z "$mode" ]; then
    (session=$setsid && . "./$base.sh") >>"$dir/$log" 2>&1 </dev/null &
  else
    (IFS=' ' && set -- $devices && IFS=, && all="$*" && unset IFS &&
      exec "$setsid" sh "$lease_script" "$base" "$leases" "$members" "$holders" "$holder" "$mode" "$all" '' "$@") \
      >>"$dir/$log" 2>&1 </dev/null &
  fi
  child=$!
  uptime
  { printf '%s %s %s %s %s\n' "$child" "$ticks" "$boot" "$namespace" "$host" >>"$base.pid"; } 2>/dev/null
  [ -z "$terminated" ] || forward

  # A trap makes wait return early. Waiting for a child that is gone gives 127: then the code before was its own.
  code=127
  while :; do
    interrupted=''
    before=$code
    wait "$child"
    code=$?
    [ "$code" -ne 127 ] || code=$before
    [ -n "$interrupted" ] || break
  done
  if [ -z "$terminated" ]; then
    # What it left behind in its group goes with it.
    kill -s KILL -- "-$child" 2>/dev/null
  else
    # A shell that waits for its command dies of TERM before the command has saved its work. The run lasts as long as its
    # group, or until the scheduler, after the grace, has killed it and says so by another TERM: zombies stay in a group for
    # ever where nobody reaps them.
    while [ "$terminated" -lt 2 ] && kill -0 "-$child" 2>/dev/null; do sleep 0.02; done
  fi

  # A run that deletes what is in its own directory takes the claim along.
  if [ -n "$mode" ]; then
    [ "$code" -ne 75 ] || [ -s "$base.devices" ] || [ ! -e "$base.pid" ] || code=unleased
    for uuid in $devices; do rm -f "$holders/$uuid.$child"; done
  fi
  child=''

  { printf '%s\n' "$code" >"$base.exit"; } 2>/dev/null || unrecorded="$unrecorded $base=$code"
  printf '%s %s\n' "$launch" "$code" 2>/dev/null
done

# After a scheduler that could not write either: for an hour, twice a second.
tries=7200
while record && [ "$tries" -gt 0 ]; do
  sleep 0.5
  tries=$((tries - 1))
done

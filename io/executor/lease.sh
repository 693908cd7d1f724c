# Takes the leases of a run's GPUs, one after another, then executes the run. POSIX sh and flock(1) of util-linux 2.34.
#
#   usage: setsid sh lease.sh BASE LEASES MEMBERS HOLDERS HOLDER MODE DEVICES '' UUID…     in the grid directory
#
# BASE.sh       the script of the run. BASE.devices is written once all leases are taken: without it, nothing was started
# LEASES        the directory that all users share: LEASES/UUID is a device's lease, locked as long as any process of the run
#               exists; LEASES/UUID.gate is locked while a run checks whether it may share the device
# MEMBERS       MEMBERS/UUID is also locked by the runs of this grid that share a device
# HOLDERS       the directory of this user: HOLDERS/UUID.PID describes the holder of the device: PID, run, inode of the lease, and HOLDER
# MODE          `exclusive`, or `shared` with runs of the same grid
# DEVICES       all UUIDs, separated by commas; followed by the UUID that was taken last (empty at first), and those that are
#               still to be taken, in sorted order
#
# Exits with 75 if another run was faster: the run can be started again. Any other code is that of the run, or means that
# leases cannot be taken at all.
#
# Shell redirections only support descriptors 0 to 9, and a run on eight GPUs holds eight locks. Therefore flock(1)
# keeps the locked descriptor open and executes this script again for the next lease. flock(1) opens files with O_CREAT,
# which fs.protected_regular forbids for files of other users in a shared directory, so it gets the path in /proc/self/fd.

gw_base=$1 gw_leases=$2 gw_members=$3 gw_holders=$4 gw_holder=$5 gw_mode=$6 gw_devices=$7 gw_taken=$8
shift 8

refuse() {
  printf 'grid-workers: %s\n' "$1" >&2
  exit "${2-75}"
}

# If a lease file was removed and created again during the wait, two runs could hold it: check that it is still the same file.
if [ -n "$gw_taken" ]; then
  [ "$gw_leases/$gw_taken" -ef /proc/self/fd/9 ] || refuse "the lease file of $gw_taken was replaced"
fi

# Occupies descriptors below 10, so that locks get higher ones: scripts use and close the lower ones themselves.
command exec 3</dev/null 4</dev/null 5</dev/null 6</dev/null 7</dev/null 8</dev/null || refuse 'no file descriptors are left' 1

if [ $# -gt 0 ]; then
  gw_taken=$1
  shift
  command exec 9<"$gw_leases/$gw_taken" || refuse "cannot open the lease of $gw_taken"
  set -- sh "$0" "$gw_base" "$gw_leases" "$gw_members" "$gw_holders" "$gw_holder" "$gw_mode" "$gw_devices" "$gw_taken" "$@"
  # Waits briefly: a process that checks whether a lease is free locks it for a moment.
  [ "$gw_mode" = shared ] || exec flock -F -w 0.1 -E 75 /proc/self/fd/9 "$@"

  command exec 8<"$gw_leases/$gw_taken.gate" 7<"$gw_members/$gw_taken" || refuse "cannot open the gate of $gw_taken"
  flock -w 1 -E 75 8 || refuse "cannot lock the gate of $gw_taken" $?
  # If the member file is locked, runs of this grid hold the lease, and this run may join them. Otherwise the lease must be free.
  if flock -n 7; then
    flock -w 0.1 9 || refuse "$gw_taken is leased by another run"
    flock -u 7
    flock -u 9
  fi
  # Locked in the order in which the descriptors of a run are closed when it ends: while a member file is locked, so is the lease.
  exec flock -F -s -w 0.1 -E 75 /proc/self/fd/7 flock -F -s -w 0.1 -E 75 /proc/self/fd/9 "$@"
fi

printf '%s\n' "$gw_devices" >"$gw_base.devices" || refuse 'cannot write the list of GPUs'
IFS=,
for gw_uuid in $gw_devices; do
  # For messages, and for the case that somebody deletes the lease file: the lock is valid without this record.
  gw_inode=$(stat -L -c '"lease":%i,' "$gw_leases/$gw_uuid" 2>/dev/null) || gw_inode=
  { printf '{"pid":%s,"run":"%s",%s%s}\n' "$$" "$gw_base" "$gw_inode" "$gw_holder" >"$gw_holders/$gw_uuid.$$"; } 2>/dev/null || :
done
unset IFS
exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
gw_session=''
. "./$gw_base.sh"

# Takes the leases of a run's GPUs, one after another, and becomes the run. POSIX sh and flock(1) of util-linux 2.34.
#
#   usage: setsid sh lease.sh BASE LEASES MEMBERS HOLDERS HOLDER MODE DEVICES '' UUID…     in the grid directory
#
# BASE.sh       what is run. BASE.devices is written when all leases are taken: without it, nothing was started
# LEASES        the directory that all users share: LEASES/UUID is a device's lease, locked as long as a process of the run
#               lives; LEASES/UUID.gate is locked while one finds out whether it may share the device
# MEMBERS       MEMBERS/UUID is locked, too, by the runs of this grid that share a device
# HOLDERS       of this user: HOLDERS/UUID.PID tells the others who has the device; HOLDER is what it says beside PID and run
# MODE          `exclusive`, or `shared` with runs of the same grid
# DEVICES       all UUIDs, with commas between them; then the one that was taken last, and those that are still to be taken,
#               in sorted order
#
# Exits with 75 when another was faster: the same run may be started again. Any other code is that of the run, or tells that
# leases cannot be taken here at all.
#
# A shell's own redirections know the descriptors 0 to 9 alone, and a run of eight GPUs holds eight: so flock(1), which does
# not close the one that it locks, becomes this script again. It gets the descriptor's own name in /proc, as opening another
# user's file with O_CREAT, as it does, is refused in a shared directory (fs.protected_regular).

gw_base=$1 gw_leases=$2 gw_members=$3 gw_holders=$4 gw_holder=$5 gw_mode=$6 gw_devices=$7 gw_taken=$8
shift 8

refuse() {
  printf 'grid-workers: %s\n' "$1" >&2
  exit "${2-75}"
}

# A lease that was removed and made again while it was waited for has two holders: it must still be the file of that name.
if [ -n "$gw_taken" ]; then
  [ "$gw_leases/$gw_taken" -ef /proc/self/fd/9 ] || refuse "the lease of $gw_taken was taken away"
fi

# Those below 10 are the ones that scripts use for themselves, and would close.
command exec 3</dev/null 4</dev/null 5</dev/null 6</dev/null 7</dev/null 8</dev/null || refuse 'no descriptors are left' 1

if [ $# -gt 0 ]; then
  gw_taken=$1
  shift
  command exec 9<"$gw_leases/$gw_taken" || refuse "cannot open the lease of $gw_taken"
  set -- sh "$0" "$gw_base" "$gw_leases" "$gw_members" "$gw_holders" "$gw_holder" "$gw_mode" "$gw_devices" "$gw_taken" "$@"
  # One that only looks whether a lease is free holds it for an instant.
  [ "$gw_mode" = shared ] || exec flock -F -w 0.1 -E 75 /proc/self/fd/9 "$@"

  command exec 8<"$gw_leases/$gw_taken.gate" 7<"$gw_members/$gw_taken" || refuse "cannot open the gate of $gw_taken"
  flock -w 1 -E 75 8 || refuse "the gate of $gw_taken cannot be had" $?
  # Where runs of this grid are, which keep its member file locked, they have the lease, too. Else it must be free.
  if flock -n 7; then
    flock -w 0.1 9 || refuse "$gw_taken is held by another"
    flock -u 7
    flock -u 9
  fi
  # In this order, in which the descriptors of a run that ends are closed: a member that is locked means a lease that is held.
  exec flock -F -s -w 0.1 -E 75 /proc/self/fd/7 flock -F -s -w 0.1 -E 75 /proc/self/fd/9 "$@"
fi

printf '%s\n' "$gw_devices" >"$gw_base.devices" || refuse 'cannot write who runs where'
IFS=,
for gw_uuid in $gw_devices; do
  # For people: that it is missing keeps nobody from the lease.
  { printf '{"pid":%s,"run":"%s",%s}\n' "$$" "$gw_base" "$gw_holder" >"$gw_holders/$gw_uuid.$$"; } 2>/dev/null || :
done
unset IFS
exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
gw_session=''
. "./$gw_base.sh"

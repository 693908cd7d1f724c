# Supervises the runs of one slot, one after another. POSIX sh. Started in its own session, so that it survives the end of
# the scheduler, a closed terminal and Ctrl-C.
#
#   usage: setsid sh supervisor.sh BOOT_ID PID_NAMESPACE HOST MACHINE KEY [LEASES MEMBERS HOLDERS HOLDER]
#          in the grid directory, whose key, ID.INODE, ends with its inode
#
# stdin    one line per launch: STAGE LAUNCH DIR LOG [MODE UUID…]; LOG is relative to DIR
#          (`train 1 mlp-lr=0.1-r0-3f9c2a1b train.1.log`). The part in brackets is for GPUs: see lease.sh
# stdout   one line per launch: LAUNCH CODE PID, once it has ended; LAUNCH void if it was claimed already, LAUNCH unclaimed if
#          the claim or the log could not be made, LAUNCH unleased if another holds one of the GPUs. The last three left nothing running
#
# Claims and records: see supervise.sh.
#
# SIGTERM is passed on to the run's process group. A second SIGTERM kills the group; so does SIGUSR2, because two SIGTERMs in
# quick succession can arrive as one. Without a run, these signals end the supervisor. When stdin is closed, the supervisor
# exits after its run.

# A shell reads its script as it runs it. In braces it is read as a whole: what an update writes into this file is not run.
{
. "${0%/*}/supervise.sh"
gw_boot=$1 gw_namespace=$2 gw_host=$3 gw_machine=$4 gw_key=$5 gw_inode=${5##*.}
gw_leases=${6-} gw_members=${7-} gw_holders=${8-} gw_holder=${9-}
gw_lease_script=${0%/*}/lease.sh
find_offset

claimed() { :; }
started() { :; }
ended() { :; }

trap 'gw_terminated=$((${gw_terminated:-0} + 1)) gw_interrupted=1
  if [ -z "$gw_child" ]; then :; elif [ "$gw_terminated" -gt 1 ]; then end_now; else forward; fi' TERM
trap 'gw_terminated=2 gw_interrupted=1; [ -z "$gw_child" ] || end_now' USR2
# Handlers instead of '': children inherit ignored signals. They interrupt wait, too, and concern no run.
trap 'gw_interrupted=1' PIPE HUP INT QUIT

while [ -z "$gw_terminated" ] && IFS=' ' read -r gw_stage gw_launch gw_dir gw_log gw_mode gw_devices; do
  supervise "$gw_stage" "$gw_launch" "$gw_dir" "$gw_log" "$gw_mode" "$gw_devices"
  case $gw_result in
    void | unclaimed) printf '%s %s\n' "$gw_launch" "$gw_result" 2>/dev/null ;;
    *) printf '%s %s %s\n' "$gw_launch" "$gw_result" "$gw_pid" 2>/dev/null ;;
  esac
done
record_rest
exit
}

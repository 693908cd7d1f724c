# Runs launches in one slot of an element, one after another: takes lines from the list of the submission, retries, enforces
# timeouts, and marks starts and ends. POSIX sh; in the grid directory.
#
#   usage: slot.sh SUBMISSION SLOT RESTART      SUBMISSION: its directory, slurm/N; RESTART: how often the element was requeued
#
# A signal announces the end of the job, and SIGKILL follows later. With Slurm it is SIGTERM to all processes of the job, so that
# it is not passed on: the run has its own. Its end is recorded as `stop`. A process that sends SIGUSR1 every second drives
# everything that depends on time.

gw_submission=$1 gw_slot=$2 gw_given=$3
. "./$gw_submission/options"
. "./$gw_submission/supervise.sh"
. "./$gw_submission/system.sh"
gw_restart=$gw_given
gw_namespace=- gw_boot=- gw_machine=-
{ read -r gw_boot </proc/sys/kernel/random/boot_id && read -r gw_machine </etc/machine-id; } 2>/dev/null
gw_element=$gw_job.$gw_restart
gw_marks=$gw_submission/marks
gw_told='' gw_due='' gw_kill_at='' gw_next='' gw_longest=0 gw_runs=0 gw_looked=0

# Sets gw_now to the uptime in seconds.
tell_time() {
  read -r gw_now _ </proc/uptime
  gw_now=${gw_now%.*}
}

# When the job ends, as an uptime; and the difference between uptimes and times since the epoch.
tell_time
gw_epoch=$(($(date +%s) - gw_now))
[ "$gw_slot" -ne 0 ] || : 2>/dev/null >"$gw_marks/came.$gw_task.$gw_restart.$((gw_epoch + gw_now))"
gw_job_end=''
[ -z "$gw_end" ] || gw_job_end=$((gw_end - gw_epoch))
# Seconds for the batch system, which counts from a moment of its own, in addition to the grace.
gw_margin=5

# The share of this slot in the GPUs of the element.
if [ -n "${CUDA_VISIBLE_DEVICES-}" ] && [ "$gw_gpus" -gt 0 ]; then
  IFS=,
  set -f
  set -- $CUDA_VISIBLE_DEVICES
  set +f
  unset IFS
  gw_skip=$((gw_slot / gw_runs_per_gpu * gw_gpus))
  if [ $# -ge $((gw_skip + gw_gpus)) ]; then
    shift $gw_skip
    CUDA_VISIBLE_DEVICES=$1
    gw_index=1
    while [ $gw_index -lt "$gw_gpus" ]; do
      shift
      CUDA_VISIBLE_DEVICES=$CUDA_VISIBLE_DEVICES,$1
      gw_index=$((gw_index + 1))
    done
    export CUDA_VISIBLE_DEVICES
  fi
fi

end_run() { # WHY: terminates the run, and kills it after the grace
  gw_why_ended=$1
  gw_kill_at=$((gw_now + gw_grace))
  gw_terminated=1
  forward
}

kill_run() {
  gw_terminated=2
  end_now
}

tick() {
  gw_interrupted=1
  [ -n "$gw_child" ] || return 0
  tell_time
  if [ -n "$gw_kill_at" ]; then
    if [ "$gw_now" -ge "$gw_kill_at" ] || [ -e "$gw_submission/kill.$gw_line" ]; then kill_run; fi
    return
  fi
  if [ -n "$gw_told" ]; then
    if [ -e "$gw_submission/kill.$gw_line" ]; then kill_run
    # Only the processes of this element were told.
    elif [ "$gw_warned" != TERM ]; then end_run stop; fi
    return
  fi
  if [ -n "$gw_due" ] && [ "$gw_now" -ge "$gw_due" ]; then
    end_run timeout
  elif is_out; then
    end_run stop
  elif [ -n "$gw_job_end" ] && [ "$gw_now" -ge $((gw_job_end - gw_grace - gw_margin)) ]; then
    # A run that had the element from its start has had all the time there is.
    if [ "$gw_runs" -eq 1 ]; then end_run timeout; else end_run stop; fi
    gw_told=end
  elif [ $((gw_now - gw_looked)) -ge "$gw_look" ]; then
    gw_looked=$gw_now
    # The cluster has lost sight of this node, and runs the element elsewhere.
    [ ! -e "$gw_next.pid" ] || { gw_why_ended=stop gw_told=superseded; kill_run; }
  fi
}

trap 'gw_told=${gw_told:-stop} gw_terminated=${gw_terminated:-1} gw_interrupted=1' "$gw_warned"
trap tick USR1
trap 'gw_interrupted=1' PIPE HUP INT QUIT
(
  trap '' "$gw_warned"
  trap 'kill -s KILL $!; exit' USR1
  while :; do
    sleep 1 &
    wait $!
    kill -s USR1 $$ || exit
  done
) >/dev/null 2>&1 &
gw_ticker=$!

# The hooks of supervise.
claimed() {
  [ -n "$gw_is_ours" ] || take
  gw_is_ours=1
  [ -z "$gw_superseding" ] || await_former || return 1
  make_room
}

# The former launch may still run on a node that the cluster does not reach: it ends when it sees the claim of this one.
await_former() {
  gw_superseding=''
  tell_time
  gw_until=$((gw_now + 2 * gw_look + 1))
  while [ -z "$gw_told" ] && [ "$gw_now" -lt "$gw_until" ]; do
    sleep 1
    tell_time
  done
  [ -z "$gw_told" ]
}

started() {
  tell_time
  gw_began=$gw_now gw_looked=$gw_now gw_due=''
  [ "$gw_timeout" = - ] || gw_due=$((gw_now + gw_timeout))
  : 2>/dev/null >"$gw_marks/start.$gw_line.$gw_launch.$((gw_epoch + gw_now)).$gw_task.$gw_host"
}

ended() {
  # One process is signalled after another: the run may have died of a SIGTERM that is still on its way to this process.
  if [ -n "$gw_terminated" ]; then :
  elif [ "$gw_code" -ne 0 ]; then sleep 0.3
  else
    # A trainer that saves its state may exit with 0. Short runs are not delayed for it.
    tell_time
    [ $((gw_now - gw_began)) -lt 2 ] || sleep 0.05
  fi
  gw_due='' gw_kill_at=''
  gw_why=$gw_why_ended
  [ "$gw_told" != stop ] || gw_why=${gw_why:-stop}
}

# Sets gw_younger to the environments of the processes that can be those of the run. To read all of them takes longer than a short
# run, whose processes have higher pids than its own, unless pids have started again from the lowest one: the last one tells.
list_younger() {
  gw_younger='/proc/[0-9]*/environ' gw_newest=0
  read -r _ _ _ _ gw_newest </proc/loadavg
  [ $((gw_now - gw_began)) -lt 2 ] && [ "$gw_newest" -ge "$gw_pid" ] || return 0
  gw_younger=''
  for gw_file in /proc/[0-9]*; do
    [ "${gw_file#/proc/}" -le "$gw_pid" ] || gw_younger="$gw_younger $gw_file/environ"
  done
} 2>/dev/null

# Kills what a run left in other sessions.
sweep() {
  for gw_round in 1 2 3 4 5 6 7 8 9 10; do
    tell_time
    list_younger
    [ -n "$gw_younger" ] || return 0
    gw_left=$(grep -lzsxF -- "GRID_WORKERS_RUN=$gw_key/$1" $gw_younger)
    [ -n "$gw_left" ] || return 0
    for gw_file in $gw_left; do
      gw_file=${gw_file#/proc/}
      kill -s KILL "${gw_file%/environ}" 2>/dev/null
    done
    sleep 0.02
  done
}

# Whether nothing more may be started.
is_over() {
  [ -n "$gw_told" ] || [ -e "$gw_submission/stop" ]
}

# Whether the training of this line is stopped early, as its values are not among the best.
is_out() {
  [ -n "$gw_judged" ] && [ -e "$gw_submission/early.$gw_line" ]
}

# Whether a run would still run when the job ends.
is_too_late() {
  [ -n "$gw_job_end" ] && [ "$gw_runs" -gt 0 ] || return 1
  tell_time
  gw_need=$gw_longest
  [ "$gw_timeout" = - ] || gw_need=$gw_timeout
  [ $((gw_now + gw_need)) -gt $((gw_job_end - gw_grace - gw_margin)) ]
}

# After too many failures, nothing more is started of any submission of the same command. By name, the marks tell how many there
# are. Later submissions look at the first one: see submit_array.ts.
give_up() {
  [ "$gw_limit" -gt 0 ] || return 0
  gw_together=$(grep -lsx "gw_command=$gw_command" slurm/*/options)
  gw_failed=0
  for gw_file in $gw_together; do
    gw_file=${gw_file%/options}/marks
    for gw_file in "$gw_file"/end.*.no.last "$gw_file"/end.*.timeout.last; do
      case $gw_file in
        *'*'*) ;;
        *.0.no.last) [ -z "$gw_unless_success" ] || return 0 ;;
        *) gw_failed=$((gw_failed + 1)) ;;
      esac
    done
  done
  [ "$gw_failed" -ge "$gw_limit" ] || return 0
  for gw_file in $gw_together; do
    gw_file=${gw_file%options}stop
    [ -e "$gw_file" ] || echo max_failures >"$gw_file"
  done
}

# Reads how the element's own launch before a requeue ended, and whether it is to be run again: it was stopped, is unfinished, or
# has retries left.
goes_on() {
  gw_words=''
  read -r gw_words <"$gw_base.pid"
  case $gw_words in
    *" $gw_element") return 1 ;;
    *" $gw_job."*) ;;
    *) return 1 ;;
  esac
  gw_ended='' gw_reason=''
  [ ! -e "$gw_base.exit" ] || read -r gw_ended gw_reason _ <"$gw_base.exit"
  case $gw_ended:$gw_reason in
    :*) gw_superseding=1 ;;
    *:stop) ;;
    *:timeout | [1-9]*)
      gw_failures=$((gw_failures + 1))
      [ $gw_failures -le "$gw_retries" ]
      ;;
    *) return 1 ;;
  esac
}

# Makes the script of the next launch from the first one. Fails if that is not possible: the signal of the cluster ends sed as well, and an
# incomplete script could succeed. Other slots, or the same element on a node that the cluster has lost, may do the same now.
prepare() {
  gw_script=$gw_dir/$gw_stage.$gw_first.sh
  gw_attempt=$(sed -n 's/^gw_launch=.* gw_attempt=//p' "$gw_script")
  [ -n "$gw_attempt" ] || return 1
  gw_attempt=$((gw_attempt + gw_launch - gw_first))
  gw_copy=$gw_dir/$gw_stage.$gw_launch.sh
  gw_new=$gw_copy.new.$gw_host.$$
  sed "s/^gw_launch=.*/gw_launch=$gw_launch gw_attempt=$gw_attempt/" "$gw_script" >"$gw_new" &&
    mv -f "$gw_new" "$gw_copy" || { rm -f "$gw_new"; return 1; }
  [ "$gw_stage" != train ] || gw_log=train.$gw_launch.log
} 2>/dev/null

# Makes room for the results of a launch that was claimed after another one.
make_room() {
  [ "$gw_stage" = train ] && [ "$gw_launch" -ne "$gw_first" ] || return 0
  ln -sfn "$gw_log" "$gw_dir/train.log"
  [ ! -e "$gw_dir/metrics.json" ] || mv "$gw_dir/metrics.json" "$gw_dir/metrics.$((gw_launch - 1)).json"
} 2>/dev/null

# Whether this element has not had its share of launches yet.
may_take() {
  if [ "$gw_slots" -eq 1 ]; then
    [ "$gw_taken" -lt "$gw_most" ]
  else
    gw_file=$gw_submission/taken.$gw_task
    [ ! -e "$gw_file" ] || [ "$(wc -c <"$gw_file")" -lt "$gw_most" ]
  fi
}

take() {
  gw_taken=$((gw_taken + 1))
  [ "$gw_slots" -eq 1 ] || printf x >>"$gw_submission/taken.$gw_task"
}

# Runs the launches of a line, until one succeeds or no retry is left.
run_line() {
  gw_launch=$gw_first gw_failures=0 gw_pause=1 gw_is_ours='' gw_superseding=''
  while ! is_over && ! is_out; do
    gw_base=$gw_dir/$gw_stage.$gw_launch
    if [ -e "$gw_base.pid" ] || [ -h "$gw_base.pid" ]; then
      # Another element has it, or it is void, unless it is this element's own from before a requeue.
      [ "$gw_restart" -gt 0 ] && goes_on || return 0
      gw_is_ours=1 gw_launch=$((gw_launch + 1))
      continue
    fi
    # The numbers above are those of other tests.
    [ "$gw_last" = - ] || [ "$gw_launch" -le "$gw_last" ] || return 0
    if [ -z "$gw_is_ours" ]; then may_take || return 1; fi
    ! is_too_late || return 1
    [ "$gw_launch" -eq "$gw_first" ] || prepare || return 0
    gw_next=$gw_dir/$gw_stage.$((gw_launch + 1)) gw_why_ended=''
    gw_runs=$((gw_runs + 1))
    tell_time
    gw_began=$gw_now
    [ -n "$gw_told" ] || gw_terminated=''
    supervise "$gw_stage" "$gw_launch" "$gw_dir" "$gw_log"
    case $gw_result in
      void) return 0 ;;
      unclaimed)
        mark_end unclaimed last
        return 0
        ;;
    esac
    sweep "$gw_dir:$gw_stage.$gw_launch"
    tell_time
    [ $((gw_now - gw_began)) -le "$gw_longest" ] || gw_longest=$((gw_now - gw_began))
    if [ "$gw_code.$gw_why" = 0. ]; then
      mark_end 0 last
      return 0
    fi
    gw_failures=$((gw_failures + 1))
    if [ $gw_failures -gt "$gw_retries" ] || [ "$gw_launch" = "$gw_last" ] || is_over || is_out || is_too_late; then
      mark_end "$gw_code" last
      give_up
      return 0
    fi
    mark_end "$gw_code" again
    gw_launch=$((gw_launch + 1))
    sleep $gw_pause
    gw_pause=$((gw_pause * 2 < 60 ? gw_pause * 2 : 60))
  done
}

mark_end() { # CODE last|again
  : 2>/dev/null >"$gw_marks/end.$gw_line.$gw_launch.$((gw_epoch + gw_now)).$1.${gw_why:-no}.$2"
}

gw_taken=0
gw_own=$((gw_lines * gw_task / gw_elements))
gw_input=$gw_submission/input.$gw_task.$gw_slot
if [ "$gw_most" -eq 1 ]; then
  gw_input=$(sed -n "$((gw_task + 1)){p;q;}" "$gw_submission/list")
  IFS=' ' read -r gw_line gw_stage gw_first gw_dir gw_log gw_retries gw_timeout gw_test gw_last <<LINE
$gw_input
LINE
  [ -z "$gw_line" ] || run_line
elif tail -n +$((gw_own + 1)) "$gw_submission/list" >"$gw_input" && head -n "$gw_own" "$gw_submission/list" >>"$gw_input"; then
  exec 3<"$gw_input"
  while ! is_over && IFS=' ' read -r gw_line gw_stage gw_first gw_dir gw_log gw_retries gw_timeout gw_test gw_last <&3; do
    run_line || break
  done
fi
[ "$gw_most" -eq 1 ] || rm -f "$gw_input"
kill -s USR1 $gw_ticker 2>/dev/null
wait $gw_ticker
record_rest

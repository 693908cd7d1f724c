/** Carries out what the scheduler decides: the loop between `step` and the supervisors. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import type { Blocked } from "../../lib/gpu/obstacle.ts";
import { markOf } from "../../lib/launch/mark.ts";
import type { Experiment, Plan } from "../../lib/plan/plan.ts";
import type { JournalRecord } from "../../lib/run/journal_record.ts";
import { codesOf, type Outcome, outcomeOf } from "../../lib/run/outcome.ts";
import type { Inspection } from "../../lib/run/recover.ts";
import { highestLaunches, type History, runKey } from "../../lib/run/run_state.ts";
import type { Stage } from "../../lib/run/stage.ts";
import type { Needs } from "../../lib/schedule/budget.ts";
import type { Action, SchedulerEvent } from "../../lib/schedule/events.ts";
import { devicesWanted } from "../../lib/schedule/start.ts";
import { createState, type Job, type Limits, type State } from "../../lib/schedule/state.ts";
import { nextWake, step } from "../../lib/schedule/step.ts";
import { experimentDir, launchPaths } from "../../lib/store/layout.ts";
import { startSupervisor, type Supervisor, type SupervisorAnswer } from "../executor/supervisor.ts";
import { createSweeper, type EndedRun, isRunOf } from "../executor/sweeper.ts";
import { createDeviceFinder, type DeviceFinder } from "../gpu/find_devices.ts";
import type { FoundGpus } from "../gpu/find_gpus.ts";
import { leaseName, type Leases } from "../gpu/leases.ts";
import type { Journal } from "../grid/journal.ts";
import { inspectLaunch, readClaimedPid, voidLaunch } from "../grid/launch_records.ts";
import { type HostIdentity, isMachineWide } from "../system/place.ts";
import type { Launcher } from "./prepare_launch.ts";
import type { Adopted } from "./recover_runs.ts";

/** What is told of while it happens. */
export interface Observer {
  started(experiment: Experiment, slot: number, job: Job, state: State): void;
  settled(experiment: Experiment, action: Extract<Action, { type: "settle" }>, log: string, state: State): void;
  gaveUp(failed: number): void;
  /** Too few GPUs can be used; none are waited for when the list is empty. */
  waiting(blocked: readonly Blocked[]): void;
  /** What was told to be started was not: another scheduler took its GPU first. */
  unleased(experiment: Experiment, job: Job): void;
  /** Processes of runs that cannot be killed. */
  survivors(pids: readonly number[]): void;
  /** Something that the user must know of: a full disk. */
  fault(error: unknown): void;
}

/** GPUs that runs are given. */
export interface Gpus extends FoundGpus {
  readonly leases: Leases;
}

/** What a scheduler is given. */
export interface RunInput {
  /** Absolute. */
  readonly root: string;
  readonly plan: Plan;
  readonly history: History;
  readonly stage: Stage;
  readonly jobs: readonly Job[];
  /** Runs of a former scheduler that still live, with their jobs. */
  readonly adopted: readonly (Adopted & { readonly job: Job; readonly needs: Needs })[];
  readonly limits: Limits;
  /** When the runs run on GPUs. */
  readonly gpus: Gpus | undefined;
  readonly launcher: Launcher;
  readonly journal: Journal;
  readonly place: HostIdentity;
  readonly observer: Observer;
  /** Gives the function that stops it: `stop` once, `kill` when that is not enough, `drain` to let the running ones end. */
  readonly control: (send: (event: "stop" | "kill" | "drain") => void) => void;
}

/** What the outside has of a run in its slot. */
interface Launched {
  /** What every record of it in the journal tells. */
  readonly record: { readonly id: string; readonly stage: Stage; readonly test?: string; readonly launch: number };
  /** The experiment's directory, absolute. */
  readonly dir: string;
  /** Relative to the grid directory. */
  readonly log: string;
  /** `undefined` when it is another scheduler's, or gone. */
  supervisor?: Supervisor | undefined;
  /** When it was sent SIGTERM: milliseconds since the epoch. */
  terminated?: number;
}

/**
 * Runs jobs until nothing is left to do.
 *
 * @returns the last state
 */
export async function runJobs(input: RunInput): Promise<State> {
  const { root, plan, stage, place, journal, observer } = input;
  // By slot. A job has none as long as its former launch is swept up: there is nothing to end yet.
  const runs = new Map<number, Launched>();
  // The newest run of each job, and the highest launch of each experiment, whose tests share the numbers.
  const newest = new Map<string, Launched>();
  const highest = highestLaunches(input.history[stage]);
  const supervisors = new Map<number, Supervisor>();
  // Those whose run was sent SIGTERM: they end with it.
  const leaving = new Set<Supervisor>();
  const watching: Promise<void>[] = [];
  const sweeper = createSweeper();
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  let state = createState(input.limits, input.jobs, input.adopted);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let queue: SchedulerEvent[] | undefined;
  const finder = input.gpus && createFinder(input.gpus);

  // Events that actions cause are taken after them, in order.
  function dispatch(event: SchedulerEvent): void {
    if (queue !== undefined) return void queue.push(event);
    queue = [event];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [after, actions] = step(state, next, Date.now());
      state = after;
      for (const action of actions) attempt(action);
    }
    queue = undefined;
    finder?.look(devicesWanted(state, Date.now()));
    clearTimeout(timer);
    const wake = nextWake(state);
    // A timer beyond 2^31 ms would fire at once.
    if (wake !== undefined) {
      timer = setTimeout(() => dispatch({ type: "tick" }), Math.min(Math.max(0, wake - Date.now()), 2 ** 30));
    }
  }

  // What fails is no fault of the runs: they may end, and nothing more is started.
  function attempt(action: Action): void {
    try {
      perform(action);
    } catch (error) {
      failed(error);
    }
  }

  function perform(action: Action): void {
    if (action.type === "launch") launch(action.slot, action.job, action.devices);
    else if (action.type === "settle") settle(action);
    else if (action.type === "terminate") terminate(action.slot);
    else if (action.type === "kill") kill(action.slot);
    else if (action.type === "give_up") observer.gaveUp(action.failed);
    else finish();
  }

  function createFinder(gpus: Gpus): DeviceFinder {
    return createDeviceFinder({
      ...gpus,
      isOurs: (pid) => isRunOf(root, pid),
      knowsPids: isMachineWide(place),
      found: (free, needs) => dispatch({ type: "devices", free, needs }),
      waiting: observer.waiting,
      hopeless() {
        observer.fault(new Error("too few GPUs are left"));
        dispatch({ type: "drain", reason: "no_devices" });
      },
      failed,
      patience: PATIENCE_MS,
    });
  }

  function failed(error: unknown): void {
    observer.fault(error);
    dispatch({ type: "drain", reason: "fault" });
  }

  // What the journal cannot take, the records beside the run tell the next scheduler.
  function note(record: JournalRecord): void {
    try {
      journal.append(record);
    } catch (error) {
      failed(error);
    }
  }

  function unlaunched(slot: number, error: unknown): void {
    runs.delete(slot);
    observer.fault(error);
    dispatch({ type: "unlaunched", slot });
  }

  function launch(slot: number, job: Job, devices: readonly string[]): void {
    const former = newest.get(runKeyOf(job));
    if (former === undefined) return launchNow(slot, job, devices);
    // What the former launch left behind must be gone.
    sweeper.endNow(new Set([endedRun(former, 0).mark])).then(() => {
      const run = state.running.get(slot);
      if (run?.job !== job) return;
      if (run.ending === undefined) return launchNow(slot, job, devices);
      dispatch({ type: "ended", slot, outcome: { kind: "unstarted", reason: "it was stopped before it started" } });
    }, (error) => unlaunched(slot, error));
  }

  function launchNow(slot: number, job: Job, devices: readonly string[]): void {
    const experiment = plan.experiments[job.experiment]!;
    const number = (highest.get(experiment.id) ?? 0) + 1;
    const needs = job.policy.devices;
    const shared = needs !== undefined && needs.runsPerGpu > 1;
    try {
      const prepared = input.launcher.prepare({
        ...{ experiment, stage, devices },
        launch: number,
        attempt: job.attempt,
        test: job.test,
      });
      const run: Launched = launched(job, number, `${prepared.dir}/${prepared.log}`);
      journal.append({
        type: "start",
        time: Date.now(),
        ...run.record,
        attempt: job.attempt,
        ...(prepared.testDir !== undefined && { test_dir: prepared.testDir }),
        ...(devices.length > 0 && { devices }),
        ...(shared && { runs_per_gpu: needs.runsPerGpu }),
      });
      newest.set(runKeyOf(job), run);
      highest.set(experiment.id, number);
      runs.set(slot, run);
      const supervisor = supervisors.get(slot) ?? startSupervisor(root, place, input.gpus?.leases.paths);
      supervisors.set(slot, supervisor);
      run.supervisor = supervisor;
      const leases = needs && { shared, names: devices.map(leaseName) };
      supervisor.launch(stage, number, prepared.dir, prepared.log, leases).then((answer) => {
        if (answer.kind === "gone") {
          // Killed, and its command may live on.
          if (supervisors.get(slot) === supervisor) supervisors.delete(slot);
          run.supervisor = undefined;
          watching.push(watch(slot, run));
        } else if (answer.kind === "unleased") voidStart(slot, run);
        else dispatch({ type: "ended", slot, outcome: outcomeOfAnswer(answer), untold: endedBefore(run) });
      });
      observer.started(experiment, slot, job, state);
    } catch (error) {
      unlaunched(slot, error);
    }
  }

  function launched({ experiment, test }: Job, launch: number, log: string): Launched {
    const own = plan.experiments[experiment]!;
    const record = { id: own.id, stage, ...(test !== undefined && { test }), launch };
    return { record, dir: join(root, experimentDir(own)), log };
  }

  function runKeyOf({ experiment, test }: Job): string {
    return runKey(plan.experiments[experiment]!.id, test);
  }

  // Another scheduler was faster: the launch has used up its number, and nothing else.
  function voidStart(slot: number, run: Launched): void {
    const { job } = state.running.get(slot)!;
    runs.delete(slot);
    note({ type: "void", time: Date.now(), ...run.record });
    observer.unleased(plan.experiments[job.experiment]!, job);
    dispatch({ type: "unleased", slot });
  }

  function endedRun({ dir, record }: Launched, notBefore: number): EndedRun {
    return {
      mark: markOf(dir, stage, record.launch),
      claim: launchPaths(dir, stage, record.launch).claim,
      notBefore,
    };
  }

  function settle(action: Extract<Action, { type: "settle" }>): void {
    const { slot, job, outcome } = action;
    // One that was stopped before it started ends with the launch before.
    const run = runs.get(slot) ?? newest.get(runKeyOf(job))!;
    runs.delete(slot);
    sweeper.add(endedRun(run, run.terminated === undefined ? 0 : run.terminated + input.limits.grace));
    note({
      type: "end",
      time: Date.now(),
      ...run.record,
      state: action.state,
      ...codesOf(outcome),
      ...(outcome.kind === "unstarted" && { reason: outcome.reason }),
    });
    // A device that was lost takes its runs along.
    if (action.state === "failed") finder?.distrust();
    observer.settled(plan.experiments[job.experiment]!, action, run.log, state);
  }

  function terminate(slot: number): void {
    const run = runs.get(slot);
    if (run === undefined) return;
    const { supervisor } = run;
    const found = inspect(run);
    // What it was told comes too late.
    if (found.kind === "ended" && supervisor === undefined) {
      return dispatch({ type: "ended", slot, outcome: found.outcome, untold: true });
    }
    const why = state.running.get(slot)?.ending?.why ?? "stop";
    note({ type: "terminate", time: Date.now(), ...run.record, why });
    run.terminated = Date.now();
    if (supervisor !== undefined) {
      supervisors.delete(slot);
      leaving.add(supervisor);
      supervisor.terminate();
      supervisor.close().then(() => leaving.delete(supervisor));
    } else if (found.kind === "alive") {
      signalGroup(found.pid, "SIGTERM");
      // A stopped process takes SIGTERM only once it goes on.
      signalGroup(found.pid, "SIGCONT");
    }
  }

  // Its supervisor's answer may have been on its way when SIGTERM was sent: the record tells when the run ended. Clocks of
  // file systems are coarse, and a run that ended on SIGTERM must not count as one that ended by itself.
  function endedBefore(run: Launched): boolean {
    if (run.terminated === undefined) return false;
    const found = inspect(run);
    return found.kind === "ended" && found.time < run.terminated - COARSE_MS;
  }

  function kill(slot: number): void {
    const run = runs.get(slot);
    if (run === undefined) return;
    // The group of a run that has not ended has its number, be its leader gone.
    const pid = readClaimedPid(endedRun(run, 0).claim);
    if (pid !== undefined) signalGroup(pid, "SIGKILL");
    if (run.terminated !== undefined) run.supervisor?.terminate();
  }

  function inspect({ dir, record }: Launched): Inspection {
    return inspectLaunch(dir, stage, record.launch, place);
  }

  // Nobody tells when a run ends whose supervisor is not ours, or is gone: its records do.
  async function watch(slot: number, run: Launched): Promise<void> {
    let last: Inspection["kind"] | undefined;
    while (runs.get(slot) === run) {
      const found = inspect(run);
      if (found.kind === "ended") return dispatch({ type: "ended", slot, outcome: found.outcome });
      if (found.kind === "void") return voidStart(slot, run);
      if (found.kind === "unclaimed" && isVoidNow(run)) {
        return dispatch({ type: "ended", slot, outcome: { kind: "lost" } });
      }
      // Its supervisor may be about to write the record: what looks dead has to look so twice. What cannot be read may live: only
      // after SIGKILL nobody waits for it.
      const mayLive = found.kind === "alive" || found.kind === "unclaimed" ||
        (found.kind === "foreign" && !state.running.get(slot)?.ending?.killed);
      if (!mayLive && found.kind === last) {
        return dispatch({ type: "ended", slot, outcome: { kind: "lost" } });
      }
      last = found.kind;
      await delay(WATCH_MS);
    }
  }

  function isVoidNow({ dir, record }: Launched): boolean {
    try {
      return voidLaunch(dir, stage, record.launch);
    } catch {
      // The disk is full, for instance: as long as nobody can claim it, a supervisor may come.
      return false;
    }
  }

  input.adopted.forEach(({ job, launch, log }, slot) => {
    const run = launched(job, launch, log);
    newest.set(runKeyOf(job), run);
    runs.set(slot, run);
  });
  // What was asked for before comes at once: the adopted ones are ended, too, and nothing is started.
  input.control((event) => {
    if (event === "kill") sweeper.hurry();
    dispatch(event === "drain" ? { type: "drain", reason: "drain" } : { type: event });
  });
  for (const [slot, run] of [...runs]) watching.push(watch(slot, run));
  dispatch({ type: "begin" });
  await finished;
  clearTimeout(timer);
  await Promise.all(watching);
  const left = [...leaving, ...supervisors.values()];
  const closing = Promise.all(left.map((supervisor) => supervisor.close()));
  // One that cannot write a record goes on trying. After a fault of ours that is needed, and the next scheduler will find it;
  // else the journal has what the record would tell.
  const [survivors] = await Promise.all([sweeper.finish(), atMost(CLOSE_MS, closing)]);
  if (state.stop !== "fault") { for (const supervisor of left) supervisor.kill(); }
  if (survivors.length > 0) observer.survivors(survivors);
  if (state.stop !== "fault") await journal.flush();
  return state;
}

function outcomeOfAnswer(answer: Exclude<SupervisorAnswer, { kind: "gone" | "unleased" }>): Outcome {
  if (answer.kind === "exit") return outcomeOf(answer.code);
  if (answer.kind === "void") return { kind: "unstarted", reason: "its launch was claimed by another" };
  return { kind: "unstarted", reason: "its directory cannot be written" };
}

// Waits for something, or for some milliseconds.
async function atMost(milliseconds: number, something: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  await Promise.race([something, delay(milliseconds, { signal: over.signal }).catch(() => {})]);
  over.abort();
}

// How long idle supervisors are waited for.
const CLOSE_MS = 1_000;

const COARSE_MS = 20;

// How long GPUs that are lost are waited for when nothing else is left to do: a driver may be started anew.
const PATIENCE_MS = 60_000;

// How often the records of adopted runs are looked at.
const WATCH_MS = 200;

function signalGroup(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(-pid, signal);
  } catch (error) {
    // What has become another user's, by sudo for instance, ends when it likes.
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied)) throw error;
  }
}

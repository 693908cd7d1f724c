/** Carries out what the scheduler decides: the loop between `step` and the supervisors. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import type { Blocked } from "../lib/gpu/obstacle.ts";
import type { Stage } from "../lib/grid/command.ts";
import { launchPaths } from "../lib/grid/layout.ts";
import { type Experiment, experimentDir, type Plan } from "../lib/grid/plan.ts";
import { highestLaunches, type History, historyKey } from "../lib/schedule/history.ts";
import { codesOf, outcomeOf } from "../lib/schedule/outcome.ts";
import {
  type Action,
  createState,
  devicesWanted,
  type Event,
  type Job,
  type Limits,
  type Needs,
  nextWake,
  type Outcome,
  type State,
  step,
} from "../lib/schedule/scheduler.ts";
import type { Inspection } from "../lib/schedule/settle.ts";
import { createDeviceFinder, type DeviceFinder } from "./gpu/find_devices.ts";
import type { FoundGpus } from "./gpu/find_gpus.ts";
import { leaseName, type Leases } from "./gpu/leases.ts";
import { inspectLaunch, readClaimedPid, voidLaunch } from "./inspect.ts";
import type { Journal } from "./journal.ts";
import { type Launcher, markOf } from "./launch.ts";
import { isMachineWide, type Place } from "./machine.ts";
import type { Adopted } from "./reconcile.ts";
import { createSweeper, type EndedRun, isRunOf } from "./sweep.ts";
import { type Answer, startSupervisor, type Supervisor } from "./supervisor.ts";

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
  readonly place: Place;
  readonly observer: Observer;
  /** Gives the function that stops it: `stop` once, `kill` when that is not enough, `drain` to let the running ones end. */
  readonly control: (send: (event: "stop" | "kill" | "drain") => void) => void;
}

/**
 * Runs jobs until nothing is left to do.
 *
 * @returns the last state
 */
export async function runJobs(input: RunInput): Promise<State> {
  const { root, plan, stage, journal, observer } = input;
  // The launch of a job, and the highest one of its experiment: its tests share the numbers.
  const launches = new Map<string, number>();
  const highest = highestLaunches(input.history[stage]);
  const logs = new Map<number, string>();
  const supervisors = new Map<number, Supervisor>();
  const watching: Promise<void>[] = [];
  const leaving: Supervisor[] = [];
  // Supervisors of runs that were sent SIGTERM, by slot.
  const told = new Map<number, Supervisor>();
  const sweeper = createSweeper();
  // Slots whose run waits until its former launch is swept up: there is nothing to end yet.
  const sweeping = new Set<number>();
  // When SIGTERM was sent to the run in a slot.
  const terminated = new Map<number, number>();
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  let state = createState(input.limits, input.jobs, input.adopted);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let queue: Event[] | undefined;
  const finder = input.gpus && createFinder(input.gpus);

  // Events that actions cause are taken after them, in order.
  function dispatch(event: Event): void {
    if (queue !== undefined) return void queue.push(event);
    queue = [event];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [after, actions] = step(state, next, Date.now());
      state = after;
      for (const action of actions) perform(action);
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
      knowsPids: isMachineWide(input.place),
      found: (free, needs) => dispatch({ type: "devices", free, needs }),
      waiting: observer.waiting,
      hopeless() {
        observer.fault(new Error("too few GPUs are left"));
        dispatch({ type: "drain", reason: "no_devices" });
      },
      failed(error) {
        observer.fault(error);
        dispatch({ type: "drain", reason: "fault" });
      },
      patience: PATIENCE_MS,
    });
  }

  function launch(slot: number, job: Job, devices: readonly string[]): void {
    const former = launchOf(job);
    if (former === undefined) return launchNow(slot, job, devices);
    // What the former launch left behind must be gone.
    const { mark } = endedRun(job.experiment, former, 0);
    sweeping.add(slot);
    sweeper.endNow(new Set([mark])).then(() => {
      sweeping.delete(slot);
      const run = state.running.get(slot);
      if (run?.job !== job) return;
      if (run.ending === undefined) return launchNow(slot, job, devices);
      dispatch({ type: "ended", slot, outcome: { kind: "unstarted", reason: "it was stopped before it started" } });
    });
  }

  function launchNow(slot: number, job: Job, devices: readonly string[]): void {
    const experiment = plan.experiments[job.experiment]!;
    const number = (highest.get(experiment.id) ?? 0) + 1;
    const needs = job.policy.devices;
    const shared = needs !== undefined && needs.runsPerGpu > 1;
    try {
      const prepared = input.launcher.prepare(experiment, stage, number, job.attempt, devices, job.test);
      journal.append({
        type: "start",
        time: Date.now(),
        ...recordOf(job),
        launch: number,
        attempt: job.attempt,
        ...(prepared.testDir !== undefined && { test_dir: prepared.testDir }),
        ...(devices.length > 0 && { devices }),
        ...(shared && { runs_per_gpu: needs.runsPerGpu }),
      });
      launches.set(keyOf(job), number);
      highest.set(experiment.id, number);
      logs.set(slot, `${prepared.dir}/${prepared.log}`);
      const supervisor = supervisors.get(slot) ?? startSupervisor(root, input.place, input.gpus?.leases.paths);
      supervisors.set(slot, supervisor);
      const leases = needs && { shared, names: devices.map(leaseName) };
      supervisor.launch(stage, number, prepared.dir, prepared.log, leases).then((answer) => {
        if (answer.kind === "gone") {
          // Killed, and its command may live on.
          if (supervisors.get(slot) === supervisor) supervisors.delete(slot);
          watching.push(watch(slot));
        } else if (answer.kind === "unleased") voidStart(slot);
        else dispatch({ type: "ended", slot, outcome: outcomeOfAnswer(answer), untold: endedBefore(slot) });
      });
      observer.started(experiment, slot, job, state);
    } catch (error) {
      observer.fault(error);
      dispatch({ type: "unlaunched", slot });
    }
  }

  function keyOf({ experiment, test }: Job): string {
    return historyKey(plan.experiments[experiment]!.id, test);
  }

  function launchOf(job: Job): number | undefined {
    return launches.get(keyOf(job));
  }

  // What every record of a job tells.
  function recordOf({ experiment, test }: Job) {
    return { id: plan.experiments[experiment]!.id, stage, ...(test !== undefined && { test }) };
  }

  // Another scheduler was faster: the launch has used up its number, and nothing else.
  function voidStart(slot: number): void {
    const { job } = state.running.get(slot)!;
    try {
      journal.append({ type: "void", time: Date.now(), ...recordOf(job), launch: launchOf(job)! });
    } catch (error) {
      // Its exit record tells the next scheduler.
      observer.fault(error);
      dispatch({ type: "drain", reason: "fault" });
    }
    observer.unleased(plan.experiments[job.experiment]!, job);
    dispatch({ type: "unleased", slot });
  }

  function endedRun(experiment: number, launch: number, notBefore: number): EndedRun {
    const dir = join(root, experimentDir(plan.experiments[experiment]!));
    return { mark: markOf(dir, stage, launch), claim: launchPaths(dir, stage, launch).claim, notBefore };
  }

  function settle(action: Extract<Action, { type: "settle" }>): void {
    const since = terminated.get(action.slot);
    terminated.delete(action.slot);
    told.delete(action.slot);
    const notBefore = since === undefined ? 0 : since + input.limits.grace;
    sweeper.add(endedRun(action.job.experiment, launchOf(action.job)!, notBefore));
    const experiment = plan.experiments[action.job.experiment]!;
    const { outcome } = action;
    try {
      journal.append({
        type: "end",
        time: Date.now(),
        ...recordOf(action.job),
        launch: launchOf(action.job)!,
        state: action.state,
        ...codesOf(outcome),
        ...(outcome.kind === "unstarted" && { reason: outcome.reason }),
      });
    } catch (error) {
      // Its exit record tells the next scheduler.
      observer.fault(error);
      dispatch({ type: "drain", reason: "fault" });
    }
    // A device that was lost takes its runs along.
    if (action.state === "failed") finder?.distrust();
    observer.settled(experiment, action, logs.get(action.slot) ?? "", state);
  }

  function terminate(slot: number): void {
    if (sweeping.has(slot)) return;
    const found = inspect(slot);
    // What it was told comes too late.
    if (found?.kind === "ended" && !supervisors.has(slot)) {
      return dispatch({ type: "ended", slot, outcome: found.outcome, untold: true });
    }
    noteTermination(slot);
    terminated.set(slot, Date.now());
    const supervisor = supervisors.get(slot);
    if (supervisor !== undefined) {
      // It ends with its run.
      supervisors.delete(slot);
      told.set(slot, supervisor);
      leaving.push(supervisor);
      return supervisor.terminate();
    }
    if (found?.kind !== "alive") return;
    signalGroup(found.pid, "SIGTERM");
    // A stopped process takes SIGTERM only once it goes on.
    signalGroup(found.pid, "SIGCONT");
  }

  function noteTermination(slot: number): void {
    const run = state.running.get(slot);
    const launch = run && launchOf(run.job);
    if (launch === undefined) return;
    const why = run!.ending?.why ?? "stop";
    try {
      journal.append({ type: "terminate", time: Date.now(), ...recordOf(run!.job), launch, why });
    } catch (error) {
      observer.fault(error);
    }
  }

  // Its supervisor's answer may have been on its way when SIGTERM was sent: the record tells when the run ended. Clocks of
  // file systems are coarse, and a run that ended on SIGTERM must not count as one that ended by itself.
  function endedBefore(slot: number): boolean {
    const since = terminated.get(slot);
    if (since === undefined) return false;
    const found = inspect(slot);
    return found?.kind === "ended" && found.time < since - COARSE_MS;
  }

  function kill(slot: number): void {
    if (sweeping.has(slot)) return;
    const run = state.running.get(slot);
    const launch = run && launchOf(run.job);
    if (launch === undefined) return;
    // The group of a run that has not ended has its number, be its leader gone.
    const pid = readClaimedPid(endedRun(run!.job.experiment, launch, 0).claim);
    if (pid !== undefined) signalGroup(pid, "SIGKILL");
    told.get(slot)?.terminate();
  }

  function inspect(slot: number): Inspection | undefined {
    const run = state.running.get(slot);
    const launch = run && launchOf(run.job);
    if (launch === undefined) return undefined;
    const dir = join(root, experimentDir(plan.experiments[run!.job.experiment]!));
    return inspectLaunch(dir, stage, launch, input.place);
  }

  // Nobody tells when a run ends whose supervisor is not ours, or is gone: its records do.
  async function watch(slot: number): Promise<void> {
    let last: Inspection["kind"] | undefined;
    for (let found = inspect(slot); found !== undefined; found = inspect(slot)) {
      if (found.kind === "ended") return dispatch({ type: "ended", slot, outcome: found.outcome });
      if (found.kind === "void") return voidStart(slot);
      if (found.kind === "unclaimed" && claimVoid(slot)) {
        return dispatch({ type: "ended", slot, outcome: { kind: "lost" } });
      }
      // Its supervisor may be about to write the record: what looks dead has to look so twice. What cannot be read may live: only
      // after SIGKILL nobody waits for it.
      const mayLive = found.kind === "alive" ||
        (found.kind === "foreign" && !state.running.get(slot)?.ending?.killed);
      if (!mayLive && found.kind === last) {
        return dispatch({ type: "ended", slot, outcome: { kind: "lost" } });
      }
      last = found.kind;
      await delay(WATCH_MS);
    }
  }

  function claimVoid(slot: number): boolean {
    const { job } = state.running.get(slot)!;
    return voidLaunch(join(root, experimentDir(plan.experiments[job.experiment]!)), stage, launchOf(job)!);
  }

  input.control((event) => {
    if (event === "kill") sweeper.hurry();
    dispatch(event === "drain" ? { type: "drain", reason: "drain" } : { type: event });
  });
  input.adopted.forEach((run, slot) => {
    launches.set(keyOf(run.job), run.launch);
    logs.set(slot, run.log);
    watching.push(watch(slot));
  });
  dispatch({ type: "begin" });
  await finished;
  clearTimeout(timer);
  await Promise.all(watching);
  const closing = Promise.all([...leaving, ...supervisors.values()].map((supervisor) => supervisor.close()));
  // One that cannot write a record goes on trying. After a fault of ours that is needed, and the next scheduler will find it;
  // else the journal has what the record would tell.
  const [survivors] = await Promise.all([sweeper.finish(), atMost(CLOSE_MS, closing)]);
  if (state.stop !== "fault") { for (const supervisor of [...leaving, ...supervisors.values()]) supervisor.kill(); }
  if (survivors.length > 0) observer.survivors(survivors);
  if (state.stop !== "fault") await journal.flush();
  return state;
}

function outcomeOfAnswer(answer: Exclude<Answer, { kind: "gone" | "unleased" }>): Outcome {
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
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * The scheduler, as a pure function: `step(state, event, now)` gives the next state and what is to be done.
 *
 * Training and testing, on CPUs, GPUs or a cluster, differ in what a slot is; order, retries, timeouts, budgets and stopping
 * are decided here, without a process. An event costs the same whatever the size of the grid: it looks at the running jobs
 * and at the head of the queue, never at all jobs.
 */
import type { EndState, Outcome } from "../run/outcome.ts";
import { candidatesFor, type DeviceNeeds, type DevicesWanted, isFitFor, pickDevices } from "./devices.ts";
import { type Heap, insert, removeFirst } from "./heap.ts";

/** What a run takes from the machine while it lasts. */
export interface Needs {
  readonly cpus: number;
  /** Bytes; 0 when unknown. */
  readonly memory: number;
}

/** What jobs of one kind have in common. */
export interface Policy {
  readonly needs: Needs;
  /** Of runs on GPUs. */
  readonly devices?: DeviceNeeds;
  /** Milliseconds of one attempt. */
  readonly timeout: number | undefined;
  /** Further attempts after a failure or a timeout. */
  readonly retries: number;
}

/** One experiment that is to be trained or tested. */
export interface Job {
  /** The index of the experiment in the plan. */
  readonly experiment: number;
  /** The name of the test, where there are several. */
  readonly test?: string;
  readonly policy: Policy;
  /** The number of the next attempt, from 1. */
  readonly attempt: number;
  /** Failures and timeouts that count against the retries so far. */
  readonly failures: number;
  /** How many runs have to succeed; more than 1 for repeated tests. */
  readonly times: number;
  /** How often it was lost since it last ended otherwise. */
  readonly losses: number;
  /** It is seen to its end, and not run again: nobody has asked for it. */
  readonly last?: true;
}

/** A job in a slot. */
export interface Running {
  readonly job: Job;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly needs: Needs;
  /** UUIDs of GPUs. */
  readonly devices: readonly string[];
  /** How many runs may share them: what held when it was started. */
  readonly runsPerGpu: number;
  /** Set once SIGTERM was sent: why, and when SIGKILL follows. */
  readonly ending?: { readonly why: "stop" | "timeout"; readonly killAt: number; readonly killed: boolean };
}

/** When to stop after failures. */
export type FailureLimit =
  /** When the first `count` that ended all failed. */
  | { readonly kind: "first"; readonly count: number }
  | { readonly kind: "count"; readonly count: number }
  /** Of all jobs. */
  | { readonly kind: "percent"; readonly percent: number }
  | { readonly kind: "none" };

/** What holds during the life of a scheduler. */
export interface Limits {
  /** At most this many runs at a time, at least 1. */
  readonly slots: number;
  readonly capacity: Needs;
  /** UUIDs of the GPUs that runs may be given; none on CPUs. */
  readonly devices: readonly string[];
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  readonly failures: FailureLimit;
}

/** Why nothing more is started. */
export type StopReason = "signal" | "drain" | "max_failures" | "fault" | "no_devices";

/** Counts of the jobs of this scheduler. */
export interface Counts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly interrupted: number;
}

/** The state of a scheduler. */
export interface State {
  readonly limits: Limits;
  /** In the order of the plan. */
  readonly jobs: readonly Job[];
  /** The first job that was never started. */
  readonly next: number;
  /** Jobs that are to be started again, by the time at which they come due. */
  readonly waiting: Heap<Job> | undefined;
  /** How many runs ended: the order among jobs that come due together. */
  readonly ended: number;
  readonly running: ReadonlyMap<number, Running>;
  readonly freeSlots: readonly number[];
  readonly used: Needs;
  readonly stop: StopReason | undefined;
  readonly finished: boolean;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly interrupted: number;
}

/** What happens to a scheduler. */
export type Event =
  | { readonly type: "begin" }
  | {
    readonly type: "ended";
    readonly slot: number;
    readonly outcome: Outcome;
    /** It had ended before it was told to. */
    readonly untold?: boolean;
  }
  /** The launch could not be made, through no fault of the job: it goes back to the queue, and nothing more is started. */
  | { readonly type: "unlaunched"; readonly slot: number }
  /** These are fit for a job with these needs, now: they were {@link devicesWanted}. */
  | { readonly type: "devices"; readonly free: readonly string[]; readonly needs: DeviceNeeds }
  /** Another scheduler was faster, and nothing was started: the job goes back to the queue. */
  | { readonly type: "unleased"; readonly slot: number }
  /** Time has passed: at {@link nextWake}, or later. */
  | { readonly type: "tick" }
  /** No new starts, and the running ones are ended. */
  | { readonly type: "stop" }
  /** The running ones are killed at once. */
  | { readonly type: "kill" }
  /** No new starts; the running ones may end. */
  | { readonly type: "drain"; readonly reason: "drain" | "fault" | "no_devices" };

/** What is to be done. */
export type Action =
  | { readonly type: "launch"; readonly slot: number; readonly job: Job; readonly devices: readonly string[] }
  | { readonly type: "terminate"; readonly slot: number }
  | { readonly type: "kill"; readonly slot: number }
  /** A run ended; `retryAt` tells when it is tried again. */
  | {
    readonly type: "settle";
    readonly slot: number;
    readonly job: Job;
    readonly started: number;
    readonly state: EndState;
    readonly outcome: Outcome;
    readonly retryAt?: number;
  }
  /** Too many failures: nothing more is started. */
  | { readonly type: "give_up"; readonly failed: number }
  | { readonly type: "finish" };

/**
 * A scheduler before its first event.
 *
 * @param jobs in the order in which they are to start
 * @param adopted runs of a former scheduler that still live; they take slots and are ended like all others
 */
export function createState(limits: Limits, jobs: readonly Job[], adopted: readonly Running[] = []): State {
  const running = new Map(adopted.map((run, slot) => [slot, run]));
  const slots = Math.max(limits.slots, adopted.length);
  return {
    limits,
    jobs,
    next: 0,
    waiting: undefined,
    ended: 0,
    running,
    freeSlots: Array.from({ length: slots - adopted.length }, (_, i) => adopted.length + i),
    used: adopted.reduce((sum, run) => add(sum, run.needs, 1), { cpus: 0, memory: 0 }),
    stop: undefined,
    finished: false,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    interrupted: 0,
  };
}

/**
 * One event.
 *
 * @param now milliseconds since the epoch
 * @returns the next state, and what is to be done, in order
 */
export function step(state: State, event: Event, now: number): [State, Action[]] {
  const actions: Action[] = [];
  let next = state;
  if (event.type === "ended") next = end(next, event.slot, event.outcome, event.untold ?? false, now, actions);
  else if (event.type === "unlaunched") next = putBack({ ...next, stop: next.stop ?? "fault" }, event.slot, now);
  else if (event.type === "unleased") next = unleased(next, event.slot, now, actions);
  else if (event.type === "stop") next = stopAll({ ...next, stop: "signal" }, now, actions);
  else if (event.type === "kill") next = killAll({ ...next, stop: "signal" }, actions);
  else if (event.type === "drain") next = { ...next, stop: next.stop ?? event.reason };
  next = enforce(next, now, actions);
  next = launch(next, now, actions, event.type === "devices" ? event : undefined);
  if (!next.finished && next.running.size === 0 && (next.stop !== undefined || !hasWork(next))) {
    next = { ...next, finished: true };
    actions.push({ type: "finish" });
  }
  return [next, actions];
}

/** When the next `tick` is due, in milliseconds since the epoch; `undefined` when only events matter. */
export function nextWake(state: State): number | undefined {
  let wake: number | undefined;
  const consider = (at: number | undefined) => {
    if (at !== undefined && (wake === undefined || at < wake)) wake = at;
  };
  for (const run of state.running.values()) {
    if (run.ending === undefined) consider(deadline(run));
    else if (!run.ending.killed) consider(run.ending.killAt);
  }
  if (state.stop === undefined && state.freeSlots.length > 0) consider(state.waiting?.priority);
  return wake;
}

/** Counts for the view; the jobs that wait for another attempt are pending. */
export function countsOf(state: State): Counts {
  const { succeeded, failed, timedOut, interrupted, running } = state;
  const pending = state.jobs.length - state.next + (state.waiting?.size ?? 0);
  return { pending, running: running.size, succeeded, failed, timedOut, interrupted };
}

function hasWork(state: State): boolean {
  return state.next < state.jobs.length || state.waiting !== undefined;
}

function deadline(run: Running): number | undefined {
  return run.job.policy.timeout === undefined ? undefined : run.started + run.job.policy.timeout;
}

function add(sum: Needs, needs: Needs, sign: 1 | -1): Needs {
  return { cpus: sum.cpus + sign * needs.cpus, memory: sum.memory + sign * needs.memory };
}

// A job that is lost again and again takes its supervisor with it: that is a failure.
const MAX_LOSSES = 3;

function classify(job: Job, ending: Running["ending"] | undefined, outcome: Outcome): EndState {
  // A trainer that saves and exits 0 on SIGTERM has not finished its work.
  if (ending?.why === "stop") return "interrupted";
  if (ending?.why === "timeout") return "timed_out";
  if (outcome.kind === "lost") return job.losses < MAX_LOSSES ? "lost" : "failed";
  return outcome.kind === "exit" && outcome.code === 0 ? "succeeded" : "failed";
}

function end(
  state: State,
  slot: number,
  outcome: Outcome,
  untold: boolean,
  now: number,
  actions: Action[],
): State {
  const run = state.running.get(slot);
  if (run === undefined) return state;
  const { job, started } = run;
  const ended = classify(job, untold ? undefined : run.ending, outcome);
  const counts = ended === "failed" || ended === "timed_out";
  const next: Job = {
    ...job,
    attempt: job.attempt + 1,
    failures: job.failures + (counts ? 1 : 0),
    losses: ended === "lost" ? job.losses + 1 : 0,
  };
  const again = !job.last && (counts ? next.failures <= job.policy.retries : ended === "lost");
  const retryAt = again ? now + (counts ? backoff(job.experiment, next.failures) : 0) : undefined;
  const repeat = ended === "succeeded" && job.times > 1;
  let waiting = state.waiting;
  if (retryAt !== undefined) waiting = insert(waiting, retryAt, state.ended, next);
  else if (repeat) waiting = insert(waiting, now, state.ended, { ...next, failures: 0, times: job.times - 1 });
  actions.push({
    type: "settle",
    slot,
    job,
    started,
    state: ended,
    outcome,
    ...(retryAt !== undefined && { retryAt }),
  });
  const final = retryAt === undefined && !repeat;
  const count = (what: EndState) => final && ended === what ? 1 : 0;
  const settled: State = {
    ...state,
    ...withoutRun(state, slot, run),
    waiting,
    ended: state.ended + 1,
    succeeded: state.succeeded + count("succeeded"),
    failed: state.failed + count("failed"),
    timedOut: state.timedOut + count("timed_out"),
    interrupted: state.interrupted + count("interrupted"),
  };
  if (settled.stop !== undefined || !counts || !final || !tooManyFailures(settled)) return settled;
  actions.push({ type: "give_up", failed: settled.failed + settled.timedOut });
  return { ...settled, stop: "max_failures" };
}

function putBack(state: State, slot: number, now: number): State {
  const run = state.running.get(slot);
  if (run === undefined) return state;
  const waiting = insert(state.waiting, now, state.ended, run.job);
  return { ...state, ...withoutRun(state, slot, run), waiting };
}

function withoutRun(state: State, slot: number, run: Running): Pick<State, "running" | "freeSlots" | "used"> {
  const running = new Map(state.running);
  running.delete(slot);
  return { running, freeSlots: [slot, ...state.freeSlots], used: add(state.used, run.needs, -1) };
}

function unleased(state: State, slot: number, now: number, actions: Action[]): State {
  if (state.running.get(slot)?.ending === undefined) return putBack(state, slot, now);
  return end(state, slot, { kind: "unstarted", reason: "it was stopped before it started" }, false, now, actions);
}

function tooManyFailures(state: State): boolean {
  const limit = state.limits.failures;
  const failed = state.failed + state.timedOut;
  switch (limit.kind) {
    case "none":
      return false;
    case "first":
      return failed >= limit.count && state.succeeded === 0;
    case "count":
      return failed >= limit.count;
    case "percent":
      return failed > state.jobs.length * limit.percent / 100;
  }
}

/**
 * Milliseconds to wait before an attempt: 1 s doubled with each failure, at most a minute, less up to a quarter, so that
 * runs that failed together do not come back together. The same for the same job, so that a test can tell it.
 */
export function backoff(experiment: number, failures: number): number {
  const full = Math.min(60_000, 1_000 * 2 ** Math.min(failures - 1, 10));
  const spread = (Math.imul(experiment + 1, 0x9e3779b1) ^ Math.imul(failures, 0x85ebca6b)) >>> 0;
  return Math.round(full * (1 - spread / 2 ** 32 / 4));
}

function stopAll(state: State, now: number, actions: Action[]): State {
  const running = new Map(state.running);
  for (const [slot, run] of running) {
    if (run.ending !== undefined) continue;
    running.set(slot, { ...run, ending: { why: "stop", killAt: now + state.limits.grace, killed: false } });
    actions.push({ type: "terminate", slot });
  }
  return { ...state, running };
}

function killAll(state: State, actions: Action[]): State {
  const running = new Map(state.running);
  for (const [slot, run] of running) {
    running.set(slot, { ...run, ending: { why: run.ending?.why ?? "stop", killAt: 0, killed: true } });
    actions.push({ type: "kill", slot });
  }
  return { ...state, running };
}

function enforce(state: State, now: number, actions: Action[]): State {
  let running: Map<number, Running> | undefined;
  for (const [slot, run] of state.running) {
    if (run.ending === undefined) {
      const due = deadline(run);
      if (due === undefined || due > now) continue;
      running ??= new Map(state.running);
      running.set(slot, { ...run, ending: { why: "timeout", killAt: now + state.limits.grace, killed: false } });
      actions.push({ type: "terminate", slot });
    } else if (!run.ending.killed && run.ending.killAt <= now) {
      running ??= new Map(state.running);
      running.set(slot, { ...run, ending: { ...run.ending, killed: true } });
      actions.push({ type: "kill", slot });
    }
  }
  return running === undefined ? state : { ...state, running };
}

/**
 * The GPUs that the job at the head of the queue waits for; `undefined` when it waits for something else, or nothing is to be
 * started. They are looked for outside, and told by an event.
 *
 * @param now milliseconds since the epoch
 */
export function devicesWanted(state: State, now: number): DevicesWanted | undefined {
  if (state.stop !== undefined || state.freeSlots.length === 0) return undefined;
  const job = headOf(state, now);
  if (job?.policy.devices === undefined || !isAffordable(state, state.used, job)) return undefined;
  const needs = job.policy.devices;
  return { needs, candidates: candidatesFor(needs, state.limits.devices, state.running.values()) };
}

function headOf({ waiting, jobs, next }: Pick<State, "waiting" | "jobs" | "next">, now: number): Job | undefined {
  return isDue(waiting, now) ? waiting.item : jobs[next];
}

function isDue(waiting: State["waiting"], now: number): waiting is Heap<Job> {
  return waiting !== undefined && waiting.priority <= now;
}

// A run that needs more than there is runs alone, rather than never. The head of the queue is not overtaken: a job with large
// needs would wait for ever behind small ones.
function isAffordable({ limits }: State, used: Needs, job: Job): boolean {
  const sum = add(used, clamp(job.policy.needs, limits.capacity), 1);
  return sum.cpus <= limits.capacity.cpus && sum.memory <= limits.capacity.memory;
}

function launch(
  state: State,
  now: number,
  actions: Action[],
  found?: { readonly free: readonly string[]; readonly needs: DeviceNeeds },
): State {
  if (state.stop !== undefined) return state;
  let { next, waiting, used } = state;
  const freeSlots = [...state.freeSlots];
  let running: Map<number, Running> | undefined;
  while (freeSlots.length > 0) {
    const job = headOf({ waiting, jobs: state.jobs, next }, now);
    if (job === undefined || !isAffordable(state, used, job)) break;
    const devices = devicesFor(job, running ?? state.running, found);
    if (devices === undefined) break;
    if (isDue(waiting, now)) waiting = removeFirst(waiting);
    else next++;
    const needs = clamp(job.policy.needs, state.limits.capacity);
    used = add(used, needs, 1);
    const slot = freeSlots.shift()!;
    running ??= new Map(state.running);
    running.set(slot, { job, started: now, needs, devices, runsPerGpu: job.policy.devices?.runsPerGpu ?? 1 });
    actions.push({ type: "launch", slot, job, devices });
  }
  return running === undefined ? state : { ...state, next, waiting, used, freeSlots, running };
}

function devicesFor(
  job: Job,
  running: ReadonlyMap<number, Running>,
  found: { readonly free: readonly string[]; readonly needs: DeviceNeeds } | undefined,
): readonly string[] | undefined {
  const needs = job.policy.devices;
  if (needs === undefined) return [];
  return found !== undefined && isFitFor(found.needs, needs)
    ? pickDevices(needs, found.free, running.values())
    : undefined;
}

function clamp(needs: Needs, capacity: Needs): Needs {
  return { cpus: Math.min(needs.cpus, capacity.cpus), memory: Math.min(needs.memory, capacity.memory) };
}

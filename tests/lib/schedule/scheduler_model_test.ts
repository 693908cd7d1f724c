import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Outcome } from "../../../lib/run/outcome.ts";
import { isFailure } from "../../../lib/run/run_state.ts";
import type { Action, SchedulerEvent } from "../../../lib/schedule/events.ts";
import { devicesWanted } from "../../../lib/schedule/start.ts";
import { createState, type Job, type Limits, type Running } from "../../../lib/schedule/state.ts";
import { nextWake, step } from "../../../lib/schedule/step.ts";

/** What an experiment has behind it. */
type Past = Pick<Job, "attempt" | "failures" | "losses" | "times">;

/** The view of an outside observer: what runs in which slot, and the final states of jobs. */
interface Model {
  readonly running: Map<
    number,
    { experiment: number; needs: number; devices: readonly string[]; share: number; queued: boolean }
  >;
  /** Whether runs are handed over to a queue. */
  readonly queues: boolean;
  withdrawn: boolean;
  /** Whether what was handed over goes on without this scheduler. */
  left: boolean;
  /** Whether the run that ends is run again by the cluster. */
  goesOn: boolean;
  /** The last experiment that was started for the first time. */
  turn: number;
  readonly runs: Map<number, number>;
  readonly pasts: Map<number, Past>;
  readonly final: Map<number, string>;
  finished: boolean;
  stopped: boolean;
}

function observe(model: Model, actions: readonly Action[], capacity: number): void {
  for (const action of actions) {
    if (action.type === "launch") {
      const { devices, job: { experiment, policy } } = action;
      assertEquals(pastOf(action.job), model.pasts.get(experiment), "a job has what came of its runs");
      assert(!model.running.has(action.slot), "a slot never holds two runs");
      assert(
        ![...model.running.values()].some((run) => run.experiment === experiment),
        "runs of one experiment never overlap",
      );
      assert(!model.final.has(experiment), "a job with a final state is never started again");
      assert(!model.stopped, "nothing is started after a stop");
      if (!model.runs.has(experiment)) {
        assert(experiment > model.turn, "first starts follow the order of the plan");
        model.turn = experiment;
      }
      const share = policy.devices?.runsPerGpu ?? 1;
      assertEquals(devices.length, policy.devices?.count ?? 0, "a job gets all of its devices or none");
      assertEquals(devices, [...new Set(devices)].sort(), "devices are sorted");
      for (const device of devices) {
        const others = [...model.running.values()].filter((run) => run.devices.includes(device));
        assert(DEVICES.includes(device), "only existing devices are assigned");
        assert(
          others.every((run) => others.length < Math.min(share, run.share)),
          "no device has more runs than it may have",
        );
      }
      model.running.set(action.slot, {
        experiment,
        needs: Math.min(policy.needs.cpus, capacity),
        devices,
        share,
        queued: model.queues,
      });
      model.runs.set(experiment, (model.runs.get(experiment) ?? 0) + 1);
    } else if (action.type === "record_end") {
      const run = model.running.get(action.slot);
      assertEquals(run?.experiment, action.job.experiment, "the run that ends is the one that was started");
      observeEnd(model, action);
      // The cluster runs it again by itself.
      if (model.goesOn) model.running.set(action.slot, { ...run!, queued: true });
      else model.running.delete(action.slot);
      if (action.retryAt === undefined && !(action.state === "succeeded" && action.job.times > 1)) {
        model.final.set(action.job.experiment, action.state);
      }
    } else if (action.type === "terminate" || action.type === "kill") {
      assertEquals(model.running.get(action.slot)?.queued, false, "only running jobs get signals");
    } else if (action.type === "withdraw") {
      assert(!model.withdrawn, "what is queued is withdrawn once");
      model.withdrawn = true;
    } else if (action.type === "finish") {
      assert(!model.finished, "it finishes once");
      assert(model.running.size === 0 || model.left, "nothing runs when it finishes, unless it was left to a cluster");
      model.finished = true;
    }
  }
  const used = [...model.running.values()].reduce((sum, run) => sum + run.needs, 0);
  assert(used <= capacity, "the CPU budget is not exceeded");
}

function pastOf({ attempt, failures, losses, times }: Job): Past {
  return { attempt, failures, losses, times };
}

function observeEnd(model: Model, { job, state, outcome, retryAt }: Extract<Action, { type: "record_end" }>): void {
  const { experiment, policy: { retries }, noRerun } = job;
  const past = model.pasts.get(experiment)!;
  assertEquals(pastOf(job), past, "a run has what came of those before it");
  if (outcome.kind === "lost" && (state === "lost" || state === "failed")) {
    assertEquals(state === "failed", past.losses === 3, "the fourth loss in a row is a failure");
  }
  const failures = past.failures + (isFailure(state) ? 1 : 0);
  const isRetried = !noRerun && (isFailure(state) ? failures <= retries : state === "lost");
  assertEquals(
    retryAt !== undefined,
    model.goesOn || isRetried,
    "a run is retried exactly if it is requested, and was lost or has retries left",
  );
  const isRepeated = state === "succeeded" && past.times > 1;
  model.pasts.set(experiment, {
    attempt: past.attempt + 1,
    failures: isRepeated ? 0 : failures,
    losses: state === "lost" ? past.losses + 1 : 0,
    times: isRepeated ? past.times - 1 : past.times,
  });
}

const DEVICES = ["a", "b", "c"];

const arbitraryJob = fc.record({
  cpus: fc.integer({ min: 1, max: 5 }),
  timeout: fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }),
  retries: fc.integer({ min: 0, max: 2 }),
  times: fc.integer({ min: 1, max: 2 }),
  devices: fc.option(
    fc.record({
      count: fc.integer({ min: 1, max: DEVICES.length }),
      runsPerGpu: fc.integer({ min: 1, max: 3 }),
      memoryFree: fc.constantFrom(undefined, 1),
    }),
    { nil: undefined },
  ),
});

// Runs of an earlier scheduler. Those that are not requested are not run again.
const arbitraryAdopted = fc.record({
  retries: fc.integer({ min: 0, max: 2 }),
  failures: fc.integer({ min: 0, max: 2 }),
  isRequested: fc.boolean(),
});

// `pick` chooses one of the occupied slots.
const arbitraryEvent = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant("ended" as const),
      pick: fc.nat(),
      code: fc.constantFrom(0, 0, 0, 1, 255, -1, -2, -2),
      goesOn: fc.boolean(),
    }),
  },
  { weight: 8, arbitrary: fc.record({ type: fc.constant("began" as const), pick: fc.nat() }) },
  { weight: 4, arbitrary: fc.constant<SchedulerEvent>({ type: "tick" }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<SchedulerEvent>(
      { type: "stop" },
      { type: "kill" },
      { type: "drain", reason: "drain" },
      { type: "leave" },
    ),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("launch_failed" as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("lease_lost" as const), pick: fc.nat() }) },
  { weight: 12, arbitrary: fc.record({ type: fc.constant("devices" as const), available: fc.subarray(DEVICES) }) },
);

function outcomeOf(code: number): Outcome {
  if (code === -1) return { kind: "signal", signal: "SIGKILL" };
  return code === -2 ? { kind: "lost" } : { kind: "exit", code };
}

Deno.test("slots, budgets and states stay consistent for any sequence of events, and every job ends in one state", () => {
  fc.assert(
    fc.property(
      fc.array(arbitraryJob, { maxLength: 12 }),
      fc.array(arbitraryAdopted, { maxLength: 3 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined }),
      fc.array(fc.tuple(arbitraryEvent, fc.integer({ min: 0, max: 400 })), { maxLength: 60, size: "max" }),
      (specs, adoptedSpecs, slots, queues, stopAt, events) => {
        const jobs: Job[] = specs.map(({ cpus, timeout, retries, times, devices }, experiment) => ({
          experiment,
          policy: { needs: { cpus, memory: 0 }, timeout, retries, ...(devices !== undefined && { devices }) },
          attempt: 1,
          failures: 0,
          times,
          losses: 0,
        }));
        const adopted = adoptedSpecs.slice(0, slots).map(({ retries, failures, isRequested }, index): Running => {
          const needs = { cpus: 1, memory: 0 };
          const job: Job = {
            experiment: specs.length + index,
            policy: { needs, timeout: undefined, retries },
            attempt: failures + 1,
            failures,
            times: 1,
            losses: 0,
            ...(!isRequested && { noRerun: true }),
          };
          return { job, started: 0, needs, devices: [], runsPerGpu: 1, ...(queues && { queued: true }) };
        });
        const all = [...jobs, ...adopted.map(({ job }) => job)];
        const limits: Limits = {
          slots,
          capacity: { cpus: slots, memory: 0 },
          devices: DEVICES,
          grace: 100,
          failures: { kind: "first", count: 4 },
          ...(queues && { queues: true }),
          ...(stopAt !== undefined && { stopAt }),
        };
        const model: Model = {
          queues,
          withdrawn: false,
          left: false,
          goesOn: false,
          running: new Map(adopted.map(({ job: { experiment } }, slot) => [
            slot,
            { experiment, needs: 1, devices: [], share: 1, queued: queues },
          ])),
          turn: -1,
          runs: new Map(adopted.map(({ job }) => [job.experiment, 1])),
          pasts: new Map(all.map((job) => [job.experiment, pastOf(job)])),
          final: new Map(),
          finished: false,
          stopped: false,
        };
        let now = 0;
        const state = createState(limits, jobs, adopted);
        const send = (event: SchedulerEvent) => {
          const actions = step(state, event, now);
          if (actions.some(({ type }) => type === "launch")) {
            assert(now < (stopAt ?? Infinity), "nothing is started late");
          }
          observe(model, actions, slots);
          if (state.stop !== undefined) model.stopped = true;
        };
        // Offers the wanted devices that are among `available`.
        const offer = (available: readonly string[]) => {
          // In time, as in the loop.
          if ((nextWake(state) ?? Infinity) <= now) send({ type: "tick" });
          const wanted = devicesWanted(state, now);
          if (wanted === undefined) return false;
          const free = wanted.candidates.map(({ uuid }) => uuid).filter((uuid) => available.includes(uuid));
          const before = model.running.size;
          send({ type: "devices", free, needs: wanted.needs });
          assertEquals(
            model.running.size > before,
            free.length >= wanted.needs.count,
            "a launch follows exactly if there are enough devices",
          );
          return model.running.size > before;
        };
        const begin = (slot: number) => {
          model.running.set(slot, { ...model.running.get(slot)!, queued: false });
          send({ type: "began", slot, at: now });
        };
        send({ type: "begin" });
        for (const [event, pause] of events) {
          now += pause;
          const taken = [...model.running.keys()];
          if (event.type === "ended" && "pick" in event) {
            const begun = taken.filter((slot) => !model.running.get(slot)!.queued);
            if (begun.length > 0) {
              const goesOn = queues && event.goesOn && event.code !== 0;
              model.goesOn = goesOn;
              send({ type: "ended", slot: begun[event.pick % begun.length]!, outcome: outcomeOf(event.code), goesOn });
              model.goesOn = false;
            }
          } else if (event.type === "began" && "pick" in event) {
            if (taken.length > 0) begin(taken[event.pick % taken.length]!);
          } else if (event.type === "launch_failed" && "pick" in event) {
            if (taken.length === 0) continue;
            const slot = taken[event.pick % taken.length]!;
            model.running.delete(slot);
            model.left ||= queues && state.stop === undefined;
            send({ type: "launch_failed", slot });
          } else if (event.type === "lease_lost" && "pick" in event) {
            if (taken.length === 0) continue;
            const slot = taken[event.pick % taken.length]!;
            // A run that was told to end is recorded instead.
            if (state.running.get(slot)!.ending === undefined) {
              const { experiment } = model.running.get(slot)!;
              model.running.delete(slot);
              // It stays pending, and is not started.
              if (all.find((job) => job.experiment === experiment)!.noRerun) model.final.set(experiment, "void");
              model.runs.set(experiment, model.runs.get(experiment)! - 1);
            }
            send({ type: "lease_lost", slot });
          } else if (event.type === "devices" && "available" in event) offer(event.available);
          else if (event.type !== "leave") send(event);
          else if (queues) {
            model.left = true;
            send(event);
          }
        }
        // From here on all runs succeed: the scheduler has to finish.
        for (let i = 0; !state.finished; i++) {
          assert(i < 1_000, "it finishes");
          if (offer(DEVICES) || state.finished) continue;
          const [slot] = model.running.keys();
          if (slot !== undefined && model.running.get(slot)!.queued) {
            if (model.withdrawn) {
              model.running.delete(slot);
              send({ type: "lease_lost", slot });
            } else begin(slot);
          } else if (slot !== undefined) send({ type: "ended", slot, outcome: { kind: "exit", code: 0 } });
          else {
            const wake = nextWake(state);
            assert(wake !== undefined, "an idle scheduler has a next wake");
            now = Math.max(now, wake);
            send({ type: "tick" });
          }
        }
        assert(model.finished);
        assert(!model.withdrawn || model.stopped, "only a stop withdraws");
        if (state.stop === undefined) assertEquals(model.final.size, all.length, "every job has a final state");
        for (const [experiment, runs] of model.runs) {
          const { times, policy: { retries } } = all[experiment]!;
          // Each of `times` successes may follow `retries` failures, each of those three losses. A cluster has limits of its own.
          assert(
            queues || runs <= times * (retries + 1) * 4 + retries,
            "no job runs more often than its retries allow",
          );
        }
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("an event costs the same with a hundred jobs and with a hundred thousand", () => {
  // Counts reads instead of measuring time: only the head of the queue is read.
  const touched = (count: number) => {
    const policy = { needs: { cpus: 1, memory: 0 }, timeout: undefined, retries: 0 };
    let reads = 0;
    const jobs = Array.from(
      { length: count },
      (_, experiment): Job => ({ experiment, policy, attempt: 1, failures: 0, times: 1, losses: 0 }),
    );
    const limits = {
      slots: 2,
      capacity: { cpus: 2, memory: 0 },
      devices: [],
      grace: 1,
      failures: { kind: "none" } as const,
    };
    const state = createState(limits, jobs);
    const listed = new Proxy(state.backlog.listed, {
      get: (target, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) reads++;
        return Reflect.get(target, key);
      },
    });
    Object.assign(state.backlog, { listed });
    step(state, { type: "begin" }, 0);
    for (let i = 0; i < 50; i++) step(state, { type: "ended", slot: i % 2, outcome: { kind: "exit", code: 0 } }, i);
    return reads;
  };
  assertEquals(touched(100_000), touched(100));
});

Deno.test("jobs that wait start in the order in which they are due, and those that are due together as they came", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40, size: "max" }), (pauses) => {
      const policy = { needs: { cpus: 1, memory: 0 }, timeout: undefined, retries: 0 };
      // After so many void launches in a row, each further one doubles the pause.
      const jobs = pauses.map((pause, experiment): Job => (
        { experiment, policy, attempt: 1, failures: 0, times: 1, losses: 0, voids: 20 + pause }
      ));
      const limits: Limits = {
        slots: 40,
        capacity: { cpus: 40, memory: 0 },
        devices: [],
        grace: 1,
        failures: { kind: "none" },
      };
      const state = createState(limits, jobs);
      step(state, { type: "begin" }, 0);
      for (const slot of pauses.keys()) step(state, { type: "lease_lost", slot }, 0);
      const started = step(state, { type: "tick" }, 10_000).flatMap((action) =>
        action.type === "launch" ? [action.job.experiment] : []
      );
      const expected = pauses.map((_, i) => i).sort((a, b) => pauses[a]! - pauses[b]! || a - b);
      assertEquals(started, expected);
    }),
  );
});

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Action, SchedulerEvent } from "../../../../lib/schedule/events.ts";
import { createState, type Job, type Limits, type State } from "../../../../lib/schedule/state.ts";
import { nextWake } from "../../../../lib/schedule/step.ts";
import { endOfStage, shortestLimit } from "../../../../lib/schedule/time_limit.ts";
import { stepCopy } from "../step_copy.ts";

const LIMITS: Limits = {
  slots: 2,
  capacity: { cpus: 2, memory: 0 },
  devices: [],
  grace: 10_000,
  failures: { kind: "none" },
  stopAt: 100_000,
};

function jobs(count: number, timeout?: number): Job[] {
  const policy = { needs: { cpus: 1, memory: 0 }, timeout, retries: 0 };
  return Array.from({ length: count }, (_, experiment) => ({
    experiment,
    policy,
    attempt: 1,
    failures: 0,
    times: 1,
    losses: 0,
  }));
}

function exit(slot: number, code = 0): SchedulerEvent {
  return { type: "ended", slot, outcome: { kind: "exit", code } };
}

const TICK: SchedulerEvent = { type: "tick" };

/** Feeds events to a scheduler. Returns the last state, and the actions of the last event. */
function play(state: State, events: readonly (readonly [SchedulerEvent, number])[]): [State, readonly Action[]] {
  let actions: readonly Action[] = [];
  for (const [event, now] of [[{ type: "begin" }, 0] as const, ...events]) {
    [state, actions] = stepCopy(state, event, now);
  }
  return [state, actions];
}

Deno.test("at the time limit, all runs are terminated, and killed after their grace", () => {
  const [state, actions] = play(createState(LIMITS, jobs(3)), [[TICK, 100_000]]);
  assertEquals(actions, [
    { type: "time_limit", running: 2 },
    { type: "terminate", slot: 0 },
    { type: "terminate", slot: 1 },
  ]);
  assertEquals([state.stop, nextWake(state)], ["time_limit", 110_000]);
  const [killed, kills] = stepCopy(state, TICK, 110_000);
  assertEquals(kills, [{ type: "kill", slot: 0 }, { type: "kill", slot: 1 }]);
  assertEquals(nextWake(killed), undefined);
  const [half] = stepCopy(killed, { type: "ended", slot: 0, outcome: { kind: "signal", signal: "SIGKILL" } }, 110_001);
  const [last, ends] = stepCopy(
    half,
    { type: "ended", slot: 1, outcome: { kind: "signal", signal: "SIGKILL" } },
    110_002,
  );
  assertEquals(ends.map(({ type }) => type), ["record_end", "finish"]);
  assertEquals(
    [last.interrupted, last.backlog.size],
    [2, 1],
    "what was interrupted or not started is left to the next command",
  );
});

Deno.test("nothing is started after the time limit, as by a second command of the same time", () => {
  const [state, actions] = stepCopy(createState(LIMITS, jobs(3)), { type: "begin" }, 100_001);
  assertEquals(actions, [{ type: "time_limit", running: 0 }, { type: "finish" }]);
  assertEquals(state.stop, "time_limit");
});

Deno.test("a scheduler wakes up for the time limit", () => {
  assertEquals(nextWake(play(createState(LIMITS, jobs(3)), [])[0]), 100_000);
  assertEquals(nextWake(play(createState(LIMITS, jobs(3, 500)), [])[0]), 500, "a timeout that is due earlier");
});

Deno.test("nothing is started that is not expected to end by the time limit, and what runs goes on", () => {
  const [state, actions] = play(createState(LIMITS, jobs(9)), [
    [exit(0), 20_000],
    [exit(1), 40_000],
    [exit(0), 80_000],
  ]);
  // Runs took 20, 40 and 60 s.
  assertEquals(actions.map(({ type }) => type), ["record_end", "time_limit"]);
  assertEquals(actions[1], { type: "time_limit", running: 1, expected: { mean: 40_000, left: 20_000 } });
  assertEquals([state.stop, nextWake(state)], ["time_limit", 100_000]);
  const [last, ends] = stepCopy(state, exit(1), 90_000);
  assertEquals([ends.map(({ type }) => type), last.succeeded], [["record_end", "finish"], 4]);
  const [, told] = stepCopy(state, TICK, 100_000);
  assertEquals(told, [{ type: "time_limit", running: 1 }, { type: "terminate", slot: 1 }]);
});

Deno.test("a scheduler that waits with a free slot gives up as soon as it is too late to start", () => {
  const policy = { needs: { cpus: 1, memory: 0 }, timeout: undefined, retries: 1 };
  const started = createState({ ...LIMITS, slots: 1 }, jobs(2).map((job) => ({ ...job, policy })));
  const [state] = play(started, [[exit(0), 99_000], [exit(0, 1), 99_500]]);
  assertEquals(state.stop, "time_limit", "the first run took 99 s: its retry is not waited for");
  const devices = { count: 1, runsPerGpu: 1, memoryFree: undefined };
  const onGpus = jobs(2).map((job) => ({ ...job, policy: { ...job.policy, devices } }));
  let [waiting] = play(createState({ ...LIMITS, slots: 1, devices: ["a"] }, onGpus), []);
  [waiting] = stepCopy(waiting, { type: "devices", free: ["a"], needs: devices }, 0);
  [waiting] = stepCopy(waiting, exit(0), 30_000);
  assertEquals([waiting.stop, nextWake(waiting)], [undefined, 70_000], "it waits for its device");
  const [late, actions] = stepCopy(waiting, TICK, 70_000);
  assertEquals([late.stop, actions.map(({ type }) => type)], ["time_limit", ["time_limit", "finish"]]);
});

Deno.test("the time limit leaves a stage alone that has ended, or that a signal has stopped", () => {
  const [done] = play(createState(LIMITS, jobs(1)), [[exit(0), 99_000]]);
  assertEquals(stepCopy(done, TICK, 100_000)[1], []);
  const [stopped] = play(createState(LIMITS, jobs(1)), [[{ type: "stop" }, 95_000]]);
  assertEquals(stepCopy(stopped, TICK, 100_000)[1], []);
  assertEquals(nextWake(stepCopy(stopped, TICK, 100_000)[0]), 105_000);
});

Deno.test("what a drain waits for is terminated at the time limit, too", () => {
  const [state, actions] = play(createState(LIMITS, jobs(3)), [
    [{ type: "drain", reason: "drain" }, 5],
    [TICK, 100_000],
  ]);
  assertEquals(actions.map(({ type }) => type), ["time_limit", "terminate", "terminate"]);
  assertEquals(state.stop, "drain");
});

Deno.test("what leaves a queue after the time limit is terminated, and what waits in it is withdrawn", () => {
  const [state, actions] = play(createState({ ...LIMITS, queues: true }, jobs(2)), [
    [{ type: "began", slot: 0, at: 1 }, 1],
    [TICK, 100_000],
  ]);
  assertEquals(actions.map(({ type }) => type), ["time_limit", "terminate", "withdraw"]);
  assertEquals(stepCopy(state, { type: "began", slot: 1, at: 100_001 }, 100_001)[1], [{ type: "terminate", slot: 1 }]);
});

Deno.test("the training leaves the tests a tenth of the time, and time to end them", () => {
  const minute = 60_000;
  const time = { limit: 50 * minute, grace: 10_000, isTested: true };
  assertEquals([endOfStage("train", time), endOfStage("test", time)], [45 * minute, 50 * minute]);
  assertEquals(endOfStage("train", { ...time, limit: minute }), 40_000);
  assertEquals(endOfStage("train", { ...time, isTested: false }), 50 * minute);
});

Deno.test("both stages have time for runs with any time limit that is not too short", () => {
  fc.assert(
    fc.property(fc.nat({ max: 1e5 }), fc.nat({ max: 1e7 }), fc.boolean(), (grace, more, isTested) => {
      const time = { limit: shortestLimit({ grace, isTested }) + more + 1, grace, isTested };
      const [trained, tested] = [endOfStage("train", time), endOfStage("test", time)];
      return trained - grace > 0 && tested === time.limit && (!isTested || tested - grace >= trained);
    }),
  );
});

Deno.test("runs that were stopped early count for how long runs take, and failed ones do not", () => {
  const [state] = play(createState(LIMITS, jobs(4)), [
    [{ ...exit(0, 143), told: "early" } as SchedulerEvent, 1_000],
    [exit(1, 1), 5_000],
    [exit(0), 4_000],
  ]);
  assertEquals(state.measurements, { runs: 2, spent: 1_000 + 3_000 });
});

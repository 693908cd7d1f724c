import { assertEquals, assertGreater, assertLess } from "@std/assert";
import type { Action, SchedulerEvent } from "../../../lib/schedule/events.ts";
import { backoff } from "../../../lib/schedule/retry.ts";
import { countsOf, createState, type Job, type Limits, type Policy, type State } from "../../../lib/schedule/state.ts";
import { nextWake } from "../../../lib/schedule/step.ts";
import { stepCopy } from "./step_copy.ts";

const POLICY: Policy = { needs: { cpus: 1, memory: 0 }, timeout: undefined, retries: 0 };
const LIMITS: Limits = {
  slots: 2,
  capacity: { cpus: 2, memory: 1_000 },
  devices: [],
  grace: 10_000,
  failures: { kind: "none" },
};

function job(experiment: number, policy: Partial<Policy> = {}, changes: Partial<Job> = {}): Job {
  return { experiment, policy: { ...POLICY, ...policy }, attempt: 1, failures: 0, times: 1, losses: 0, ...changes };
}

function jobs(count: number, policy: Partial<Policy> = {}): Job[] {
  return Array.from({ length: count }, (_, i) => job(i, policy));
}

/** Feeds events to a scheduler. Returns the last state and all actions. */
function play(state: State, events: readonly [SchedulerEvent, number][]): [State, Action[]] {
  const all: Action[] = [];
  for (const [event, now] of events) {
    const [next, actions] = stepCopy(state, event, now);
    state = next;
    all.push(...actions);
  }
  return [state, all];
}

const BEGIN: [SchedulerEvent, number] = [{ type: "begin" }, 0];
const exit = (slot: number, code: number, now: number): [SchedulerEvent, number] => [
  { type: "ended", slot, outcome: { kind: "exit", code } },
  now,
];
const launches = (actions: readonly Action[]) =>
  actions.flatMap((action) => action.type === "launch" ? [`${action.slot}:${action.job.experiment}`] : []);
const endStates = (actions: readonly Action[]) =>
  actions.flatMap((action) => action.type === "record_end" ? [`${action.job.experiment} ${action.state}`] : []);

Deno.test("a scheduler fills all slots immediately, in the order of the plan", () => {
  const [, actions] = play(createState(LIMITS, jobs(3)), [BEGIN]);
  assertEquals(launches(actions), ["0:0", "1:1"]);
});

Deno.test("fractions of CPUs add up exactly, and nothing is left of them after the last run", () => {
  for (const cpus of [0.1, 0.01, 0.04, 0.3333333]) {
    const fitting = Math.floor(2 / cpus);
    const limits = { ...LIMITS, slots: 1_000 };
    const [state, actions] = play(createState(limits, jobs(fitting + 1, { needs: { cpus, memory: 0 } })), [BEGIN]);
    assertEquals(launches(actions).length, fitting, `${cpus} CPUs`);
    const ends = Array.from({ length: fitting }, (_, slot) => exit(slot, 0, 1));
    const [last] = play(state, [...ends, exit(0, 0, 2)]);
    assertEquals([last.finished, last.used.cpus], [true, 0], `${cpus} CPUs`);
  }
});

Deno.test("a free slot is refilled in the same step", () => {
  const [state] = stepCopy(createState(LIMITS, jobs(4)), { type: "begin" }, 0);
  const [, actions] = stepCopy(state, exit(1, 0, 5)[0], 5);
  assertEquals(actions.map((action) => action.type), ["record_end", "launch"]);
  assertEquals(launches(actions), ["1:2"]);
});

Deno.test("the slot that was freed last is taken first, then those that were never in use", () => {
  const scarce = createState({ ...LIMITS, slots: 4, capacity: { cpus: 2, memory: 0 } }, [
    ...jobs(2),
    job(2, { needs: { cpus: 2, memory: 0 } }),
    ...[3, 4].map((experiment) => job(experiment)),
  ]);
  const [, actions] = play(scarce, [BEGIN, exit(0, 0, 1), exit(1, 0, 2), exit(1, 0, 3)]);
  assertEquals(launches(actions), ["0:0", "1:1", "1:2", "1:3", "0:4"]);
});

Deno.test("a stop tells runs to end in the order of their slots", () => {
  const [state] = play(createState({ ...LIMITS, slots: 3, capacity: { cpus: 3, memory: 0 } }, jobs(5)), [
    BEGIN,
    exit(1, 0, 1),
    exit(0, 0, 2),
  ]);
  for (const [event, type] of [[{ type: "stop" }, "terminate"], [{ type: "kill" }, "kill"]] as const) {
    assertEquals(stepCopy(state, event, 3)[1], [0, 1, 2].map((slot) => ({ type, slot })));
  }
});

Deno.test("a scheduler without jobs finishes immediately", () => {
  const [state, actions] = play(createState(LIMITS, []), [BEGIN]);
  assertEquals(actions, [{ type: "finish" }]);
  assertEquals(state.finished, true);
});

Deno.test("a scheduler finishes once, after the last run", () => {
  const [, actions] = play(createState(LIMITS, jobs(2)), [BEGIN, exit(0, 0, 1), exit(1, 1, 2), [{ type: "tick" }, 3]]);
  assertEquals(actions.map((action) => action.type), ["launch", "launch", "record_end", "record_end", "finish"]);
  assertEquals(endStates(actions), ["0 succeeded", "1 failed"]);
});

Deno.test("a failed job is retried up to its number of retries, after a delay", () => {
  const [state, first] = play(createState(LIMITS, jobs(1, { retries: 1 })), [BEGIN, exit(0, 3, 100)]);
  const end = first.find((action) => action.type === "record_end")!;
  const retryAt = (end as { retryAt: number }).retryAt;
  assertGreater(retryAt, 100);
  assertEquals(nextWake(state), retryAt);
  assertEquals(launches(stepCopy(state, { type: "tick" }, retryAt - 1)[1]), []);
  const [again, second] = stepCopy(state, { type: "tick" }, retryAt);
  assertEquals(second.map((action) => action.type === "launch" && action.job.attempt), [2]);
  const [last, third] = stepCopy(again, exit(0, 3, retryAt + 1)[0], retryAt + 1);
  assertEquals(third.map((action) => action.type), ["record_end", "finish"]);
  assertEquals(countsOf(last), {
    pending: 0,
    running: 0,
    succeeded: 0,
    failed: 1,
    timedOut: 0,
    interrupted: 0,
    stoppedEarly: 0,
  });
});

Deno.test("the delay before a retry grows to a minute and differs between experiments", () => {
  const pauses = [1, 2, 3, 8, 30].map((failures) => backoff(7, failures));
  assertEquals([...pauses].sort((a, b) => a - b).at(-1)! <= 60_000, true);
  pauses.slice(0, 3).forEach((pause, i) => {
    assertLess(pause, 1_000 * 2 ** i + 1);
    assertGreater(pause, 750 * 2 ** i - 1);
  });
  assertGreater(new Set(Array.from({ length: 100 }, (_, i) => backoff(i, 1))).size, 50);
});

Deno.test("a run gets SIGTERM after its timeout, SIGKILL after the grace period, and counts as timed out", () => {
  const [state] = stepCopy(createState(LIMITS, jobs(1, { timeout: 1_000 })), { type: "begin" }, 0);
  assertEquals(nextWake(state), 1_000);
  const [ending, first] = stepCopy(state, { type: "tick" }, 1_000);
  assertEquals(first, [{ type: "terminate", slot: 0 }]);
  assertEquals(nextWake(ending), 11_000);
  const [killed, second] = stepCopy(ending, { type: "tick" }, 11_000);
  assertEquals(second, [{ type: "kill", slot: 0 }]);
  assertEquals(nextWake(killed), undefined);
  const [, third] = stepCopy(
    killed,
    { type: "ended", slot: 0, outcome: { kind: "signal", signal: "SIGKILL" } },
    11_001,
  );
  assertEquals(endStates(third), ["0 timed_out"]);
});

Deno.test("after a stop nothing starts, and running jobs are interrupted even if they exit with 0", () => {
  const [, actions] = play(createState(LIMITS, jobs(4)), [
    BEGIN,
    [{ type: "stop" }, 50],
    exit(0, 0, 60),
    exit(1, 143, 70),
  ]);
  assertEquals(actions.slice(2).map((action) => action.type), [
    "terminate",
    "terminate",
    "record_end",
    "record_end",
    "finish",
  ]);
  assertEquals(endStates(actions), ["0 interrupted", "1 interrupted"]);
});

Deno.test("a second stop sends no second SIGTERM, and a kill kills immediately", () => {
  const [, actions] = play(createState(LIMITS, jobs(1)), [BEGIN, [{ type: "stop" }, 5], [{ type: "stop" }, 6], [{
    type: "kill",
  }, 7]]);
  assertEquals(actions.map((action) => action.type), ["launch", "terminate", "kill"]);
});

Deno.test("a run that is past its timeout counts as timed out, even if it is stopped and killed after that", () => {
  const events: [SchedulerEvent, number][] = [BEGIN, [{ type: "tick" }, 1_000], [{ type: "stop" }, 1_500]];
  const killed: [SchedulerEvent, number][] = [[{ type: "kill" }, 2_000], [
    { type: "ended", slot: 0, outcome: { kind: "signal", signal: "SIGKILL" } },
    2_001,
  ]];
  const [, actions] = play(createState(LIMITS, jobs(1, { timeout: 1_000 })), [...events, ...killed]);
  assertEquals(actions.map((action) => action.type), ["launch", "terminate", "kill", "record_end", "finish"]);
  assertEquals(endStates(actions), ["0 timed_out"]);
});

Deno.test("after a drain nothing starts, and running jobs finish", () => {
  const [state, actions] = play(createState(LIMITS, jobs(4)), [
    BEGIN,
    [{ type: "drain", reason: "drain" }, 5],
    exit(0, 0, 6),
    exit(1, 0, 7),
  ]);
  assertEquals(endStates(actions), ["0 succeeded", "1 succeeded"]);
  assertEquals(state.stop, "drain");
  assertEquals(countsOf(state).pending, 2);
});

Deno.test("scheduling stops if the first ten runs to end all failed", () => {
  const limits: Limits = { ...LIMITS, slots: 1, failures: { kind: "first", count: 10 } };
  const events = Array.from({ length: 10 }, (_, i) => exit(0, 1, i + 1));
  const [state, actions] = play(createState(limits, jobs(50)), [BEGIN, ...events]);
  assertEquals(launches(actions).length, 10);
  assertEquals(actions.slice(-2), [{ type: "give_up", failed: 10 }, { type: "finish" }]);
  assertEquals(state.stop, "max_failures");
});

Deno.test("scheduling continues if one of the first ten runs succeeds", () => {
  const limits: Limits = { ...LIMITS, slots: 1, failures: { kind: "first", count: 10 } };
  const events = Array.from({ length: 30 }, (_, i) => exit(0, i === 4 ? 0 : 1, i + 1));
  const [, actions] = play(createState(limits, jobs(31)), [BEGIN, ...events]);
  assertEquals(launches(actions).length, 31);
});

Deno.test("max_failures can be a number, a percentage or none", () => {
  const run = (failures: Limits["failures"]) => {
    const events = Array.from({ length: 20 }, (_, i) => exit(0, i % 2, i + 1));
    return launches(play(createState({ ...LIMITS, slots: 1, failures }, jobs(20)), [BEGIN, ...events])[1]).length;
  };
  assertEquals(run({ kind: "count", count: 3 }), 6);
  assertEquals(run({ kind: "percent", percent: 10 }), 6);
  assertEquals(run({ kind: "none" }), 20);
});

Deno.test("runs that time out count towards max_failures", () => {
  const limits: Limits = { ...LIMITS, slots: 1, failures: { kind: "count", count: 2 } };
  const [state, actions] = play(createState(limits, jobs(5, { timeout: 100 })), [
    BEGIN,
    [{ type: "tick" }, 100],
    exit(0, 143, 110),
    exit(0, 1, 120),
  ]);
  assertEquals(endStates(actions), ["0 timed_out", "1 failed"]);
  assertEquals([state.stop, actions.at(-2)], ["max_failures", { type: "give_up", failed: 2 }]);
});

Deno.test("jobs wait until the CPUs and the memory that they need are free", () => {
  const wide = createState({ ...LIMITS, slots: 4, capacity: { cpus: 4, memory: 100 } }, [
    job(0, { needs: { cpus: 3, memory: 10 } }),
    job(1, { needs: { cpus: 2, memory: 10 } }),
    job(2, { needs: { cpus: 1, memory: 10 } }),
    job(3, { needs: { cpus: 1, memory: 95 } }),
  ]);
  const [state, first] = stepCopy(wide, { type: "begin" }, 0);
  assertEquals(launches(first), ["0:0"]);
  const [next, second] = stepCopy(state, exit(0, 0, 1)[0], 1);
  assertEquals(launches(second), ["0:1", "1:2"]);
  const [last, third] = stepCopy(next, exit(0, 0, 2)[0], 2);
  assertEquals(launches(third), []);
  assertEquals(launches(stepCopy(last, exit(1, 0, 3)[0], 3)[1]), ["1:3"]);
});

Deno.test("a job that needs more than the machine has runs alone", () => {
  const [state, actions] = stepCopy(createState(LIMITS, [job(0, { needs: { cpus: 64, memory: 0 } }), job(1)]), {
    type: "begin",
  }, 0);
  assertEquals(launches(actions), ["0:0"]);
  assertEquals(launches(stepCopy(state, exit(0, 0, 1)[0], 1)[1]), ["0:1"]);
});

Deno.test("a job that needs several successes is repeated until it has them", () => {
  const [, actions] = play(createState({ ...LIMITS, slots: 1 }, [job(0, {}, { times: 3 })]), [
    BEGIN,
    exit(0, 0, 1),
    exit(0, 0, 2),
    exit(0, 0, 3),
  ]);
  assertEquals(endStates(actions), ["0 succeeded", "0 succeeded", "0 succeeded"]);
  assertEquals(actions.at(-1), { type: "finish" });
});

Deno.test("a lost run is restarted immediately and uses no retry, at most three times in a row", () => {
  const lost = (now: number): [SchedulerEvent, number] => [{ type: "ended", slot: 0, outcome: { kind: "lost" } }, now];
  const [state, actions] = play(createState(LIMITS, jobs(1)), [BEGIN, lost(1), lost(2), lost(3), lost(4)]);
  assertEquals(endStates(actions), ["0 lost", "0 lost", "0 lost", "0 failed"]);
  assertEquals(state.finished, true);
});

Deno.test("a run that is lost after it was told to end counts as interrupted or timed out, not as lost", () => {
  const lost: SchedulerEvent = { type: "ended", slot: 0, outcome: { kind: "lost" } };
  const stopped = createState(LIMITS, jobs(1));
  assertEquals(endStates(play(stopped, [BEGIN, [{ type: "stop" }, 5], [lost, 6]])[1]), ["0 interrupted"]);
  assertEquals(endStates(play(stopped, [BEGIN, [{ type: "kill" }, 5], [lost, 6]])[1]), ["0 interrupted"]);
  const timed = createState(LIMITS, jobs(1, { timeout: 1_000 }));
  assertEquals(endStates(play(timed, [BEGIN, [{ type: "tick" }, 1_000], [lost, 1_001]])[1]), ["0 timed_out"]);
  // It ended before the signal.
  const before: SchedulerEvent = { ...lost, endedBeforeSignal: true };
  assertEquals(endStates(play(stopped, [BEGIN, [{ type: "stop" }, 5], [before, 6]])[1]), ["0 lost"]);
});

Deno.test("a kill changes nothing about why a run was told to end", () => {
  const state = createState(LIMITS, jobs(1, { timeout: 1_000 }));
  const killed: SchedulerEvent = { type: "ended", slot: 0, outcome: { kind: "signal", signal: "SIGKILL" } };
  const [, actions] = play(state, [BEGIN, [{ type: "tick" }, 1_000], [{ type: "kill" }, 1_001], [killed, 1_002]]);
  assertEquals(endStates(actions), ["0 timed_out"]);
});

Deno.test("with a grace of 0, a stop terminates and then kills in one step", () => {
  const limits = { ...LIMITS, grace: 0 };
  const [state] = stepCopy(createState(limits, jobs(3)), { type: "begin" }, 0);
  const [stopped, actions] = stepCopy(state, { type: "stop" }, 5);
  const signals = actions.map((action) =>
    action.type === "terminate" || action.type === "kill" ? action.type : "other"
  );
  assertEquals(signals, ["terminate", "terminate", "kill", "kill"]);
  assertEquals(actions.map((action) => "slot" in action && action.slot), [0, 1, 0, 1]);
  assertEquals(nextWake(stopped), undefined, "no signal is left to send");
  assertEquals(stepCopy(stopped, { type: "tick" }, 6)[1], []);
});

Deno.test("with a grace of 0, a timeout terminates, and a tick that is due immediately kills", () => {
  const limits = { ...LIMITS, grace: 0 };
  const [state] = stepCopy(createState(limits, jobs(1, { timeout: 1_000 })), { type: "begin" }, 0);
  const [ending, first] = stepCopy(state, { type: "tick" }, 1_000);
  assertEquals([first, nextWake(ending)], [[{ type: "terminate", slot: 0 }], 1_000]);
  const [killed, second] = stepCopy(ending, { type: "tick" }, 1_000);
  assertEquals([second, nextWake(killed)], [[{ type: "kill", slot: 0 }], undefined]);
});

Deno.test("a job whose launch failed is requeued, and the scheduler finishes with an error", () => {
  const [state, actions] = play(createState(LIMITS, jobs(3)), [
    BEGIN,
    [{ type: "launch_failed", slot: 1 }, 1],
    exit(0, 0, 2),
  ]);
  assertEquals(endStates(actions), ["0 succeeded"]);
  assertEquals([state.stop, countsOf(state).pending, state.finished], ["error", 2, true]);
});

Deno.test("a job whose launches are void is tried at once, then after pauses, and then given up; a lost lease does not count", () => {
  let state = createState(LIMITS, jobs(1));
  let now = 0;
  const send = (event: SchedulerEvent) => {
    const [next, actions] = stepCopy(state, event, now);
    state = next;
    return actions;
  };
  const pauses: number[] = [];
  let actions = send({ type: "begin" });
  for (let lost = 0; lost < 100; lost++) send({ type: "lease_lost", slot: 0, unleased: true });
  assertEquals(state.running.size, 1, "a lease may be held for a long time");
  while (!state.finished) {
    actions = send({ type: "lease_lost", slot: 0 });
    if (state.finished || state.running.size === 1) continue;
    pauses.push(nextWake(state)! - now);
    now = nextWake(state)!;
    send({ type: "tick" });
  }
  assertEquals(pauses, [250, 500, 1_000, 2_000]);
  assertEquals(endStates(actions), ["0 failed"]);
});

Deno.test("void launches before an attempt do not count against the launches of the next one", () => {
  let state = createState(LIMITS, jobs(1, { retries: 1 }));
  let now = 0;
  const send = (event: SchedulerEvent) => [state] = stepCopy(state, event, now);
  const wake = () => {
    if (state.running.size === 0) now = nextWake(state)!;
    send({ type: "tick" });
  };
  send({ type: "begin" });
  for (let round = 0; round < 2; round++) {
    for (let lost = 0; lost < 24; lost++) {
      send({ type: "lease_lost", slot: 0 });
      wake();
    }
    assertEquals(state.running.size, 1, `round ${round}`);
    if (round > 0) break;
    send(exit(0, 1, now)[0]);
    wake();
  }
});

Deno.test("adopted runs take slots, and end like all other runs", () => {
  const adopted = [{ job: job(7), started: 5, needs: POLICY.needs, devices: [], runsPerGpu: 1 }];
  const [state, first] = stepCopy(createState(LIMITS, jobs(2), adopted), { type: "begin" }, 10);
  assertEquals(launches(first), ["1:0"]);
  const [, second] = stepCopy(state, exit(0, 0, 11)[0], 11);
  assertEquals(endStates(second), ["7 succeeded"]);
  assertEquals(launches(second), ["0:1"]);
});

Deno.test("an adopted run that is not part of the request is not started if its launch turns out void: it stays pending", () => {
  const adopted = { started: 5, needs: POLICY.needs, devices: [], runsPerGpu: 1 };
  const outside = { ...adopted, job: job(7, {}, { noRerun: true }) };
  for (const event of [{}, { unleased: true }]) {
    const [state, actions] = play(createState({ ...LIMITS, slots: 1 }, jobs(1), [outside]), [
      BEGIN,
      [{ type: "lease_lost", slot: 0, ...event }, 1],
      exit(0, 0, 2),
      [{ type: "tick" }, 100_000],
    ]);
    assertEquals(actions.map(({ type }) => type), ["launch", "record_end", "finish"]);
    assertEquals([launches(actions), countsOf(state).pending, countsOf(state).succeeded], [["0:0"], 0, 1]);
  }
  const [again] = play(createState(LIMITS, [], [{ ...adopted, job: job(7) }]), [[{ type: "lease_lost", slot: 0 }, 1]]);
  assertEquals(again.running.get(0)?.job.experiment, 7, "one that is requested is started");
  // It was told to end meanwhile.
  const stopped: [SchedulerEvent, number][] = [BEGIN, [{ type: "stop" }, 1], [{ type: "lease_lost", slot: 0 }, 2]];
  assertEquals(endStates(play(createState(LIMITS, [], [outside]), stopped)[1]), ["7 interrupted"]);
});

Deno.test("a timeout that expired while no scheduler was running is enforced immediately", () => {
  const adopted = [{ job: job(0, { timeout: 1_000 }), started: 0, needs: POLICY.needs, devices: [], runsPerGpu: 1 }];
  const [, actions] = stepCopy(createState(LIMITS, [], adopted), { type: "begin" }, 5_000);
  assertEquals(actions, [{ type: "terminate", slot: 0 }]);
});

Deno.test("an adopted run that an earlier scheduler stopped is interrupted, and runs again, whatever its exit code", () => {
  const adopted = { started: 5, needs: POLICY.needs, devices: [], runsPerGpu: 1, toldBefore: "stop" } as const;
  const [state] = stepCopy(createState(LIMITS, [], [{ ...adopted, job: job(7) }]), { type: "begin" }, 10);
  const [after, actions] = stepCopy(state, exit(0, 0, 11)[0], 11);
  assertEquals([endStates(actions), launches(actions)], [["7 interrupted"], ["0:7"]]);
  assertEquals(endStates(stepCopy(after, exit(0, 0, 12)[0], 12)[1]), ["7 succeeded"]);
  const [stopped] = stepCopy(state, { type: "stop" }, 11);
  const [end] = stepCopy(stopped, exit(0, 0, 12)[0], 12)[1];
  assertEquals(end?.type === "record_end" && [end.state, end.retryAt], ["interrupted", undefined]);
});

Deno.test("24 runs with the three longest last take as long as an ideal list schedule", () => {
  const durations = [...Array<number>(21).fill(100), 1_000, 1_000, 1_000];
  let [state, actions] = stepCopy(createState({ ...LIMITS, slots: 4, capacity: { cpus: 4, memory: 0 } }, jobs(24)), {
    type: "begin",
  }, 0);
  const ends = new Map<number, number>();
  const note = (now: number) => {
    for (const action of actions) {
      if (action.type === "launch") ends.set(action.slot, now + durations[action.job.experiment]!);
    }
  };
  note(0);
  let now = 0;
  while (!state.finished) {
    const [slot, end] = [...ends].reduce((a, b) => a[1] <= b[1] ? a : b);
    ends.delete(slot);
    now = end;
    [state, actions] = stepCopy(state, exit(slot, 0, now)[0], now);
    note(now);
  }
  assertEquals(now, 1_500);
});

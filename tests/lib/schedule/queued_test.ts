import { assertEquals } from "@std/assert";
import type { Action, SchedulerEvent } from "../../../lib/schedule/events.ts";
import { countsOf, createState, type Job, type Limits, type State } from "../../../lib/schedule/state.ts";
import { nextWake } from "../../../lib/schedule/step.ts";
import { stepCopy } from "./step_copy.ts";

const LIMITS: Limits = {
  slots: 3,
  capacity: { cpus: Infinity, memory: Infinity },
  devices: [],
  grace: 10,
  failures: { kind: "count", count: 1 },
  queues: true,
};

function jobs(count: number, timeout?: number, retries = 0): Job[] {
  const policy = { needs: { cpus: 1, memory: 0 }, timeout, retries };
  return Array.from(
    { length: count },
    (_, experiment) => ({ experiment, policy, attempt: 1, failures: 0, times: 1, losses: 0 }),
  );
}

function play(state: State, events: readonly [SchedulerEvent, number][]): [State, string[]] {
  const all: Action[] = [];
  for (const [event, now] of events) {
    const [next, actions] = stepCopy(state, event, now);
    state = next;
    all.push(...actions);
  }
  return [state, all.map((action) => "slot" in action ? `${action.type} ${action.slot}` : action.type)];
}

const began = (slot: number, at: number): [SchedulerEvent, number] => [{ type: "began", slot, at }, at];
const ended = (slot: number, code: number, now: number, more = {}): [SchedulerEvent, number] => [
  { type: "ended", slot, outcome: { kind: "exit", code }, ...more },
  now,
];

Deno.test("a queued run is pending and has no deadline until it has begun", () => {
  const [queued] = play(createState(LIMITS, jobs(2, 100)), [[{ type: "begin" }, 0]]);
  assertEquals([countsOf(queued).pending, countsOf(queued).running, nextWake(queued)], [2, 0, undefined]);
  const [state, actions] = play(queued, [[{ type: "tick" }, 1_000], began(1, 2_000)]);
  assertEquals(actions, []);
  assertEquals([countsOf(state).pending, countsOf(state).running, nextWake(state)], [1, 1, 2_100]);
  assertEquals(play(state, [[{ type: "tick" }, 2_100]])[1], ["terminate 1"]);
});

for (
  const [what, event] of [
    ["a stop", [{ type: "stop" }, 5]],
    ["a drain", [{ type: "drain", reason: "drain" }, 5]],
    ["max_failures", ended(0, 1, 5)],
  ] as const
) {
  Deno.test(`${what} withdraws what is queued, and waits for the answers`, () => {
    const [stopped, actions] = play(createState(LIMITS, jobs(3)), [[{ type: "begin" }, 0], began(0, 1), [...event]]);
    assertEquals(actions.filter((action) => action === "withdraw").length, 1);
    assertEquals(actions.filter((action) => /^(terminate|kill) [12]$/.test(action)), [], "no queued run gets a signal");
    assertEquals(stopped.finished, false);
    const [state] = play(stopped, [[{ type: "lease_lost", slot: 1 }, 6], [{ type: "lease_lost", slot: 2 }, 6]]);
    const [last] = state.finished ? [state] : play(state, [ended(0, 0, 7)]);
    assertEquals([last.finished, countsOf(last).pending], [true, 2]);
  });
}

Deno.test("a run that begins after a stop is terminated; after a drain it runs to its end", () => {
  const start: [SchedulerEvent, number][] = [[{ type: "begin" }, 0]];
  const [, stopped] = play(createState(LIMITS, jobs(1)), [...start, [{ type: "stop" }, 1], began(0, 2)]);
  assertEquals(stopped, ["launch 0", "withdraw", "terminate 0"]);
  const drain: [SchedulerEvent, number] = [{ type: "drain", reason: "drain" }, 1];
  const [, drained] = play(createState(LIMITS, jobs(1)), [...start, drain, began(0, 2), ended(0, 0, 3)]);
  assertEquals(drained, ["launch 0", "withdraw", "record_end 0", "finish"]);
});

Deno.test("a run that its cluster runs again stays in its slot, queued, with its failures counted and no retry of its own", () => {
  const [state, actions] = play(createState(LIMITS, jobs(1, 100, 1)), [
    [{ type: "begin" }, 0],
    began(0, 1),
    [{ type: "tick" }, 101],
    ended(0, 1, 102, { goesOn: true }),
  ]);
  assertEquals(actions, ["launch 0", "terminate 0", "record_end 0"]);
  assertEquals([countsOf(state).pending, countsOf(state).running, nextWake(state)], [1, 0, undefined]);
  const [last, further] = play(state, [began(0, 103), ended(0, 1, 104)]);
  assertEquals(further, ["record_end 0", "give_up", "finish"]);
  assertEquals([last.failed, last.timedOut], [1, 0]);
});

Deno.test("an end that the cluster explains is classified by its reason", () => {
  const [, actions] = stepCopy(
    play(createState(LIMITS, jobs(1)), [[{ type: "begin" }, 0], began(0, 1)])[0],
    { type: "ended", slot: 0, outcome: { kind: "signal", signal: "SIGTERM" }, told: "stop" },
    2,
  );
  assertEquals(actions[0]?.type === "record_end" && actions[0].state, "interrupted");
});

Deno.test("what the cluster says of an end counts more than what an earlier scheduler wanted", () => {
  const [job] = jobs(1);
  const adopted = { job: job!, started: 0, needs: job!.policy.needs, devices: [], runsPerGpu: 1 };
  const [, actions] = stepCopy(
    createState(LIMITS, [], [{ ...adopted, toldBefore: "stop" }]),
    { type: "ended", slot: 0, outcome: { kind: "signal", signal: "SIGTERM" }, told: "timeout" },
    2,
  );
  assertEquals(actions[0]?.type === "record_end" && actions[0].state, "timed_out");
});

Deno.test("a scheduler that leaves, or has an error, finishes at once and withdraws nothing", () => {
  for (const event of [{ type: "leave" }, { type: "drain", reason: "error" }] as const) {
    const [state, actions] = play(createState(LIMITS, jobs(2)), [[{ type: "begin" }, 0], began(0, 1), [event, 2]]);
    assertEquals(actions, ["launch 0", "launch 1", "finish"]);
    assertEquals(countsOf(state).running, 1);
  }
});

Deno.test("thousands of deadlines that are out of date do not pile up", () => {
  let [state] = play(createState({ ...LIMITS, failures: { kind: "none" } }, jobs(5_000, 1e9)), [[
    { type: "begin" },
    0,
  ]]);
  for (let round = 0; round < 1_500; round++) {
    for (const slot of [0, 1, 2]) [state] = play(state, [began(slot, round), ended(slot, 0, round)]);
  }
  assertEquals(state.succeeded, 4_500);
  assertEquals(state.deadlines.length < 100, true);
});

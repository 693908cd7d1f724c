import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Action, SchedulerEvent } from "../../../lib/schedule/events.ts";
import { countsOf, createState, type Job, type Limits, type Policy, type State } from "../../../lib/schedule/state.ts";
import { nextWake } from "../../../lib/schedule/step.ts";
import { createRung, enter, type Rung } from "../../../lib/search/halving.ts";
import { stepCopy } from "./step_copy.ts";

const POLICY: Policy = { needs: { cpus: 1, memory: 0 }, timeout: undefined, retries: 1 };
const LIMITS: Limits = {
  slots: 2,
  capacity: { cpus: 100, memory: 0 },
  devices: [],
  grace: 10_000,
  failures: { kind: "first", count: 2 },
  halving: { first: 1, eta: 2, goal: "maximize", by: "best" },
};

/** A job that is judged; with further repetitions, which wait for it. */
function configuration(kin: number, repetitions = 0, task = "t"): Job[] {
  const job = { policy: POLICY, attempt: 1, failures: 0, times: 1, losses: 0, kin };
  return [
    { ...job, experiment: kin, judged: { task, rungs: 0 } },
    ...Array.from({ length: repetitions }, (_, i): Job => ({ ...job, experiment: 100 * (i + 1) + kin, waits: true })),
  ];
}

/** A rung to which one value has come. */
function enteredRung(): Rung {
  const rung = createRung();
  enter(rung, 0.5, LIMITS.halving!);
  return rung;
}

function play(state: State, events: readonly SchedulerEvent[], now = 0): [State, Action[]] {
  const all: Action[] = [];
  for (const event of events) {
    const [next, actions] = stepCopy(state, event, now);
    state = next;
    all.push(...actions);
  }
  return [state, all];
}

const BEGIN: SchedulerEvent = { type: "begin" };
const report = (slot: number, resource: number, value: number): SchedulerEvent => ({
  type: "report",
  slot,
  resource,
  value,
});
const exit = (slot: number, code: number): SchedulerEvent => ({
  type: "ended",
  slot,
  outcome: { kind: "exit", code },
});

/** Actions in short: `judge 1 0.5 on`, `launch 3`, `end 2 stopped_early`. */
function short(actions: readonly Action[]): string[] {
  return actions.map((action) => {
    switch (action.type) {
      case "judge":
        return `judge ${action.slot} at ${action.rung}: ${action.value} ${action.verdict.goesOn ? "on" : "out"}`;
      case "launch":
        return `launch ${action.job.experiment}`;
      case "record_end":
        return `end ${action.job.experiment} ${action.state}`;
      case "skip":
        return `skip ${action.job.experiment}`;
      case "terminate":
      case "kill":
        return `${action.type} ${action.slot}`;
      default:
        return action.type;
    }
  });
}

Deno.test("a run that is not among the best is judged, then told to end, and is stopped early whatever its exit code", () => {
  const jobs = [configuration(1), configuration(2)].flat();
  const [state, actions] = play(createState(LIMITS, jobs), [BEGIN, report(0, 1.5, 0.9), report(1, 1, 0.5)]);
  assertEquals(short(actions), [
    "launch 1",
    "launch 2",
    "judge 0 at 1: 0.9 on",
    "judge 1 at 1: 0.5 out",
    "terminate 1",
  ]);
  assertEquals(nextWake(state), 10_000, "SIGKILL follows after the grace");
  for (const code of [0, 1, 143]) {
    const [last, ends] = play(state, [exit(1, code), exit(0, 0)]);
    assertEquals(short(ends), ["end 2 stopped_early", "end 1 succeeded", "finish"]);
    assertEquals([countsOf(last).stoppedEarly, countsOf(last).failed, countsOf(last).pending], [1, 0, 0]);
  }
});

Deno.test("the best value so far counts, at the first row that has reached a rung; each rung is judged once", () => {
  const jobs = [configuration(1), configuration(2)].flat();
  const [, actions] = play(createState(LIMITS, jobs), [
    BEGIN,
    report(0, 0.5, 0.8),
    report(0, 1, 0.3),
    report(0, 1.5, 0.9),
    report(1, 5, 0.8),
  ]);
  assertEquals(short(actions).slice(2), [
    "judge 0 at 1: 0.8 on",
    "judge 1 at 1: 0.8 on",
    "judge 1 at 2: 0.8 on",
    "judge 1 at 4: 0.8 on",
  ]);
});

Deno.test("by the last value, that of the row counts that has reached the rung", () => {
  const jobs = [configuration(1), configuration(2)].flat();
  const limits: Limits = { ...LIMITS, halving: { ...LIMITS.halving!, by: "last" } };
  const [, actions] = play(createState(limits, jobs), [
    BEGIN,
    report(0, 0.5, 0.8),
    report(0, 1, 0.3),
    report(1, 0.5, 0.2),
    report(1, 1, 0.4),
    report(0, 1.5, 0.9),
    report(0, 2, NaN),
  ]);
  assertEquals(short(actions).slice(2), ["judge 0 at 1: 0.3 on", "judge 1 at 1: 0.4 on", "judge 0 at 2: NaN on"]);
});

Deno.test("what comes after a run was told to end does not count, whatever the reason", () => {
  const jobs = [configuration(1), configuration(2), configuration(3)].flat();
  const limits = { ...LIMITS, slots: 3 };
  const [state] = play(createState(limits, jobs), [BEGIN, report(0, 1.5, 0.9), report(1, 1, 0.5)]);
  assertEquals(short(play(state, [report(1, 2, 1)])[1]), []);
  const [stopped] = play(state, [{ type: "stop" }]);
  const [, ends] = play(stopped, [report(2, 1, 0.1), exit(0, 1), exit(1, 1), exit(2, 1)]);
  assertEquals(short(ends), ["end 1 interrupted", "end 2 stopped_early", "end 3 interrupted", "finish"]);
});

Deno.test("a run that ended before the signal has succeeded or failed; its further repetitions follow the verdict", () => {
  const jobs = [configuration(1), configuration(2, 1)].flat();
  const [state] = play(createState(LIMITS, jobs), [BEGIN, report(0, 1.5, 0.9), report(1, 9, 0.5)]);
  const end = (code: number) =>
    short(play(state, [{ ...exit(1, code), endedBeforeSignal: true } as SchedulerEvent])[1]);
  assertEquals(end(0), ["end 2 succeeded", "skip 102"]);
  // It has a retry left, which would not be among the best either.
  assertEquals(end(1), ["end 2 failed"]);
});

Deno.test("a run that had ended when its rows were read is told nothing, and counts as it ended", () => {
  const jobs = [configuration(1), configuration(2, 1), configuration(3)].flat();
  const late: SchedulerEvent = { type: "report", slot: 1, resource: 1, value: 0.5, hasEnded: true };
  const [state, actions] = play(createState(LIMITS, jobs), [BEGIN, report(0, 1.5, 0.9), late]);
  assertEquals(short(actions).slice(2), ["judge 0 at 1: 0.9 on", "judge 1 at 1: 0.5 out"]);
  assertEquals(short(play(state, [exit(1, 0)])[1]), ["end 2 succeeded", "skip 102", "launch 3"]);
  assertEquals(short(play(state, [exit(1, 1)])[1]), ["end 2 failed", "launch 3"]);
  const lost: SchedulerEvent = { type: "ended", slot: 1, outcome: { kind: "lost" } };
  assertEquals(short(play(state, [lost])[1]), ["end 2 stopped_early", "skip 102", "launch 3"]);
  const [after] = play(state, [exit(1, 0)]);
  assertEquals(
    short(play(after, [report(1, 1, 0.8)])[1]),
    ["judge 1 at 1: 0.8 out", "terminate 1"],
    "its value counts",
  );
});

Deno.test("a further attempt is not judged again at a rung where it was", () => {
  const jobs = [configuration(1), configuration(2)].flat();
  const [state] = play(createState(LIMITS, jobs), [BEGIN, report(0, 1.5, 0.9), exit(0, 1)]);
  const [, actions] = play(state, [{ type: "tick" }, report(0, 1, 0.1), report(0, 2, 0.2)], 5_000);
  assertEquals(short(actions), ["launch 1", "judge 0 at 2: 0.2 on"]);
});

Deno.test("further repetitions follow the first one's success, after all first ones", () => {
  const jobs = [configuration(1, 2), configuration(2, 1), configuration(3)].flat();
  const limits = { ...LIMITS, slots: 1 };
  const [state, actions] = play(createState(limits, jobs), [BEGIN, exit(0, 0), exit(0, 0), exit(0, 0)]);
  assertEquals(short(actions), [
    "launch 1",
    "end 1 succeeded",
    "launch 2",
    "end 2 succeeded",
    "launch 3",
    "end 3 succeeded",
    "launch 101",
  ]);
  const [, rest] = play(state, [report(0, 9, -1), exit(0, 0), exit(0, 0), exit(0, 0)]);
  assertEquals(short(rest), [
    ...["end 101 succeeded", "launch 201", "end 201 succeeded", "launch 102", "end 102 succeeded"],
    "finish",
  ]);
});

Deno.test("further repetitions of a run that was stopped early are skipped, those of a failed one wait", () => {
  const jobs = [configuration(1), configuration(2, 2), configuration(3, 1)].flat();
  const limits: Limits = { ...LIMITS, slots: 3, failures: { kind: "none" } };
  const [state] = play(createState(limits, jobs), [BEGIN, report(0, 1.5, 0.9), report(1, 1, 0.1)]);
  const [after, actions] = play(state, [exit(1, 143), exit(0, 0)]);
  assertEquals(short(actions), ["end 2 stopped_early", "skip 102", "skip 202", "end 1 succeeded"]);
  const [failing] = play(after, [exit(2, 1)]);
  const [retried] = play(failing, [{ type: "tick" }], 60_000);
  const [last] = play(retried, [exit(2, 1)], 60_001);
  assertEquals([last.finished, countsOf(last).failed, countsOf(last).pending], [true, 1, 1]);
});

Deno.test("runs that are stopped early do not count as failures", () => {
  const jobs = Array.from({ length: 8 }, (_, i) => configuration(i + 1)).flat();
  const limits: Limits = { ...LIMITS, slots: 8 };
  let [state] = play(createState(limits, jobs), [BEGIN, report(0, 1.5, 0.9)]);
  for (let slot = 1; slot < 8; slot++) [state] = play(state, [report(slot, 1, -slot), exit(slot, 143)]);
  assertEquals([state.stop, countsOf(state).stoppedEarly], [undefined, 7]);
});

Deno.test("a run is only stopped once any run of its task is further: at the last row of all there is nothing to save", () => {
  const jobs = [configuration(1), configuration(2), configuration(3), configuration(4, 0, "u")].flat();
  const limits: Limits = { ...LIMITS, slots: 4 };
  const [state, actions] = play(createState(limits, jobs), [
    ...[BEGIN, report(0, 1, 0.9), report(1, 1, 0.5), report(2, 1, 0.4)],
    ...[report(1, 1, 0.8), report(3, 1.5, 0.1), { type: "tick" } as const],
  ]);
  assertEquals(short(actions).slice(4), [
    ...["judge 0 at 1: 0.9 on", "judge 1 at 1: 0.5 out", "judge 2 at 1: 0.4 out", "judge 3 at 1: 0.1 on"],
  ]);
  assertEquals(short(play(state, [report(0, 1.5, 0.9)])[1]), ["terminate 2", "terminate 1"]);
  assertEquals(short(play(state, [report(2, 1.5, 0.9)])[1]), ["terminate 2", "terminate 1"], "one of them goes on");
  const late: SchedulerEvent = { type: "report", slot: 2, resource: 1.5, value: 0.4, hasEnded: true };
  assertEquals(short(play(state, [late])[1]), ["terminate 1"], "it has ended");
  const [ended, ends] = play(state, [exit(0, 0), exit(1, 0)]);
  assertEquals(short(ends), ["end 1 succeeded", "end 2 succeeded"], "they are complete");
  assertEquals(short(play(ended, [report(2, 2, 0.4)])[1]), ["terminate 2"]);
});

Deno.test("an adopted run that was judged before is stopped once any run is further than the rung, as the journal shows", () => {
  const [job] = configuration(1);
  const adopted = { job: job!, started: 0, needs: { cpus: 1, memory: 0 }, devices: [], runsPerGpu: 1 };
  const out = { ...adopted, out: { resource: 1 } };
  const actionsWith = (rungs: number, events: readonly SchedulerEvent[] = []) => {
    const entered = new Map([["t", Array.from({ length: rungs }, enteredRung)]]);
    return short(play(createState(LIMITS, [], [out], entered), [BEGIN, ...events])[1]);
  };
  assertEquals(actionsWith(2), ["terminate 0"]);
  assertEquals(actionsWith(1), []);
  assertEquals(actionsWith(1, [report(0, 1, 0.1), report(0, 1.5, 0.1)]), ["terminate 0"]);
  assertEquals(actionsWith(1, [exit(0, 0)]), ["end 1 succeeded", "finish"]);
});

Deno.test("tasks are not compared with each other", () => {
  const jobs = [configuration(1, 0, "a"), configuration(2, 0, "b")].flat();
  const [, actions] = play(createState(LIMITS, jobs), [BEGIN, report(0, 1.5, 0.9), report(1, 1, 0.1)]);
  assertEquals(short(actions).slice(2), ["judge 0 at 1: 0.9 on", "judge 1 at 1: 0.1 on"]);
});

Deno.test("an adopted run that an earlier scheduler told to end is stopped early, also if it has ended before this one looks", () => {
  const [job] = configuration(1);
  const needs = { cpus: 1, memory: 0 };
  const adopted = {
    job: job!,
    started: 0,
    needs,
    devices: [],
    runsPerGpu: 1,
    out: { resource: 1 },
    toldBefore: "early",
  } as const;
  // As far as any other: it would wait if it was not told yet.
  const rungs = new Map([["t", [enteredRung()]]]);
  const [state, actions] = play(createState(LIMITS, [], [adopted], rungs), [BEGIN]);
  assertEquals(short(actions), ["terminate 0"]);
  const outcome = { kind: "signal", signal: "SIGTERM" } as const;
  const [after, ends] = play(state, [{ type: "ended", slot: 0, outcome, endedBeforeSignal: true }]);
  assertEquals([short(ends), countsOf(after).failed], [["end 1 stopped_early", "finish"], 0]);
});

Deno.test("each verdict is that of a plain sort, nobody is judged twice, and a run ends as it was judged", () => {
  const event = fc.oneof(
    fc.record({
      type: fc.constant("report" as const),
      slot: fc.nat(3),
      resource: fc.nat(9),
      value: fc.nat(6),
      hasEnded: fc.boolean(),
    }),
    fc.record({ type: fc.constant("ended" as const), slot: fc.nat(3), code: fc.constantFrom(0, 0, 1) }),
    fc.record({ type: fc.constant("tick" as const) }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 120 }), fc.integer({ min: 2, max: 4 }), (events, eta) => {
      const limits: Limits = {
        ...LIMITS,
        slots: 4,
        failures: { kind: "none" },
        halving: { first: 1, eta, goal: "minimize", by: "best" },
      };
      const jobs = Array.from({ length: 12 }, (_, i) => configuration(i + 1, i % 3)).flat();
      let [state, all] = stepCopy(createState(limits, jobs), BEGIN, 0);
      const seen = new Map<number, number[]>();
      const judged = new Set<string>();
      const out = new Set<number>();
      const told = new Set<number>();
      let now = 0;
      const look = (actions: readonly Action[], slots: ReadonlyMap<number, number>) => {
        for (const action of actions) {
          if (action.type === "judge") {
            const at = seen.get(action.rung) ?? [];
            at.push(action.value);
            seen.set(action.rung, at);
            const places = Math.floor(at.length / eta);
            const cut = at.toSorted((a, b) => a - b)[places - 1];
            assertEquals(action.verdict.goesOn, cut === undefined || action.value <= cut);
            assertEquals([action.verdict.of, action.verdict.cut], [at.length, cut]);
            const experiment = slots.get(action.slot)!;
            assert(!judged.has(`${experiment} ${action.rung}`), "nobody is judged twice at a rung");
            judged.add(`${experiment} ${action.rung}`);
            if (!action.verdict.goesOn) out.add(experiment);
          } else if (action.type === "terminate") {
            told.add(slots.get(action.slot)!);
          } else if (action.type === "record_end") {
            assertEquals(action.state === "stopped_early", told.has(action.job.experiment));
          } else if (action.type === "skip") {
            assert(out.has(action.job.kin!));
          } else if (action.type === "launch" && action.job.experiment >= 100) {
            assert(!out.has(action.job.kin!), "no further repetition of what is not among the best is started");
          } else if (action.type === "launch") {
            assert(!out.has(action.job.experiment), "nothing is started again that is not among the best");
          }
        }
      };
      const slotsOf = (state: State) => {
        const slots = new Map<number, number>();
        for (let slot = 0; slot < 4; slot++) {
          const run = state.running.get(slot);
          if (run !== undefined) slots.set(slot, run.job.experiment);
        }
        return slots;
      };
      look(all, new Map());
      for (const drawn of events) {
        now += 20_000;
        const slots = slotsOf(state);
        const event: SchedulerEvent = drawn.type === "ended" ? exit(drawn.slot, drawn.code) : drawn;
        [state, all] = stepCopy(state, event, now);
        look(all, slots);
      }
    }),
    { numRuns: 300 },
  );
});

import { assert, assertEquals, assertThrows } from "@std/assert";
import { createLoop } from "../../../io/stage/scheduler_loop.ts";
import { createState, type Job, type Limits } from "../../../lib/schedule/state.ts";
import { FakeClock } from "../../fake_clock.ts";

const POLICY = { needs: { cpus: 1, memory: 0 }, timeout: undefined, retries: 0 };
const LIMITS: Limits = {
  slots: 2,
  capacity: { cpus: 2, memory: 0 },
  devices: [],
  grace: 1_000,
  failures: { kind: "none" },
};
const DAY_MS = 86_400_000;

function jobs(count: number, policy: Partial<Job["policy"]> = {}): Job[] {
  return Array.from({ length: count }, (_, experiment) => ({
    experiment,
    policy: { ...POLICY, ...policy },
    attempt: 1,
    failures: 0,
    times: 1,
    losses: 0,
  }));
}

const success = (slot: number) => ({ type: "ended", slot, outcome: { kind: "exit", code: 0 } }) as const;

Deno.test("createLoop() handles events dispatched by actions in order, after all actions", () => {
  using _clock = new FakeClock();
  const done: string[] = [];
  using loop = createLoop(createState(LIMITS, jobs(3)), (action) => {
    done.push("job" in action ? `${action.type} ${action.job.experiment}` : action.type);
    // Each run ends as soon as it starts.
    if (action.type !== "launch") return;
    const running = new Map(loop.state.running);
    loop.dispatch(success(action.slot));
    assertEquals(loop.state.running, running, "no event is handled during an action");
  });
  loop.dispatch({ type: "begin" });
  assertEquals(done, [
    ...["launch 0", "launch 1", "record_end 0", "launch 2", "record_end 1", "record_end 2", "finish"],
  ]);
  assertEquals([loop.state.succeeded, loop.state.finished], [3, true]);
});

Deno.test("createLoop() is idle once after each external event, when all resulting events have been handled", () => {
  using _clock = new FakeClock();
  const idle: [number, number, boolean][] = [];
  using loop = createLoop(
    createState({ ...LIMITS, slots: 1 }, jobs(2)),
    (action) => action.type === "launch" && action.job.experiment === 0 && loop.dispatch(success(action.slot)),
    ({ succeeded, running, finished }) => idle.push([succeeded, running.size, finished]),
  );
  loop.dispatch({ type: "begin" });
  assertEquals(idle, [[1, 1, false]]);
  loop.dispatch(success(0));
  assertEquals(idle, [[1, 1, false], [2, 0, true]]);
});

Deno.test("createLoop() handles events that are dispatched when it is idle", () => {
  using _clock = new FakeClock();
  using loop = createLoop(createState(LIMITS, jobs(3)), () => {}, ({ stop }) => {
    if (stop === undefined) loop.dispatch({ type: "drain", reason: "drain" });
  });
  loop.dispatch({ type: "begin" });
  assertEquals([loop.state.stop, loop.state.running.size], ["drain", 2]);
});

Deno.test("createLoop() ticks when a timeout, a grace period or the delay of a retry expires", () => {
  using clock = new FakeClock();
  const done: string[] = [];
  using loop = createLoop(createState(LIMITS, jobs(1, { timeout: 5_000, retries: 1 })), ({ type }) => done.push(type));
  loop.dispatch({ type: "begin" });
  clock.pass(4_999);
  assertEquals(done, ["launch"]);
  clock.pass(1);
  assertEquals(done, ["launch", "terminate"]);
  clock.pass(999);
  assertEquals(done, ["launch", "terminate"]);
  clock.pass(1);
  assertEquals(done, ["launch", "terminate", "kill"]);
  loop.dispatch({ type: "ended", slot: 0, outcome: { kind: "signal", signal: "SIGKILL" } });
  assertEquals(done.slice(3), ["record_end"]);
  clock.pass(1_000);
  assertEquals(done.slice(3), ["record_end", "launch"]);
});

Deno.test("createLoop() has one timer, and none if nothing is scheduled", () => {
  using clock = new FakeClock();
  using loop = createLoop(createState(LIMITS, jobs(2, { timeout: 5_000 })), () => {});
  loop.dispatch({ type: "begin" });
  clock.pass(1_000);
  loop.dispatch({ type: "tick" });
  assertEquals(clock.waits(), [4_000]);
  loop.dispatch(success(0));
  loop.dispatch(success(1));
  assertEquals([loop.state.finished, clock.waits()], [true, []]);
});

Deno.test("createLoop() waits longer than the maximum of a timer", () => {
  using clock = new FakeClock();
  let terminated = false;
  using loop = createLoop(
    createState(LIMITS, jobs(1, { timeout: 60 * DAY_MS })),
    ({ type }) => terminated ||= type === "terminate",
  );
  loop.dispatch({ type: "begin" });
  for (let day = 0; day < 60; day++) {
    assert(!terminated, `after ${day} days`);
    assert(clock.waits().every((wait) => wait < 2 ** 31), "a longer timer would fire immediately");
    clock.pass(DAY_MS);
  }
  assert(terminated);
});

Deno.test("createLoop() stops ticking when it is disposed", () => {
  using clock = new FakeClock();
  const done: string[] = [];
  {
    using loop = createLoop(createState(LIMITS, jobs(1, { timeout: 5_000 })), ({ type }) => done.push(type));
    loop.dispatch({ type: "begin" });
    assertEquals(clock.waits(), [5_000]);
  }
  assertEquals(clock.waits(), []);
  clock.pass(10_000);
  assertEquals(done, ["launch"]);
});

Deno.test("createLoop() takes events also after one of its callers has failed", () => {
  using _clock = new FakeClock();
  let failing = true;
  using loop = createLoop(createState(LIMITS, jobs(1)), () => {}, () => {
    if (failing) throw new Error("no look at the GPUs");
  });
  assertThrows(() => loop.dispatch({ type: "begin" }), Error, "no look");
  failing = false;
  loop.dispatch(success(0));
  assertEquals(loop.state.succeeded, 1);
});

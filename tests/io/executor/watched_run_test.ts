import { assertEquals } from "@std/assert";
import type { LaunchEnd } from "../../../io/executor/executor.ts";
import { type Reach, watchRun } from "../../../io/executor/watched_run.ts";
import type { Inspection } from "../../../lib/run/recover.ts";

/** A reach that returns the given inspections in turn, and then repeats the last one. */
function scripted(shown: readonly Inspection[], claimVoid = () => false): Reach & { readonly calls: string[] } {
  const calls: string[] = [];
  let at = 0;
  return {
    calls,
    inspect: () => shown[Math.min(at++, shown.length - 1)]!,
    claimVoid,
    terminate: () => void calls.push("terminate"),
    kill: () => calls.push("kill") > 0,
  };
}

const ALIVE: Inspection = { kind: "alive", pid: 1 };
const EXITED: Inspection = { kind: "ended", outcome: { kind: "exit", code: 0 }, time: 0 };
const LOST: LaunchEnd = { kind: "ended", outcome: { kind: "lost" }, endedBeforeSignal: false };

Deno.test("watchRun() calls note right before the signal", async () => {
  const reach = scripted([ALIVE, EXITED]);
  const run = watchRun(reach);
  run.terminate(() => void reach.calls.push("note"));
  assertEquals(reach.calls, ["note", "terminate"]);
  assertEquals((await run.ended).kind, "ended");
});

Deno.test("watchRun() does not call note or signal a run that has ended", async () => {
  const reach = scripted([EXITED]);
  const run = watchRun(reach);
  run.terminate(() => void reach.calls.push("note"));
  assertEquals(await run.ended, { kind: "ended", outcome: { kind: "exit", code: 0 }, endedBeforeSignal: true });
  run.kill();
  assertEquals(reach.calls, []);
});

Deno.test("watchRun() reports a run as lost once its process has been dead for some time", async () => {
  assertEquals(await watchRun(scripted([ALIVE, { kind: "dead" }, { kind: "dead" }])).ended, LOST);
  const late = scripted([{ kind: "dead" }, EXITED]);
  assertEquals((await watchRun(late).ended as { outcome: unknown }).outcome, { kind: "exit", code: 0 });
});

Deno.test("watchRun() waits for a claim as long as a supervisor may still create it", async () => {
  let queued = true;
  const reach = scripted([{ kind: "unclaimed" }, { kind: "unclaimed" }, { kind: "unclaimed" }], () => !queued);
  const run = watchRun(reach);
  let ended = false;
  run.ended.then(() => ended = true);
  await Promise.resolve();
  assertEquals(ended, false);
  queued = false;
  assertEquals(await run.ended, { kind: "void" });
});

Deno.test("watchRun() calls a run lost that has removed its claim, and is gone", async () => {
  assertEquals(await watchRun(scripted([ALIVE, { kind: "unclaimed" }], () => true)).ended, LOST);
});

Deno.test("watchRun() waits for a run in an unknown state until it is killed", async () => {
  const reach = scripted([{ kind: "foreign", host: "other" }]);
  const run = watchRun(reach);
  let ended = false;
  run.ended.then(() => ended = true);
  await Promise.resolve();
  assertEquals(ended, false);
  run.kill();
  assertEquals(await run.ended, LOST);
  assertEquals(reach.calls, ["kill"]);
});

Deno.test("watchRun() waits no longer for a run to which nothing can be sent once it was to be killed", async () => {
  const reach = { ...scripted([ALIVE]), kill: () => false };
  const run = watchRun(reach);
  run.kill();
  assertEquals(await run.ended, LOST);
});

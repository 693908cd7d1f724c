import { assertEquals } from "@std/assert";
import type { LaunchEnd } from "../../../io/executor/executor.ts";
import { type Reach, watchRun } from "../../../io/executor/watched_run.ts";
import type { Inspection } from "../../../lib/run/recover.ts";

/** A reach whose launch shows one thing after another, the last one for ever. */
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

Deno.test("watchRun() notes a termination right before the signal", async () => {
  const reach = scripted([ALIVE, EXITED]);
  const run = watchRun(reach);
  run.terminate(() => void reach.calls.push("note"));
  assertEquals(reach.calls, ["note", "terminate"]);
  assertEquals((await run.ended).kind, "ended");
});

Deno.test("watchRun() neither notes nor signals a run that has ended", async () => {
  const reach = scripted([EXITED]);
  const run = watchRun(reach);
  run.terminate(() => void reach.calls.push("note"));
  assertEquals(await run.ended, { kind: "ended", outcome: { kind: "exit", code: 0 }, endedBeforeSignal: true });
  run.kill();
  assertEquals(reach.calls, []);
});

Deno.test("watchRun() calls a run lost once its process has looked dead twice", async () => {
  assertEquals(await watchRun(scripted([ALIVE, { kind: "dead" }, { kind: "dead" }])).ended, LOST);
  const late = scripted([{ kind: "dead" }, EXITED]);
  assertEquals((await watchRun(late).ended as { outcome: unknown }).outcome, { kind: "exit", code: 0 });
});

Deno.test("watchRun() waits for a claim as long as one may still come", async () => {
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

Deno.test("watchRun() waits for what cannot be known until it was killed", async () => {
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

import { assertEquals } from "@std/assert";
import { superviseRun } from "../../../io/executor/local.ts";
import type { Supervisor, SupervisorAnswer } from "../../../io/executor/supervisor.ts";
import type { Reach } from "../../../io/executor/watched_run.ts";
import type { Inspection } from "../../../lib/run/recover.ts";

const LAUNCH = { stage: "train", number: 1, dir: "a", log: "train.1.log" } as const;

/** A supervised run with a fake supervisor that answers on demand, and the calls that were made. */
function subject(seen: Inspection) {
  const calls: string[] = [];
  const { promise, resolve } = Promise.withResolvers<SupervisorAnswer>();
  const supervisor: Supervisor = {
    pid: 1,
    isGone: () => false,
    launch: () => promise,
    terminate: () => void calls.push("terminate"),
    killRun: () => void calls.push("kill run"),
    kill: () => void calls.push("kill supervisor"),
    close: () => Promise.resolve(),
  };
  const reach: Reach = {
    inspect: () => seen,
    claimVoid: () => false,
    terminate: () => void calls.push("signal"),
    kill: () => calls.push("kill") > 0,
  };
  return { calls, answer: resolve, run: superviseRun(supervisor, LAUNCH, reach, "/nowhere") };
}

Deno.test("superviseRun() calls note right before the signal", async () => {
  const { calls, answer, run } = subject({ kind: "alive", pid: 1 });
  run.terminate(() => void calls.push("note"));
  assertEquals(calls, ["note", "terminate"]);
  answer({ kind: "exit", code: 143, pid: 7 });
  assertEquals(await run.ended, {
    kind: "ended",
    outcome: { kind: "signal", signal: "SIGTERM" },
    endedBeforeSignal: false,
    session: 7,
  });
});

Deno.test("superviseRun() tells when the record was there before the signal, whatever its time, and notes none", async () => {
  const { calls, answer, run } = subject({ kind: "ended", outcome: { kind: "exit", code: 0 }, time: Infinity });
  run.terminate(() => void calls.push("note"));
  assertEquals(calls, ["terminate"]);
  answer({ kind: "exit", code: 0, pid: 7 });
  assertEquals(await run.ended, {
    kind: "ended",
    outcome: { kind: "exit", code: 0 },
    endedBeforeSignal: true,
    session: 7,
  });
});

Deno.test("superviseRun() kills through the supervisor, which knows the run even if the claim was changed", () => {
  const { calls, run } = subject({ kind: "alive", pid: 1 });
  run.kill();
  run.terminate(() => {});
  run.kill();
  assertEquals(calls, ["kill run", "terminate", "kill run"]);
});

Deno.test("a run whose supervisor is gone becomes a watched one", async () => {
  const { calls, answer, run } = subject({ kind: "ended", outcome: { kind: "exit", code: 5 }, time: 0 });
  answer({ kind: "gone" });
  assertEquals(await run.ended, { kind: "ended", outcome: { kind: "exit", code: 5 }, endedBeforeSignal: false });
  run.terminate(() => void calls.push("note"));
  assertEquals(calls, []);
});

Deno.test("superviseRun() does not call note or signal a run that has ended", async () => {
  const { calls, answer, run } = subject({ kind: "ended", outcome: { kind: "exit", code: 0 }, time: 0 });
  answer({ kind: "exit", code: 0, pid: 7 });
  await run.ended;
  run.terminate(() => void calls.push("note"));
  run.kill();
  assertEquals(calls, []);
});

Deno.test("superviseRun() reports a launch as void if another has its claim or GPU", async () => {
  for (const kind of ["void", "unleased"] as const) {
    const { answer, run } = subject({ kind: "void" });
    answer({ kind });
    assertEquals(await run.ended, kind === "unleased" ? { kind: "void", unleased: true } : { kind: "void" });
  }
});

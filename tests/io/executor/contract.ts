/** The test suite that every executor must pass. */
import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import type { Executor, Launch, LaunchEnd, RunHandle } from "../../../io/executor/executor.ts";
import { gridKey, printMark } from "../../../lib/launch/launch_context.ts";
import { processesOf, until } from "../../project.ts";

/** An executor under test. */
export interface Subject {
  readonly executor: Executor;
  /** Further fields of each launch: GPUs, or how a cluster runs it. */
  readonly given?: Pick<Launch, "devices" | "cluster">;
}

/** Milliseconds that processes left behind by a run have to end after SIGTERM. */
export const GRACE_MS = 300;

const PLAN_ID = crypto.randomUUID();

/** The key of the grid directory of a test. */
export function keyOfTest(root: string): string {
  return gridKey(PLAN_ID, Deno.statSync(root).ino);
}

/** A grid directory with launches in it. */
class Ground implements Disposable {
  readonly root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "executor' " }));
  readonly told: string[] = [];

  /** Prepares a launch. @param script the shell command that it runs */
  launch(dir: string, script: string, subject: Subject, number = 1): Launch {
    Deno.mkdirSync(join(this.root, dir), { recursive: true });
    const mark = `GRID_WORKERS_RUN=${printMark({ grid: keyOfTest(this.root), dir, stage: "train", number })}`;
    Deno.writeTextFileSync(
      join(this.root, dir, `train.${number}.sh`),
      `export ${mark}\nexec \${gw_session:+"$gw_session"} sh -c '${script.replaceAll("'", "'\\''")}'\n`,
    );
    return { stage: "train", number, dir, log: `train.${number}.log`, ...subject.given };
  }

  exists(path: string): boolean {
    try {
      Deno.lstatSync(join(this.root, path));
      return true;
    } catch {
      return false;
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

// Without the session, which is only known from a supervisor of this process, and without the reason that a cluster records.
async function endOf({ ended }: RunHandle): Promise<LaunchEnd> {
  const end = await ended;
  if (end.kind !== "ended") return end;
  const { session: _, told: __, time: ___, ...rest } = end;
  return rest;
}

const exit = (code: number): LaunchEnd => ({
  kind: "ended",
  outcome: { kind: "exit", code },
  endedBeforeSignal: false,
});
const signalled = (signal: string): LaunchEnd => ({
  kind: "ended",
  outcome: { kind: "signal", signal },
  endedBeforeSignal: false,
});

/**
 * Registers the suite.
 *
 * @param create creates an executor for a grid directory
 * @param register registers a test
 */
export function testExecutor(
  name: string,
  create: (root: string) => Subject,
  register: (name: string, run: () => Promise<void>) => void = (name, run) => Deno.test(name, run),
): void {
  const test = (what: string, run: (ground: Ground, subject: Subject) => Promise<void>) =>
    register(`${name}: ${what}`, async () => {
      using ground = new Ground();
      const subject = create(ground.root);
      try {
        await run(ground, subject);
      } finally {
        subject.executor.hurry();
        assertEquals(await subject.executor.close(false), []);
      }
      await until("no process of it is left", () => processesOf(ground.root).length === 0);
    });

  test("the outcome and the exit record of a launch are those of its command", async (ground, subject) => {
    const seven = ground.launch("a", "echo out; exit 7", subject);
    const nine = ground.launch("b", "kill -9 $$", subject);
    const handles = [seven, nine].map((launch) => subject.executor.start(launch));
    assertEquals(await Promise.all(handles.map(endOf)), [exit(7), signalled("SIGKILL")]);
    assertEquals(Deno.readTextFileSync(join(ground.root, "a/train.1.exit")), `7 ${keyOfTest(ground.root)}/a:train.1\n`);
    assertEquals(Deno.readTextFileSync(join(ground.root, "a/train.1.log")), "out\n");
  });

  test("launches can run one after another and concurrently", async (ground, subject) => {
    for (let round = 0; round < 3; round++) {
      const launches = [1, 2, 3].map((n) => ground.launch(`r${round}-${n}`, `exit ${n}`, subject));
      const ends: LaunchEnd[] = [];
      for (const launch of subject.given ? launches.slice(0, 1) : launches) {
        ends.push(await endOf(subject.executor.start(launch)));
      }
      assertEquals(ends, [exit(1), exit(2), exit(3)].slice(0, ends.length));
    }
  });

  test("a launch that is already claimed, or has no directory, starts nothing", async (ground, subject) => {
    const claimed = ground.launch("a", "touch started", subject);
    Deno.writeTextFileSync(join(ground.root, "a/train.1.pid"), "void\n");
    const gone = ground.launch("b", "touch started", subject);
    Deno.removeSync(join(ground.root, "b"), { recursive: true });
    for (const launch of [claimed, gone]) {
      const end = await endOf(subject.executor.start(launch));
      assert(end.kind !== "ended" || end.outcome.kind === "unstarted" || end.outcome.kind === "lost");
    }
    assert(!ground.exists("a/started") && !ground.exists("started"));
  });

  test("terminate() calls note first, and ends the run and its processes", async (ground, subject) => {
    // A TERM that reaches the child of dash before its exec is lost.
    const script = "trap 'echo saved >a/saved; exit 3' TERM; sleep 60 & " +
      "until grep -qs ^sleep /proc/$!/comm; do :; done; touch a/up; wait; while :; do sleep 0.1; done";
    const launch = ground.launch("a", script, subject);
    const handle = subject.executor.start(launch);
    await until("it runs", () => ground.exists("a/up"));
    let noted = 0;
    handle.terminate(() => {
      noted++;
      assert(!ground.exists("a/saved"));
    });
    assertEquals(await endOf(handle), exit(3));
    assertEquals([noted, ground.exists("a/saved")], [1, true]);
  });

  test("kill() ends a run that ignores SIGTERM", async (ground, subject) => {
    const handle = subject.executor.start(
      ground.launch("a", "trap '' TERM; touch a/up; while :; do sleep 60; done", subject),
    );
    await until("it runs", () => ground.exists("a/up"));
    handle.terminate(() => {});
    let ended = false;
    handle.ended.then(() => ended = true);
    await delay(50);
    assert(!ended, "it ignores SIGTERM");
    handle.kill();
    assertEquals(await endOf(handle), signalled("SIGKILL"));
  });

  test("another executor can adopt a running launch, sees how it ends, and can stop it", async (ground, subject) => {
    const { executor: heir } = create(ground.root);
    const done = ground.launch("a", "until [ -e go ]; do sleep 0.01; done; exit 5", subject);
    const first = subject.executor.start(done);
    await until("it is claimed", () => ground.exists("a/train.1.pid"));
    const adopted = heir.adopt(done);
    Deno.writeTextFileSync(join(ground.root, "go"), "");
    assertEquals([await endOf(first), await endOf(adopted)], [exit(5), exit(5)]);

    const endless = ground.launch("b", "touch b/up; sleep 60", subject);
    const second = subject.executor.start(endless);
    await until("it runs", () => ground.exists("b/up"));
    const taken = heir.adopt(endless);
    let noted = 0;
    taken.terminate(() => noted++);
    const bySignal = signalled("SIGTERM");
    assertEquals([await endOf(taken), await endOf(second), noted], [bySignal, bySignal, 1]);
    heir.hurry();
    await heir.close(false);
  });

  test(
    "terminate() after the end of a run does not call note, and endedBeforeSignal is set",
    async (ground, subject) => {
      const launch = ground.launch("a", "until [ -e go ]; do sleep 0.01; done; exit 0", subject);
      const first = subject.executor.start(launch);
      await until("it is claimed", () => ground.exists("a/train.1.pid") && readText(ground, "a/train.1.pid") !== "");
      const { executor: heir } = create(ground.root);
      const adopted = heir.adopt(launch);
      Deno.writeTextFileSync(join(ground.root, "go"), "");
      while (!ground.exists("a/train.1.exit") || readText(ground, "a/train.1.exit") === "") {
        // Blocks the event loop, so that the adopting executor does not notice the end before terminate() is called.
      }
      adopted.terminate(() => ground.told.push("noted"));
      assertEquals(await endOf(adopted), {
        kind: "ended",
        outcome: { kind: "exit", code: 0 },
        endedBeforeSignal: true,
      });
      assertEquals(ground.told, []);
      await first.ended;
      heir.hurry();
      await heir.close(false);
    },
  );

  test("clear() kills all processes of a launch, even one in its own session", async (ground, subject) => {
    const launch = ground.launch("a", "setsid sleep 300 & sleep 0.1", subject);
    assertEquals(await endOf(subject.executor.start(launch)), exit(0));
    const left = () =>
      processesOf(ground.root).filter((pid) =>
        Deno.readTextFileSync(`/proc/${pid}/cmdline`).startsWith("sleep\x00300")
      );
    await subject.executor.clear(launch);
    assertEquals(left(), []);
  });
}

function readText(ground: Ground, path: string): string {
  return Deno.readTextFileSync(join(ground.root, path));
}

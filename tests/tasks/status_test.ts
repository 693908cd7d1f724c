/** Compares `grid:status --json` byte for byte with golden files, and checks that a status writes nothing. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { writePlan } from "../../io/grid/grid_dir.ts";
import { readHostIdentity } from "../../io/system/place.ts";
import { EMPTY } from "../../lib/config/merge.ts";
import { fromJson, scalarOf, type Value, type ValueMap } from "../../lib/config/value.ts";
import { createGroup, createRunSpecReader, type Experiment, type Plan } from "../../lib/plan/plan.ts";
import type { JournalRecord } from "../../lib/run/journal_record.ts";
import type { EndState } from "../../lib/run/outcome.ts";
import { experimentDir } from "../../lib/store/layout.ts";
import { Project } from "../project.ts";

const GOLDEN = join(dirname(dirname(fromFileUrl(import.meta.url))), "fixtures/status");
// 2026-11-24T08:00:00Z
const T0 = 1795507200000;
const GPU = "GPU-00000000-aaaa-bbbb-cccc-000000000000";

function golden(name: string): string {
  return Deno.readTextFileSync(join(GOLDEN, name));
}

function planOf(names: readonly string[], tests: readonly string[] = []): Plan {
  const values: Value[] = [scalarOf("1.0")!, scalarOf("9007199254740993")!, scalarOf("null")!, "text"];
  const optimizers = [{ name: "SGD", momentum: 0.9 }, { name: "Adam", "~momentum": null }].map(fromJson);
  const gridTests = tests.map((name) => ({ name, overwrite: EMPTY, settings: EMPTY }));
  return {
    name: "grid",
    seed: 7,
    maxConcurrentRuns: Infinity,
    cwd: "/home/ada/project",
    li: 100,
    ll: "INFO",
    tensorboard: undefined,
    groups: [createGroup({
      task: "task",
      config: fromJson({ epochs: 1 }) as ValueMap,
      axes: [
        { key: "x", parts: ["x"], values },
        { key: "optimizer", parts: ["optimizer"], values: optimizers },
      ],
      set: [],
      settings: fromJson({ command: "train", test_command: "test" }) as ValueMap,
      seedKeys: [],
    }, createRunSpecReader(gridTests))],
    tests: gridTests,
    experiments: names.map((name, index): Experiment => {
      const id = String(index + 1).padStart(8, "0");
      return {
        id,
        hash: id.repeat(4),
        name,
        repetition: index % 3,
        group: 0,
        at: [index % 4, index % 2],
        seed: index,
        ...(name.startsWith("dropped") && { dropped: true }),
        ...(name.startsWith("model") && { model: "/home/ada/trained/models/model_best.pt" }),
      };
    }),
  };
}

/** A grid directory with a hand-written journal: records are one second apart. */
class Ground implements Disposable {
  readonly project: Project = new Project();
  readonly plan: Plan;
  readonly #place = readHostIdentity();
  #time = T0;

  constructor(names: readonly string[], tests?: readonly string[]) {
    this.plan = planOf(names, tests);
    Deno.mkdirSync(join(this.project.dir, "grid"));
    writePlan(join(this.project.dir, "grid/plan.ndjson"), this.plan);
    this.#append({ type: "journal", version: 1 });
    this.#append({ type: "scheduler", time: T0, stage: "train", pid: 4711, host: "host-a", devices: [GPU] });
  }

  start(name: string, launch: number, more: Partial<JournalRecord> = {}): void {
    this.#append({ ...this.#run(name), type: "start", launch, attempt: launch, ...more } as JournalRecord);
  }

  end(
    name: string,
    launch: number,
    state: EndState,
    exit: number | null,
    signal: string | null,
    more: Partial<JournalRecord> = {},
  ): void {
    this.#append({ ...this.#run(name), type: "end", launch, state, exit, signal, ...more } as JournalRecord);
  }

  /** Any other record. */
  note(name: string, type: "void" | "blocked" | "terminate", more: object): void {
    this.#append({ ...this.#run(name), type, ...more } as JournalRecord);
  }

  /** Writes a claim: that of a running process on this host, or the given one. */
  claim(name: string, launch: number, other: { pid?: number; boot?: string; host?: string } = {}): void {
    const { pid = Deno.pid, boot = this.#place.boot, host = this.#place.host } = other;
    this.#write(name, `train.${launch}.pid`, `${pid} - ${boot} ${this.#place.pidNamespace} ${host}\n`);
  }

  /** Writes an exit record with a fixed time. */
  exit(name: string, launch: number, code: number): void {
    const path = this.#write(name, `train.${launch}.exit`, `${code}\n`);
    Deno.utimeSync(path, T0 / 1000 + 3600, T0 / 1000 + 3600);
  }

  dirOf(name: string): string {
    return `grid/${experimentDir(this.#experiment(name))}`;
  }

  async status(...flags: string[]): Promise<string> {
    const { stdout, stderr, code } = await this.project.run("status", ["grid", ...flags]);
    assertEquals([code, stderr], [0, ""]);
    return stdout;
  }

  /** Holds the lock, like a scheduler. */
  lock(): Disposable {
    const path = this.project.write("grid/lock", '{"pid":4711,"host":"host-a","since":"2026-11-24T08:00:00.000Z"}');
    const file = Deno.openSync(path, { read: true });
    file.lockSync(true);
    return file;
  }

  /** All files of the project with their metadata, to detect writes. */
  listing(path = ""): string[] {
    const full = join(this.project.dir, path);
    const { mtime, ctime, size, mode } = Deno.lstatSync(full);
    const line = `${path} ${size} ${mode} ${mtime?.getTime()} ${ctime?.getTime()}`;
    if (!Deno.lstatSync(full).isDirectory) return [line];
    return [line, ...this.project.list(path).flatMap((name) => this.listing(join(path, name)))];
  }

  [Symbol.dispose](): void {
    this.project[Symbol.dispose]();
  }

  #experiment(name: string): Experiment {
    return this.plan.experiments.find((experiment) => experiment.name === name)!;
  }

  #run(name: string): { time: number; id: string; stage: "train" } {
    return { time: this.#time += 1000, id: this.#experiment(name).id, stage: "train" };
  }

  #append(record: JournalRecord): void {
    const path = join(this.project.dir, "grid/journal.ndjson");
    Deno.writeTextFileSync(path, `${JSON.stringify(record)}\n`, { append: true });
  }

  #write(name: string, file: string, text: string): string {
    return this.project.write(`${this.dirOf(name)}/${file}`, text);
  }
}

function everyState(): Ground {
  const ground = new Ground([
    "pending",
    "pending-after-void",
    "running",
    "succeeded",
    "failed",
    "timed_out",
    "interrupted",
    "lost",
    "unknown",
    "blocked-after-exit",
    "blocked-after-signal",
    "interrupted-by-void",
    "dropped",
    "ended-unseen",
    "stopped-unseen",
    "not-started",
    "model",
    "blocked-at-once",
  ]);
  const test = { stage: "test" } as const;
  ground.start("pending-after-void", 1, { devices: [GPU] });
  ground.note("pending-after-void", "void", { launch: 1 });
  ground.start("running", 1, { devices: [GPU, "GPU-1"], runs_per_gpu: 2 });
  ground.claim("running", 1);
  for (const name of ["succeeded", "dropped", "blocked-after-exit", "blocked-after-signal"]) {
    ground.start(name, 1);
    ground.end(name, 1, "succeeded", 0, null);
  }
  ground.start("succeeded", 1, { ...test, test_dir: "test_1" });
  ground.end("succeeded", 1, "succeeded", 0, null, test);
  for (const launch of [1, 2]) {
    ground.start("failed", launch, { devices: [GPU] });
    ground.end("failed", launch, "failed", 2 + launch, null);
  }
  ground.start("timed_out", 1);
  ground.note("timed_out", "terminate", { launch: 1, why: "timeout" });
  ground.end("timed_out", 1, "timed_out", null, "SIGTERM");
  ground.start("interrupted", 1);
  ground.note("interrupted", "terminate", { launch: 1, why: "stop" });
  ground.end("interrupted", 1, "interrupted", 0, null);
  ground.start("lost", 1);
  ground.end("lost", 1, "lost", null, null);
  ground.start("unknown", 1);
  ground.claim("unknown", 1, { host: "a-host-that-is-not-here" });
  ground.start("blocked-after-exit", 1, { ...test, test_dir: "test_2" });
  ground.end("blocked-after-exit", 1, "failed", 4, null, test);
  ground.note("blocked-after-exit", "blocked", { ...test, reason: "no checkpoint was found" });
  ground.start("blocked-after-signal", 1, { ...test, test_dir: "test_3" });
  ground.end("blocked-after-signal", 1, "failed", null, "SIGKILL", test);
  ground.note("blocked-after-signal", "blocked", { ...test, reason: "no checkpoint was found" });
  ground.start("interrupted-by-void", 1);
  ground.end("interrupted-by-void", 1, "failed", 3, null);
  ground.start("interrupted-by-void", 2);
  ground.note("interrupted-by-void", "void", { launch: 2 });
  ground.start("ended-unseen", 1);
  ground.claim("ended-unseen", 1);
  ground.exit("ended-unseen", 1, 137);
  ground.start("stopped-unseen", 1);
  ground.note("stopped-unseen", "terminate", { launch: 1, why: "stop" });
  ground.claim("stopped-unseen", 1);
  ground.exit("stopped-unseen", 1, 0);
  ground.start("not-started", 1);
  ground.end("not-started", 1, "failed", null, null, { reason: "its launch was claimed by another" });
  ground.note("blocked-at-once", "blocked", { ...test, reason: "no checkpoint was found" });
  return ground;
}

Deno.test("grid:status --json of every state, byte for byte", async () => {
  using ground = everyState();
  assertEquals(await ground.status("--json"), golden("states.json"));
});

Deno.test("grid:status --json while a scheduler is running follows the journal, byte for byte", async () => {
  using ground = everyState();
  using _lock = ground.lock();
  assertEquals(await ground.status("--json"), golden("scheduler.json"));
});

Deno.test("grid:status --json of several tests, byte for byte", async () => {
  const tests = ["clean", "noisy"];
  using ground = new Ground(["succeeded", "half", "blocked", "running", "pending", "dropped"], tests);
  const start = (name: string, test: string, launch: number) =>
    ground.start(name, launch, { stage: "test", test, attempt: 1, test_dir: `test_${launch}_${test}` });
  const end = (name: string, test: string, launch: number, state: EndState, exit: number | null) =>
    ground.end(name, launch, state, exit, exit === null ? "SIGKILL" : null, { stage: "test", test });
  for (const { name } of ground.plan.experiments.filter(({ name }) => name !== "pending")) {
    ground.start(name, 1);
    ground.end(name, 1, "succeeded", 0, null);
  }
  for (const name of ["succeeded", "dropped"]) {
    for (const [index, test] of tests.entries()) {
      start(name, test, index + 1);
      end(name, test, index + 1, "succeeded", 0);
    }
  }
  start("half", "clean", 1);
  end("half", "clean", 1, "succeeded", 0);
  start("half", "noisy", 2);
  end("half", "noisy", 2, "failed", 5);
  start("half", "noisy", 3);
  end("half", "noisy", 3, "failed", null);
  start("blocked", "clean", 1);
  end("blocked", "clean", 1, "failed", 6);
  ground.note("blocked", "blocked", { stage: "test", test: "clean", reason: "no checkpoint was found" });
  start("running", "clean", 1);
  end("running", "clean", 1, "failed", 7);
  start("running", "noisy", 2);
  // While a scheduler is running, only the journal shows that the test is running.
  using _lock = ground.lock();
  assertEquals(await ground.status("--json"), golden("tests.json"));
});

/** Launches that are running according to the journal, but that a scheduler would recover. */
function unsettled(): Ground {
  const ground = new Ground(["unclaimed", "dead", "rebooted", "unfilled", "unjournaled"]);
  for (const name of ["unclaimed", "dead", "rebooted", "unfilled"]) {
    ground.start(name, 1);
    ground.project.write(`${ground.dirOf(name)}/train.1.sh`, "");
  }
  // Above the largest pid of Linux.
  ground.claim("dead", 1, { pid: 4194305 });
  ground.claim("rebooted", 1, { boot: "a-boot-before" });
  ground.project.write(`${ground.dirOf("unfilled")}/train.1.pid`, "");
  ground.claim("unjournaled", 1);
  return ground;
}

Deno.test("grid:status classifies launches without an end like a scheduler would", async () => {
  using ground = unsettled();
  const { experiments } = JSON.parse(await ground.status("--json"));
  // deno-lint-ignore no-explicit-any
  const states = experiments.map(({ name, train }: any) => [name, train.state, train.attempts, train.ended !== null]);
  assertEquals(states, [
    ["unclaimed", "pending", 0, true],
    ["dead", "lost", 1, true],
    ["rebooted", "interrupted", 1, true],
    ["unfilled", "running", 1, false],
    ["unjournaled", "running", 1, false],
  ]);
});

Deno.test("grid:status writes nothing and voids no claim, with or without a scheduler", async () => {
  for (const make of [everyState, unsettled]) {
    using ground = make();
    const before = ground.listing();
    assertNotEquals(before.length, 0);
    await ground.status("--json");
    await ground.status();
    assertEquals(ground.listing(), before);
    using _lock = ground.lock();
    const locked = ground.listing();
    await ground.status("--json");
    await ground.status();
    assertEquals(ground.listing(), locked);
  }
  using ground = unsettled();
  await ground.status("--json");
  assertEquals(ground.project.list(ground.dirOf("unclaimed")), ["train.1.sh"]);
  assertEquals(ground.project.read(`${ground.dirOf("unfilled")}/train.1.pid`), "");
});

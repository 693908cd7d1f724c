import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { startSupervisor } from "../../../io/executor/supervisor.ts";
import { openJournal } from "../../../io/grid/journal.ts";
import { inspectLaunch } from "../../../io/grid/launch_records.ts";
import { type RunInput, runJobs } from "../../../io/stage/run_jobs.ts";
import { readHostIdentity } from "../../../io/system/place.ts";
import { planJobs } from "../../../lib/schedule/plan_jobs.ts";
import type { State } from "../../../lib/schedule/state.ts";
import { experimentDir } from "../../../lib/store/layout.ts";
import { expand } from "../../lib/expand/expand_text.ts";
import { until } from "../../project.ts";
import { RecordedGrid } from "../grid/recorded_grid.ts";

const place = readHostIdentity();
const never = () => {};

Deno.test("a stop that was asked for before a run was adopted reaches it", async () => {
  const root = Deno.makeTempDirSync();
  const plan = expand("grid_axes: {x: [1]}\ngrid_settings: {command: run}\n");
  const dir = experimentDir(plan.experiments[0]!);
  Deno.mkdirSync(join(root, dir));
  Deno.writeTextFileSync(join(root, dir, "train.1.sh"), "exec ${gw_session-} sleep 60");
  const supervisor = startSupervisor(root, place);
  const ended = supervisor.launch("train", 1, dir, "train.1.log");
  await until("it runs", () => inspectLaunch(join(root, dir), "train", 1, place).kind === "alive");

  const history = { train: new Map(), test: new Map() };
  const request = { stage: "train", only: undefined, retryFailed: false, again: false, repeat: 1 } as const;
  const [job] = planJobs(plan, history, request, { kind: "cpu" }).jobs;
  const journal = openJournal(join(root, "journal.ndjson"));
  const { needs } = job!.policy;
  let state: State | undefined;
  const running = runJobs({
    ...{ root, plan, history, stage: "train", jobs: [], gpus: undefined, journal, place },
    adopted: [{
      ...{ experiment: 0, launch: 1, attempt: 1, started: Date.now(), devices: [], runsPerGpu: 1, log: "" },
      ...{ job: job!, needs },
    }],
    // Far longer than the test waits: SIGTERM has to end it.
    limits: { slots: 1, capacity: needs, devices: [], grace: 600_000, failures: { kind: "none" } },
    launcher: { prepare: () => ({ dir, log: "", testDir: undefined }) },
    observer: {
      ...{ started: never, settled: never, gaveUp: never, waiting: never },
      ...{ unleased: never, survivors: never, fault: never },
    },
    control: (send) => send("stop"),
  });
  running.then((last) => state = last);
  try {
    await until("it has ended", () => state !== undefined);
    assertEquals(state!.interrupted, 1);
  } finally {
    supervisor.terminate();
    assertEquals(await ended, { kind: "exit", code: 143 });
    await running;
    await supervisor.close();
    await journal.close();
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("a mistake in the loop of a scheduler starts nothing more, lets what runs end, and is told", async () => {
  const root = Deno.makeTempDirSync();
  const plan = expand("grid_axes: {x: [1, 2, 3, 4, 5]}\ngrid_settings: {command: run}\n");
  const history = { train: new Map(), test: new Map() };
  const request = { stage: "train", only: undefined, retryFailed: false, again: false, repeat: 1 } as const;
  const { jobs } = planJobs(plan, history, request, { kind: "cpu" });
  const journal = openJournal(join(root, "journal.ndjson"));
  const faults: unknown[] = [];
  const started: string[] = [];
  try {
    const state = await runJobs({
      ...{ root, plan, history, stage: "train", jobs, adopted: [], gpus: undefined, journal, place },
      limits: {
        ...{ slots: 2, capacity: { cpus: 2, memory: 0 }, devices: [], grace: 1_000 },
        failures: { kind: "none" },
      },
      launcher: {
        prepare({ experiment }) {
          const dir = experimentDir(experiment);
          Deno.mkdirSync(join(root, dir));
          // The second one ends when the mistake has been made.
          const command = started.length === 0 ? "true" : "sh -c 'until [ -e made ]; do sleep 0.01; done'";
          started.push(dir);
          Deno.writeTextFileSync(join(root, dir, "train.1.sh"), `exec \${gw_session-} ${command}`);
          return { dir, log: "train.1.log", testDir: undefined };
        },
      },
      observer: {
        ...{ started: never, gaveUp: never, waiting: never, unleased: never, survivors: never },
        settled() {
          if (faults.length > 0) return;
          Deno.writeTextFileSync(join(root, "made"), "");
          throw new TypeError("a mistake");
        },
        fault: (error) => void faults.push(error),
      },
      control: never,
    });
    // The start that was decided together with the end that went wrong is still made.
    assertEquals([state.stop, state.succeeded, started.length], ["fault", 3, 3]);
    assertEquals(faults.map((error) => (error as Error).message), ["a mistake"]);
  } finally {
    await journal.close();
    Deno.removeSync(root, { recursive: true });
  }
});

/** The kinds of the journal's records at each SIGTERM that this process sends. */
function watchSigterms(grid: RecordedGrid): Disposable & { readonly seen: string[][] } {
  const original = Deno.kill;
  const seen: string[][] = [];
  Deno.kill = (pid, signal) => {
    if (signal === "SIGTERM") seen.push(grid.records().map(({ type }) => type));
    original(pid, signal);
  };
  return {
    seen,
    [Symbol.dispose]() {
      Deno.kill = original;
    },
  };
}

const ONE = expand("grid_axes: {x: [1]}\ngrid_settings: {command: run}\n");

/** Runs the one experiment of a grid, or adopts its first launch. */
function runOne(grid: RecordedGrid, adopt: boolean, control: RunInput["control"]): Promise<State> {
  const history = grid.history();
  const request = { stage: "train", only: undefined, retryFailed: false, again: false, repeat: 1 } as const;
  const [job] = planJobs(grid.plan, { ...history, train: new Map() }, request, { kind: "cpu" }).jobs;
  const { needs } = job!.policy;
  const run = { experiment: 0, launch: 1, attempt: 1, started: Date.now(), devices: [], runsPerGpu: 1, log: "" };
  const dir = experimentDir(grid.plan.experiments[0]!);
  return runJobs({
    ...{ root: grid.root, plan: grid.plan, history, stage: "train", gpus: undefined, journal: grid.journal, place },
    jobs: adopt ? [] : [job!],
    adopted: adopt ? [{ ...run, job: job!, needs }] : [],
    limits: { slots: 1, capacity: needs, devices: [], grace: 600_000, failures: { kind: "none" } },
    launcher: {
      prepare() {
        grid.write(0, "train.1.sh", SLEEP);
        return { dir, log: "train.1.log", testDir: undefined };
      },
    },
    observer: {
      ...{ started: never, settled: never, gaveUp: never, waiting: never },
      ...{ unleased: never, survivors: never, fault: never },
    },
    control,
  });
}

const SLEEP = "exec ${gw_session-} sleep 60";

for (const adopt of [false, true]) {
  Deno.test(`the journal tells why ${adopt ? "an adopted" : "a"} run is ended before SIGTERM is sent`, async () => {
    await using grid = new RecordedGrid(ONE);
    const supervisor = adopt ? startSupervisor(grid.root, place) : undefined;
    if (adopt) {
      grid.start(0);
      grid.write(0, "train.1.sh", SLEEP);
    }
    const former = supervisor?.launch("train", 1, experimentDir(ONE.experiments[0]!), "train.1.log");
    const isAlive = () => inspectLaunch(grid.dir(0), "train", 1, place).kind === "alive";
    if (adopt) await until("it runs", isAlive);
    let stop = never;
    using sigterms = watchSigterms(grid);
    const running = runOne(grid, adopt, (send) => stop = () => send("stop"));
    await until("it runs", isAlive);
    stop();
    assertEquals((await running).interrupted, 1);
    await former;
    await supervisor?.close();
    assertEquals(sigterms.seen, [["journal", "start", "terminate"]]);
    const { id } = ONE.experiments[0]!;
    const [terminate, end] = grid.records().slice(-2);
    const { time: _, ...told } = terminate as { time: number };
    assertEquals(told, { type: "terminate", id, stage: "train", launch: 1, why: "stop" });
    assertEquals(end?.type === "end" && end.state, "interrupted");
  });
}

Deno.test("a run whose record shows that it has ended is not told to end, and counts as it ended", async () => {
  await using grid = new RecordedGrid(ONE);
  grid.start(0);
  grid.claim(0);
  grid.write(0, "train.1.exit", "0\n");
  using sigterms = watchSigterms(grid);
  const state = await runOne(grid, true, (send) => send("stop"));
  assertEquals([state.succeeded, state.interrupted, sigterms.seen], [1, 0, []]);
  assertEquals(grid.records().map(({ type }) => type), ["journal", "start", "end"]);
  assertEquals(grid.states(), ["succeeded"]);
});

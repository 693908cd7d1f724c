import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { Executor } from "../../../io/executor/executor.ts";
import { startSupervisor } from "../../../io/executor/supervisor.ts";
import { inspectLaunch } from "../../../io/grid/launches/launch_records.ts";
import { holdGrid } from "../../../io/grid/session.ts";
import { createCpuBackend } from "../../../io/stage/backend/machine.ts";
import { createOrders } from "../../../io/stage/orders.ts";
import { type AdoptedRun, type JobContext, type JobsToRun, runJobs } from "../../../io/stage/run_jobs.ts";
import { readHostIdentity } from "../../../io/system/place.ts";
import { createRunTable } from "../../../lib/run/journal_state.ts";
import { planJobs } from "../../../lib/schedule/jobs/plan_jobs.ts";
import type { Job, State } from "../../../lib/schedule/state.ts";
import { experimentDir } from "../../../lib/store/layout.ts";
import { expand } from "../../lib/expand/expand_text.ts";
import { until } from "../../project.ts";
import { keyOf } from "../executor/key_of.ts";
import { RecordedGrid } from "../grid/recorded_grid.ts";

const place = readHostIdentity();
const never = () => {};
const ONE = expand("grid_axes: {x: [1]}\ngrid_settings: {command: run}\n");
const SLEEP = "exec ${gw_session-} sleep 60";

/** All training jobs of a grid, including those that have run. */
function jobsOf({ plan }: RecordedGrid): readonly Job[] {
  const request = { stage: "train", only: undefined, retryFailed: false, again: false, repeat: 1 } as const;
  const source = { plan, runs: createRunTable(), hardware: { kind: "cpu" }, checkpointOf: () => undefined } as const;
  return planJobs(source, request).jobs;
}

/** Runs training jobs of a grid on this machine, like runStage(). */
async function run(
  grid: RecordedGrid,
  context: Pick<JobContext, "launcher" | "orders"> & Partial<Pick<JobContext, "emit">> & { clear?: Executor["clear"] },
  jobs: JobsToRun,
): Promise<State> {
  await using session = await holdGrid(grid.root);
  const opened = await createCpuBackend().open(session, {
    stage: "train",
    here: place,
    jobs: jobs.jobs,
    settings: [],
    maxConcurrentRuns: Infinity,
    grace: jobs.limits.grace,
    failures: jobs.limits.failures,
    isJudged: false,
    emit: never,
    orders: createOrders(never),
  });
  const executor = { ...opened.executor, clear: context.clear ?? opened.executor.clear };
  const { plan, runs, record } = session;
  const defaults = {
    root: grid.root,
    stage: "train",
    plan,
    runs,
    backend: { ...opened, executor },
    record,
    emit: never,
  } as const;
  const state = await runJobs({ ...defaults, ...context }, jobs);
  assertEquals(await executor.close(state.stop === "error"), []);
  return state;
}

/** The first launch of the only experiment of a grid, as an earlier scheduler left it. */
function earlierRun(grid: RecordedGrid): AdoptedRun {
  const [job] = jobsOf(grid);
  const dir = experimentDir(grid.plan.experiments[0]!);
  return {
    job: job!,
    launch: { stage: "train", number: 1, dir, log: "train.1.log" },
    needs: job!.policy.needs,
    started: Date.now(),
    devices: [],
    runsPerGpu: 1,
  };
}

Deno.test("a stop that was ordered before a run was adopted reaches it", async () => {
  using grid = new RecordedGrid(ONE);
  const dir = experimentDir(ONE.experiments[0]!);
  grid.write(0, "train.1.sh", SLEEP);
  const supervisor = startSupervisor(grid.root, keyOf(grid.root), place);
  const ended = supervisor.launch({ stage: "train", number: 1, dir, log: "train.1.log" });
  await until("it runs", () => inspectLaunch(grid.dir(0), "train", 1, place).kind === "alive");

  const adopted = earlierRun(grid);
  let state: State | undefined;
  const running = run(grid, {
    launcher: { prepare: () => ({ dir, log: "", testDir: undefined }) },
    orders: { connect: (send) => send("stop") },
  }, {
    jobs: [],
    adopted: [adopted],
    // Longer than the deadline of the test: SIGTERM has to end it.
    limits: { slots: 1, capacity: adopted.needs, devices: [], grace: 600_000, failures: { kind: "none" } },
  });
  running.then((last) => state = last);
  try {
    await until("it has ended", () => state !== undefined);
    assertEquals(state!.interrupted, 1);
  } finally {
    supervisor.terminate();
    const answer = await ended;
    assertEquals(answer.kind === "exit" && answer.code, 143);
    await running;
    await supervisor.close();
  }
});

Deno.test("an exception in the scheduler loop stops scheduling, is reported, and running jobs finish", async () => {
  using grid = new RecordedGrid(expand("grid_axes: {x: [1, 2, 3, 4, 5]}\ngrid_settings: {command: run}\n"));
  const errors: string[] = [];
  const started: string[] = [];
  const state = await run(grid, {
    launcher: {
      prepare({ experiment }) {
        const dir = experimentDir(experiment);
        Deno.mkdirSync(join(grid.root, dir));
        // The second run ends after the exception.
        const command = started.length === 0 ? "true" : "sh -c 'until [ -e made ]; do sleep 0.01; done'";
        started.push(dir);
        Deno.writeTextFileSync(join(grid.root, dir, "train.1.sh"), `exec \${gw_session-} ${command}`);
        return { dir, log: "train.1.log", testDir: undefined };
      },
    },
    emit(event) {
      if (event.type === "error") errors.push(event.message);
      if (event.type !== "ended" || errors.length > 0) return;
      Deno.writeTextFileSync(join(grid.root, "made"), "");
      throw new TypeError("a mistake");
    },
    orders: { connect: never },
  }, {
    jobs: jobsOf(grid),
    adopted: [],
    limits: { slots: 2, capacity: { cpus: 2, memory: 0 }, devices: [], grace: 1_000, failures: { kind: "none" } },
  });
  // A launch in the same step as the end that threw is still carried out.
  assertEquals([state.stop, state.succeeded, started.length], ["error", 3, 3]);
  assertEquals(errors, ["a mistake"]);
});

/** Records the types of the journal records at each SIGTERM that this process sends. */
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

/** Runs the only experiment of a grid, or adopts its first launch. */
function runOne(grid: RecordedGrid, adopt: boolean, connect: JobContext["orders"]["connect"]): Promise<State> {
  const earlier = earlierRun(grid);
  const { dir } = earlier.launch;
  return run(grid, {
    launcher: {
      prepare() {
        grid.write(0, "train.1.sh", SLEEP);
        return { dir, log: "train.1.log", testDir: undefined };
      },
    },
    orders: { connect },
  }, {
    jobs: adopt ? [] : [earlier.job],
    adopted: adopt ? [earlier] : [],
    limits: { slots: 1, capacity: earlier.needs, devices: [], grace: 600_000, failures: { kind: "none" } },
  });
}

for (const adopt of [false, true]) {
  Deno.test(`the journal records why ${adopt ? "an adopted" : "a"} run is stopped before SIGTERM is sent`, async () => {
    using grid = new RecordedGrid(ONE);
    const supervisor = adopt ? startSupervisor(grid.root, keyOf(grid.root), place) : undefined;
    if (adopt) {
      grid.start(0);
      grid.write(0, "train.1.sh", SLEEP);
    }
    const earlier = supervisor?.launch(earlierRun(grid).launch);
    const isAlive = () => inspectLaunch(grid.dir(0), "train", 1, place).kind === "alive";
    if (adopt) await until("it runs", isAlive);
    let stop: (() => void) | undefined;
    using sigterms = watchSigterms(grid);
    const running = runOne(grid, adopt, (send) => stop = () => send("stop"));
    await until("it runs and accepts orders", () => stop !== undefined && isAlive());
    stop!();
    assertEquals((await running).interrupted, 1);
    await earlier;
    await supervisor?.close();
    assertEquals(sigterms.seen, [["journal", "start", "terminate"]]);
    const { id } = ONE.experiments[0]!;
    const [terminate, end] = grid.records().slice(-2);
    const { time: _, ...record } = terminate as { time: number };
    assertEquals(record, { type: "terminate", id, stage: "train", launch: 1, why: "stop" });
    assertEquals(end?.type === "end" && end.state, "interrupted");
  });
}

Deno.test("a run whose exit record exists gets no signal, and is classified by its record", async () => {
  using grid = new RecordedGrid(ONE);
  grid.start(0);
  grid.claim(0);
  grid.write(0, "train.1.exit", "0\n");
  using sigterms = watchSigterms(grid);
  const state = await runOne(grid, true, (send) => send("stop"));
  assertEquals([state.succeeded, state.interrupted, sigterms.seen], [1, 0, []]);
  assertEquals(grid.records().map(({ type }) => type), ["journal", "start", "end"]);
  assertEquals(grid.states(), ["succeeded"]);
});

Deno.test("stopping a retry while its previous attempt is being cleared does not change the end of that attempt", async () => {
  using grid = new RecordedGrid(expand("grid_axes: {x: [1]}\ngrid_settings: {command: run, retries: 1}\n"));
  const [job] = jobsOf(grid);
  const dir = experimentDir(grid.plan.experiments[0]!);
  let stop = () => {};
  const state = await run(grid, {
    launcher: {
      prepare() {
        grid.write(0, "train.1.sh", "exit 3");
        return { dir, log: "train.1.log", testDir: undefined };
      },
    },
    orders: { connect: (send) => void (stop = () => send("stop")) },
    clear: () => Promise.resolve(stop()),
  }, {
    jobs: [job!],
    adopted: [],
    limits: { slots: 1, capacity: job!.policy.needs, devices: [], grace: 1_000, failures: { kind: "none" } },
  });
  assertEquals(state.interrupted, 1);
  assertEquals(grid.records().map(({ type }) => type), ["journal", "start", "end"]);
  assertEquals(grid.states(), ["failed"]);
});

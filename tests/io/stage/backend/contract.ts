/** The test suite that every backend must pass. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { Launch, RunHandle } from "../../../../io/executor/executor.ts";
import { type HeldSession, holdGrid } from "../../../../io/grid/session.ts";
import type { Backend, LaunchTerms, OpenBackend } from "../../../../io/stage/backend/backend.ts";
import { createOrders } from "../../../../io/stage/orders.ts";
import { readHostIdentity } from "../../../../io/system/place.ts";
import { printMark } from "../../../../lib/launch/launch_context.ts";
import { groupsInUse, trainingSpec } from "../../../../lib/plan/plan.ts";
import { createRunTable } from "../../../../lib/run/journal_state.ts";
import { planJobs } from "../../../../lib/schedule/jobs/plan_jobs.ts";
import type { Job } from "../../../../lib/schedule/state.ts";
import { beginProgress } from "../../../../lib/status/progress/progress.ts";
import { experimentDir } from "../../../../lib/store/layout.ts";
import { expand } from "../../../lib/expand/expand_text.ts";
import { processesOf, until } from "../../../project.ts";
import { RecordedGrid } from "../../grid/recorded_grid.ts";

const PLAN = expand("grid_axes: {x: [1, 2]}\ngrid_settings: {command: run}\n");
const SETTINGS = groupsInUse(PLAN).map((group) => trainingSpec(group).settings);
const REQUEST = { stage: "train", only: undefined, retryFailed: false, again: false, repeat: 1 } as const;

/** A backend that was opened for the trainings of a grid with two experiments. */
class Ground {
  constructor(
    readonly session: HeldSession,
    readonly backend: Backend,
    readonly opened: OpenBackend,
    readonly jobs: readonly Job[],
  ) {}

  /** How the first launch of a job is run. */
  terms(index: number): LaunchTerms {
    return this.opened.terms(this.jobs[index]!, 1, this.backend.room(SETTINGS, Infinity).devices.slice(0, 1));
  }

  /** Starts the first launch of a job. @param script the shell command that it runs */
  start(index: number, script: string): RunHandle {
    const { root, key, plan } = this.session;
    const dir = experimentDir(plan.experiments[index]!);
    Deno.mkdirSync(join(root, dir));
    const mark = printMark({ grid: key, dir, stage: "train", number: 1 });
    Deno.writeTextFileSync(
      join(root, dir, "train.1.sh"),
      `export GRID_WORKERS_RUN='${mark}'\nexec \${gw_session:+"$gw_session"} sh -c '${script}'\n`,
    );
    const launch: Launch = { stage: "train", number: 1, dir, log: "train.1.log", ...this.terms(index).given };
    return this.opened.executor.start(launch);
  }

  exists(path: string): boolean {
    try {
      return Deno.lstatSync(join(this.session.root, path)) !== undefined;
    } catch {
      return false;
    }
  }
}

/**
 * Registers the suite.
 *
 * @param create creates the backend of a grid directory
 * @param register registers a test
 */
export function testBackend(
  name: string,
  create: (root: string) => Backend,
  register: (name: string, run: () => Promise<void>) => void = (name, run) => Deno.test(name, run),
): void {
  const test = (what: string, run: (ground: Ground) => Promise<void> | void) =>
    register(`${name}: ${what}`, async () => {
      using grid = new RecordedGrid(PLAN);
      {
        await using session = await holdGrid(grid.root);
        const backend = create(grid.root);
        const { hardware } = backend.room(SETTINGS, Infinity);
        const source = { plan: PLAN, runs: createRunTable(), hardware, checkpointOf: () => undefined };
        const { jobs } = planJobs(source, REQUEST);
        const opened = await backend.open(session, {
          stage: "train",
          here: readHostIdentity(),
          jobs,
          settings: SETTINGS,
          maxConcurrentRuns: Infinity,
          grace: 1_000,
          failures: { kind: "none" },
          isJudged: false,
          emit() {},
          orders: createOrders(() => {}),
        });
        try {
          await run(new Ground(session, backend, opened, jobs));
        } finally {
          opened.executor.hurry();
          assertEquals(await opened.executor.close(false), []);
        }
      }
      await until("no process of it is left", () => processesOf(grid.root).length === 0);
    });

  test("there is room for a run, and only a queue has room for more than max_concurrent_runs", ({ backend, jobs }) => {
    const room = backend.room(SETTINGS, Infinity);
    const { needs, devices } = jobs[0]!.policy;
    assert(room.slots >= 1 && room.capacity.cpus >= needs.cpus && room.capacity.memory >= needs.memory);
    assertEquals(devices !== undefined, room.devices.length > 0);
    assert(room.queues || backend.room(SETTINGS, 1).slots === 1);
  });

  test("what has a queue follows a cluster; nothing else can be left, and only what is left is unattended", async ({ backend, opened }) => {
    const { queues = false } = backend.room(SETTINGS, Infinity);
    const cluster = await backend.cluster();
    assertEquals(cluster?.kind === "follows", queues);
    assertEquals(await backend.cluster(), cluster);
    assert(opened.leaves === undefined || queues);
    assertEquals(backend.unattended !== undefined, opened.leaves !== undefined);
  });

  test("GPUs are looked for where the room has some", ({ backend, opened }) => {
    assertEquals(opened.findDevices !== undefined, backend.room(SETTINGS, Infinity).devices.length > 0);
  });

  test("a launch is announced as what happens to it: it starts, or waits until it has begun", async (ground) => {
    const { announce, last } = ground.terms(0);
    const about = { time: 1, id: PLAN.experiments[0]!.id, stage: "train", launch: 1, attempt: 1 } as const;
    const record = announce(about);
    assertEquals({ ...record, ...about }, record);
    assert(last >= 1);
    const handle = ground.start(0, "exit 3");
    assertEquals(record.type, handle.began === undefined ? "start" : "queue");
    let hasBegun = handle.began === undefined;
    handle.began?.then(() => hasBegun = true);
    const end = await handle.ended;
    assertEquals(end.kind === "ended" && end.outcome, { kind: "exit", code: 3 });
    assert(hasBegun);
  });

  test("withdraw() takes back nothing that has begun", async (ground) => {
    const handle = ground.start(0, "touch up; until [ -e go ]; do sleep 0.05; done; exit 5");
    await until("it runs", () => ground.exists("up"));
    await handle.began;
    await ground.opened.executor.withdraw();
    Deno.writeTextFileSync(join(ground.session.root, "go"), "");
    const end = await handle.ended;
    assertEquals(end.kind === "ended" && end.outcome, { kind: "exit", code: 5 });
  });

  test("when all runs have ended, there is nothing to report", async (ground) => {
    await Promise.all([ground.start(0, "exit 0").ended, ground.start(1, "exit 1").ended]);
    assertEquals(ground.opened.report(beginProgress(0)), {
      unsubmitted: 0,
      refused: false,
      isCancelled: false,
      packing: undefined,
    });
  });
}

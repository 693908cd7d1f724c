/** The endings of a grid on one machine, and each command as the first one after each of them. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { FakeGpus } from "../fake_gpus.ts";
import { Project, type Started } from "../project.ts";
import {
  type Ending,
  killAll,
  killScheduler,
  lookAll,
  makeMove,
  type Move,
  movesOf,
  reboot,
  startStage,
} from "./endings.ts";
import { Ground, type Site, type Stage } from "./ground.ts";

async function untilHeld(ground: Ground, stage: Stage, flags: readonly string[] = []): Promise<Started> {
  const started = await startStage(ground, stage, flags);
  await ground.untilHeld(stage);
  return started;
}

async function killed(ground: Ground, stage: Stage): Promise<void> {
  await killScheduler(await untilHeld(ground, stage));
}

/** All endings on one machine. */
export const ENDINGS: readonly Ending[] = [
  {
    name: "ended by itself",
    cut: "lost",
    isLive: false,
    wait: [1],
    async leave(ground, stage) {
      const started = await untilHeld(ground, stage);
      ground.go();
      assertEquals((await started.ended).code, 1);
    },
  },
  { name: "killed, its runs live", cut: "lost", isLive: true, wait: [6, 124], leave: killed },
  {
    name: "killed, and its runs have finished",
    cut: "lost",
    isLive: false,
    wait: [6],
    async leave(ground, stage) {
      await killed(ground, stage);
      ground.go();
      await ground.untilRecorded(stage);
    },
  },
  {
    name: "killed together with its supervisors and runs",
    cut: "lost",
    isLive: false,
    wait: [6],
    async leave(ground, stage) {
      await killed(ground, stage);
      await killAll(ground);
    },
  },
  {
    name: "stopped by Ctrl-C",
    cut: "interrupted",
    isLive: false,
    wait: [130],
    async leave(ground, stage) {
      const started = await untilHeld(ground, stage);
      started.kill("SIGINT");
      assertEquals((await started.ended).code, 130);
    },
  },
  {
    name: "gone with the machine, which has booted since",
    cut: "interrupted",
    isLive: false,
    wait: [6],
    async leave(ground, stage) {
      await killed(ground, stage);
      await killAll(ground);
      reboot(ground);
    },
  },
  {
    name: "ended by its time limit",
    cut: "interrupted",
    isLive: false,
    wait: [5],
    async leave(ground, stage) {
      const started = await untilHeld(ground, stage, ["--time-limit", "15s", "--grace", "1"]);
      assertEquals((await started.ended).code, 5);
    },
  },
];

/** Registers a test for each ending of a stage. */
export function testEndings(
  stage: Stage,
  endings: readonly Ending[],
  site: () => ClosableSite,
  moves: readonly Move[] = movesOf(stage),
): void {
  for (const ending of endings) {
    Deno.test(`a ${stage} stage that was ${ending.name}: every command sees the same, and starts what is missing`, async () => {
      assertEquals(await (ending.isLive ? whileLive : afterEnd)(stage, ending, site, moves), []);
    });
  }
}

/** A site that goes away with what runs there. */
export interface ClosableSite extends Site, Disposable {}

/** This machine, without GPUs. */
export function cpuSite(): ClosableSite {
  const project = new Project();
  return { project, backend: "cpu", env: {}, [Symbol.dispose]: () => project[Symbol.dispose]() };
}

/** This machine, with stand-ins for GPUs: one more than runs at a time. */
export function gpuSite(): ClosableSite {
  const project = new Project();
  const gpus = new FakeGpus(3);
  return {
    project,
    backend: "gpu",
    env: { ...gpus.env, CUDA_VISIBLE_DEVICES: undefined, GRID_WORKERS_LEASE_DIR: join(project.dir, "leases") },
    [Symbol.dispose]() {
      project[Symbol.dispose]();
      gpus[Symbol.dispose]();
    },
  };
}

/** The grid is left once, and brought back before each command that runs something. */
async function afterEnd(
  stage: Stage,
  ending: Ending,
  siteOf: () => ClosableSite,
  moves: readonly Move[],
): Promise<string[]> {
  using site = siteOf();
  const ground = new Ground(site);
  await ending.leave(ground, stage);
  const differences = await lookAll(ground, stage, ending);
  ground.save();
  try {
    for (const move of moves) {
      ground.restore();
      const wrong = await makeMove(ground, stage, ending, move);
      differences.push(...wrong.map((what) => `${move.name}: ${what}`));
    }
  } finally {
    ground.forget();
  }
  return differences;
}

/** Processes cannot be brought back: the grid is left again for each command that runs something. */
async function whileLive(
  stage: Stage,
  ending: Ending,
  siteOf: () => ClosableSite,
  moves: readonly Move[],
): Promise<string[]> {
  const left = async (use: (ground: Ground) => Promise<string[]>) => {
    using site = siteOf();
    const ground = new Ground(site);
    await ending.leave(ground, stage);
    return await use(ground);
  };
  const looks = left((ground) => lookAll(ground, stage, ending));
  const makers = moves.map((move) => async () => {
    const wrong = await left((ground) => makeMove(ground, stage, ending, move));
    return wrong.map((what) => `${move.name}: ${what}`);
  });
  const differences = [await looks];
  // Two at a time.
  await Promise.all([0, 1].map(async (worker) => {
    for (let index = worker; index < makers.length; index += 2) differences.push(await makers[index]!());
  }));
  return differences.flat();
}

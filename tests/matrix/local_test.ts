/** Each command as the first one after any ending of a grid, on this machine. */
import { assertEquals } from "@std/assert";
import { Project, type Started } from "../project.ts";
import { type Ending, killAll, killScheduler, lookAll, makeMove, MOVES, reboot, startStage } from "./endings.ts";
import { Ground, type Stage, STAGES } from "./ground.ts";

async function untilHeld(ground: Ground, stage: Stage, flags: readonly string[] = []): Promise<Started> {
  const started = await startStage(ground, stage, flags);
  await ground.untilHeld(stage);
  return started;
}

async function killed(ground: Ground, stage: Stage): Promise<void> {
  await killScheduler(await untilHeld(ground, stage));
}

const ENDINGS: readonly Ending[] = [
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

// Most of the time is spent waiting: two endings at a time. A test reports what was found.
const SUBJECTS = STAGES.flatMap((stage) => ENDINGS.map((ending) => ({ stage, ending })));
let results: readonly Promise<readonly string[]>[] | undefined;

function startAll(): readonly Promise<readonly string[]>[] {
  const all = SUBJECTS.map(() => Promise.withResolvers<readonly string[]>());
  const queue = SUBJECTS.map((subject, index) => ({ ...subject, index }));
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { stage, ending, index } = next;
      await (ending.isLive ? whileLive : afterEnd)(stage, ending).then(all[index]!.resolve, all[index]!.reject);
    }
  };
  for (let worker = 0; worker < 2; worker++) work();
  return all.map(({ promise }) => promise);
}

SUBJECTS.forEach(({ stage, ending }, index) => {
  Deno.test({
    name: `a ${stage} stage that was ${ending.name}: every command sees the same, and starts what is missing`,
    // The work of the other tests goes on.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      results ??= startAll();
      assertEquals(await results[index], []);
    },
  });
});

/** The grid is left once, and brought back before each command that runs something. */
async function afterEnd(stage: Stage, ending: Ending): Promise<string[]> {
  using project = new Project();
  const ground = new Ground({ project, backend: "cpu", env: {} });
  await ending.leave(ground, stage);
  const differences = await lookAll(ground, stage, ending);
  ground.save();
  try {
    for (const move of MOVES) {
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
async function whileLive(stage: Stage, ending: Ending): Promise<string[]> {
  const left = async (use: (ground: Ground) => Promise<string[]>) => {
    using project = new Project();
    const ground = new Ground({ project, backend: "cpu", env: {} });
    await ending.leave(ground, stage);
    return await use(ground);
  };
  const looks = left((ground) => lookAll(ground, stage, ending));
  const moves = MOVES.map((move) => async () => {
    const wrong = await left((ground) => makeMove(ground, stage, ending, move));
    return wrong.map((what) => `${move.name}: ${what}`);
  });
  const differences = [await looks];
  // Two at a time.
  await Promise.all([0, 1].map(async (worker) => {
    for (let index = worker; index < moves.length; index += 2) differences.push(await moves[index]!());
  }));
  return differences.flat();
}

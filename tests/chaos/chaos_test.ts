import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import { isRunning, Project, type Started, until } from "../project.ts";
import { chaosRounds, chaosSeed, checkRuns, createRandom, writeGrid } from "./ground.ts";

const ROUNDS = chaosRounds();

/** Runs a chaos test with a seed, which is told when it fails. */
function chaos(name: string, test: (random: () => number) => Promise<void>): void {
  Deno.test({
    name,
    async fn() {
      for (let round = 0; round < ROUNDS; round++) {
        const seed = (chaosSeed() + round) >>> 0;
        try {
          await test(createRandom(seed));
        } catch (error) {
          throw new Error(`failed with CHAOS_SEED=${seed}`, { cause: error });
        }
      }
    },
  });
}

function gridOf(project: Project): string | undefined {
  const grids = project.exists("experiments") ? project.list("experiments") : [];
  return grids.length === 0 ? undefined : `experiments/${grids[0]}`;
}

function records(project: Project): number {
  const grid = gridOf(project);
  return grid !== undefined && project.exists(`${grid}/journal.ndjson`)
    ? project.read(`${grid}/journal.ndjson`).split("\n").length - 1
    : 0;
}

/** Resumes until a scheduler ends by itself, and returns the grid. */
async function finish(project: Project): Promise<string> {
  const grid = gridOf(project)!;
  const { code, stderr } = await project.run("train", [grid]);
  assertEquals(code, 0, stderr);
  return grid;
}

async function kill(started: Started): Promise<void> {
  try {
    started.kill("SIGKILL");
  } catch {
    // It had ended.
  }
  await started.ended;
}

chaos("a scheduler that is killed after any record of its journal loses nothing and repeats nothing", async () => {
  const runs = 3;
  for (let count = 1; count <= 2 + 2 * runs; count++) {
    using project = new Project();
    writeGrid(project, runs, 60);
    const started = project.start("train", ["g.yaml"]);
    await until(`the journal has ${count} records`, () => records(project) >= count);
    await kill(started);
    const grid = await finish(project);
    for (const [id, { starts }] of await checkRuns(project, grid, runs)) {
      assertEquals(starts, 1, `${id}, killed after record ${count}`);
    }
  }
});

chaos(
  "a scheduler that is killed again and again within 150 ms of a start loses nothing and repeats nothing",
  async (random) => {
    using project = new Project();
    const runs = 24;
    writeGrid(project, runs, 40);
    let started = project.start("train", ["g.yaml"]);
    await until(
      "the plan is there",
      () => gridOf(project) !== undefined && project.exists(`${gridOf(project)}/plan.ndjson`),
    );
    const grid = gridOf(project)!;
    for (let kills = 0; kills < 12; kills++) {
      const before = records(project);
      let ended = false;
      started.ended.then(() => ended = true);
      await until("something has happened", () => ended || records(project) > before);
      if (ended) break;
      await delay(random() * 150);
      await kill(started);
      started = project.start("train", [grid]);
    }
    await kill(started);
    await finish(project);
    for (const [id, { starts }] of await checkRuns(project, grid, runs)) assertEquals(starts, 1, id);
  },
);

/** The supervisors that work in a directory. */
function supervisors(dir: string): number[] {
  return Array.from(Deno.readDirSync("/proc")).map((entry) => Number(entry.name)).filter((pid) => {
    try {
      return Number.isInteger(pid) && isRunning(pid) && Deno.readLinkSync(`/proc/${pid}/cwd`).startsWith(dir) &&
        Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes("supervisor.sh");
    } catch {
      return false;
    }
  });
}

chaos(
  "supervisors that are killed at random moments overlap nothing, and everything is run to its end",
  async (random) => {
    using project = new Project();
    const runs = 16;
    writeGrid(project, runs, 60);
    const started = project.start("train", ["g.yaml"]);
    let ended = false;
    const end = started.ended.then((result) => (ended = true, result));
    await until("it runs", () => ended || records(project) > 2);
    // A run that is lost four times in a row has failed: so many in all cannot do that to one.
    for (let kills = 0; kills < 6 && !ended; kills++) {
      await delay(random() * 150);
      const all = supervisors(project.dir);
      const pid = all[Math.floor(random() * all.length)];
      if (pid !== undefined) Deno.kill(pid, "SIGKILL");
    }
    const { code, stderr } = await end;
    assertEquals(code, 0, stderr);
    await checkRuns(project, gridOf(project)!, runs);
  },
);

chaos(
  "schedulers and supervisors that are killed together overlap nothing, and everything is run to its end",
  async (random) => {
    using project = new Project();
    const runs = 16;
    writeGrid(project, runs, 60);
    let started = project.start("train", ["g.yaml"]);
    await until("it runs", () => records(project) > 2);
    const grid = gridOf(project)!;
    for (let kills = 0; kills < 5; kills++) {
      await delay(random() * 200);
      const victims = supervisors(project.dir).filter(() => random() < 0.5);
      const first = random() < 0.5;
      if (first) await kill(started);
      for (const pid of victims) if (isRunning(pid)) Deno.kill(pid, "SIGKILL");
      if (!first) await kill(started);
      started = project.start("train", [grid]);
    }
    await started.ended;
    await finish(project);
    await checkRuns(project, grid, runs);
  },
);

chaos(
  "a journal that is cut off at any byte, or is gone, is made whole from the records: nothing is run again",
  async (random) => {
    using project = new Project();
    const runs = 4;
    writeGrid(project, runs, 5);
    assertEquals((await project.run("train", ["g.yaml"])).code, 0);
    const grid = gridOf(project)!;
    const path = join(project.dir, grid, "journal.ndjson");
    const whole = Deno.readFileSync(path);
    const lengths = [0, 1, whole.length - 1, ...Array.from({ length: 9 }, () => Math.floor(random() * whole.length))];
    for (const length of lengths) {
      Deno.writeFileSync(path, whole.subarray(0, length));
      await finish(project);
      for (const [id, { starts }] of await checkRuns(project, grid, runs)) {
        assertEquals(
          starts,
          1,
          `${id}, cut at ${length}`,
        );
      }
    }
    Deno.removeSync(path);
    await finish(project);
    for (const [, { starts }] of await checkRuns(project, grid, runs)) assertEquals(starts, 1);
  },
);

chaos("of several schedulers that are started at once, one works", async () => {
  using project = new Project();
  const runs = 6;
  writeGrid(project, runs, 50);
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const ends = await Promise.all(Array.from({ length: 4 }, () => project.run("train", [grid])));
  const codes = ends.map(({ code }) => code).sort();
  assert(codes.every((code) => code === 0 || code === 3) && codes[0] === 0, `${codes}`);
  for (const [, { starts }] of await checkRuns(project, grid, runs)) assertEquals(starts, 1);
});

chaos("a scheduler that is stopped and goes on later, while another one is tried, doubles nothing", async (random) => {
  using project = new Project();
  const runs = 8;
  writeGrid(project, runs, 40);
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => records(project) > 2);
  const grid = gridOf(project)!;
  started.kill("SIGSTOP");
  assertEquals((await project.run("train", [grid])).code, 3);
  await delay(random() * 300);
  started.kill("SIGCONT");
  assertEquals((await started.ended).code, 0);
  for (const [, { starts }] of await checkRuns(project, grid, runs)) assertEquals(starts, 1);
});

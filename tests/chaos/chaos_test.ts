import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import { readProcess } from "../../io/system/processes/processes.ts";
import { isRunning, Project, type Started, until } from "../project.ts";
import { chaosRounds, chaosSeed, checkRuns, createRandom, writeGrid } from "./ground.ts";

const ROUNDS = chaosRounds();

/** Registers a chaos test with a random seed, which is reported if the test fails. */
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
  const [grid] = project.grids();
  return grid && `experiments/${grid}`;
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

/** The supervisors of a grid directory; not a child that is about to execute a run, which looks the same until then. */
function supervisors(dir: string): number[] {
  return Array.from(Deno.readDirSync("/proc")).map((entry) => Number(entry.name)).filter((pid) => {
    try {
      return Number.isInteger(pid) && readProcess(pid)?.session === pid &&
        Deno.readLinkSync(`/proc/${pid}/cwd`).startsWith(dir) &&
        Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes("supervisor.sh");
    } catch {
      return false;
    }
  });
}

chaos(
  "if supervisors are killed at random moments, runs do not overlap, and all of them finish",
  async (random) => {
    using project = new Project();
    const runs = 16;
    writeGrid(project, runs, 60);
    const started = project.start("train", ["g.yaml"]);
    let ended = false;
    const end = started.ended.then((result) => (ended = true, result));
    await until("it runs", () => ended || records(project) > 2);
    // A run that is lost four times in a row has failed, which must not happen to any run: the number of kills is small.
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

chaos("if several schedulers are started at the same time, only one runs", async () => {
  using project = new Project();
  const runs = 6;
  writeGrid(project, runs, 50);
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const ends = await Promise.all(Array.from({ length: 4 }, () => project.run("train", [grid])));
  const codes = ends.map(({ code }) => code).sort();
  assert(codes.every((code) => code === 0 || code === 3) && codes[0] === 0, `${codes}`);
  for (const [, { starts }] of await checkRuns(project, grid, runs)) assertEquals(starts, 1);
});

chaos("a scheduler that is suspended and continued while another one is started repeats nothing", async (random) => {
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

chaos(
  "supervisors that stall while their scheduler is killed are waited for: nothing is doubled",
  async (random) => {
    using project = new Project();
    const runs = 12;
    writeGrid(project, runs, 60);
    let started = project.start("train", ["g.yaml"]);
    await until("it runs", () => records(project) > 2);
    const grid = gridOf(project)!;
    for (let stalls = 0; stalls < 2; stalls++) {
      await delay(random() * 200);
      const stalled = supervisors(project.dir).filter(() => random() < 0.8);
      for (const pid of stalled) if (isRunning(pid)) Deno.kill(pid, "SIGSTOP");
      await delay(random() * 50);
      await kill(started);
      started = project.start("train", [grid]);
      // Longer than the next scheduler waits for a claim that nobody holds.
      await delay(3_000);
      for (const pid of stalled) if (isRunning(pid)) Deno.kill(pid, "SIGCONT");
    }
    await started.ended;
    await finish(project);
    for (const [id, { starts }] of await checkRuns(project, grid, runs)) assertEquals(starts, 1, id);
  },
);

chaos("grids inside the directory of another that is killed and resumed keep their runs", async (random) => {
  using project = new Project();
  const runs = 6;
  writeGrid(project, runs, 80);
  const outer = project.start("train", ["g.yaml"]);
  await until("the outer grid runs", () => records(project) > 2);
  const grid = gridOf(project)!;
  const inner = project.start("train", ["g.yaml", "--expdir", `${grid}/more`]);
  const inside = () => project.exists(`${grid}/more`) ? `${grid}/more/${project.list(`${grid}/more`)[0]}` : "";
  await until("the inner grid runs", () => project.exists(`${inside()}/runs.txt`));
  await delay(random() * 100);
  await kill(outer);
  if (random() < 0.5) await kill(inner);
  assertEquals((await project.run("train", [grid])).code, 0);
  assertEquals((await project.run("train", [grid])).code, 0);
  await inner.ended;
  assertEquals((await project.run("train", [inside()])).code, 0);
  for (const dir of [grid, inside()]) {
    for (const [id, { starts }] of await checkRuns(project, dir, runs)) assertEquals(starts, 1, `${dir}: ${id}`);
  }
});

chaos("a copy of a running grid ends none of its runs, and is run to its own end", async (random) => {
  using project = new Project();
  const runs = 8;
  writeGrid(project, runs, 80);
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => records(project) > 2);
  const grid = gridOf(project)!;
  await delay(random() * 150);
  await new Deno.Command("cp", { args: ["-r", join(project.dir, grid), join(project.dir, "copy")], stderr: "null" })
    .output();
  const copied = project.start("train", ["copy"]);
  if (random() < 0.5) {
    await delay(random() * 200);
    try {
      copied.kill("SIGTERM");
    } catch {
      // It had ended.
    }
  }
  await copied.ended;
  assertEquals((await started.ended).code, 0);
  const { code, stderr } = await project.run("train", ["copy"]);
  assertEquals(code, 0, stderr);
  assertEquals((await project.status("copy")).counts.train.succeeded, runs);
  for (const [id, { starts }] of await checkRuns(project, grid, runs)) assertEquals(starts, 1, id);
});

/** What a process runs through whose wall clock is set again and again, as the clock of the machine cannot be. */
function throughWildClock(project: Project, random: () => number): readonly string[] {
  const steps = Array.from({ length: 64 }, () => Math.floor((random() - 0.5) * 2 * 86_400_000));
  const module = project.write(
    "wild_clock.ts",
    `const steps = ${JSON.stringify(steps)};
const now = Date.now.bind(Date), begun = performance.now();
Date.now = () => now() + steps[Math.floor((performance.now() - begun) / 50) % steps.length]!;
`,
  );
  return ["sh", "-c", 'deno=$1; shift 2; exec "$deno" run --preload "$0" "$@"', module];
}

chaos("a clock that is set again and again changes nothing of what is run", async (random) => {
  using project = new Project();
  const runs = 12;
  writeGrid(project, runs, 60, "timeout: 1m");
  const through = throughWildClock(project, random);
  const started = project.start("train", ["g.yaml"], {}, through);
  await until("it runs", () => records(project) > 4);
  const grid = gridOf(project)!;
  await delay(random() * 100);
  await kill(started);
  const { code, stderr } = await project.run("train", [grid], {}, through);
  assertEquals(code, 0, stderr);
  for (const [id, { starts }] of await checkRuns(project, grid, runs)) assertEquals(starts, 1, id);
});

/** The machine's clock is set while a grid runs: timeouts count the time that passes. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Project, taskEnvironment, until } from "../project.ts";

const TASKS = join(import.meta.dirname!, "../../tasks");

/** `grid:train` on a clock that a file `step` sets: forward by as many milliseconds as it says, or back. */
function trainOnClock(project: Project, args: readonly string[]): Deno.ChildProcess {
  project.write(
    "train_on_clock.ts",
    `import { main } from ${JSON.stringify(`file://${TASKS}/train.ts`)};
import { runTask } from ${JSON.stringify(`file://${TASKS}/flags/command_line.ts`)};
const now = Date.now;
Date.now = () => {
  try {
    return now() + Number(Deno.readTextFileSync(${JSON.stringify(join(project.dir, "step"))}));
  } catch {
    return now();
  }
};
await runTask(main);
`,
  );
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-check", "--allow-all", "--config", join(TASKS, "../deno.json")],
      ...["train_on_clock.ts", ...args],
    ],
    cwd: project.dir,
    clearEnv: true,
    env: taskEnvironment(),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Waits for its end, and asks for it after 20 s. */
async function endOf(train: Deno.ChildProcess): Promise<void> {
  const timer = setTimeout(() => train.kill("SIGINT"), 20_000);
  await train.status;
  clearTimeout(timer);
}

const STEPPED = `grid_axes: {x: [1, 2]}
grid_settings:
  command: 'touch up{x}; if [ {x} = 1 ]; then until [ -e go ]; do sleep 0.02; done; else until [ -e step ]; do sleep 0.02; done; fi'
  max_concurrent_runs: 2
  timeout: 1h
`;

async function stateOf(project: Project, x: number): Promise<string> {
  const { experiments } = await project.status(`experiments/${project.grids()[0]}`);
  return experiments.find(({ params }: { params: { x: string } }) => Number(params.x) === x).train.state;
}

async function untilState(project: Project, x: number, state: string): Promise<void> {
  const end = performance.now() + 20_000;
  while (await stateOf(project, x) !== state) {
    if (performance.now() > end) throw new Error(`experiment ${x} has not ${state} after 20 s`);
  }
}

Deno.test("a clock that is set forward by two hours ends no run with a timeout of one", async () => {
  using project = new Project();
  project.write("g.yaml", STEPPED);
  const train = trainOnClock(project, ["g.yaml", "--quiet"]);
  await until("both run", () => project.exists("up1") && project.exists("up2"));
  project.write("step", `${2 * 3_600_000}`);
  // An event after the step: all deadlines are looked at.
  await untilState(project, 2, "succeeded");
  project.write("go", "");
  assertEquals((await train.status).code, 0);
  assertEquals(await stateOf(project, 1), "succeeded");
});

Deno.test("a clock that is set back by an hour does not keep a run from its timeout", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1]}\ngrid_settings: {command: 'echo -3600000 > step; exec sleep 300', timeout: 1s}\n",
  );
  const train = trainOnClock(project, ["g.yaml", "--quiet", "--grace", "0.2"]);
  await endOf(train);
  assertEquals(await stateOf(project, 1), "timed_out");
});

for (const hours of [-1, 2]) {
  for (
    const [what, first] of [["a run that goes on", ""], [
      "a run that removed its claim",
      'rm "$GRID_RUN_DIR"/train.1.pid; ',
    ]]
  ) {
    Deno.test(`${what} and is adopted after the clock was set by ${hours} h has the time that it has left`, async () => {
      using project = new Project();
      const timeout = hours < 0 ? "2s" : "1h";
      project.write(
        "g.yaml",
        `grid_axes: {x: [1]}
grid_settings: {command: '${first}touch up; until [ -e go ]; do sleep 0.02; done', timeout: ${timeout}}
`,
      );
      const former = trainOnClock(project, ["g.yaml", "--quiet"]);
      await until("it runs", () => project.exists("up"));
      former.kill("SIGKILL");
      await former.status;
      project.write("step", `${hours * 3_600_000}`);
      const grid = `experiments/${project.grids()[0]}`;
      const next = trainOnClock(project, [grid, "--quiet", "--grace", "0.2"]);
      if (hours > 0) {
        await until("it is adopted", () => project.read(`${grid}/journal.ndjson`).split('"scheduler"').length === 3);
        project.write("go", "");
      }
      await endOf(next);
      assertEquals(await stateOf(project, 1), hours < 0 ? "timed_out" : "succeeded");
    });
  }
}

/** Benchmarks grids on a private Slurm cluster, compared with sbatch alone and with ideal schedules. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import { type Cluster, hasSlurm, startCluster } from "../slurm/cluster.ts";
import { listSchedule } from "./makespan.ts";
import {
  compare,
  type Contender,
  execute,
  median,
  ratio,
  report,
  reportRatio,
  scratch,
  type Times,
} from "./measure.ts";
import { tasksDir } from "./tasks_dir.ts";

const RUNS = 1_000;
const AT_ONCE = 16;
const ROUNDS = 3;

/** Runs the benchmarks that need a cluster. Skipped where Slurm is not installed. */
export async function benchSlurm(): Promise<void> {
  if (!hasSlurm) return report("slurm: not installed, skipped");
  const dir = scratch("bench-slurm-");
  try {
    // One that remembers ended jobs for a short time, as they slow it down.
    await using cluster = await startCluster({ nodes: 2, cpus: 16, minJobAge: 2, maxArray: 10_001, maxJobs: 40_000 });
    await warmUp(cluster);
    benchNoOps(cluster, dir);
    benchPulling(cluster, dir);
    benchChain(cluster, dir);
    await benchLarge(cluster, dir);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

// The first dispatch of a controller takes seconds.
async function warmUp(cluster: Cluster): Promise<void> {
  await cluster.submit("true", "--array=0-31");
  await cluster.untilEmpty();
}

function train(cluster: Cluster, dir: string, args: readonly string[]): void {
  const words = ["run", "-A", "--no-check", join(tasksDir, "train.ts"), "--on", "slurm", "--quiet", ...args];
  execute(Deno.execPath(), words, { cwd: dir, env: cluster.env });
}

/** What a job array costs by itself, and with one or a hundred runs per element. */
function benchNoOps(cluster: Cluster, dir: string): void {
  report(`slurm: ${RUNS} no-op runs, ${AT_ONCE} at a time, ${ROUNDS} rounds`);
  const grid = (file: string, runsPerJob: number) =>
    Deno.writeTextFileSync(
      join(dir, file),
      `grid_axes: {x: {range: [1, ${RUNS}, 1]}}
grid_settings: {max_concurrent_runs: ${AT_ONCE}, runs_per_job: ${runsPerJob}, command: ["true"]}
`,
    );
  grid("one.yaml", 1);
  grid("packed.yaml", 100);
  let round = 0;
  const contenders: Contender[] = [
    { name: "sbatch --array", run: () => submitBare(cluster, dir) },
    { name: "one each", run: () => train(cluster, dir, ["one.yaml", "--expdir", `one${round++}`]) },
    { name: "100 each", run: () => train(cluster, dir, ["packed.yaml", "--expdir", `packed${round++}`]) },
  ];
  const times = compare(contenders, ROUNDS);
  reportTimes(times);
  reportRatio("time, one run per element ÷ sbatch --array", ratio(times, "one each", "sbatch --array"), "≤ 1.5");
  reportRatio("time, runs_per_job: 100 ÷ sbatch --array", ratio(times, "100 each", "sbatch --array"), "≤ 0.3");
}

function submitBare(cluster: Cluster, dir: string): void {
  const script = `job=$(sbatch --parsable --array=0-${RUNS - 1}%${AT_ONCE} --output=/dev/null --wrap true)
while [ -n "$(squeue --noheader --jobs="$job" 2>/dev/null)" ]; do sleep 0.1; done`;
  execute("sh", ["-c", script], { cwd: dir, env: cluster.env });
}

function reportTimes(times: Times): void {
  for (const [name, seconds] of times) report(`  ${name.padEnd(16)} ${median(seconds).toFixed(1)} s`);
}

/** Runs of growing length, of which the longest come last: fixed shares would take 1.8 times as long. */
function benchPulling(cluster: Cluster, dir: string): void {
  const elements = 8;
  const lengths = Array.from({ length: 64 }, (_, run) => 0.2 + 0.05 * run);
  const ideal = listSchedule(lengths, elements);
  report(
    `slurm: 64 runs of 0.2 to 3.4 s, pulled by ${elements} elements; the ideal list schedule takes ${
      ideal.toFixed(1)
    } s`,
  );
  Deno.writeTextFileSync(
    join(dir, "growing.yaml"),
    `grid_axes: {s: [${lengths.map((length) => length.toFixed(2)).join(", ")}]}
grid_settings: {max_concurrent_runs: ${elements}, runs_per_job: 64, command: [sleep, "{s}"]}
`,
  );
  train(cluster, dir, ["growing.yaml", "--expdir", "growing"]);
  const records = recordsOf(onlyGrid(join(dir, "growing")));
  const times = (type: string) => records.filter((record) => record.type === type).map(({ time }) => time);
  reportRatio(
    "first start to last end ÷ ideal",
    (Math.max(...times("end")) - Math.min(...times("start"))) / 1_000 / ideal,
    "≤ 1.2",
  );
}

/** Trainings and tests of a second each, with everything that lies between the first start and the last end. */
function benchChain(cluster: Cluster, dir: string): void {
  const [runs, slots] = [200, 8];
  report(`slurm: ${runs} trainings and as many tests of 1 s, ${slots} at a time, with runs_per_job: 25`);
  Deno.writeTextFileSync(
    join(dir, "chain.yaml"),
    `grid_axes: {x: {range: [1, ${runs}, 1]}}
grid_settings:
  command: [sh, -c, 'sleep 1; echo > "$1/model"', sh, "{dir}"]
  test_command: [sleep, "1"]
  checkpoint: model
  max_concurrent_runs: ${slots}
  runs_per_job: 25
`,
  );
  const words = ["run", "-A", "--no-check", join(tasksDir, "run.ts"), "chain.yaml", "--on", "slurm", "--quiet"];
  // Without results, its exit code is 1.
  const script = `"$@" --expdir chain >/dev/null 2>&1; [ $? -le 1 ]`;
  execute("sh", ["-c", script, "sh", Deno.execPath(), ...words], { cwd: dir, env: cluster.env });
  const records = recordsOf(onlyGrid(join(dir, "chain")));
  const times = (type: string) => records.filter((record) => record.type === type).map(({ time }) => time);
  const took = (Math.max(...times("end")) - Math.min(...times("start"))) / 1_000;
  reportRatio("first start to last end ÷ ideal", took / (2 * runs / slots), "≤ 1.15");
}

function onlyGrid(expdir: string): string {
  const [grid] = Array.from(Deno.readDirSync(expdir), ({ name }) => name).filter((name) => !name.startsWith("."));
  return join(expdir, grid!);
}

function recordsOf(grid: string): { readonly type: string; readonly time: number }[] {
  return Deno.readTextFileSync(join(grid, "journal.ndjson")).trim().split("\n").map((line) => JSON.parse(line));
}

/** A large grid: its submission, its status while it waits, and how often Slurm is asked about it. */
async function benchLarge(cluster: Cluster, dir: string): Promise<void> {
  const count = 10_000;
  report(`slurm: ${count} experiments that wait in the queue`);
  Deno.writeTextFileSync(
    join(dir, "large.yaml"),
    `grid_axes: {x: {range: [1, ${count}, 1]}}\ngrid_settings: {command: ["true"], slurm: {hold: true}}\n`,
  );
  const task = (name: string, ...args: string[]) =>
    execute(Deno.execPath(), ["run", "-A", "--no-check", join(tasksDir, `${name}.ts`), ...args], {
      cwd: dir,
      env: cluster.env,
    });
  const grids = ["queued", "untouched"].map((expdir) => {
    task("expand", "large.yaml", "--expdir", expdir);
    return onlyGrid(join(dir, expdir));
  }) as [string, string];
  const [queued, untouched] = grids;
  task("train", queued, "--on", "slurm", "--detach");
  reportRatio(
    "time, preparing launches ÷ writing the same files in a loop",
    prepared(queued) / writeInLoop(dir, queued),
    "≤ 2",
  );
  const times = compare([
    { name: "queued", run: () => task("status", queued) },
    { name: "before", run: () => task("status", untouched) },
  ], ROUNDS);
  reportRatio("time, grid:status queued ÷ before the submission", ratio(times, "queued", "before"), "≤ 1.5");
  reportRatio("requests per 5 s while it is followed", await requestsWhileFollowed(cluster, queued), "≤ 1");
  task("stop", queued);
}

/** Milliseconds in which the files of all launches were written: from the first script to the list of the submission. */
function prepared(grid: string): number {
  const scripts = Array.from(Deno.readDirSync(grid)).filter(({ name }) => name.startsWith("large-")).map(({ name }) =>
    Deno.statSync(join(grid, name, "train.1.sh")).mtime!.getTime()
  );
  return Deno.statSync(join(grid, "slurm/1/list")).mtime!.getTime() - Math.min(...scripts);
}

/** Milliseconds of a loop that writes the files of a directory elsewhere, without its start and without reading them. */
function writeInLoop(dir: string, from: string): number {
  const program = join(dir, "loop.mjs");
  Deno.writeTextFileSync(
    program,
    `const [from, to] = Deno.args;
const entries = [];
const visit = (path) => {
  entries.push([path]);
  for (const { name, isDirectory, isSymlink } of Deno.readDirSync(from + path)) {
    if (isDirectory) visit(path + "/" + name);
    else if (isSymlink) entries.push([path + "/" + name, undefined, Deno.readLinkSync(from + path + "/" + name)]);
    else entries.push([path + "/" + name, Deno.readFileSync(from + path + "/" + name)]);
  }
};
visit("");
const begun = performance.now();
for (const [path, content, target] of entries) {
  if (target !== undefined) Deno.symlinkSync(target, to + path);
  else if (content !== undefined) Deno.writeFileSync(to + path, content);
  else Deno.mkdirSync(to + path);
}
Deno.writeTextFileSync(to + ".ms", String(performance.now() - begun));
`,
  );
  const to = join(dir, "copy");
  execute(Deno.execPath(), ["run", "-A", program, from, to], { cwd: dir });
  return Number(Deno.readTextFileSync(`${to}.ms`));
}

async function requestsWhileFollowed(cluster: Cluster, grid: string): Promise<number> {
  const seconds = 20;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", join(tasksDir, "train.ts"), grid, "--on", "slurm", "--quiet"],
    // At the pace of users, not at that of tests.
    env: { ...cluster.env, GRID_WORKERS_SLURM_POLL: "" },
    stdout: "null",
    stderr: "null",
  }).spawn();
  const requests = async () => {
    const all = await cluster.requests();
    return (all.get("REQUEST_JOB_INFO") ?? 0) + (all.get("REQUEST_JOB_USER_INFO") ?? 0);
  };
  await cluster.resetRequests();
  await cluster.until("it has looked at its jobs", async () => await requests() > 0, 60);
  await cluster.resetRequests();
  await delay(seconds * 1_000);
  const count = await requests();
  child.kill("SIGTERM");
  await child.status;
  return count / (seconds / 5);
}

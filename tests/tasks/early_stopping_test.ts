import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createRung, enter, type Rung } from "../../lib/search/halving.ts";
import { isRunning, Project, until } from "../project.ts";

/** A trainer whose accuracy is its quality from the first epoch on: `train.sh DIR QUALITY EPOCHS PAUSE`. */
const TRAINER = `
echo epoch,accuracy > "$1/validation_statistics.csv"
epoch=1
while [ $epoch -le $3 ]; do
  echo $epoch,$2 >> "$1/validation_statistics.csv"
  echo $epoch >> "$1/epochs"
  sleep $4
  epoch=$((epoch + 1))
done
`;

/** A trainer that writes all of its rows when it ends, and each epoch has the same value. */
const AT_ONCE = `
epoch=1 rows=epoch,accuracy
while [ $epoch -le $3 ]; do
  rows="$rows
$epoch,$2"
  epoch=$((epoch + 1))
done
echo "$rows" > "$1/validation_statistics.csv"
`;

/** A trainer that ends by itself if it is good; others wait after the first rung until they are told to end. */
const PATIENT = TRAINER.replace(
  "  sleep $4\n",
  "  sleep $4\n  case $2-$epoch in 0.1-3 | 0.2-3 | 0.91-3) sleep 60;; esac\n",
);

interface Settings {
  readonly qualities: readonly number[];
  readonly epochs?: number;
  readonly pause?: number;
  readonly more?: string;
}

/** Further settings go to `more`. One run at a time, so that the order of values is that of the plan. */
function grid({ qualities, epochs = 9, pause = 0.05, more = "" }: Settings): string {
  return `
grid_axes: {q: [${qualities.join(", ")}]}
grid_settings:
  command: sh train.sh {dir} {q} ${epochs} ${pause}
  max_concurrent_runs: 1
  metric: {name: validation_accuracy, goal: maximize}
  early_stopping: {first: 3, eta: 2}
${more}
`;
}

function createProject(settings: Settings): Project {
  const project = new Project();
  project.write("train.sh", TRAINER);
  project.write("g.yaml", grid(settings));
  return project;
}

/** The verdicts in a journal: `0.5 at 3: out, 2 of 3`. */
function verdicts(project: Project, dir: string): string[] {
  return project.read(`${dir}/journal.ndjson`).split("\n").flatMap((line) => {
    const record = line === "" ? {} : JSON.parse(line);
    if (record.type !== "rung") return [];
    return [`${record.value} at ${record.rung}: ${record.goes_on ? "on" : "out"} of ${record.of}`];
  });
}

/** The ids of trainings that early stopping told to end. */
function stoppedIn(project: Project, dir: string): Set<string> {
  const records = project.read(`${dir}/journal.ndjson`).trim().split("\n").map((line) => JSON.parse(line));
  return new Set(records.filter(({ type, why }) => type === "terminate" && why === "early").map(({ id }) => id));
}

/** Trains until no run was seen in the moment between its rows and its end, and told to end. Returns the grid directory. */
async function trainUnseen(project: Project, code: number): Promise<string> {
  for (;;) {
    const trained = await project.run("train", ["g.yaml"]);
    assertEquals(trained.code, code, trained.stderr);
    const dir = trained.stdout.trim();
    if (stoppedIn(project, dir).size === 0) return dir;
  }
}

/** The states of trainings, in the order of the plan. */
async function states(project: Project, dir: string): Promise<string[]> {
  const { experiments } = await project.status(dir);
  return experiments.map(({ train }: { train: { state: string } }) => train.state);
}

Deno.test("runs that are not among the best are stopped, which is no failure; status and analysis tell where", async () => {
  using project = createProject({
    qualities: [0.5, 0.6, 0.1, 0.2],
    pause: 0.6,
    more: "  experiment_repetitions: 2\n  test_command: echo {checkpoint}\n  checkpoint: epochs",
  });
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const dir = stdout.trim();
  assertEquals(verdicts(project, dir).filter((verdict) => verdict.includes("at 3")), [
    ...["0.5 at 3: on of 1", "0.6 at 3: on of 2", "0.1 at 3: out of 3", "0.2 at 3: out of 4"],
  ]);
  const { counts, experiments } = await project.status(dir);
  assertEquals([counts.train.succeeded, counts.train.stopped_early, counts.train.failed], [4, 4, 0]);
  const { train: { state, early } } = experiments[2];
  assertEquals({ state, early }, {
    state: "stopped_early",
    early: { rung: 3, of: 3, resource: "epoch", rank: 3, value: 0.1, cut: 0.6 },
  });
  // Its further repetition was not started.
  assertEquals([experiments[6].train.state, experiments[6].train.attempts], ["stopped_early", 0]);
  assertMatch(stderr, /stopping +g-q=0\.1 r0 \w+: 0\.1 at epoch 3 is not among the best 1 of 3 \(0\.6 or higher\)/);
  assertMatch(stderr, /4 of 4 trained, 4 stopped early/);
  const shown = await project.run("status", [dir]);
  assertMatch(shown.stdout, /train stopped +g-q=0\.1 r0 \w+: 0\.1 at epoch 3, 3rd of 3\n/);
  const inspected = await project.run("show", [dir, experiments[2].id]);
  assertMatch(inspected.stdout, /^ {2}compared +0\.1 at epoch 3, 3rd of 3$/m);
  const { runs: [training] } = JSON.parse((await project.run("show", [dir, experiments[2].id, "--json"])).stdout);
  assertEquals(training.early, early);
  assert(project.read(`${dir}/${experiments[2].dir}/epochs`).trim().split("\n").length < 9, "it was ended");

  // Nothing is left to do, and tests leave the stopped ones alone.
  assertEquals((await project.run("train", [dir])).code, 0);
  const tested = await project.run("test", [dir]);
  assertEquals(tested.code, 0, tested.stderr);
  assertEquals((await project.status(dir)).counts.test.succeeded, 4);
  const named = await project.run("test", [dir, "--only", experiments[2].id]);
  assertEquals(named.code, 0, named.stderr);
  assertEquals((await project.status(dir)).counts.test.succeeded, 5);

  const analyzed = await project.run("analyze", [dir]);
  assertEquals(analyzed.code, 0, analyzed.stderr);
  const report = await project.run("report", [dir]);
  assertMatch(report.stderr, /^report: 8 experiments, 4 configurations/m);
  const [analysis, summary] = analyzed.stdout.trim().split("\n").map((path) => table(project.read(path)));
  const stopped = analysis!.find((row) => row.param_q === "0.1")!;
  assertEquals(
    [stopped.training_state, stopped.training_stopped_at, stopped.training_stopped_with],
    ["stopped_early", "3", "0.1"],
  );
  assertEquals(
    summary!.map(({ experiment_name, n, failed, stopped, unfinished }) =>
      `${experiment_name} ${n} ${failed} ${stopped} ${unfinished}`
    ),
    ["g-q=0.5 2 0 0 0", "g-q=0.6 2 0 0 0", "g-q=0.1 0 0 2 0", "g-q=0.2 0 0 2 0"],
  );
});

function table(csv: string): Record<string, string>[] {
  const [header, ...rows] = csv.trim().split("\n").map((line) => line.split(",").map((cell) => cell.trim()));
  return rows.map((row) => Object.fromEntries(header!.map((name, index) => [name, row[index]!])));
}

Deno.test("--continue-stopped goes on with what was stopped, unjudged, and then with its further repetitions", async () => {
  using project = createProject({
    qualities: [0.5, 0.6, 0.1, 0.2],
    pause: 0.2,
    more: "  experiment_repetitions: 2",
  });
  const dir = (await project.run("train", ["g.yaml"])).stdout.trim();
  const before = verdicts(project, dir);
  const { code, stderr } = await project.run("train", [dir, "--continue-stopped", "--only", "q=0.1"]);
  assertEquals(code, 0, stderr);
  assertEquals(verdicts(project, dir), before);
  const unasked = await project.run("train", [dir, "--only", "q=0.2"]);
  assertEquals(unasked.code, 0, unasked.stderr);
  assertStringIncludes(unasked.stderr, `\n2 stopped early (nothing to run without --continue-stopped): ${dir}\n`);
  const { experiments } = await project.status(dir);
  const shown = experiments.map(({ params, repetition, train: { state, attempts } }: {
    params: { q: number };
    repetition: number;
    train: { state: string; attempts: number };
  }) => `${params.q} r${repetition} ${state} ${attempts}`);
  assertEquals(shown.filter((line: string) => line.startsWith("0.1")), ["0.1 r0 succeeded 2", "0.1 r1 succeeded 1"]);
  assertEquals(shown.filter((line: string) => line.startsWith("0.2")), [
    "0.2 r0 stopped_early 1",
    "0.2 r1 stopped_early 0",
  ]);
});

Deno.test("a run that ends by itself is complete: it is ranked, its value counts, its further repetitions are not started", async () => {
  using project = createProject({ qualities: [0.5, 0.6, 0.1, 0.2], more: "  experiment_repetitions: 2" });
  project.write("train.sh", AT_ONCE);
  const dir = await trainUnseen(project, 0);
  assertEquals(verdicts(project, dir).filter((verdict) => verdict.includes("at 3")), [
    ...["0.5 at 3: on of 1", "0.6 at 3: on of 2", "0.1 at 3: out of 3", "0.2 at 3: out of 4"],
  ]);
  const [done, left] = [Array(6).fill("succeeded"), Array(2).fill("stopped_early")];
  assertEquals(await states(project, dir), [...done, ...left]);
  const analyzed = await project.run("analyze", [dir]);
  const [, summary] = analyzed.stdout.trim().split("\n").map((path) => table(project.read(path)));
  assertEquals(
    summary!.map(({ experiment_name, n, stopped, unfinished }) => `${experiment_name} ${n} ${stopped} ${unfinished}`),
    ["g-q=0.5 2 0 0", "g-q=0.6 2 0 0", "g-q=0.1 1 1 0", "g-q=0.2 1 1 0"],
  );
  const again = await project.run("train", [dir, "--continue-stopped"]);
  assertEquals(again.code, 0, again.stderr);
  assertEquals((await project.status(dir)).counts.train.succeeded, 8);
});

Deno.test("a run that is as far as any other is not stopped: after the last row of all it saves its model in peace", async () => {
  using project = createProject({ qualities: [0.5, 0.6, 0.1, 0.2], epochs: 3, pause: 0 });
  // Longer than it takes to see the row.
  project.write("train.sh", `${TRAINER}sleep 0.8\ntouch "$1/model"\n`);
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const dir = stdout.trim();
  assertEquals(verdicts(project, dir), [
    ...["0.5 at 3: on of 1", "0.6 at 3: on of 2", "0.1 at 3: out of 3", "0.2 at 3: out of 4"],
  ]);
  assertEquals([await states(project, dir), stoppedIn(project, dir).size], [Array(4).fill("succeeded"), 0]);
  const { experiments } = await project.status(dir);
  assert(experiments.every(({ dir: name }: { dir: string }) => project.exists(`${dir}/${name}/model`)));
});

Deno.test("a run that fails by itself has failed, whatever its values, and is not run again unless that is asked for", async () => {
  using project = createProject({ qualities: [0.5, 0.6, 0.1], more: "  retries: 1" });
  project.write("train.sh", `${AT_ONCE}[ $2 != 0.1 ]\n`);
  const dir = await trainUnseen(project, 1);
  const training = async () => {
    const { state, attempts } = (await project.status(dir)).experiments[2].train;
    return `${state} ${attempts}`;
  };
  assertEquals(await training(), "failed 1");
  await project.run("train", [dir]);
  assertEquals(await training(), "failed 1");
  await project.run("train", [dir, "--retry-failed"]);
  assertEquals(await training(), "failed 3");
});

Deno.test("further repetitions of a run that failed wait for it", async () => {
  using project = createProject({ qualities: [0.5, 0.6] });
  project.write(
    "g.yaml",
    grid({ qualities: [0.5, 0.6], more: "  experiment_repetitions: 2" }).replace(
      "sh train.sh {dir} {q} 9 0.05",
      "sh train.sh {dir} {q} 9 0; test -e ok || test {q} != 0.5",
    ),
  );
  const { code, stdout } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 1);
  const dir = stdout.trim();
  assertEquals(await states(project, dir), ["failed", "succeeded", "pending", "succeeded"]);
  const held = await project.run("train", [dir, "--only", "repetition=1"]);
  assertMatch(held.stderr, /1 experiment waits for the success of a first repetition/);
  project.write("ok", "");
  assertEquals((await project.run("train", [dir, "--retry-failed"])).code, 0);
  assertEquals(await states(project, dir), ["succeeded", "succeeded", "succeeded", "succeeded"]);
});

Deno.test("SIGKILL at every record of the journal gives the same verdicts and end states as none", async () => {
  const settings = { qualities: [0.5, 0.6, 0.1, 0.7, 0.2], pause: 0.02, more: "  experiment_repetitions: 2" };
  using expected = createProject(settings);
  expected.write("train.sh", PATIENT);
  const whole = (await expected.run("train", ["g.yaml"])).stdout.trim();
  using project = createProject(settings);
  project.write("train.sh", PATIENT);
  const dir = (await project.run("expand", ["g.yaml"])).stdout.trim();
  // Not those of schedulers: a run that waits to be told to end would wait for ever.
  const records = () => {
    if (!project.exists(`${dir}/journal.ndjson`)) return 0;
    return project.read(`${dir}/journal.ndjson`).split("\n").filter((line) => !line.includes('"scheduler"')).length - 1;
  };
  let kills = 0;
  for (let wanted = 1;; wanted++) {
    const scheduler = project.start("train", [dir]);
    let ended = false;
    scheduler.ended.then(() => ended = true);
    await until("a record is written", () => ended || records() >= wanted);
    if (!ended && isRunning(scheduler.pid)) {
      scheduler.kill("SIGKILL");
      kills++;
    }
    const { code, stderr } = await scheduler.ended;
    if (code === 0) break;
    assert(code !== 1, stderr);
    wanted = Math.max(wanted, records());
  }
  assert(kills > 5, `${kills} kills`);
  assertEquals(verdicts(project, dir), verdicts(expected, whole));
  assertEquals(await states(project, dir), await states(expected, whole));
  assertEquals((await project.status(dir)).counts.train.stopped_early, 4);
});

Deno.test("what is judged in a recovery changes no state that was shown before, and further repetitions follow it", async () => {
  const qualities = Array.from({ length: 9 }, (_, i) => (i * 4 % 9 + 1) / 10);
  using project = createProject({ qualities, more: "  experiment_repetitions: 2" });
  project.write("train.sh", `touch "$1/started"\nuntil [ -e go ]; do sleep 0.02; done\n${AT_ONCE}`);
  project.write(
    "g.yaml",
    project.read("g.yaml").replace("max_concurrent_runs: 1", "max_concurrent_runs: 9\n  cpus_per_run: 0.1"),
  );
  const dir = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const scheduler = project.start("train", [dir]);
  const { experiments } = await project.status(dir);
  const firsts: readonly { readonly dir: string }[] = experiments.slice(0, 9);
  const have = (name: string) => firsts.every((first) => project.exists(`${dir}/${first.dir}/${name}`));
  await until("all first repetitions run", () => have("started"));
  scheduler.kill("SIGKILL");
  await scheduler.ended;
  project.write("go", "");
  await until("they have ended", () => have("train.1.exit"));
  const before = (await states(project, dir)).slice(0, 9);
  assertEquals(before, Array(9).fill("succeeded"));
  const analyzed = await project.run("analyze", [dir, "--table", "summary", "--output", "-"]);
  const continued = await project.run("train", [dir]);
  assertEquals(continued.code, 0, continued.stderr);
  assertMatch(continued.stderr, /\d+ of \d+ trained, \d+ stopped early/);
  assertEquals((await states(project, dir)).slice(0, 9), before);
  const out = verdicts(project, dir).filter((verdict) => verdict.includes("out")).length;
  assert(out > 0, "some are not among the best");
  const { counts } = await project.status(dir);
  assertEquals([counts.train.succeeded, counts.train.stopped_early], [18 - out, out]);
  const values = (csv: string) => table(csv).map((row) => row.validation_accuracy_mean);
  const after = await project.run("analyze", [dir, "--table", "summary", "--output", "-"]);
  assertEquals(values(after.stdout), values(analyzed.stdout));
  assertEquals(values(after.stdout).map(Number), qualities);
});

Deno.test("with several slots and a scheduler that is killed now and then, replaying the journal gives each verdict", async () => {
  const qualities = Array.from({ length: 16 }, (_, i) => (i * 7 % 16 + 1) / 100);
  using project = createProject({ qualities, epochs: 12, pause: 0.02 });
  project.write(
    "g.yaml",
    project.read("g.yaml").replace("max_concurrent_runs: 1", "max_concurrent_runs: 4\n  cpus_per_run: 0.25"),
  );
  const dir = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const lines = () => project.read(`${dir}/journal.ndjson`).trim().split("\n").map((line) => JSON.parse(line));
  for (let wanted = 10;; wanted += 15) {
    const scheduler = project.start("train", [dir]);
    let ended = false;
    scheduler.ended.then(() => ended = true);
    await until(
      "records are written",
      () => ended || project.exists(`${dir}/journal.ndjson`) && lines().length >= wanted,
    );
    if (!ended) scheduler.kill("SIGKILL");
    const { code, stderr } = await scheduler.ended;
    if (code === 0) break;
    assert(code !== 1, stderr);
  }
  const rungs = new Map<number, Rung>();
  const seen = new Set<string>();
  for (const record of lines().filter(({ type }) => type === "rung")) {
    const rung = rungs.get(record.rung) ?? createRung();
    rungs.set(record.rung, rung);
    const { goesOn, of, cut } = enter(rung, record.value, { eta: 2, goal: "maximize" });
    assertEquals({ goesOn, of, cut }, { goesOn: record.goes_on, of: record.of, cut: record.cut });
    assert(!seen.has(`${record.id} ${record.rung}`), "nobody is judged twice at a rung");
    seen.add(`${record.id} ${record.rung}`);
  }
  const { counts } = await project.status(dir);
  const stopped = stoppedIn(project, dir).size;
  assertEquals([counts.train.stopped_early, counts.train.succeeded], [stopped, qualities.length - stopped]);
});

Deno.test("a run that ignores SIGTERM is killed after the grace, one that exits with 0 on it is stopped early", async () => {
  using project = createProject({ qualities: [0.5, 0.6, 0.1, 0.2], pause: 0.2 });
  project.write("train.sh", `case $2 in 0.1) trap '' TERM;; 0.2) trap 'exit 0' TERM;; esac\n${TRAINER}`);
  project.write(
    "g.yaml",
    grid({ qualities: [0.5, 0.6, 0.1, 0.2], epochs: 40 }).replace("sh train.sh", "exec sh train.sh"),
  );
  const { code, stdout, stderr } = await project.run("train", ["g.yaml", "--grace", "0.5"]);
  assertEquals(code, 0, stderr);
  const { experiments } = await project.status(stdout.trim());
  const ends = experiments.map(({ train: { state, exit, signal } }: {
    train: { state: string; exit: number | null; signal: string | null };
  }) => `${state} ${exit ?? signal}`);
  assertEquals(ends, ["succeeded 0", "succeeded 0", "stopped_early SIGKILL", "stopped_early 0"]);
});

Deno.test("hostile statistics: torn rows, CRLF, quotes, NaN, no last newline, an infinite epoch, files written anew", async () => {
  using project = new Project();
  project.write(
    "train.sh",
    `
file="$1/validation_statistics.csv"
case $2 in
  torn) printf 'epoch,accuracy\\n1,0.1\\n2,0.2\\n3,0.' > "$file"; sleep 0.6; printf '9\\n' >> "$file";;
  crlf) printf '"epoch","accuracy"\\r\\n1,0.1\\r\\n\\r\\n"3","0.8"\\r\\n' > "$file";;
  nan) printf 'epoch,accuracy\\n1,nan\\n2,\\n3,NaN\\nx,y\\n4,nan\\n' > "$file";;
  far) printf 'epoch,accuracy\\ninf,0.9\\n3,0.3\\n' > "$file";;
  open) printf 'loss,accuracy,epoch\\n1,0.1,1\\n1,0.7,3' > "$file";;
  anew) printf 'epoch,accuracy\\n1,0.1\\n2,0.1\\n' > "$file"; sleep 0.6; printf 'epoch,accuracy\\n1,0.4\\n2,0.6\\n3,0.5\\n' > "$file";;
  moved) printf 'epoch,accuracy\\n1,0.1\\n' > "$file"; sleep 0.6; printf 'step,epoch,accuracy\\n9,1,0.5\\n9,3,0.5\\n' > "$file.tmp"; mv "$file.tmp" "$file";;
esac
sleep 0.4
`,
  );
  project.write(
    "g.yaml",
    grid({ qualities: [] }).replace("[]", "[torn, crlf, nan, far, open, anew, moved]").replace("eta: 2", "eta: 100"),
  );
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  assertEquals(verdicts(project, stdout.trim()), [
    "0.9 at 3: on of 1",
    "0.8 at 3: on of 2",
    "NaN at 3: on of 3",
    "0.3 at 3: on of 4",
    "0.7 at 3: on of 5",
    "0.6 at 3: on of 6",
    "0.5 at 3: on of 7",
  ]);
});

Deno.test("a run without a usable row is told once, with what was looked for and what was found", async () => {
  for (
    const [write, message] of [
      ["true", /there is no validation_statistics\.csv in its directory/],
      ["echo step,acc > {dir}/validation_statistics.csv", /has no column "epoch" and "accuracy", only step, acc/],
      ["mkfifo {dir}/validation_statistics.csv", /validation_statistics\.csv in its directory: not a regular file/],
      [
        "printf 'epoch,accuracy\\n3,0,5\\n' > {dir}/validation_statistics.csv",
        /validation_statistics\.csv: row 1 has 3 fields, expected 2/,
      ],
      ["echo epoch,accuracy > {dir}/validation_statistics.csv", /has no row with numbers in its columns epoch and acc/],
    ] as const
  ) {
    using project = new Project();
    const text = grid({ qualities: [1, 2, 3] }).replace(/command: .*/, `command: "test {q}; ${write}"`);
    project.write("g.yaml", text);
    const { code, stderr } = await project.run("train", ["g.yaml"]);
    assertEquals(code, 0, stderr);
    assertMatch(stderr, message);
    assertEquals(stderr.split("early stopping cannot judge").length, 2, stderr);
  }
});

Deno.test("early_stopping that cannot work is an error with its place before anything starts", async () => {
  using project = new Project();
  const refused = async (settings: string, args: readonly string[] = []) => {
    project.write("g.yaml", `grid_axes: {q: [1]}\ngrid_settings:\n  command: echo {q}\n${settings}\n`);
    const { code, stderr } = await project.run("train", ["g.yaml", ...args]);
    assertEquals([code, project.grids()], [2, []], stderr);
    return stderr;
  };
  const early = "  early_stopping: {first: 3}";
  assertStringIncludes(await refused(early), "g.yaml:4:3: early_stopping judges runs by a metric, and there is none");
  assertStringIncludes(
    await refused(`${early}\n  metric: test_accuracy`),
    "g.yaml:5:3: early_stopping cannot judge runs by test_accuracy: expected a metric that trainings report",
  );
  assertStringIncludes(await refused("  early_stopping: {eta: 3}\n  metric: validation_loss"), "first is missing");
  assertStringIncludes(
    await refused("  early_stopping: {first: 0}\n  metric: validation_loss"),
    "first: expected a number above 0, got 0",
  );
  assertStringIncludes(
    await refused("  early_stopping: {first: 1, eta: 1}\n  metric: validation_loss"),
    "eta: expected a whole number ≥ 2, got 1",
  );
  assertStringIncludes(
    await refused("  early_stopping: {first: 1, by: first}\n  metric: validation_loss"),
    "by: expected best or last, got first",
  );
  assertStringIncludes(
    await refused("  early_stopping: {first: 1, etta: 3}\n  metric: validation_loss"),
    'unknown key "etta", did you mean "eta"?',
  );
});

Deno.test("after a change of the rule verdicts hold, and values at new rungs are read from the files", async () => {
  using project = createProject({ qualities: [0.5, 0.6, 0.1, 0.2], pause: 0 });
  project.write("train.sh", PATIENT);
  const dir = (await project.run("train", ["g.yaml"])).stdout.trim();
  const before = await states(project, dir);
  project.write(
    "g.yaml",
    grid({ qualities: [0.5, 0.6, 0.1, 0.2, 0.3], pause: 0 }).replace("first: 3, eta: 2", "first: 2, eta: 3"),
  );
  const resumed = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals(resumed.code, 0, resumed.stderr);
  assertMatch(resumed.stderr, /: 2 kept, 2 kept \(stopped early\), 1 new$/m);
  assertEquals((await states(project, dir)).slice(0, 4), before);
  assertEquals(before, ["succeeded", "succeeded", "stopped_early", "stopped_early"]);
  const at2 = verdicts(project, dir).filter((verdict) => verdict.includes("at 2"));
  assertEquals(at2.at(-1), "0.3 at 2: out of 5");
});

Deno.test("with by: last, the value at the rung counts; values by the best one are not compared with it", async () => {
  using project = createProject({ qualities: [0.5, 0.6, 0.1] });
  // It comes down to a half from the second epoch on.
  const falling = TRAINER.replace("$epoch,$2", "$epoch,$([ $epoch = 1 ] && echo $2 || echo 0.0${2#0.})");
  project.write("train.sh", falling.replace("  sleep $4\n", ""));
  const dir = (await project.run("train", ["g.yaml"])).stdout.trim();
  assertEquals(verdicts(project, dir).filter((verdict) => verdict.includes("at 3"))[0], "0.5 at 3: on of 1");
  const more = grid({ qualities: [0.5, 0.6, 0.1, 0.3] });
  project.write("g.yaml", more.replace("eta: 2", "eta: 2, by: last"));
  const before = await states(project, dir);
  const resumed = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals(resumed.code, 0, resumed.stderr);
  assertEquals((await states(project, dir)).slice(0, 3), before);
  const known = before.filter((state) => state === "succeeded").length;
  assertEquals(verdicts(project, dir).filter((verdict) => verdict.includes("at 3")).slice(3), [
    ...["0.05 at 3: out of 1", "0.06 at 3: out of 2", "0.01 at 3: out of 3"],
    "0.03 at 3: out of 4",
  ]);
  assert(known >= 2);
});

Deno.test("values of another metric are not compared: they are read again by the new one", async () => {
  using project = createProject({ qualities: [0.5, 0.6, 0.1], pause: 0 });
  const trainer = TRAINER.replaceAll("epoch,accuracy", "epoch,loss,accuracy").replace("$epoch,$2", "$epoch,10$2,$2");
  project.write("train.sh", trainer);
  const dir = (await project.run("train", ["g.yaml"])).stdout.trim();
  project.write(
    "g.yaml",
    grid({ qualities: [0.5, 0.6, 0.1, 0.3], pause: 0 })
      .replace("{name: validation_accuracy, goal: maximize}", "{name: validation_loss, goal: minimize}"),
  );
  assertEquals((await project.run("train", ["g.yaml", "--resume"])).code, 0);
  assertEquals(verdicts(project, dir).filter((verdict) => verdict.includes("at 3")).slice(3), [
    "100.5 at 3: out of 1",
    "100.6 at 3: out of 2",
    "100.1 at 3: out of 3",
    "100.3 at 3: on of 4",
  ]);
});

Deno.test("a run that is judged in a further attempt counts once at each rung, whatever its files have from the one before", async () => {
  using project = new Project();
  // In the first attempt, the one of 0.3 saves what is left of three epochs once it is told to end, and that of 0.2 fails.
  project.write(
    "train.py",
    `
import os, signal, sys, time
quality = sys.argv[1]
def write(epochs):
    with open(os.environ["GRID_RUN_DIR"] + "/validation_statistics.csv", "w") as file:
        file.write("epoch,accuracy\\n" + "".join(f"{epoch},{quality}\\n" for epoch in range(1, epochs + 1)))
def stop(*_):
    write(5)
    sys.exit(0)
if os.environ["GRID_ATTEMPT"] == "1" and quality == "0.3":
    signal.signal(signal.SIGTERM, stop)
    write(1)
    open("waiting", "w").close()
    time.sleep(60)
write(9)
sys.exit(os.environ["GRID_ATTEMPT"] == "1" and quality == "0.2")
`,
  );
  const text = grid({ qualities: [0.2, 0.5, 0.3] }).replace(/command: .*/, "command: exec python3 train.py {q}");
  project.write("g.yaml", text);
  const scheduler = project.start("train", ["g.yaml", "--quiet"]);
  await until("the last run waits", () => project.exists("waiting"));
  scheduler.kill("SIGINT");
  const dir = (await scheduler.ended).stdout.trim();
  project.write("g.yaml", text.replace("first: 3", "first: 2"));
  const resumed = await project.run("train", ["g.yaml", "--resume", "--retry-failed"]);
  assertEquals(resumed.code, 0, resumed.stderr);
  const records = project.read(`${dir}/journal.ndjson`).trim().split("\n").map((line) => JSON.parse(line));
  const values = records.filter(({ type }) => type === "rung").map(({ id, rung }) => `${id} ${rung}`);
  assertEquals(values.toSorted(), [...new Set(values)].toSorted());
  assertEquals(verdicts(project, dir).at(-1), "0.3 at 2: out of 3");
});

Deno.test("max_time starts nothing more, and lets runs end", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {q: [1, 1.1, 1.2]}\ngrid_settings: {command: 'sleep {q}', max_concurrent_runs: 1, max_time: 0.5s}\n",
  );
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 1);
  assertMatch(stderr, /max_time: nothing more is started/);
  assertEquals(await states(project, stdout.trim()), ["succeeded", "pending", "pending"]);
});

Deno.test("analysis, report and requirements tell the mean of fresh seeds from that with the seed that was selected", async () => {
  using project = createProject({ qualities: [0.5, 0.6, 0.1], epochs: 4, more: "  experiment_repetitions: 3" });
  // The first seed of each configuration is lucky.
  project.write("train.sh", `case "$1" in *-r0-*) set -- "$1" "0.9\${2#0.}" "$3" "$4";; esac${PATIENT}`);
  const { stdout: trained, code } = await project.run("train", ["g.yaml"]);
  const dir = trained.trim();
  assertEquals(code, 0);
  const analyzed = await project.run("analyze", [dir, "--fresh", "--require", "validation_accuracy >= 0.65"]);
  assertEquals(analyzed.code, 1, analyzed.stderr);
  assertMatch(analyzed.stderr, /configuration +n +validation_accuracy +validation_accuracy \(fresh\)/);
  assertMatch(
    analyzed.stderr,
    /the mean of g-q=0\.6 includes the seed that early stopping selected.*: its 2 fresh seeds have 0\.6000/,
  );
  assertMatch(analyzed.stderr, /not met: validation_accuracy >= 0\.65: g-q=0\.6 has 0\.6 \(.*mean of 2 fresh seeds\)/);
  const { stdout: table } = await project.run("analyze", [
    ...[dir, "--quiet", "--output", "-", "--table", "summary"],
    ...["--columns", "experiment_name,validation_accuracy_fresh_n,validation_accuracy_fresh_mean"],
  ]);
  assertMatch(table, /^g-q=0\.6,2,0\.6$/m);
  const printed = await project.run("report", [dir, "--print", "markdown", "--fresh"]);
  assertMatch(printed.stdout, /validation\\_accuracy \\?\(fresh\\?\)/);
  assertMatch(printed.stdout, /\| 0\.6000 ± 0\.0000 \|$/m);
  assertMatch(printed.stderr, /its 2 fresh seeds have 0\.6000/);
  const refused = await project.run("report", [dir, "--fresh"]);
  assertEquals([refused.code, refused.stderr.trim()], [2, "error: --fresh requires --print: the page has these means"]);
});

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { fromFileUrl, join } from "@std/path";
import { Project, until } from "../project.ts";

// Two models per configuration; lr 9 diverges, and leaves partial results.
const TRAINER = `
cat > "$1/metrics.json" <<END
{"training": {"loss": $2.50, "epoch": 3}, "validation": {"accuracy": 0.$2$3, "auc": NaN}, "parameters": 18446744073709551615}
END
mkdir -p "$1/models"; echo > "$1/models/model_best.pt"
test "$2" != 9
`;
const GRID = `
grid_axes: {model.name: [mlp], training.lr: [1, 2, 9]}
grid_overwrite: {testing: {problem: {name: MNIST}, seed_torch: 7}}
grid_settings:
  command: sh train.sh {dir} {training.lr} {seed}
  test_command: (echo loss,acc; echo 0.5,0.{training.lr}) > {test_dir}/testing_set_agg_statistics.csv
  seed: [5, 6]
  metric: {name: validation_accuracy, goal: maximize}
`;

type Row = Record<string, string>;

function tables(project: Project, stdout: string): { analysis: Row[]; summary: Row[]; paths: string[] } {
  const paths = stdout.trim().split("\n");
  const [analysis, summary] = paths.map((path) => parse(project.read(path), { skipFirstRow: true }));
  return { analysis: analysis!, summary: summary!, paths };
}

async function train(project: Project, grid: string, ...args: string[]): Promise<string> {
  project.write("train.sh", TRAINER);
  project.write("g.yaml", grid);
  const { stdout, stderr } = await project.run("train", ["g.yaml", ...args]);
  assert(stdout !== "", stderr);
  return stdout.trim();
}

Deno.test("grid:analyze writes analysis and summary of the newest grid, and shows the best", async () => {
  using project = new Project();
  const grid = await train(project, GRID);
  assertEquals((await project.run("test", [grid, "--repeat", "2"])).stdout.trim(), grid);
  const { code, stdout, stderr } = await project.run("analyze", []);
  assertEquals(code, 0, stderr);
  const { analysis, summary, paths } = tables(project, stdout);
  assertMatch(paths[0]!, /^experiments\/g_\d{8}_\d{6}\/\d{8}_\d{6}_grid_analysis\.csv$/);
  assertEquals(paths[1], paths[0]!.replace("analysis", "summary"));

  assertEquals(analysis.map((row) => `${row.experiment_name} r${row.repetition}`), [
    ...["g-name=mlp-lr=1 r0", "g-name=mlp-lr=1 r0", "g-name=mlp-lr=2 r0", "g-name=mlp-lr=2 r0", "g-name=mlp-lr=9 r0"],
    ...["g-name=mlp-lr=1 r1", "g-name=mlp-lr=1 r1", "g-name=mlp-lr=2 r1", "g-name=mlp-lr=2 r1", "g-name=mlp-lr=9 r1"],
  ]);
  const [first, second] = analysis;
  const dir = `g-name=mlp-lr=1-r0-${first!.experiment_id}`;
  const moment = (column: string, row = first) => {
    assertMatch(row![column]!, /^\d{8}_\d{6}(-\d+)?$/, column);
    return row![column]!;
  };
  const duration = (column: string) => {
    assertMatch(first![column]!, /^\d+(\.\d+)?$/, column);
    return first![column]!;
  };
  const fingerprint = (column: string) => {
    assertMatch(first![column]!, /^[a-f][0-9a-f]{7}$/, column);
    return first![column]!;
  };
  const [test, other] = project.list(`${grid}/${dir}`).filter((name) => name.startsWith("test_"));
  assertEquals(first, {
    problem: "MNIST",
    model: "mlp",
    model_save_timestamp: moment("model_save_timestamp"),
    training_terminal_status: "succeeded",
    training_terminal_status_timestamp: moment("training_terminal_status_timestamp"),
    training_state: "succeeded",
    experiment_id: first!.experiment_id!,
    experiment_name: "g-name=mlp-lr=1",
    repetition: "0",
    launched_with: fingerprint("launched_with"),
    "param_model.name": "mlp",
    "param_training.lr": "1",
    training_configuration_filepath: `${dir}/training_configuration.yaml`,
    training_start_timestamp: moment("training_start_timestamp"),
    training_seed_torch: "5",
    training_seed_numpy: "5",
    training_duration_s: duration("training_duration_s"),
    training_loss: "1.50",
    training_epoch: "3",
    training_parameters: "18446744073709551615",
    validation_accuracy: "0.15",
    validation_auc: "NaN",
    test_configuration_filepath: `${dir}/${test}/testing_configuration.yaml`,
    test_start_timestamp: test!.slice("test_".length),
    test_seed_torch: "7",
    test_seed_numpy: " ",
    test_launched_with: fingerprint("test_launched_with"),
    test_duration_s: duration("test_duration_s"),
    test_loss: "0.5",
    test_acc: "0.1",
  });
  assertEquals([second!.problem, second!.training_loss, second!.test_start_timestamp], [
    ...[" ", " ", other!.slice("test_".length)],
  ]);
  const failed = analysis.filter((row) => row["param_training.lr"] === "9");
  assertEquals(failed.map((row) => [row.training_terminal_status, row.training_loss, row.test_acc]), [
    ...[["failed", "9.50", " "], ["failed", "9.50", " "]],
  ]);

  assertEquals(summary.map((row) => [row.experiment_name, row.n, row.validation_accuracy_mean, row.test_acc_std]), [
    ["g-name=mlp-lr=1", "2", "0.155", "0"],
    ["g-name=mlp-lr=2", "2", "0.255", "0"],
    ["g-name=mlp-lr=9", "0", "", ""],
  ]);
  assertStringIncludes(stderr, "6 experiments (4 succeeded, 2 failed) of 3 configurations, 8 tests\n");
  assertStringIncludes(stderr, "2 configurations by validation_accuracy, highest first (1 without a value):\n");
  assertMatch(stderr, /\n(g-name=mlp-lr=2) +2 +0\.2550 ± 0\.0071.*\n(g-name=mlp-lr=1) +2 +0\.1550 ± 0\.0071/);
});

Deno.test("grid:analyze never overwrites files, also if several run at a time", async () => {
  using project = new Project();
  await train(project, GRID);
  // In the grid directory, one may find the files of another, and write none.
  const args = ["g.yaml", "--quiet", "--output", "tables"];
  const runs = await Promise.all([1, 2, 3, 4].map(() => project.run("analyze", args)));
  assertEquals(runs.map(({ code, stderr }) => [code, stderr]), runs.map(() => [0, ""]));
  const paths = runs.flatMap(({ stdout }) => stdout.trim().split("\n"));
  assertEquals(new Set(paths).size, 8);
  const texts = paths.filter((path) => path.endsWith("analysis.csv")).map((path) => project.read(path));
  assertEquals(new Set(texts).size, 1);
});

Deno.test("grid:analyze links its newest files, writes no second copy of them, and overwrites on request", async () => {
  using project = new Project();
  const grid = await train(project, GRID);
  const first = await project.run("analyze", [grid]);
  const again = await project.run("analyze", [grid]);
  assertEquals(again.stdout, first.stdout);
  const csv = () => project.list(grid).filter((name) => name.endsWith(".csv"));
  assertEquals(csv().length, 4);
  const { paths, analysis } = tables(project, first.stdout);
  assertEquals(Deno.readLinkSync(join(project.dir, grid, "latest_grid_analysis.csv")), paths[0]!.split("/").at(-1));

  await project.run("train", [grid, "--again", "--only", "training.lr=1"]);
  const overwritten = await project.run("analyze", [grid, "--overwrite"]);
  assertEquals(overwritten.stdout, `${grid}/latest_grid_analysis.csv\n${grid}/latest_grid_summary.csv\n`);
  assertEquals(csv().length, 4);
  assertEquals(tables(project, first.stdout).analysis, analysis);
  const changed = await project.run("analyze", [grid]);
  assertEquals(csv().length, 6);
  assertEquals(tables(project, changed.stdout).analysis.length, analysis.length);
});

Deno.test("grid:analyze --output - prints one table and nothing else to stdout, and writes no files", async () => {
  using project = new Project();
  const grid = await train(project, GRID);
  const before = project.list(grid);
  const csv = async (...args: string[]) => {
    const { code, stdout, stderr } = await project.run("analyze", [grid, "--output", "-", ...args]);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "6 experiments (4 succeeded, 2 failed)");
    return stdout;
  };
  const rows = parse(await csv(), { skipFirstRow: true });
  assertEquals([rows.length, rows[0]!.experiment_name], [6, "g-name=mlp-lr=1"]);
  assertEquals(
    await csv("--columns", "param_training.lr, training_loss", "--columns", "repetition"),
    "param_training.lr,training_loss,repetition\n1,1.50,0\n2,2.50,0\n9,9.50,0\n1,1.50,1\n2,2.50,1\n9,9.50,1\n",
  );
  assertEquals(
    await csv("--table", "summary", "--columns", "param_*lr,validation_accuracy_mean"),
    "param_training.lr,validation_accuracy_mean\n1,0.155\n2,0.255\n9,\n",
  );
  const long = JSON.parse(await csv("--table", "long", "--format", "json", "--columns", "metric,value"));
  assertEquals(long[1], { metric: "loss", value: 1.5 });
  assertEquals(project.list(grid), before);
});

Deno.test("grid:analyze says what ± is and which results it does not show, and shows those of --columns", async () => {
  using project = new Project();
  const grid = await train(project, GRID);
  const shown = await project.run("analyze", [grid]);
  assertStringIncludes(shown.stderr, "\n± is the standard deviation over the n trained models\n");
  assertStringIncludes(
    shown.stderr,
    "\nnot shown: training_duration_s, training_epoch (choose results with --columns)\n",
  );
  const chosen = await project.run("analyze", [grid, "--columns", "epoch,validation_a*"]);
  assertMatch(chosen.stderr, /\nconfiguration +n +training_epoch +validation_accuracy +validation_auc\n/);
  assertMatch(chosen.stderr, /\ng-name=mlp-lr=2 +2 +3\.0000 ± 0\.0000 +0\.2550 ± 0\.0071/);
});

Deno.test("grid:analyze works while a scheduler is running: running experiments have rows, pending ones are counted", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `
grid_axes: {x: [1, 2, 3]}
grid_settings:
  max_concurrent_runs: 1
  command: test {x} = 1 || until test -e go; do sleep 0.05; done
`,
  );
  const training = project.start("train", ["g.yaml"]);
  await until("the second run starts", () => {
    const grid = project.exists("experiments") && project.grids()[0];
    return grid !== false && project.exists(`experiments/${grid}/journal.ndjson`) &&
      project.read(`experiments/${grid}/journal.ndjson`).split('"type":"start"').length > 2;
  });
  const { code, stdout, stderr } = await project.run("analyze", []);
  project.write("go", "");
  await training.ended;
  assertEquals(code, 0, stderr);
  const { analysis, summary } = tables(project, stdout);
  assertEquals(analysis.map((row) => row.training_terminal_status), ["succeeded", "running"]);
  assertEquals(summary.map(({ n }) => n), ["1", "0"]);
  assertStringIncludes(stderr, "1 more pending");
});

Deno.test("grid:analyze finds results of MI-Prometheus's trainers and testers in subdirectories", async () => {
  using project = new Project();
  const fixture = fromFileUrl(
    new URL("../fixtures/results/mi-prometheus/ReverseRecallCommandLines", import.meta.url),
  );
  // Like mip-offline-trainer --c CONFIG --expdir DIR … and mip-tester --model MODEL …
  project.write("bin/trainer", `#!/bin/sh\ncp -r '${fixture}' "$4"/ && rm -r "$4"/*/*/*/test_*\n`);
  project.write(
    "bin/tester",
    `#!/bin/sh\ncp -r '${fixture}'/NTM/20261124_053333/test_20261124_053358 "$(dirname "$2")/.."\n`,
  );
  for (const name of ["trainer", "tester"]) Deno.chmodSync(join(project.dir, "bin", name), 0o755);
  project.write("base.yaml", "model: {name: NTM}\n");
  project.write("g.yaml", "grid_tasks: [{default_configs: base.yaml}]\ngrid_axes: {training.lr: [0.1, 0.2]}\n");
  const env = { PATH: `${join(project.dir, "bin")}:${Deno.env.get("PATH")}` };
  const trained = await project.run("train", ["g.yaml", "--trainer", "trainer", "--tester", "tester"], env);
  assertEquals(trained.code, 0, trained.stderr);
  const tested = await project.run("test", [], env);
  assertEquals(tested.code, 0, tested.stderr);
  const { code, stdout, stderr } = await project.run("analyze", []);
  assertEquals(code, 0, stderr);
  const { analysis, summary } = tables(project, stdout);
  assertEquals(analysis.map((row) => row["param_training.lr"]), ["0.1", "0.2"]);
  for (const row of analysis) {
    const dir = `${row.experiment_name}-r0-${row.experiment_id}/ReverseRecallCommandLines/NTM/20261124_053333`;
    assertEquals(row.training_configuration_filepath, `${dir}/training_configuration.yaml`);
    assertEquals(row.test_configuration_filepath, `${dir}/test_20261124_053358/testing_configuration.yaml`);
    assertEquals(
      [row.model, row.training_start_timestamp, row.training_seed_torch, row.test_acc],
      ["NTM", "20261124_053333", "1264315211", "0.5214843750"],
    );
    assertEquals(
      [row.training_terminal_status, row.training_terminal_status_timestamp, row.training_state],
      ["Not converged: Episode Limit reached", "20261124_053334", "succeeded"],
    );
  }
  assertEquals(summary.map(({ n }) => n), ["1", "1"]);
});

Deno.test("grid:analyze reports unreadable files, writes the rest, and exits with 1", async () => {
  using project = new Project();
  const grid = await train(project, GRID);
  const broken = project.list(grid).find((name) => name.includes("lr=2-r1"))!;
  project.write(`${grid}/${broken}/metrics.json`, '{"training": {"loss": 2.5');
  const { code, stdout, stderr } = await project.run("analyze", [grid, "--quiet"]);
  assertEquals(code, 1);
  assertEquals(
    stderr,
    `${grid}/${broken}/metrics.json: invalid JSON: line 1, column 26: expected "," or "}", got end of file\n`,
  );
  const row = tables(project, stdout).analysis.find(({ experiment_id }) => broken.endsWith(experiment_id!))!;
  assertEquals([row.training_terminal_status, row.training_loss, row["param_training.lr"]], ["succeeded", " ", "2"]);
});

Deno.test("a test whose statistics are an empty file has no row", async () => {
  using project = new Project();
  const test = ": > {test_dir}/testing_set_agg_statistics.csv";
  const grid = await train(project, GRID.replace(/test_command: .*/, `test_command: "${test}"`), "--only", "lr=1");
  assertEquals((await project.run("test", [grid])).code, 0);
  const { code, stdout, stderr } = await project.run("analyze", [grid]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "testing_set_agg_statistics.csv: file is empty");
  assertEquals(tables(project, stdout).analysis.map((row) => row.test_start_timestamp), [" ", " "]);
});

Deno.test("grid:analyze of a tree with a corrupt checkpoint names the file, writes the rest, and exits with 1", async () => {
  using project = new Project();
  const fixture = fromFileUrl(new URL("../fixtures/results/mi-prometheus/", import.meta.url));
  await new Deno.Command("cp", { args: ["-R", fixture, join(project.dir, "old")] }).output();
  const path = "old/ReverseRecallCommandLines/NTM/20261124_053333/models/model_best.pt";
  Deno.truncateSync(join(project.dir, path), 5_000);
  const { code, stdout, stderr } = await project.run("analyze", ["old", "--quiet"]);
  assertEquals(
    [code, stderr],
    [1, `${path}: truncated: no zip directory at the end\n`],
  );
  const { analysis } = tables(project, stdout);
  assertEquals(analysis.map((row) => row.test_acc), ["0.5214843750", "0.4863281250"]);
  assertEquals(analysis[0]!.training_seed_torch, "1264315211");
});

Deno.test("grid:analyze of several grids writes one table with a grid column", async () => {
  using project = new Project();
  const one = await train(project, GRID, "--savetag", "one", "--only", "training.lr=1");
  const two = await train(project, GRID, "--savetag", "two", "--only", "training.lr=1");
  Deno.symlinkSync(join(project.dir, one), join(project.dir, "newest"));
  const { code, stdout, stderr } = await project.run("analyze", [two, one, two, "newest", "--output", "tables/both"]);
  assertEquals(code, 0, stderr);
  const { analysis, summary, paths } = tables(project, stdout);
  assertEquals(paths, ["tables/both_grid_analysis.csv", "tables/both_grid_summary.csv"]);
  const names = [two, one].map((path) => path.replace("experiments/", ""));
  assertEquals(analysis.map((row) => row.grid), [names[0]!, names[0]!, names[1]!, names[1]!]);
  assertEquals(summary.map(({ grid, n }) => [grid, n]), names.map((name) => [name, "2"]));
  // The parent directory stands for both grids.
  const all = await project.run("analyze", ["experiments"]);
  assertEquals(tables(project, all.stdout).analysis.length, 4);
  assertMatch(all.stdout, /^experiments\/\d{8}_\d{6}_grid_analysis\.csv\n/);
  // Without names: the newest grid.
  assertMatch((await project.run("analyze", [])).stdout, /^experiments\/g_\d{8}_\d{6}(-2)?_two\//);
});

Deno.test("grid:analyze leaves out experiments that are no longer in the grid", async () => {
  using project = new Project();
  const grid = await train(project, GRID.replace("[1, 2, 9]", "[1, 2]"));
  assertEquals(await train(project, GRID.replace("[1, 2, 9]", "[2, 3]"), "--resume"), grid);
  const { code, stdout, stderr } = await project.run("analyze", [grid]);
  assertEquals(code, 0, stderr);
  assertEquals(tables(project, stdout).summary.map((row) => row["param_training.lr"]), ["2", "3"]);
  assertStringIncludes(stderr, "left out: 2 experiments that are no longer in the grid");
});

Deno.test("repetitions belong to one configuration even if an axis added later makes names longer", async () => {
  using project = new Project();
  const grid = (repetitions: number, axes: string) => `
grid_overwrite: {width: 64}
grid_axes: ${axes}
grid_settings:
  command: echo '{{"loss":1}}' > {dir}/metrics.json
  experiment_repetitions: ${repetitions}
`;
  await train(project, grid(1, "{lr: [1, 2]}"));
  await train(project, grid(3, "{lr: [1, 2], width: [64, 128]}"), "--resume", "--only", "width=64", "--only", "lr=1");
  const { code, stdout, stderr } = await project.run("analyze", []);
  assertEquals(code, 0, stderr);
  const { summary } = tables(project, stdout);
  assertEquals(summary.map((row) => [row.experiment_name, row.param_lr, row.param_width, row.n, row.unfinished]), [
    ["g-lr=1", "1", "64", "3", "0"],
    ["g-lr=2", "2", "64", "1", "2"],
  ]);
});

Deno.test("grid:analyze ranks by the metric on the command line", async () => {
  using project = new Project();
  const grid = await train(project, GRID);
  const { stderr } = await project.run("analyze", [grid, "--metric", "loss", "--best", "1"]);
  assertStringIncludes(stderr, "the 1 best of 3 configurations by training_loss, lowest first");
  assertMatch(stderr, /\ng-name=mlp-lr=1 +2 +1\.5000/);
  const highest = await project.run("analyze", [grid, "--metric", "training_loss", "--goal", "maximize"]);
  assertMatch(highest.stderr, /highest first.*\n.*\ng-name=mlp-lr=2 /);
});

Deno.test("grid:analyze reports long lists, which do not become columns", async () => {
  using project = new Project();
  project.write("metrics", JSON.stringify({ training: { curve: Array(50).fill(1), loss: 1 } }));
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'cp metrics {dir}/metrics.json'}\n");
  await project.run("train", ["g.yaml"]);
  const { code, stderr, stdout } = await project.run("analyze", []);
  assertEquals(code, 0);
  assertStringIncludes(stderr, "left out: training.curve: lists of more than 32 values belong in a CSV file");
  assertEquals(tables(project, stdout).analysis[0]!.training_loss, "1");
});

Deno.test("grid:analyze of a grid that has not started has no rows, and says so", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'true', metric: {name: validation_loss}}\n",
  );
  await project.run("expand", ["g.yaml"]);
  const { code, stdout, stderr } = await project.run("analyze", ["--metric", "validation_loss"]);
  assertEquals([code, tables(project, stdout).analysis], [0, []]);
  assertStringIncludes(stderr, "no results yet: 2 experiments pending");
});

Deno.test("grid:analyze writes JSON, and one row per number with --long", async () => {
  using project = new Project();
  const grid = await train(project, GRID, "--only", "training.lr=1", "--only", "repetition=0");
  const { code, stdout, stderr } = await project.run("analyze", [grid, "--format", "json", "--long"]);
  assertEquals(code, 0, stderr);
  const [analysis, summary, long] = stdout.trim().split("\n").map((path) => JSON.parse(project.read(path)));
  assertMatch(stdout, /_grid_analysis\.json\n.*_grid_summary\.json\n.*_grid_long\.json\n$/);
  const [{ experiment_id: id, ...row }] = analysis;
  assertEquals(
    [row.repetition, row["param_training.lr"], row.training_loss, row.validation_auc, row.test_acc],
    [0, 1, 1.5, "NaN", undefined],
  );
  assertEquals([summary[0].n, summary[0].unfinished, summary[0].training_loss_mean], [1, 1, 1.5]);
  const { launched_with } = row;
  const identity = { experiment_id: id, experiment_name: "g-name=mlp-lr=1", repetition: 0, launched_with };
  const common = { ...identity, test_start_timestamp: null };
  const states = { training_terminal_status: "succeeded", training_state: "succeeded" };
  const params = { "param_model.name": "mlp", "param_training.lr": 1, ...states };
  const seconds = row.training_duration_s;
  assertEquals(long, [
    { ...common, ...params, stage: "training", metric: "duration_s", value: seconds },
    { ...common, ...params, stage: "training", metric: "loss", value: 1.5 },
    { ...common, ...params, stage: "training", metric: "epoch", value: 3 },
    { ...common, ...params, stage: "training", metric: "parameters", value: 18446744073709551615 },
    { ...common, ...params, stage: "validation", metric: "accuracy", value: 0.15 },
    { ...common, ...params, stage: "validation", metric: "auc", value: "NaN" },
  ]);
});

Deno.test("grid:analyze --require exits with 1 unless all requirements are met", async () => {
  using project = new Project();
  const grid = await train(project, GRID);
  const run = (...args: string[]) => project.run("analyze", [grid, ...args]);
  const met = await run("--require", "validation_accuracy >= 0.25", "--require", "epoch == 3");
  assertEquals(met.code, 0, met.stderr);
  assertStringIncludes(met.stderr, "met: validation_accuracy >= 0.25: g-name=mlp-lr=2 has 0.255");

  const unmet = await run("--require", "epoch == 3", "--require", "validation_accuracy>0.3", "--quiet");
  assertEquals([unmet.code, unmet.stderr], [
    ...[1, "not met: validation_accuracy>0.3: g-name=mlp-lr=2 has 0.255 (best by validation_accuracy)\n"],
  ]);
  assertEquals(tables(project, unmet.stdout).summary.length, 3);

  const every = await run("--require", "every validation_accuracy > 0.2", "--quiet");
  assertEquals([every.code, every.stderr], [
    1,
    "not met: every validation_accuracy > 0.2: g-name=mlp-lr=1 has 0.155\n" +
    "not met: every validation_accuracy > 0.2: g-name=mlp-lr=9 has no value\n",
  ]);
});

Deno.test("grid:analyze exits with 2 for unusable input, and writes nothing", async () => {
  using project = new Project();
  const grid = await train(project, GRID);
  project.write("empty/notes.txt", "");
  project.write("other.yaml", "");
  project.write("linked/notes.txt", "");
  Deno.symlinkSync(`${project.dir}/empty`, `${project.dir}/linked/runs`);
  project.write("damaged/plan.ndjson", "{");
  for (
    const [args, message] of [
      [["nowhere"], "nowhere: file or directory not found"],
      [[""], '"": file or directory not found'],
      [["--expdir", ""], '"": directory not found'],
      [["empty"], "empty: nothing to analyze"],
      [["linked"], "a link to a directory is not followed, analyze it by name: linked/runs\n"],
      [["damaged"], "damaged: line 1 of the plan is corrupt"],
      [["other.yaml"], "other.yaml: no grid in experiments was created from this file"],
      [["--expdir", "nowhere"], "nowhere: directory not found: pass a grid directory, or --expdir DIR"],
      [[grid, "--metric", "validation_acuracy"], 'did you mean "validation_accuracy"?'],
      [[grid, "--metric", "loss", "--goal", "up"], "Allowed choices are maximize, minimize"],
      [[grid, "--goal", "minimize"], "--goal requires --metric"],
      [[grid, "--output", "other.yaml/x"], "choose another location with --output PREFIX"],
      [[grid, "--output", "/proc/x"], "choose another location with --output PREFIX"],
      [[grid, "--output", "x".repeat(250)], "choose another location with --output PREFIX"],
      [[grid, "--output", ""], "--output is empty"],
      [[grid, "--output", "-", "--long"], "use --table long"],
      [[grid, "--output", "-", "--overwrite"], "--overwrite cannot be used with --output -"],
      [[grid, "--table", "summary"], "--table requires --output -"],
      [[grid, "--output", "-", "--table", "grid"], "Allowed choices are analysis, summary, long"],
      [[grid, "--output", "-", "--columns", "experiment_nam"], 'did you mean "experiment_name"?'],
      [[grid, "--columns", "param_training.lr"], 'unknown column "param_training.lr"'],
      [[grid, "--columns", "epoch", "--quiet"], "--columns chooses what is shown, and --quiet shows nothing"],
      [[grid, "--bset", "3"], "unknown option '--bset'"],
      [[grid, "--format", "xml"], "Allowed choices are csv, json"],
      [[grid, "--require", "accuracy"], '--require "accuracy": expected one of the operators'],
      [[grid, "--require", "validation_acuracy > 0"], 'did you mean "validation_accuracy"?'],
    ] as const
  ) {
    const { code, stdout, stderr } = await project.run("analyze", args);
    assertEquals([code, stdout], [2, ""], `${args}: ${stderr}`);
    assertStringIncludes(stderr, message);
  }
  assertEquals(project.list(grid).filter((name) => name.endsWith(".csv")), []);
});

Deno.test("grid:analyze prints the curves of trainings, read by the workers of a report", async () => {
  using project = new Project({
    "train.sh": `printf 'epoch,loss\\n1,0.5\\n2,0.%s\\n' "$1" >"$GRID_RUN_DIR/training_statistics.csv"\n`,
    "g.yaml": "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'sh train.sh {x}'}\n",
  });
  const trained = await project.run("train", ["g.yaml"]);
  assertEquals(trained.code, 0, trained.stderr);
  const { code, stdout, stderr } = await project.run("analyze", ["--output", "-", "--table", "curves", "--quiet"]);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout.split("\n").map((line) => line.split(",").slice(3).join(" ")), [
    "param_x training_state stage metric axis step value",
    ...["1 succeeded training loss epoch 1 0.5", "1 succeeded training loss epoch 2 0.1"],
    ...["2 succeeded training loss epoch 1 0.5", "2 succeeded training loss epoch 2 0.2"],
    "",
  ]);
});

/** Commands on runs that no grid made, as the real libraries left them (`tests/fixtures/trainers`). */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { fromFileUrl, join } from "@std/path";
import { Project } from "../project.ts";
import { reportIn } from "../report_file.ts";

const TRAINERS = fromFileUrl(new URL("../fixtures/trainers", import.meta.url));

/** Copies a directory of a fixture into a project. */
function copy(from: string, project: Project, to: string): void {
  Deno.mkdirSync(join(project.dir, to), { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(join(TRAINERS, from))) {
    if (isDirectory) copy(`${from}/${name}`, project, `${to}/${name}`);
    else Deno.copyFileSync(join(TRAINERS, from, name), join(project.dir, to, name));
  }
}

Deno.test("grid:analyze ranks versions of Lightning, and its own tables beside them are no runs", async () => {
  using project = new Project();
  copy("lightning-2.6-csv/out/lightning_logs", project, "lightning_logs");
  const { code, stdout, stderr } = await project.run("analyze", [
    ...["lightning_logs", "--metric", "validation_loss", "--require", "validation_loss < 0.5", "--require", "n == 2"],
  ]);
  assertEquals(code, 0, stderr);
  const lines = stderr.trimEnd().split("\n").map((line) => line.replaceAll(/ {2,}/g, "  "));
  assertEquals(lines.slice(0, 5), [
    "2 experiments of 2 configurations, 2 tests",
    "2 configurations by validation_loss, lowest first:",
    "configuration  n  lr  validation_loss  test_loss  validation_mae",
    "version_1  1  0.2  0.2256  0.2233  0.3873",
    "version_0  1  0.05  1.2213  1.0588  0.7987",
  ]);
  assertEquals(stdout.trim().split("\n").map((path) => path.split("/")[0]), ["lightning_logs", "lightning_logs"]);
  // The same runs, and nothing else.
  const again = await project.run("analyze", ["lightning_logs", "--output", "-", "--format", "json"]);
  const rows: Record<string, unknown>[] = JSON.parse(again.stdout);
  assertEquals(rows.map((row) => [row.experiment_name, row.param_lr]), [["version_0", 0.05], ["version_1", 0.2]]);
  const version = await project.run("analyze", ["lightning_logs/version_1", "--output", "-", "--table", "summary"]);
  const [row] = parse(version.stdout, { skipFirstRow: true });
  assertEquals([row!.experiment_name, row!.n], ["version_1", "1"]);
});

Deno.test("grid:report has the curves of several directories of runs, and their parameters", async () => {
  using project = new Project();
  copy("hydra-1.3/out/multirun", project, "multirun");
  copy("lightning-2.6-tensorboard/out/lightning_logs", project, "lightning_logs");
  const { code, stdout, stderr } = await project.run("report", ["multirun", "lightning_logs", "--quiet"]);
  assertEquals([code, stderr], [0, ""]);
  const report = reportIn(project.read(stdout.trim()));
  assertEquals(report.grids, ["multirun", "lightning_logs"]);
  assert(report.params.includes("lr") && report.params.includes("optimizer.lr"));
  const curves = report.curves!.columns.map(({ name }) => name);
  for (const name of ["training_loss", "validation_loss", "validation_acc"]) assert(curves.includes(name), name);
  assertEquals(report.configurations.length, 4);
});

Deno.test("grid:diff compares runs with the same parameters", async () => {
  using project = new Project();
  copy("lightning-2.6-tensorboard/out/lightning_logs", project, "new");
  copy("lightning-2.0-tensorboard/out/lightning_logs", project, "old");
  copy("lightning-2.6-csv/out/diverged/lightning_logs", project, "old/diverged");
  const { code, stdout, stderr } = await project.run("diff", ["old", "new", "--metric", "validation_loss"]);
  assertEquals([code, stderr], [0, ""]);
  const lines = stdout.trimEnd().split("\n").map((line) => line.trim().replaceAll(/ {2,}/g, "  "));
  assertEquals(lines, [
    "a: old",
    "b: new",
    "parameter lr: [0.05, 0.2, 1000.0] → [0.05, 0.2]",
    "2 configurations in both, with the same parameters",
    "configuration  n  validation_loss a  b  b - a",
    "lr=0.2  1  0.2281  0.4159  +0.1878",
    "lr=0.05  1  1.2029  1.2213  +0.0184",
    "1 only in a: diverged/version_0 (lr=1000.0)",
  ]);
  const json = JSON.parse((await project.run("diff", ["old", "new", "--json"])).stdout);
  assertEquals([json.version, json.results.matchedBy], [1, "parameters"]);
  const same = await project.run("diff", ["new", "new", "--metric", "validation_loss"]);
  assertStringIncludes(same.stdout, "no differences in parameters\n2 configurations in both");
});

Deno.test("a directory of grids is not compared as runs: it is said which grid could be meant", async () => {
  using project = new Project({ "g.yaml": 'grid_axes: {lr: [1]}\ngrid_settings: {command: "true"}\n' });
  const { stdout } = await project.run("train", ["g.yaml", "--quiet"]);
  const { code, stderr } = await project.run("diff", ["experiments", stdout.trim()]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, `not a grid directory: plan.ndjson is missing, did you mean ${stdout.trim()}?`);
});

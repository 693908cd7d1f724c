import { assert, assertAlmostEquals, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { join } from "@std/path";
import { placeAt } from "../../lib/report/curves/curve_model.ts";
import { makeExperimentTree } from "../bench/experiment_tree.ts";
import { Project, until } from "../project.ts";
import { bandsIn, reportIn, runCurvesIn, runsIn } from "../report_file.ts";

// Width 64 is better than 32; 1024 runs out of memory. 500 rows each.
const TRAINER = `
dir=$1 width=$2 seed=$3
if [ $width = 1024 ]; then
  echo "Traceback (most recent call last):"
  echo "  File \\"$PWD/train.py\\", line 3, in <module>"
  echo "RuntimeError: out of memory: tried to allocate $seed MiB"
  echo "epoch 1"
  exit 1
fi
awk -v w=$width -v s=$seed 'BEGIN {
  print "step,loss"
  for (i = 1; i <= 500; i++) print i * 10 "," (i == 333 && s == 1 ? 77 : w / 64 + s / 100 + 1 / i)
}' > "$dir/training_statistics.csv"
echo '{"training": {"loss": 0.5}, "validation": {"accuracy": 0.'$width$seed'}}' > "$dir/metrics.json"
`;
const GRID = `
grid_axes: {width: [32, 64, 1024]}
grid_settings:
  command: sh train.sh {dir} {width} {seed}
  test_command: echo '{{"accuracy":0.4}}' > {test_dir}/metrics.json
  checkpoint: metrics.json
  seed: [1, 2]
  max_failures: none
  metric: {name: validation_accuracy, goal: maximize}
`;

async function trained(project: Project, ...args: string[]): Promise<string> {
  project.write("train.sh", TRAINER);
  project.write("g.yaml", GRID);
  const { stdout, stderr } = await project.run("train", ["g.yaml", ...args]);
  assert(stdout !== "", stderr);
  return stdout.trim();
}

Deno.test("grid:report writes one file with results, curves, failures and provenance, and prints its path", async () => {
  using project = new Project();
  const grid = await trained(project, "--set", "model.depth=3");
  await project.run("test", [grid]);
  const { code, stdout, stderr } = await project.run("report", []);
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^experiments\/g_\d{8}_\d{6}\/\d{8}_\d{6}_grid_report\.html\n$/);
  assertMatch(stderr, /^report: 6 experiments, 3 configurations, \d+ KB\n$/);
  const html = project.read(stdout.trim());
  const report = reportIn(html);

  assertEquals(report.configurations.map(({ name, n, failed }) => [name, n, failed]), [
    ...[["g-width=64", 2, 0], ["g-width=32", 2, 0], ["g-width=1024", 0, 2]],
  ]);
  assertEquals(report.counts.states, [["succeeded", 4], ["failed", 2]]);
  assertEquals([report.verdict.best, report.columns[report.verdict.test!]], [0, "test_accuracy"]);
  // Means and deviations are those of the summary, digit by digit.
  const analysis = await project.run("analyze", ["--quiet"]);
  const summary = parse(project.read(analysis.stdout.trim().split("\n")[1]!), { skipFirstRow: true });
  for (const { name, results } of report.configurations) {
    const row = summary.find(({ experiment_name }) => experiment_name === name)!;
    for (const [index, column] of report.columns.entries()) {
      const [n = 0, mean = "", std = ""] = results[index] ?? [];
      assertEquals([n, mean, std].map(String), ["n", "mean", "std"].map((part) => row[`${column}_${part}`]!), column);
    }
  }
  assertMatch(html, /<tr data-name="g-width=64"[^]*?data-value="0.6415"/);

  const runs = await runsIn(html);
  assertEquals([runs.configuration, runs.repetition], [[0, 0, 1, 1], [0, 1, 0, 1]]);
  const [column] = report.curves!.columns;
  assertEquals([column!.name, column!.x, report.curves!.thinnedFrom], ["training_loss", "step", 500]);
  const [best] = await bandsIn(html, 0);
  const peak = best!.high.indexOf(77);
  const place = placeAt(column!.places[best!.places]!, peak, best!.high.length);
  assert(Math.abs(place - 3_330) <= 50, `the peak is at ${place}`);
  assertAlmostEquals(Math.max(...best!.mean), (77 + 1 + 0.02 + 1 / 333) / 2, 0.01);
  assertEquals((await runCurvesIn(html, 0))!.length, 4);

  const [failure] = report.failures;
  assertEquals([failure!.count, failure!.cause], [2, "RuntimeError: out of memory: tried to allocate # MiB"]);
  assertEquals(failure!.common, [{ param: 0, value: "1024", elsewhere: 0 }]);
  assertEquals(failure!.log[1], '  File "train.py", line 3, in <module>');
  const [failed] = failure!.runs;
  assert(project.exists(`${grid}/${decodeURIComponent(failed!.link!)}`));
  assert(project.exists(`${grid}/${failed!.log}`));

  const [provenance] = report.provenance;
  assertEquals([provenance!.overrides, provenance!.command], [["--set model.depth=3"], "g.yaml --set model.depth=3"]);
  assertEquals(provenance!.gridFile, GRID);
  const again = provenance!.commands.find(({ what }) => what.includes("best"))!.command;
  assertMatch(again, new RegExp(`^sh ${grid}/g-width=64-r0-[0-9a-f]{8}/train\\.1\\.sh$`));
  assert(new Deno.Command("sh", { args: ["-c", again], cwd: project.dir }).outputSync().success, again);
});

Deno.test("a report names no host, user or absolute path, and has no request in it", async () => {
  using project = new Project();
  await trained(project);
  const { stdout } = await project.run("report", ["g.yaml"], {
    USER: "alice-the-first",
    HOSTNAME: "node-17-of-the-lab",
  });
  const html = project.read(stdout.trim());
  for (const word of [project.dir, Deno.env.get("HOME")!, "alice-the-first", "node-17-of-the-lab", Deno.cwd()]) {
    if (word !== "/") assert(!html.includes(word), word);
  }
  assertMatch(html, /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; /);
  const page = html.replaceAll(/<script[^]*?<\/script>/g, "").replace('<link rel="icon" href="data:,">', "");
  assert(!/<(?:link|iframe|img|object|embed)\b|\ssrc=/.test(page));
});

Deno.test("nothing is overwritten, also by reports of the same second", async () => {
  using project = new Project();
  const grid = await trained(project);
  const ended = await Promise.all([1, 2, 3].map(() => project.run("report", ["g.yaml", "--quiet"])));
  assertEquals(ended.map(({ code, stderr }) => [code, stderr]), ended.map(() => [0, ""]));
  assertEquals(new Set(ended.map(({ stdout }) => stdout)).size, 3);
  assertEquals(project.list(grid).filter((name) => name.endsWith(".html")).length, 3);
  const first = await project.run("report", ["g.yaml", "--output", "out/night"]);
  const second = await project.run("report", ["g.yaml", "--output", "out/night"]);
  assertEquals([first.stdout, second.stdout], ["out/night_grid_report.html\n", "out/night-2_grid_report.html\n"]);
  // Logs are linked only from above.
  assertEquals(reportIn(project.read("out/night_grid_report.html")).failures[0]!.runs[0]!.link, undefined);
});

Deno.test("a metric of the command line ranks, and an unknown one is an error", async () => {
  using project = new Project();
  await trained(project);
  const lowest = await project.run("report", ["g.yaml", "--metric", "accuracy", "--goal", "minimize"]);
  const { configurations, ranking } = reportIn(project.read(lowest.stdout.trim()));
  assertEquals([configurations[0]!.name, ranking!.goal], ["g-width=32", "minimize"]);
  const unknown = await project.run("report", ["g.yaml", "--metric", "acuracy"]);
  assertEquals([unknown.code, unknown.stdout], [2, ""]);
  assertStringIncludes(unknown.stderr, 'error: --metric: unknown result "acuracy"');
  const wrong = [
    ...[["--goal", "minimize"], ["--output", ""], ["--max-size", "big"], ["nowhere"], ["--best", "3"], [
      "--print",
      "html",
    ]],
    ...[["--print", "latex", "--output", "x"], ["--print", "latex", "--watch"], ["--print", "latex", "--no-diff"]],
    ...[["--watch", "--figures", "x"], ["--watch", "--overwrite"], ["--figures", ""]],
  ];
  const ended = await Promise.all(wrong.map((args) => project.run("report", args)));
  assertEquals(ended.map(({ code, stdout }) => [code, stdout]), wrong.map(() => [2, ""]));
  const missing = await project.run("report", ["g.yaml", "--output", "/proc/none/x"]);
  assertEquals([missing.code, missing.stdout], [2, ""], missing.stderr);
  const before = project.list("experiments");
  const figures = await project.run("report", ["g.yaml", "--figures", "g.yaml"]);
  assertEquals([figures.code, figures.stdout], [2, ""]);
  assertEquals(project.list("experiments"), before);
  assertStringIncludes(figures.stderr, "choose another location with --figures DIR");
});

Deno.test("--max-size thins curves until the file fits, and the page says so", async () => {
  using project = new Project();
  await trained(project);
  const sizes = new Map<string, number>();
  for (const size of ["1GB", "1B"]) {
    const { stdout, stderr } = await project.run("report", ["g.yaml", "--max-size", size]);
    const html = project.read(stdout.trim());
    const { curves } = reportIn(html);
    sizes.set(size, html.length);
    assertEquals(curves!.parts, size === "1GB" ? 100 : 25);
    assertEquals((await runCurvesIn(html, 0))?.length, size === "1GB" ? 4 : undefined);
    assertEquals(stderr.includes("more than --max-size"), size === "1B");
  }
  assert(sizes.get("1B")! < sizes.get("1GB")!);
  // A little too small for all, after rendering.
  const { stdout } = await project.run("report", ["g.yaml", "--max-size", `${sizes.get("1GB")! - 1_000}B`]);
  assertEquals(reportIn(project.read(stdout.trim())).curves!.parts, 50);
});

Deno.test("an unreadable file costs its own values: it is named, and the exit code is 1", async () => {
  using project = new Project();
  const grid = await trained(project);
  const [experiment] = project.list(grid).filter((name) => name.startsWith("g-width=64"));
  project.write(`${grid}/${experiment}/metrics.json`, "{");
  const { code, stdout, stderr } = await project.run("report", ["g.yaml"]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, `${grid}/${experiment}/metrics.json: invalid JSON`);
  const { warnings } = reportIn(project.read(stdout.trim()));
  assertStringIncludes(warnings.join("\n"), "metrics.json: invalid JSON");
});

Deno.test("a report says what it leaves out", async () => {
  using project = new Project();
  const grid = await trained(project);
  const [experiment] = project.list(grid).filter((name) => name.startsWith("g-width=64"));
  Deno.removeSync(join(project.dir, grid, experiment!), { recursive: true });
  const { code, stdout } = await project.run("report", ["g.yaml", "--quiet"]);
  assertEquals(code, 0);
  const { warnings, counts } = reportIn(project.read(stdout.trim()));
  assertEquals(warnings, ["left out: 1 pending experiment: its directory was deleted"]);
  assertEquals(counts.states[0], ["pending", 1]);
});

Deno.test("a tree made by MI-Prometheus has a report with curves, and without states", async () => {
  using project = new Project();
  makeExperimentTree(join(project.dir, "tree"), 0, 6);
  const { code, stdout, stderr } = await project.run("report", ["tree", "--metric", "test_loss"]);
  assertEquals(code, 0, stderr);
  const html = project.read(stdout.trim());
  const report = reportIn(html);
  assertEquals(report.counts.states, [["trained", 6]]);
  assertEquals(report.configurations.map(({ n }) => n).sort(), [1, 5]);
  // Both have the same name.
  assertEquals(report.configurations.map(({ first }) => first).sort(), ["20261124_000000", "20261124_000005"]);
  assertMatch(html, /ReverseRecallCommandLines\/NTM 20261124_000005/);
  assertEquals([report.grids, report.provenance, report.failures], [["tree"], [], []]);
  const names = report.curves!.columns.map(({ name }) => name);
  assert(names.includes("training_loss") && names.includes("validation_acc"), names.join());
});

Deno.test("several grids have one report", async () => {
  using project = new Project();
  await trained(project);
  await trained(project, "--savetag", "two");
  const { stdout, stderr } = await project.run("report", ["--expdir", "experiments"]);
  const report = reportIn(project.read(stdout.trim()));
  assertEquals([report.grids.length, report.configurations.length, report.provenance.length], [2, 6, 2], stderr);
  assertEquals(new Set(report.configurations.map(({ grid }) => grid)), new Set([0, 1]));
});

Deno.test("a grid of which everything failed, or that has not started, has a report", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'echo Error: no; test {x} = 1 || sleep 60; exit 3', timeout: 0.3s}\n",
  );
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const pending = await project.run("report", [grid]);
  assertEquals(pending.code, 0, pending.stderr);
  assertEquals(reportIn(project.read(pending.stdout.trim())).counts.pendingConfigurations, 2);
  await project.run("train", [grid]);
  const { stdout } = await project.run("report", [grid]);
  const html = project.read(stdout.trim());
  assertEquals(new Set(reportIn(html).failures.map(({ cause }) => cause)), new Set(["Error: no", "timed out"]));
  assert(html.indexOf('id="failures"') < html.indexOf('id="configurations"'));
});

Deno.test("--print writes no file, and prints the best configurations as Markdown or LaTeX", async () => {
  using project = new Project();
  const grid = await trained(project);
  const before = project.list(grid);
  const markdown = await project.run("report", ["g.yaml", "--print", "markdown"]);
  const last = "1 configuration has no validation_accuracy, and is last: g-width=1024: 2 failed\n";
  assertEquals([markdown.code, markdown.stderr], [0, last]);
  const lines = markdown.stdout.trimEnd().split("\n");
  assertEquals([lines.length, lines[4]], [5, "| 1024 | 0 |  |  |"]);
  assertMatch(lines[2]!, /^\| 64 \| 2 \| 0\.6415 ± 0\.0007 \| 0\.5000 ± 0\.0000 \|$/);
  const latex = await project.run("report", ["g.yaml", "--print", "latex", "--best", "1"]);
  assertStringIncludes(latex.stdout, "64 & 2 & 0.6415 $\\pm$ 0.0007 & ");
  assert(latex.stdout.startsWith("\\begin{tabular}") && !latex.stdout.includes("\n32 & "));
  assertEquals(project.list(grid), before);
});

Deno.test("--watch rewrites one file while the grid runs, and ends with it", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1, 2]}\ngrid_settings:\n  max_concurrent_runs: 1\n" +
      "  command: test {x} = 1 || until test -e go; do sleep 0.05; done\n",
  );
  const training = project.start("train", ["g.yaml"]);
  await until("the second run starts", () => training.hasSaid("x=2 r0"));
  const watching = project.start("report", ["--watch"]);
  const [grid] = project.grids();
  const path = `experiments/${grid}/grid_report.html`;
  await until("there is a report", () => project.exists(path));
  assertMatch(project.read(path), /<html[^>]* data-reload="10"/);
  assertEquals(reportIn(project.read(path)).counts.states, [["running", 1], ["succeeded", 1]]);
  project.write("go", "");
  assertEquals((await training.ended).code, 0);
  const { code, stdout, stderr } = await watching.ended;
  assertEquals([code, stdout], [0, `${path}\n`], stderr);
  assert(!/<html[^>]* data-reload/.test(project.read(path)));
  assertEquals(reportIn(project.read(path)).counts.states, [["succeeded", 2]]);
  // It replaces its own file.
  assertEquals((await project.run("report", ["--watch", "--quiet"])).stdout, `${path}\n`);
  assertEquals(project.list(`experiments/${grid}`).filter((name) => name.includes("report")), ["grid_report.html"]);
});

Deno.test("--watch ends with a signal, and leaves a report that does not reload itself", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_settings: {command: 'until test -e go; do sleep 0.05; done'}\n");
  const training = project.start("train", ["g.yaml"]);
  await until("the run starts", () => training.hasSaid("started"));
  const watching = project.start("report", ["--watch", "--output", "out/"]);
  await until("there is a report", () => project.exists("out/grid_report.html"));
  watching.kill("SIGINT");
  assertEquals((await watching.ended).code, 130);
  assert(!/<html[^>]* data-reload/.test(project.read("out/grid_report.html")));
  project.write("go", "");
  await training.ended;
});

Deno.test("grid:run ends with a report, and prints its path last", async () => {
  using project = new Project();
  project.write("train.sh", TRAINER);
  project.write("g.yaml", GRID);
  const { code, stdout, stderr } = await project.run("run", ["g.yaml"]);
  assertEquals(code, 1);
  const lines = stdout.trim().split("\n");
  assertEquals(lines.slice(1).map((line) => /_grid_\w+\.\w+$/.exec(line)![0]), [
    ...["_grid_analysis.csv", "_grid_summary.csv", "_grid_report.html"],
  ]);
  assertMatch(stderr, /\nreport: 6 experiments, 3 configurations, \d+ KB\n$/);
  assertEquals(reportIn(project.read(lines.at(-1)!)).counts.tests, 4);
});

Deno.test("--figures of a report without charts says so, and makes no directory", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {a: [1]}\ngrid_settings: {command: 'false'}");
  await project.run("train", ["g.yaml", "--quiet"]);
  const { code, stderr } = await project.run("report", ["g.yaml", "--figures", "fig"]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "no figures: the report has no charts\n");
  assert(!project.list(".").includes("fig"));
});

Deno.test("--figures also writes the charts as SVG files, and overwrites none without --overwrite", async () => {
  using project = new Project();
  await trained(project);
  for (const _ of [1, 2]) {
    const { code, stdout, stderr } = await project.run("report", ["g.yaml", "--figures", "stable", "--overwrite"]);
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /^experiments\/[^/]+\/latest_grid_report\.html\n$/);
    assertStringIncludes(stderr, `${project.list("stable").length} figures in stable\n`);
    assert(project.list("stable").includes("latest_forest.svg"));
  }
  for (const count of [1, 2]) {
    const { code, stdout, stderr } = await project.run("report", ["g.yaml", "--figures", "fig"]);
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /^experiments\/\S+_grid_report\.html\n$/);
    const figures = project.list("fig");
    assertStringIncludes(stderr, `${figures.length / count} figures in fig\n`);
    for (const name of ["forest", "parameter-1"]) {
      assertEquals(figures.filter((path) => path.endsWith(`_${name}.svg`)).length, count, figures.join());
    }
    for (const figure of figures) {
      const svg = project.read(`fig/${figure}`);
      assertMatch(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* height="\d+" width="\d+"/);
      assert(!svg.includes("var(--"), figure);
    }
  }
});

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { TRIAL_LINE } from "../../lib/init/fill_grid.ts";
import { GpuGround } from "../gpu_ground.ts";
import { processesOf, Project, until } from "../project.ts";

const SETTINGS = "command: 'sh train.sh {x} {dir}', test_command: 'sh test.sh {checkpoint} {test_dir}', retries: 3";

function writeGrid(project: Project, settings = "", train = ""): void {
  project.write(
    "train.sh",
    `echo "training $1"; echo "to stderr" >&2; pwd >where.txt; printf '%s\\n' "$GRID_ATTEMPT $OMP_NUM_THREADS $GREETING" >env.txt
${train}
echo '{"validation": {"loss": 0.5}}' >"$2/metrics.json"
mkdir -p "$2/models"; echo "$1" >"$2/models/model_best.txt"
`,
  );
  project.write("test.sh", `echo "testing $(cat "$1")"; echo '{"testing": {"accuracy": 0.75}}' >"$2/metrics.json"\n`);
  project.write("g.yaml", `grid_axes: {x: [a, b]}\ngrid_settings: {${SETTINGS}, ${settings}}\n`);
}

/** What is left of an attempt to try. */
function leftIn(project: Project): string[] {
  return project.exists("experiments") ? project.list("experiments") : [];
}

Deno.test("try runs the first experiment as a grid would, prints what it prints, and leaves nothing", async () => {
  using project = new Project();
  writeGrid(project, "env: {GREETING: 'hello {x}'}, cpus_per_run: 2, metric: {name: test_accuracy}");
  const { code, stdout, stderr } = await project.run("try", ["g.yaml"]);
  assertEquals([code, stdout], [0, "training a\nto stderr\ntesting a\n"], stderr);
  assertMatch(
    stderr,
    new RegExp(
      "^trying g-x=a r0 \\w{8} on CPUs.*\n" +
        "train: succeeded in .*s\n  results     validation_loss=0.5\n  checkpoint  models/model_best.txt\n" +
        "testing g-x=a r0 \\w{8}\n" +
        "test: succeeded in .*s\n  results     test_accuracy=0.75\n" +
        "metric: test_accuracy=0.75\n" +
        "  outside     env.txt, where.txt: written outside of \\{dir\\}, where all runs of the grid write the same files\n" +
        "ready: .* grid:run g.yaml\n$",
    ),
  );
  assertEquals([project.read("where.txt"), project.read("env.txt")], [`${project.dir}\n`, "1 2 hello a\n"]);
  assert(!project.exists("experiments"));
  const other = await project.run("try", ["g.yaml", "--only", "x=b", "--no-test", "--set", "y=1"]);
  assertEquals([other.code, other.stdout], [0, "training b\nto stderr\n"], other.stderr);
  assertStringIncludes(other.stderr, "metric: test_accuracy is a result of tests, and nothing was tested\n");
  assertMatch(other.stderr, /^ready: .* grid:run g\.yaml --set y=1$/m);
});

Deno.test("what a grid needs and a trial does not leave is named with what to change, and is an exit code of 1", async () => {
  using project = new Project();
  writeGrid(project, "metric: {name: validation_acc}", 'echo m >"$2/best.pt"; exit 0');
  const nothing = await project.run("try", ["g.yaml"]);
  assertEquals([nothing.code, nothing.stdout], [1, "training a\nto stderr\n"]);
  for (
    const line of [
      "  results     none: looked for event files of TensorBoard, metrics.csv of Lightning, trainer_state.json, log.txt, " +
      "*.jsonl, *.csv, mlflow.db, metrics.json and checkpoints in {dir}, which has best.pt\n",
      "  checkpoint  none: nothing in {dir}, which has best.pt, matches models/model_best.*: save the model there, or change " +
      "the setting checkpoint",
      "test: not run, as there is no checkpoint",
      'metric: unknown result "validation_acc": there are no results yet',
      "not ready: no checkpoint, no metric",
    ]
  ) assertStringIncludes(nothing.stderr, line);
  writeGrid(project, "metric: {name: validation_acc}", 'echo \'{"validation": \' >"$2/metrics.json"; exit 0');
  const torn = await project.run("try", ["g.yaml", "--no-test", "--setting", "metric={name: loss}"]);
  assertEquals(torn.code, 1);
  assertMatch(torn.stderr, /^ {14}metrics\.json: .*$/m);

  writeGrid(project, "", "exit 3");
  const failed = await project.run("try", ["g.yaml"]);
  assertEquals([failed.code, failed.stdout], [1, "training a\nto stderr\n"], "no retries");
  assertMatch(failed.stderr, /^train: failed: exit code 3 after .*s\nnot ready: the training failed\n$/m);
  writeGrid(project);
  project.write("test.sh", "echo cannot read $1; exit 1\n");
  const untested = await project.run("try", ["g.yaml"]);
  assertEquals(untested.code, 1);
  assertMatch(untested.stdout, /^cannot read .*models\/model_best\.txt$/m);
  assertStringIncludes(untested.stderr, "not ready: the test failed\n");
  writeGrid(project, "timeout: 0.2s", "sleep 60");
  const late = await project.run("try", ["g.yaml"]);
  assertEquals(late.code, 1);
  assertMatch(late.stderr, /^train: timed out: /m);
  assertEquals([leftIn(project), processesOf(project.dir)], [[], []]);
});

Deno.test("errors of the grid file are found before anything starts", async () => {
  using project = new Project();
  writeGrid(project);
  Deno.removeSync(join(project.dir, "test.sh"));
  const { code, stdout, stderr } = await project.run("try", ["g.yaml"]);
  assertEquals([code, stdout], [2, ""]);
  assertMatch(stderr, /^g\.yaml:\d+:\d+: .*test\.sh/m);
  assertEquals((await project.run("try", ["g.yaml", "--no-test"])).code, 0, "what is not run is a warning");
  assertEquals((await project.run("try", ["g.yaml", "--only", "x=c", "--no-test"])).code, 2);
  assertStringIncludes((await project.run("try", [])).stderr, "no grid given");
  assertEquals(leftIn(project), []);
});

Deno.test("Ctrl-C and a closed terminal end the run in order, and leave nothing", async () => {
  using project = new Project();
  writeGrid(project, "", "trap 'echo saved >saved.txt; exit 0' TERM; echo >waits.txt; sleep 600 & wait");
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    const trial = project.start("try", ["g.yaml"]);
    await until("the run waits", () => project.exists("waits.txt"));
    trial.kill(signal);
    const ended = await trial.ended;
    assertEquals([ended.code, project.exists("saved.txt")], [code, true], ended.stderr);
    assert(!project.exists("experiments"), "nothing is left");
    assertEquals(processesOf(project.dir), []);
    for (const name of ["waits.txt", "saved.txt"]) Deno.removeSync(join(project.dir, name));
  }
});

Deno.test("a trial is never the newest grid, and is kept on request", async () => {
  using project = new Project();
  writeGrid(project);
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  const { code, stderr } = await project.run("try", ["g.yaml", "--keep"]);
  assertEquals(code, 0, stderr);
  const kept = /^kept: (.*)$/m.exec(stderr)![1]!;
  assertStringIncludes((await project.run("status", [])).stdout, `${grid}: `);
  assertStringIncludes((await project.run("status", [kept])).stdout, "1 succeeded");
  const analysis = await project.run("analyze", ["experiments"]);
  assert(!/hidden|\.try-/.test(analysis.stdout + analysis.stderr), analysis.stderr);
});

Deno.test("an experiment of a grid directory can be tried beside it", async () => {
  using project = new Project();
  writeGrid(project);
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const { code, stdout, stderr } = await project.run("try", [grid, "--only", "x=b"]);
  assertEquals([code, stdout], [0, "training b\nto stderr\ntesting b\n"], stderr);
  assertEquals((await project.status(grid)).counts.train.pending, 2);
  assertEquals(leftIn(project).length, 1);
  Deno.removeSync(join(project.dir, "test.sh"));
  const incomplete = await project.run("try", [grid]);
  assertEquals([incomplete.code, incomplete.stdout], [2, ""], "nothing is trained that cannot be tested");
  assertStringIncludes(incomplete.stderr, "test.sh");
  assertStringIncludes(
    (await project.run("try", [grid, "--set", "x=1"])).stderr,
    "--set cannot be used with a grid directory",
  );
  Deno.removeSync(join(project.dir, grid, "provenance.json"));
  const damaged = await project.run("try", [grid, "--no-test"]);
  assertEquals([damaged.code, damaged.stderr], [2, `error: ${grid}/provenance.json is missing or corrupt\n`]);
  assertEquals(leftIn(project).length, 1);
});

Deno.test("a reader that leaves ends the output, not the trial", async () => {
  using project = new Project();
  writeGrid(project, "", "yes | head -c 3000000");
  const all = await project.run("try", ["g.yaml"]);
  assertEquals([all.code, all.stdout.length], [0, 3_000_000 + "training a\nto stderr\ntesting a\n".length]);
  const { code, stderr } = await project.run("try", ["g.yaml"], {}, [
    "bash",
    "-c",
    '"$@" | head -n 1; exit ${PIPESTATUS[0]}',
    "bash",
  ]);
  assertEquals(code, 0, stderr);
});

Deno.test("a trial waits for a GPU and leases it, as a grid does", async () => {
  using ground = new GpuGround(1);
  ground.write("g", 1, "wait");
  const train = ground.start("g.yaml");
  const [run] = await ground.untilRunning(1);
  const shown = await ground.project.run("show", [], ground.env);
  assertStringIncludes(shown.stdout, ` on ${run!.devices[0]}\n`);
  const trial = ground.project.start("try", ["g.yaml", "--on", "gpu"], ground.env);
  await until("the trial waits", () => trial.hasSaid("waiting "));
  ground.go();
  const [{ code }, tried] = await Promise.all([train.ended, trial.ended]);
  assertEquals([code, tried.code], [0, 1], tried.stderr);
  assertStringIncludes(tried.stderr, "runs, but nothing to compare: no results were found: write ");
  assertMatch(tried.stderr, /^trying g-x=1 r0 \w+ on 1 GPU/m);
  assertEquals(ground.check().length, 2, "one after another on the only device");
});

Deno.test("several tests are tried one after another, and each is told", async () => {
  using project = new Project();
  writeGrid(project);
  project.write(
    "test.sh",
    `echo "$3 starts" | tee -a order.txt; sleep 0.2; echo "$3 ends" | tee -a order.txt; echo '{"accuracy": 0.5}' >"$2/metrics.json"; [ $3 = clean ]\n`,
  );
  project.write(
    "g.yaml",
    `grid_axes: {x: [a]}
grid_tests: [{name: clean}, {name: noisy}]
grid_settings:
  command: sh train.sh {x} {dir}
  test_command: sh test.sh {checkpoint} {test_dir} {test_name}
  metric: {name: test_clean_accuracy}
`,
  );
  const { code, stdout, stderr } = await project.run("try", ["g.yaml"]);
  assertEquals([code, stdout], [
    1,
    "training a\nto stderr\nclean starts\nclean ends\nnoisy starts\nnoisy ends\n",
  ], stderr);
  assertEquals(project.read("order.txt"), "clean starts\nclean ends\nnoisy starts\nnoisy ends\n");
  assertMatch(stderr, /^test clean: succeeded in .*\n {2}results {5}test_clean_accuracy=0\.5$/m);
  assertMatch(stderr, /^test noisy: failed: exit code 1 after /m);
  assertMatch(stderr, /^metric: test_clean_accuracy=0\.5\n {2}outside .*\nnot ready: the test failed\n$/m);
});

/** A grid file in which the lines that `try` proposed are pasted into its `grid_settings`. */
function paste(project: Project, file: string, stderr: string): string {
  const [, replaced = "", lines] =
    /^to paste into grid_settings(?:, in place of (.*))?:\n((?: {2}.*\n)+)/m.exec(stderr) ?? [];
  assert(lines !== undefined, stderr);
  const kept = project.read(file).split("\n").filter((line) =>
    !replaced.split(" and ").some((key) => key !== "" && line.startsWith(`  ${key}:`))
  );
  project.write(file, `${kept.join("\n").trimEnd()}\n${lines}`);
  return lines;
}

Deno.test("what a run prints becomes an expression to paste, with which the next trial is ready", async () => {
  using project = new Project();
  project.write(
    "train.sh",
    "for e in 1 2 3 4 5; do printf '[2024-01-01 10:00:0%d] epoch %d/5  loss 0.%d  it's val_acc: 8%d.5%%\\n' $e $e $e $e; done\n"
      .replace(
        "it's ",
        "",
      ),
  );
  project.write(
    "g.yaml",
    "grid_axes:\n  x: [1, 2, 3, 4, 5, 6, 7, 8]\ngrid_settings:\n  command: sh train.sh {x}\n",
  );
  const first = await project.run("try", ["g.yaml"]);
  assertEquals(first.code, 1);
  assertStringIncludes(
    first.stderr,
    "  in the log  [2024-01-01 10:00:05] epoch 5/5 loss 0.5 val_acc: 85.5% (5 such lines)\n".replace(
      "5/5 loss 0.5 val",
      "5/5  loss 0.5  val",
    ),
  );
  assertStringIncludes(
    first.stderr,
    "runs, but nothing to compare: no results were found: add these lines, and try again\n",
  );
  assert(!first.stderr.includes("ready"));
  const lines = paste(project, "g.yaml", first.stderr);
  assertStringIncludes(
    lines,
    "  metric: { name: validation_acc, goal: maximize, at: best }\n  early_stopping: { first: 1, eta: 3 }\n",
  );
  const second = await project.run("try", ["g.yaml"]);
  assertEquals(second.code, 0, second.stderr);
  assertStringIncludes(second.stderr, "  results     training_loss=0.5 validation_acc=85.5\n");
  assertStringIncludes(
    second.stderr,
    "              from train.log: loss as training_loss, val_acc as validation_acc\n",
  );
  assertStringIncludes(second.stderr, "metric: validation_acc=85.5\n");
});

Deno.test("what a run writes outside of its directory is named, with the command that writes it there, and then read", async () => {
  using project = new Project();
  const python = `import argparse, json, os
p = argparse.ArgumentParser()
p.add_argument("--lr", type=float)
p.add_argument("--save-dir", default="checkpoints")
a, _ = p.parse_known_args()
os.makedirs(a.save_dir, exist_ok=True)
open(a.save_dir + "/last.pt", "w").write("x")
open(a.save_dir + "/history.txt", "w").writelines('{"epoch": %d, "val_loss": %f}\\n' % (i, a.lr / (i + 1)) for i in range(5))
`;
  project.write("train.py", python);
  project.write(
    "g.yaml",
    "grid_axes:\n  lr: [1, 2]\n  weigth-decay: [0.1]\ngrid_settings:\n  command: python3 train.py {args}\n",
  );
  const first = await project.run("try", ["g.yaml"]);
  assertEquals(first.code, 1);
  assertStringIncludes(
    first.stderr,
    "  outside     checkpoints/history.txt, checkpoints/last.pt: written outside of {dir}, where all runs of the grid write the same " +
      "files; --save-dir={dir} in command makes it write into {dir}\n",
  );
  assertStringIncludes(
    first.stderr,
    "  arguments   --weigth-decay is not among the options that train.py --help lists\n",
  );
  paste(project, "g.yaml", first.stderr);
  const second = await project.run("try", ["g.yaml"]);
  assertEquals(second.code, 1);
  assertStringIncludes(second.stderr, "  not read    history.txt has validation_loss\n");
  assert(!second.stderr.includes("outside"));
  assertStringIncludes(
    paste(project, "g.yaml", second.stderr),
    "  results: [{ file: 'history.txt', format: json_lines }]\n",
  );
  const third = await project.run("try", ["g.yaml"]);
  assertEquals(third.code, 0, third.stderr);
  assertStringIncludes(third.stderr, "              from history.txt: val_loss as validation_loss\n");
  assertStringIncludes(third.stderr, "metric: validation_loss=0.2\n");

  project.write(
    "plain.py",
    python.replace("argparse, json, os", "os").replace(/^p[. ].*\n|^a, _.*\n/gm, "").replaceAll("a.save_dir", '"runs"')
      .replace("a.lr", "1"),
  );
  project.write("h.yaml", "grid_axes:\n  lr: [1, 2]\ngrid_settings:\n  command: python3 plain.py {lr}\n");
  const plain = await project.run("try", ["h.yaml"]);
  assertStringIncludes(plain.stderr, "cd {dir} && … in command makes it write into {dir}\n");
  paste(project, "h.yaml", plain.stderr);
  const moved = await project.run("try", ["h.yaml"]);
  assertStringIncludes(moved.stderr, "  not read    runs/history.txt has validation_loss\n");
});

Deno.test("a new grid file is completed by its first trial, unless the trial was of another grid", async () => {
  using project = new Project();
  project.write("train.sh", "for e in 1 2 3 4 5; do echo epoch $e loss 0.$e; done\ntouch mlflow.db\n");
  project.write(
    "real/g.yaml",
    `grid_axes:\n  x: [1, 2, 3, 4, 5, 6]\ngrid_settings:\n  command: sh train.sh {x}\n${TRIAL_LINE}\n  # the end\n`,
  );
  Deno.symlinkSync("real/g.yaml", join(project.dir, "g.yaml"));
  Deno.chmodSync(join(project.dir, "g.yaml"), 0o640);
  const before = project.read("g.yaml");
  const other = await project.run("try", ["g.yaml", "--axis", "x=[7]"]);
  assertEquals([other.code, project.read("g.yaml")], [1, before], other.stderr);
  assertStringIncludes(other.stderr, "\nto paste into grid_settings:\n  env:");

  Deno.removeSync(join(project.dir, "mlflow.db"));
  const { code, stderr } = await project.run("try", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const lines = `  env: { MLFLOW_TRACKING_URI: "sqlite:///{dir}/mlflow.db" }
  results: [{ log: 'epoch (?<epoch>\\d+) loss (?<loss>[-+.\\w]+)' }]
  metric: { name: training_loss, goal: minimize, at: best }
  early_stopping: { first: 1, eta: 3 }
`;
  assertStringIncludes(stderr, "; the variable MLFLOW_TRACKING_URI makes it write into {dir}\n");
  assertStringIncludes(stderr, `\nwritten into grid_settings of g.yaml:\n${lines}ready: `);
  assertEquals(project.read("g.yaml"), before.replace(`${TRIAL_LINE}\n`, lines));
  const { isSymlink } = Deno.lstatSync(join(project.dir, "g.yaml"));
  assertEquals([isSymlink, Deno.statSync(join(project.dir, "g.yaml")).mode! & 0o777], [true, 0o640]);
  assertEquals(project.list("real"), ["g.yaml"]);
});

Deno.test("a word of bash that sh does not know names the setting, in a trial, in the summary and in the status", async () => {
  using project = new Project({
    activate: "",
    "g.yaml": "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'source ./activate {x}'}\n",
  });
  const hint = "hint: source is a word of bash, not of sh: use the setting shell: [bash, -c]";
  const tried = await project.run("try", ["g.yaml"]);
  assertStringIncludes(tried.stderr, `\n${hint}\nnot ready: the training failed\n`);
  const trained = await project.run("train", ["g.yaml"]);
  assertStringIncludes(trained.stderr, `  | sh: 1: source: not found\n  ${hint}\n`);
  const status = await project.run("status", [trained.stdout.trim()]);
  assertStringIncludes(status.stdout, `"sh: 1: source: not found"\n    ${hint}\n`);
});

/** Runs MI-Prometheus's own grids, unmodified, as real processes. Its programs are replaced by fakes with the same command lines. */
import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { dirname, fromFileUrl, join } from "@std/path";
import { FakeGpus } from "../fake_gpus.ts";
import { type Ended, Project } from "../project.ts";

const FIXTURES = fromFileUrl(new URL("../fixtures/", import.meta.url));
const GRID = "configs/maes_baselines/maes_grid_training.yaml";
const BIN = `${FIXTURES}mip/bin`;
const PATH = `${BIN}:${Deno.env.get("PATH")}`;

/** A checkout of MI-Prometheus, with its programs on PATH, on a machine without GPUs by default. */
class Checkout extends Project {
  constructor() {
    super();
    copy(`${FIXTURES}grid/mi-prometheus/configs`, join(this.dir, "configs"));
  }

  mip(task: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    return this.run(task, args, { PATH, CUDA_VISIBLE_DEVICES: "", ...env });
  }

  /** The files with a name in a grid directory, at any depth. */
  find(grid: string, name: RegExp): string[] {
    const visit = (path: string): string[] =>
      Array.from(Deno.readDirSync(join(this.dir, path))).flatMap((entry) => {
        const inner = `${path}/${entry.name}`;
        return [...(name.test(entry.name) ? [inner] : []), ...(entry.isDirectory ? visit(inner) : [])];
      });
    return visit(grid).sort();
  }

  analysis({ stdout }: Ended): Record<string, string>[] {
    return parse(this.read(stdout.split("\n")[0]!), { skipFirstRow: true });
  }
}

function copy(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copy(join(from, name), join(to, name));
    else Deno.copyFileSync(join(from, name), join(to, name));
  }
}

Deno.test("MI-Prometheus's own grid is trained, tested, tested again and analyzed unmodified", async () => {
  using project = new Checkout();
  const trained = await project.mip("train", ["--c", GRID, "--savetag", "maes"]);
  assertEquals(trained.code, 0, trained.stderr);
  const grid = trained.stdout.trim();
  assertMatch(grid, /^experiments\/maes_grid_training_\d{8}_\d{6}_maes$/);
  assertStringIncludes(trained.stderr, "18 of 18 trained");
  // The trainer creates its own directories, which contain the effective configuration.
  const configurations = project.find(grid, /^training_configuration.yaml$/).filter((path) =>
    path.split("/").length === 7
  );
  assertEquals(configurations.length, 18);
  assertMatch(configurations[0]!, /maes_odd_recall-r0-\w+\/SkipRecallCommandLines\/MAES\/\d{8}_\d{6}\//);
  const seeds = configurations.map((path) => /seed_torch: (-?\d+)/.exec(project.read(path))![1]!);
  assert(!seeds.includes("-1"), seeds.join());
  assertEquals(new Set(seeds).size, 18);
  const [log] = project.find(grid, /^trainer.log$/);
  assertEquals(
    project.read(log!),
    `mip-offline-trainer: li 100, ll INFO, t none, gpu none, in ${project.dir}\n`,
  );

  const tests = () => project.find(grid, /^tester.log$/).filter((path) => path.split("/").length === 8).length;
  const tested = await project.mip("test", []);
  assertEquals([tested.code, tested.stdout], [0, trained.stdout], tested.stderr);
  assertEquals(tests(), 18);
  const again = await project.mip("test", ["--expdir", grid, "--repeat", "2", "--max_concur_runs", "-1"]);
  assertEquals(again.code, 0, again.stderr);
  assertEquals(tests(), 36);
  const shown = await project.mip("show", [grid, "maes_odd_recall", "r0"]);
  assertMatch(shown.stdout, /^ {2}results {5}training_.* validation_.*$/m, shown.stderr);
  assertMatch(shown.stdout, /^ {2}results {5}test_.* test_acc=0\.5214843750 /m);

  const analyzed = await project.mip("analyze", ["--expdir", grid]);
  assertEquals(analyzed.code, 0, analyzed.stderr);
  const rows = project.analysis(analyzed);
  assertEquals(rows.length, 36);
  assertEquals(rows.filter(({ problem }) => problem !== " ").map(({ model }) => model), Array(18).fill("MAES"));
  assertEquals(new Set(rows.map((row) => row.test_start_timestamp + row.experiment_id!)).size, 36);
  assertEquals(rows.filter((row) => seeds.includes(row.training_seed_torch!)).length, 18);
  assertEquals(new Set(rows.map((row) => row.test_acc)), new Set(["0.5214843750"]));
  for (const row of rows) assertNotEquals(row.test_seed_torch, "-1");
});

Deno.test("the flags of MI-Prometheus's grid workers reach its programs", async () => {
  using project = new Checkout();
  const trained = await project.mip("train", [
    ...["--config", GRID, "--expdir", "elsewhere", "--trainer", "mip-online-trainer"],
    ...["--li", "7", "--ll", "DEBUG", "--tensorboard", "1", "--only", "repetition=0", "--only", "maes_odd_recall"],
  ]);
  assertEquals(trained.code, 0, trained.stderr);
  const grid = trained.stdout.trim();
  assertMatch(grid, /^elsewhere\//);
  const [log, ...others] = project.find(grid, /^trainer.log$/);
  assertEquals(others, []);
  assertMatch(project.read(log!), /^mip-online-trainer: li 7, ll DEBUG, t 1, gpu none/);
  assertEquals(project.find(grid, /set_agg_statistics/), []);

  const tested = await project.mip("test", ["--expdir", "elsewhere", "--li", "9", "--ll", "ERROR"]);
  assertEquals(tested.code, 0, tested.stderr);
  const [first] = project.find(grid, /^tester.log$/);
  assertEquals(project.read(first!), "mip-tester: li 9, ll ERROR, gpu none\n");
  const repeated = await project.mip("test", ["--expdir", "elsewhere", "--again"]);
  assertEquals(repeated.code, 0, repeated.stderr);
  const levels = project.find(grid, /^tester.log$/).map((path) => project.read(path).trim());
  assertEquals(levels.sort(), ["mip-tester: li 7, ll DEBUG, gpu none", "mip-tester: li 9, ll ERROR, gpu none"]);
});

Deno.test("a prefix starts MI-Prometheus's trainers and testers, whose configurations keep its defaults", async () => {
  using project = new Checkout();
  const wrapper = project.write("bin/wrap", 'echo "$2" >>"$1"\nshift\nexec "$@"\n');
  const log = join(project.dir, "log");
  const env = { PATH: `${dirname(wrapper)}:${PATH}` };
  project.write(
    "g.yaml",
    project.read(GRID).replace("grid_settings:", "grid_settings:\n  prefix: [sh, bin/wrap, log]"),
  );
  const only = ["--only", "maes_odd_recall", "--only", "repetition=0"];
  const trained = await project.mip("train", ["g.yaml", ...only], env);
  assertEquals(trained.code, 0, trained.stderr);
  const grid = trained.stdout.trim();
  const [configuration] = project.find(grid, /^training_configuration.yaml$/);
  assertStringIncludes(project.read(configuration!), "seed_torch: -1\n");
  assertEquals((await project.mip("test", [], env)).code, 0);
  assertEquals(project.read("log"), "mip-offline-trainer\nmip-tester\n");

  Deno.chmodSync(wrapper, 0o755);
  project.write("bin/wrap", '#!/bin/sh\necho "$2" >>"$1"\nshift\nexec "$@"\n');
  const replaced = await project.mip("run", [GRID, ...only, "--prefix", "wrap log", "--t", "1"], env);
  assertEquals(replaced.code, 0, replaced.stderr);
  assertEquals(project.read("log").split("\n").slice(2, 4), ["mip-offline-trainer", "mip-tester"]);
  const newest = replaced.stdout.split("\n")[0]!;
  assertMatch(project.read(project.find(newest, /^trainer.log$/)[0]!), /, t 1,/);

  // A test's own prefix.
  Deno.removeSync(log);
  const again = await project.mip("test", [newest, "--again", "--prefix", "wrap log"], env);
  assertEquals(again.code, 0, again.stderr);
  assertEquals(project.read("log"), "mip-tester\n");
  for (
    const [prefix, message] of [
      ["gone -n 10", 'cannot test: program "gone" not found on PATH'],
      ["log {lr}", "error: --prefix has {lr}, which is only available in grid_settings"],
      [" ", "error: --prefix: "],
    ] as const
  ) {
    const refused = await project.mip("test", [newest, "--again", "--prefix", prefix], env);
    assertEquals(refused.code, 2);
    assertStringIncludes(refused.stderr, message);
  }
});

Deno.test("the short flags of MI-Prometheus's programs mean the same", async () => {
  using project = new Checkout();
  for (const task of ["train", "test", "analyze", "expand", "run", "status", "stop"]) {
    const { code, stdout } = await project.mip(task, ["--h"]);
    assertEquals(code, 0, task);
    assertStringIncludes(stdout, `Usage: deno task grid:${task} `);
  }
  const { stdout } = await project.mip("expand", [GRID, "--dry-run", "--t", "2"]);
  assertStringIncludes(stdout, " --ll INFO --t 2\n");
  const refused = await project.mip("expand", [GRID, "--dry-run", "--t", "2", "--tensorboard", "1"]);
  assertEquals(refused.code, 2);
  assertStringIncludes(refused.stderr, "error: --t 2 and --tensorboard 1 are the same flag: give one of them");
});

Deno.test("on GPUs, MI-Prometheus's programs get --gpu, and see only their own device", async () => {
  using project = new Checkout();
  using gpus = new FakeGpus(2);
  const env = {
    ...gpus.env,
    PATH: `${BIN}:${gpus.env.PATH}`,
    CUDA_VISIBLE_DEVICES: "0,1",
    GRID_WORKERS_LEASE_DIR: join(project.dir, "leases"),
  };
  const trained = await project.mip("train", [GRID, "--only", "repetition=0"], env);
  assertEquals(trained.code, 0, trained.stderr);
  const tested = await project.mip("test", [], env);
  assertEquals(tested.code, 0, tested.stderr);
  // The fakes fail if no device is visible.
  const logs = project.find(trained.stdout.trim(), /^(trainer|tester).log$/).map((path) => project.read(path));
  assertEquals(logs.length, 12);
  for (const log of logs) assertMatch(log, /gpu 1[,\n]/);
});

Deno.test("a log level that MI-Prometheus's programs do not know is rejected before anything starts", async () => {
  using project = new Checkout();
  const refused = await project.mip("train", [GRID, "--ll", "debug"]);
  assertEquals(refused.code, 2);
  assertStringIncludes(
    refused.stderr,
    '--ll: unknown log level "debug" for MI-Prometheus, did you mean "DEBUG"?',
  );
  assert(!project.exists("experiments"));
  const { stdout } = await project.mip("train", [GRID, "--only", "maes_odd_recall"]);
  const tests = await project.mip("test", ["--ll", "TRACE"]);
  assertEquals(tests.code, 2);
  assertStringIncludes(tests.stderr, 'unknown log level "TRACE" for MI-Prometheus: expected one of CRITICAL, ERROR');
  assertEquals(project.find(stdout.trim(), /^tester.log$/), []);
});

Deno.test("MI-Prometheus's lists of paths work with any experiment name, and with spaces in parent directories", async () => {
  using project = new Checkout();
  assertStringIncludes(project.dir, " ");
  const args = [GRID, "--only", "maes_odd_recall*", "--axis", "model.sizes=[[64, 64]]"];
  const trained = await project.mip("train", args);
  assertEquals(trained.code, 0, trained.stderr);
  const tested = await project.mip("test", []);
  assertEquals(tested.code, 0, tested.stderr);
  assertEquals(project.find(trained.stdout.trim(), /^tester.log$/).length, 3);

  const refused = await project.mip("train", [...args, "--expdir", "my experiments"]);
  assertEquals(refused.code, 2);
  assertStringIncludes(
    refused.stderr,
    "they split paths at commas and remove spaces; choose another directory with --expdir",
  );
  assert(!project.exists("my experiments"));
});

Deno.test("all tests of testing.multi_tests are analyzed", async () => {
  using project = new Checkout();
  const trained = await project.mip("train", [
    ...[GRID, "--only", "maes_odd_recall", "--only", "repetition=0"],
    ...["--set", "testing.multi_tests={min_sequence_length: [10, 20], max_sequence_length: [10, 20]}"],
  ]);
  assertEquals(trained.code, 0, trained.stderr);
  const tested = await project.mip("test", []);
  assertEquals(tested.code, 0, tested.stderr);
  const analyzed = await project.mip("analyze", []);
  assertEquals(analyzed.code, 0, analyzed.stderr);
  const rows = project.analysis(analyzed);
  assertEquals(rows.length, 2);
  assertEquals(new Set(rows.map((row) => dirname(row.test_configuration_filepath!))).size, 2);
});

Deno.test("grid_tests run with MI-Prometheus's tester, and the analysis identifies them by their tags", async () => {
  using project = new Checkout();
  project.write(
    "tests.yaml",
    `${project.read(GRID)}
grid_tests:
  - name: short
  - {name: long, overwrite: {testing: {problem: {min_sequence_length: 200, max_sequence_length: 200}}}}
`,
  );
  const only = ["--only", "maes_odd_recall", "--only", "repetition=0"];
  const { code, stdout, stderr } = await project.mip("run", ["tests.yaml", ...only]);
  assertEquals(code, 0, stderr);
  const [grid, analysis] = stdout.trim().split("\n");
  const rows = parse(project.read(analysis!), { skipFirstRow: true });
  assertEquals(rows.map((row) => row.test_name).sort(), ["long", "short"]);
  const long = rows.find((row) => row.test_name === "long")!;
  assertMatch(long.test_start_timestamp!, /^\d{8}_\d{6}$/);
  const configuration = project.read(`${grid}/${long.test_configuration_filepath}`);
  assertStringIncludes(configuration, "min_sequence_length: 200\n");
  assertMatch(long.test_seed_torch!, /^\d+$/);
});

Deno.test("the models of an experiment tree of MI-Prometheus are tested in place, and once", async () => {
  using project = new Checkout();
  const fixture = `${FIXTURES}results/mi-prometheus/ReverseRecallCommandLines/NTM/20261124_053333`;
  const tree = "experiments_20261124_053333";
  for (const stamp of ["20261124_053333", "20261124_053334"]) {
    const to = join(project.dir, tree, "ReverseRecallCommandLines/NTM", stamp);
    copy(fixture, to);
    // It refers to further files, which do not exist here.
    assertStringIncludes(Deno.readTextFileSync(join(to, "training_configuration.yaml")), "default_configs: configs/");
    for (const test of ["test_20261124_053358", "test_20261124_053416"]) {
      Deno.removeSync(join(to, test), { recursive: true });
    }
  }
  const logs = () => project.find(tree, /^tester.log$/);
  const test = (...args: string[]) => project.mip("test", ["--expdir", tree, ...args]);
  const tested = await test("--li", "5");
  assertEquals([tested.code, tested.stdout], [0, `${tree}/.grid_tests\n`], tested.stderr);
  assertStringIncludes(tested.stderr, `2 of 2 tested`);
  assertStringIncludes(tested.stderr, `next: deno task grid:analyze ${tree}\n`);
  assertEquals(logs().map((path) => path.split("/").slice(0, 4).join("/")), [
    `${tree}/ReverseRecallCommandLines/NTM/20261124_053333`,
    `${tree}/ReverseRecallCommandLines/NTM/20261124_053334`,
  ]);
  assertEquals(project.read(logs()[0]!), "mip-tester: li 5, ll INFO, gpu none\n");

  // A new model is tested, and --repeat counts existing tests.
  copy(fixture, join(project.dir, tree, "ReverseRecallCommandLines/NTM/20261124_053335"));
  assertEquals((await test()).code, 0);
  assertEquals(logs().length, 3);
  assertEquals((await test("--repeat", "2")).code, 0);
  assertEquals(logs().length, 6);
  const status = await project.status(`${tree}/.grid_tests`);
  assertEquals([status.counts.train.succeeded, status.counts.test.succeeded], [3, 3]);
  const nothing = await project.mip("train", [`${tree}/.grid_tests`]);
  assertStringIncludes(nothing.stderr, "nothing to run");

  // Those of the fake, and the two that the last model had before.
  const analyzed = await project.mip("analyze", ["--expdir", tree]);
  assertEquals(analyzed.code, 0, analyzed.stderr);
  assertEquals(project.analysis(analyzed).length, 8);

  Deno.removeSync(join(project.dir, tree, "ReverseRecallCommandLines/NTM/20261124_053333/models"), { recursive: true });
  project.write(
    `${tree}/ReverseRecallCommandLines/NTM/20261124_053334/training_configuration.yaml`,
    "model: {name: NTM}\n",
  );
  const failed = await test("--again", "--only", "*20261124_053334");
  assertEquals(failed.code, 1);
  assertStringIncludes(failed.stderr, "0 of 1 tested, 1 failed");
  assertStringIncludes(failed.stderr, "| Error: Couldn't retrieve the problem name");
  project.write(
    `${tree}/ReverseRecallCommandLines/NTM/20261124_053334/training_configuration.yaml`,
    "model: {name: NTM\n",
  );
  const refused = await test("--again");
  assertEquals(refused.code, 2);
  assertStringIncludes(
    refused.stderr,
    "20261124_053334/training_configuration.yaml: cannot read the configuration of a model",
  );
});

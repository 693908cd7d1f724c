/** Analyses of runs that no grid made, as the real libraries left them (`tests/fixtures/trainers`), and as others may. */
import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { analyze } from "../../../io/analysis/analyze.ts";
import { findRuns } from "../../../io/results/find_runs.ts";
import { SILENT } from "../../../io/results/read_part.ts";
import type { Table } from "../../../lib/analysis/tables/table.ts";

const TRAINERS = fromFileUrl(new URL("../../fixtures/trainers", import.meta.url));

// As a CSV file has them, without empty cells.
function records({ columns, rows }: Table): Record<string, string>[] {
  return Array.from(rows, (row) =>
    Object.fromEntries(
      columns.flatMap((column, at) => (row[at] ?? "").trim() === "" ? [] : [[column, row[at]!]]),
    ));
}

async function read(...dirs: string[]) {
  using analysis = await analyze(dirs.map((dir) => dir.startsWith("/") ? dir : join(TRAINERS, dir)), { cores: 1 });
  return {
    rows: records(analysis.tables.grid_analysis!),
    summary: records(analysis.tables.grid_summary!),
    unreadable: analysis.unreadable.map(({ path, reason }) => `${path.split("/").at(-1)}: ${reason}`),
  };
}

/** The names of runs with their parameters, and the numbers of repetitions. */
function shortly(rows: readonly Record<string, string>[]): string[] {
  return rows.map((row) => {
    const params = Object.entries(row).filter(([column]) => column.startsWith("param_"));
    const texts = params.map(([column, value]) => ` ${column.slice("param_".length)}=${value}`);
    return `${row.experiment_name}${texts.join("")} r${row.repetition}`;
  });
}

/** A directory of runs. */
class Runs implements Disposable {
  readonly dir = Deno.makeTempDirSync();

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    Deno.mkdirSync(dirname(join(this.dir, path)), { recursive: true });
    Deno.writeTextFileSync(join(this.dir, path), text);
  }

  read(path: string): string {
    return Deno.readTextFileSync(join(this.dir, path));
  }

  copy(from: string, to: string): void {
    const inner = (source: string, target: string) => {
      Deno.mkdirSync(target, { recursive: true });
      for (const { name, isDirectory } of Deno.readDirSync(source)) {
        if (isDirectory) inner(join(source, name), join(target, name));
        else Deno.writeFileSync(join(target, name), Deno.readFileSync(join(source, name)));
      }
    };
    inner(join(TRAINERS, from), join(this.dir, to));
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.dir, { recursive: true });
  }
}

const METRICS = "epoch,step,val_loss\n0,9,0.5\n1,19,0.25\n";

for (const [logger, loss] of [["csv", "1.2213361263275146"], ["tensorboard", "1.2213361263275146"]]) {
  Deno.test(`versions of Lightning with its ${logger} logger are runs, and what differs is a parameter`, async () => {
    const { rows, unreadable } = await read(`lightning-2.6-${logger}/out/lightning_logs`);
    assertEquals(shortly(rows), ["version_0 lr=0.05 r0", "version_1 lr=0.2 r0"]);
    const [first] = rows;
    assertEquals(Number(first!.validation_loss).toFixed(6), Number(loss).toFixed(6));
    assertEquals(first!.training_configuration_filepath, "version_0/hparams.yaml");
    assertEquals("training_state" in first!, false);
    assertEquals(unreadable, []);
  });
}

Deno.test("runs that only differ in seeds are repetitions of one configuration", async () => {
  using runs = new Runs();
  for (const [index, [lr, seed]] of [[1, 7], [1, 8], [2, 7], [2, 8]].entries()) {
    runs.write(`version_${index}/hparams.yaml`, `lr: ${lr}\nseed: ${seed}\nlayers: [64, 64]\n`);
    runs.write(`version_${index}/metrics.csv`, METRICS.replace("0.25", `0.${index}1`));
  }
  const { rows, summary } = await read(runs.dir);
  assertEquals(shortly(rows), [
    ...["version_0 lr=1 r0", "version_1 lr=1 r1", "version_2 lr=2 r0", "version_3 lr=2 r1"],
  ]);
  assertEquals(rows.map((row) => row.training_seed_torch), ["7", "8", "7", "8"]);
  assertEquals(summary.map((row) => [row.experiment_name, row.n, row.validation_loss_mean]), [
    ["version_0", "2", "0.06"],
    ["version_2", "2", "0.26"],
  ]);
});

// What each fixture is read as.
const FOUND: Readonly<Record<string, readonly string[]>> = {
  "hydra-1.3/out/multirun": [
    "2026-12-03/07-16-26/0 optimizer.lr=0.1 r0",
    "2026-12-03/07-16-26/1 optimizer.lr=0.0001 r0",
  ],
  "hydra-1.2/out/multirun": [
    "2026-12-03/07-19-17/0 optimizer.lr=0.1 r0",
    "2026-12-03/07-19-17/1 optimizer.lr=0.0001 r0",
  ],
  "hydra-1.3/out/outputs/2026-12-03/07-15-46": ["07-15-46 r0"],
  "lightning-2.0-csv/out": [
    ...["diverged/lightning_logs/version_0 lr=1000.0 r0", "lightning_logs/version_0 lr=0.2 r0"],
  ],
  "lightning-2.6-csv/out/lightning_logs/version_0": ["version_0 r0"],
  // Keras: one run of `train/` and `validation/`; CSV files beside the runs are no run.
  "keras-3.15/out": ["diverged r0", "logs r0"],
  "keras-2.12/out/logs": ["logs r0"],
  // Writers of add_scalars() and add_hparams() belong to the run that has them.
  "torch-2.15-tensorboard-2.21/out/runs": ["all r0", "hparams r0", "new_style r0"],
  "tensorboardX-2.6.5/out/runs": ["all r0", "hparams r0"],
  "tensorboardX-2.5/out/runs/all": ["all r0"],
  "restart-torch-2.15/out": ["runs/purged r0", "runs/repeated r0"],
  "tensorflow-2.21/out": ["runs/v1 r0", "runs/v2 r0"],
  // Hugging Face: checkpoints and event files are parts of the run.
  "transformers-5.23/out": ["diverged r0", "out r0", "resumed r0"],
  "transformers-4.30/out/out": ["out r0"],
  "ultralytics-8.0/out": ["runs/train r0"],
  "ultralytics-8.4/out/runs": ["detect/runs/train r0"],
  "timm-0.6/out": ["output/train/20260102-030405-resnet18-32 r0"],
  "mmengine-0.10/out/work_dirs": ["regressor/20261203_071956 r0"],
  "detr/out": ["diverged r0", "out r0"],
  "detectron2-0.6/out": ["output r0"],
};

for (const [dir, names] of Object.entries(FOUND)) {
  Deno.test(`the runs in ${dir} are found, each once`, async () => {
    const { rows, unreadable } = await read(dir);
    assertEquals(shortly(rows), names);
    assertEquals(unreadable, []);
  });
}

Deno.test("a run in its own directory has the same results as among others", async () => {
  const [alone] = (await read("keras-3.15/out/logs")).rows;
  const among = (await read("keras-3.15/out")).rows.find((row) => row.experiment_name === "logs")!;
  assertEquals(alone, among);
});

for (
  const store of [
    "mlflow-3.17-sqlite/out",
    "mlflow-2.2-sqlite/out",
    "mlflow-3.17-files/out",
    "mlflow-2.2-files/out/mlruns",
  ]
) {
  Deno.test(`each run of MLflow in ${store} is one, with the metrics that its client reads`, async () => {
    const { rows, unreadable } = await read(store);
    assertEquals(unreadable, []);
    const expected = JSON.parse(Deno.readTextFileSync(join(TRAINERS, store.split("/")[0]!, "expected.json"))).mlflow;
    // deno-lint-ignore no-explicit-any
    const runs = Object.entries<any>(expected).flatMap(([experiment, { runs }]) =>
      // deno-lint-ignore no-explicit-any
      Object.entries<any>(runs).map(([id, run]) => ({ id, experiment, ...run }))
    ).filter(({ lifecycle_stage, history, params }) =>
      lifecycle_stage === "active" && Object.keys({ ...history, ...params }).length > 0
    );
    assertEquals(rows.map((row) => row.experiment_id).sort(), runs.map(({ id }) => id).sort());
    for (const { id, status, params, history } of runs) {
      const row = rows.find((row) => row.experiment_id === id)!;
      assertEquals(row.training_terminal_status, status);
      for (const [key, value] of Object.entries<string>(params)) {
        if (`param_${key}` in row) assertEquals(row[`param_${key}`], value);
      }
      const loss = history.loss?.at(-1)?.[2];
      if (loss !== undefined) assertEquals(Number(row.training_loss), Number(loss));
    }
  });
}

Deno.test("parameters in event files are read where no file has them", async () => {
  using runs = new Runs();
  for (const [name, from] of [["a", "torch-2.15-tensorboard-2.21"], ["b", "tensorboardX-2.5"]] as const) {
    runs.copy(`${from}/out/runs/hparams`, name);
  }
  const { rows } = await read(runs.dir);
  assertEquals(shortly(rows), ["a use_bn=1 r0", "b use_bn=true r0"]);
  assertEquals(rows.map((row) => row.training_hparam_accuracy), ["0.875", "0.875"]);
});

Deno.test("the arguments of Hugging Face's Trainer are parameters, except for those that name the run", async () => {
  using runs = new Runs();
  runs.copy("transformers-4.30/out/out", "out");
  runs.write("other/trainer_state.json", '{"global_step": 1, "log_history": [{"step": 1, "eval_loss": 0.5}]}');
  runs.write("other/args.json", '{"learning_rate": 0.5, "seed": 42, "output_dir": "other"}');
  const { rows } = await read(runs.dir);
  const rates = rows.map((row) => [row.experiment_name, row.param_learning_rate, row.training_seed_torch]);
  assertEquals(rates, [["other", "0.5", "42"], ["out", "0.05", "42"]]);
  assertEquals("param_output_dir" in rows[0]!, false);
});

Deno.test("files of parameters are read by name, and complement each other", async () => {
  using runs = new Runs();
  const kinds: readonly (readonly [file: string, text: string])[] = [
    ["args.json", '{"lr": 0.5, "layers": [64, 32], "bn": true, "note": null}'],
    ["args.yaml", "lr: 0.5\nlayers: [64, 32]\nbn: true\nnote: null\n"],
    ["config.yaml", "lr: 0.5\nlayers:\n- 64\n- 32\nbn: true\nnote: null\n"],
    ["config.json", '{"lr": 0.5, "layers": [64, 32], "bn": true, "note": null}'],
    [
      "hparams.yaml",
      "!!python/object:argparse.Namespace\nlr: 0.5\nlayers: !!python/tuple [64, 32]\nbn: true\nnote: null\n",
    ],
  ];
  for (const [index, [file, text]] of kinds.entries()) {
    runs.write(`run_${index}/${file}`, text);
    runs.write(`run_${index}/log.txt`, '{"epoch": 1, "test_acc": 0.5}\n{"epoch": 2, "test_acc": 0.75}\n');
  }
  runs.write("run_5/args.yaml", "lr: 0.5\nlayers: [64, 32]\nbn: true\n");
  runs.write("run_5/config.yaml", "note: other\nlr: 7\n");
  runs.write("run_5/metrics.json", '{"testing": {"acc": 0.25}}');
  const { rows } = await read(runs.dir);
  assertEquals(shortly(rows), [
    ...["run_0 note=null r0", "run_1 note=null r1", "run_2 note=null r2", "run_3 note=null r3", "run_4 note=null r4"],
    "run_5 note=other r0",
  ]);
  assertEquals(rows.map((row) => row.test_acc), ["0.75", "0.75", "0.75", "0.75", "0.75", "0.25"]);
});

Deno.test("the description of a pretrained model has no parameters of the training", async () => {
  using runs = new Runs();
  for (const name of ["a", "b"]) {
    runs.write(`${name}/trainer_state.json`, '{"global_step": 1, "log_history": [{"step": 1, "eval_loss": 0.5}]}');
    runs.write(`${name}/config.json`, '{"model_type": "bert", "hidden_size": 8, "transformers_version": "5.23.0"}');
  }
  // Otherwise both would be repetitions of one configuration.
  assertEquals(shortly((await read(runs.dir)).rows), ["a r0", "b r0"]);
});

Deno.test("trials of a hyperparameter search of Hugging Face's Trainer have their parameters", async () => {
  using runs = new Runs();
  for (const [index, rate] of ["1e-05", "0.001"].entries()) {
    runs.write(
      `run-${index}/checkpoint-8/trainer_state.json`,
      `{"global_step": 8, "log_history": [{"step": 8, "eval_loss": 0.${index}5}], "trial_params": {"learning_rate": ${rate}}}`,
    );
    runs.write(`run-${index}/trainer_state.json`, runs.read(`run-${index}/checkpoint-8/trainer_state.json`));
  }
  assertEquals(shortly((await read(runs.dir)).rows), [
    "run-0 learning_rate=1.0e-05 r0",
    "run-1 learning_rate=0.001 r0",
  ]);
});

Deno.test("a stray file beside the runs does not make one run of them", async () => {
  using runs = new Runs();
  runs.copy("restart-torch-2.15/out/runs/purged", "runs/a");
  runs.copy("restart-torch-2.15/out/runs/repeated", "runs/b");
  runs.copy("restart-torch-2.15/out/runs/repeated", "runs");
  runs.write("config.yaml", "lr: 1\n");
  runs.write("results.csv", "epoch,loss\n1,2\n2,3\n");
  assertEquals(shortly((await read(runs.dir)).rows), ["runs r0", "runs/a r0", "runs/b r0"]);
});

Deno.test("results of a run below another one are not those of that one", async () => {
  using runs = new Runs({
    "a/args.json": '{"lr": 1}',
    "a/log.txt": '{"epoch": 1, "acc": 1}\n{"epoch": 2, "acc": 2}\n',
  });
  runs.copy("restart-torch-2.15/out/runs/purged", ".");
  const { rows } = await read(runs.dir);
  assertEquals(rows.map((row) => ["training_acc" in row, "validation_loss" in row]), [[false, true], [true, false]]);
});

Deno.test("runs of several directories have the parameters that differ between any of them", async () => {
  const dirs = ["lightning-2.6-csv/out/lightning_logs/version_0", "lightning-2.6-csv/out/lightning_logs/version_1"];
  const { rows } = await read(...dirs);
  assertEquals(shortly(rows), ["version_0 lr=0.05 r0", "version_1 lr=0.2 r0"]);
  assertEquals(rows.map((row) => row.grid), ["version_0", "version_1"]);
});

Deno.test("experiments of MI-Prometheus are read as before, whatever else is in the tree", async () => {
  using runs = new Runs({ "version_0/metrics.csv": METRICS, "version_0/hparams.yaml": "lr: 1\n" });
  runs.write("m/20261124_053333/training_configuration.yaml", "model: {name: MLP}\n");
  runs.write("m/20261124_053333/models/model_best.pt", "");
  runs.write("m/20261124_053333/validation_set_agg_statistics.csv", "epoch,loss\n1,2\n");
  const { rows } = await read(runs.dir);
  assertEquals(rows.map((row) => row.experiment_name), ["m"]);
});

// Hostile trees.

Deno.test("objects in YAML are texts, and nothing of them is created", async () => {
  using runs = new Runs();
  for (const index of [0, 1]) {
    runs.write(`version_${index}/metrics.csv`, METRICS);
    runs.write(
      `version_${index}/hparams.yaml`,
      [
        `bad: !!python/object/apply:os.system ["touch ${runs.dir}/executed-${index}"]`,
        `path: !!python/object/apply:pathlib.PosixPath [data, "${index}"]`,
        "activation: !!python/name:torch.nn.functional.relu ''",
        `loss: !!python/object:torch.nn.Loss {_parameters: {w: ${index}}, training: true}`,
        `opt: !!python/object:types.SimpleNamespace {lr: ${index}}`,
      ].join("\n"),
    );
  }
  const { rows, unreadable } = await read(runs.dir);
  assertEquals(rows.map((row) => [row["param_path"], row["param_opt.lr"], row["param_loss"]]), [
    ["pathlib.PosixPath(data, 0)", "0", undefined],
    ["pathlib.PosixPath(data, 1)", "1", undefined],
  ]);
  assertEquals(rows[0]!.param_bad, `os.system(touch ${runs.dir}/executed-0)`);
  assertEquals([...Deno.readDirSync(runs.dir)].map(({ name }) => name).sort(), ["version_0", "version_1"]);
  assertEquals(unreadable, []);
});

Deno.test("files of parameters that cannot be read are told, and cost only themselves", async () => {
  const laughs = ["a0: &a0 [x, x]", ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)];
  const bad: Readonly<Record<string, string>> = {
    laughs: laughs.join("\n"),
    deep: "a: ".concat("[".repeat(5_000), "]".repeat(5_000)),
    list: "- lr\n- 1\n",
    broken: "lr: 1\n  x: [2\n",
    large: `lr: "${"x".repeat(2 ** 20)}"\n`,
    many: Array.from({ length: 2_001 }, (_, index) => `k${index}: 1`).join("\n"),
    nothing: "",
  };
  using runs = new Runs();
  for (const [name, text] of Object.entries(bad)) {
    runs.write(`${name}/metrics.csv`, METRICS);
    runs.write(`${name}/hparams.yaml`, text);
  }
  runs.write("pipe/metrics.csv", METRICS);
  await new Deno.Command("mkfifo", { args: [join(runs.dir, "pipe/hparams.yaml")] }).output();
  const { rows, unreadable } = await read(runs.dir);
  assertEquals(rows.map((row) => [row.experiment_name, row.validation_loss]).sort(), [
    ...["broken", "deep", "large", "laughs", "list", "many", "nothing", "pipe"].map((name) => [name, "0.25"]),
  ]);
  assertEquals(unreadable.map((line) => line.replace(/\d+/g, "N")).sort(), [
    "hparams.yaml: expected a map of parameters",
    "hparams.yaml: file has N bytes, expected at most N MiB",
    "hparams.yaml: has N parameters: only the first N are read",
    "hparams.yaml: line N, column N: invalid YAML: bad indentation of a mapping entry",
    "hparams.yaml: line N, column N: invalid YAML: nesting exceeded maxDepth (N)",
    "hparams.yaml: more than N nodes after expanding aliases",
    "hparams.yaml: not a regular file",
  ]);
});

Deno.test("links are not followed, and depth has an end", async () => {
  using runs = new Runs({ "a/hparams.yaml": "lr: 1\n", "a/metrics.csv": METRICS });
  Deno.symlinkSync("..", join(runs.dir, "up"));
  Deno.symlinkSync("a", join(runs.dir, "b"));
  Deno.symlinkSync("/", join(runs.dir, "root"));
  runs.write(`${"d/".repeat(40)}metrics.csv`, METRICS);
  const { rows, unreadable } = await read(runs.dir);
  assertEquals(shortly(rows), ["a r0"]);
  assertEquals(unreadable, ["d: is nested too deeply: not searched for runs"]);
});

Deno.test("a database that would compute without end is not read", async () => {
  using runs = new Runs({ "version_0/hparams.yaml": "lr: 1\n", "version_0/metrics.csv": METRICS });
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(join(runs.dir, "mlflow.db"));
  database.exec(
    `CREATE VIEW runs AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)
    SELECT n AS run_uuid, n AS name, n AS start_time, n AS end_time, n AS status, n AS lifecycle_stage,
    n AS experiment_id FROM r; CREATE TABLE experiments (experiment_id, name)`,
  );
  database.close();
  const { rows, unreadable } = await read(runs.dir);
  assertEquals(shortly(rows), ["version_0 r0"]);
  assertEquals(unreadable, ["mlflow.db: cannot be read: runs is no table of mlflow"]);
});

Deno.test("of more than 10,000 runs the first are read", () => {
  using runs = new Runs();
  for (let index = 0; index <= 10_000; index++) runs.write(`version_${index}/hparams.yaml`, "");
  const problems: string[] = [];
  const found = findRuns(runs.dir, { ...SILENT, unreadable: (_, reason) => void problems.push(reason) });
  assertEquals([found.length, found[2]!.path, found.at(-1)!.path], [10_000, "version_2", "version_9999"]);
  assertEquals(problems, ["has 10001 runs: only the first 10000 are read"]);
});

Deno.test("a file that may hold results, and does not, makes no run", async () => {
  using runs = new Runs({
    "a/data.csv": "name,size\nx,1\n",
    "b/data.csv": "epoch,loss\n1,2\n2,1\n",
    "c/hparams.yaml": "",
  });
  assertEquals(shortly((await read(runs.dir)).rows), ["b r0", "c r0"]);
});

import { assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { findSeries } from "../../../io/results/find_series.ts";
import { list } from "../../../io/results/listing.ts";
import { type Notes, SILENT } from "../../../io/results/read_part.ts";
import { readSeries } from "../../../io/results/read_series.ts";
import { loadFormats } from "../../../io/results/series_formats.ts";
import { columnName, type NamedSeries } from "../../../lib/results/series.ts";
import type { ResultSpec } from "../../../lib/run/result_spec.ts";

const CSV = "epoch,loss\n1,0.5\n2,0.25\n";

/** Calls a function with a directory that has files; one that ends in `/` is a directory. */
async function withRun<T>(files: Readonly<Record<string, string>>, use: (dir: string) => T): Promise<Awaited<T>> {
  const dir = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(dir, name);
      Deno.mkdirSync(name.endsWith("/") ? path : dirname(path), { recursive: true });
      if (!name.endsWith("/")) Deno.writeTextFileSync(path, text);
    }
    return await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function noting(): { readonly notes: Notes; readonly told: string[] } {
  const told: string[] = [];
  const notes = {
    ...SILENT,
    unreadable: (_: string, reason: string) => void told.push(reason),
    conflict: (_: string, { column, used, other }: Parameters<Notes["conflict"]>[1]) =>
      void told.push(`${column}: ${used.value} in ${used.file}, ${other.value} in ${other.file}`),
  };
  return { notes, told };
}

const found = (dir: string, specs?: readonly ResultSpec[]) =>
  findSeries(list(dir, SILENT), specs, SILENT).map(({ format, files }) => `${format}: ${files.join(" ")}`);

const last = (all: readonly NamedSeries[]) =>
  Object.fromEntries(all.map((series) => [columnName(series), series.series.values.at(-1)]));

Deno.test("files are found below the directory of a run, in the order of the documented table", () =>
  withRun({
    "runs/a/events.out.tfevents.1.host": "",
    "lightning_logs/version_2/metrics.csv": "",
    "lightning_logs/version_10/metrics.csv": "",
    "out/checkpoint-2/trainer_state.json": "",
    "out/checkpoint-10/trainer_state.json": "",
    "out/all_results.json": "",
    "log.txt": "",
    "work/vis_data/scalars.json": "",
    "metrics.json": "",
    "results.csv": "",
    "training.log": "",
    "mlruns/0/a/meta.yaml": "",
    "mlflow.db": "",
    "training_statistics.csv": "",
    "validation_set_agg_statistics.csv": "",
    "train.log": "",
    "config.json": "",
  }, (dir) =>
    assertEquals(found(dir), [
      "tensorboard: runs/a/events.out.tfevents.1.host",
      "csv: lightning_logs/version_10/metrics.csv",
      "hugging_face: out/all_results.json out/checkpoint-10/trainer_state.json",
      "json_lines: log.txt",
      "json_lines: work/vis_data/scalars.json",
      "json_lines: metrics.json",
      "csv: results.csv",
      "csv: training.log",
      ...["mlflow: mlflow.db", "mlflow: mlruns"],
    ])));

Deno.test("event files are read in the order in which they were begun", () =>
  withRun(
    Object.fromEntries(
      ["20.h.7.2", "20.h.7.10", "20.h.7.0", "9.h.7.3"].map((end) => [`events.out.tfevents.${end}`, ""]),
    ),
    (dir) =>
      assertEquals(found(dir), [
        `tensorboard: ${
          ["9.h.7.3", "20.h.7.0", "20.h.7.2", "20.h.7.10"].map((end) => `events.out.tfevents.${end}`).join(" ")
        }`,
      ]),
  ));

Deno.test("directories of models, tests and tools, hidden ones and links are not searched", () =>
  withRun({
    ...Object.fromEntries(
      ["models", "test_20260101_000000", ".hydra", "wandb/run", "deep/1/2/3/4/5/6"].map((
        dir,
      ) => [`${dir}/results.csv`, CSV]),
    ),
    "elsewhere.d/a.txt": "",
  }, (dir) => {
    Deno.symlinkSync(join(dir, "models"), join(dir, "link"));
    assertEquals(found(dir), []);
    // Those that are named are.
    assertEquals(found(dir, [{ file: "models/results.csv" }]), ["csv: models/results.csv"]);
    assertEquals(found(dir, [{ file: "link/*.csv" }]), ["csv: link/results.csv"]);
    assertEquals(found(dir, [{ file: "**/results.csv" }]), []);
  }));

Deno.test("nothing is listed or looked at where there is nothing to find", async () => {
  const dir = await Deno.makeTempDir();
  const listing = {
    path: join(dir, "missing"),
    files: new Map([["training_configuration.yaml", true], ["train.log", false], ["training_statistics.csv", true]]),
    directories: ["models", "test_20260101_000000"],
    links: new Set<string>(),
  };
  const { notes, told } = noting();
  assertEquals(readSeries(listing, undefined, notes), []);
  assertEquals(told, []);
  await Deno.remove(dir);
});

Deno.test("a directory with thousands of others is searched in part, and that is told", () =>
  withRun(Object.fromEntries(Array.from({ length: 2_100 }, (_, at) => [`d${at}/`, ""])), (dir) => {
    const { notes, told } = noting();
    readSeries(dir, undefined, notes);
    assertEquals(told, ["has too many files: not all were searched for results"]);
  }));

Deno.test("with the setting, only what it names is read, in its order, with its names and steps", () =>
  withRun({
    "results.csv": CSV,
    "out/scores.tsv": "time\tstep\tval_acc\n10\t1\t0.5\n20\t2\t0.75\n",
    "out/scores.data": "epoch;acc\n1;7\n",
  }, (dir) => {
    const specs = [{ file: "out/*.tsv", step: "time", rename: new Map([["val_acc", "validation_accuracy"]]) }, {
      file: "./out/scores.data",
      format: "csv",
    }] as const;
    const all = readSeries(dir, specs, SILENT);
    assertEquals(last(all), { training_step: 2, validation_accuracy: 0.75, training_acc: 7 });
    assertEquals(all.map(({ series, file }) => `${series.axis} ${file}`), [
      ...["time out/scores.tsv", "time out/scores.tsv"],
      "epoch out/scores.data",
    ]);
  }));

Deno.test("of the same file in several directories, the newest is read", () =>
  withRun({ "a/results.csv": "epoch,loss\n1,1\n", "b/results.csv": "epoch,loss\n1,2\n" }, (dir) => {
    Deno.utimeSync(join(dir, "a/results.csv"), 2_000, 2_000);
    Deno.utimeSync(join(dir, "b/results.csv"), 1_000, 1_000);
    assertEquals(last(readSeries(dir, undefined, SILENT)), { training_loss: 1 });
  }));

Deno.test("of sources with the same name the first counts, and values that differ are told once", () =>
  withRun({
    "log.txt": '{"epoch": 1, "train_loss": 0.5, "acc": 1}\n{"epoch": 2, "train_loss": 0.25, "acc": 2}\n',
    "results.csv": "epoch,loss,acc,train_acc\n1,0.5,1,7\n2,0.3,2.0000001,7\n",
  }, (dir) => {
    const { notes, told } = noting();
    assertEquals(last(readSeries(dir, undefined, notes)), { training_loss: 0.25, training_acc: 2 });
    assertEquals(told, ["training_loss: 0.25 in log.txt, 0.3 in results.csv"]);
  }));

Deno.test("tables of other things, and files that are none of what their names say, have no results", () =>
  withRun({
    "predictions.csv": "id,score\n1,2\n",
    "data.jsonl": '{"id": 1, "score": 2}\n{"id": 2, "score": 2}\n',
    "metrics.json": '{"training": {"loss": 1}}',
    "log.txt": "epoch 1 of 2\n",
    "events.out.tfevents.1.host": "",
  }, (dir) => {
    const { notes, told } = noting();
    assertEquals([readSeries(dir, undefined, notes), told], [[], []]);
  }));

Deno.test("a corrupt file is told and costs only itself", () =>
  withRun({
    "events.out.tfevents.1.host": "x".repeat(100),
    "mlflow.db": "no database",
    "trainer_state.json": "{",
    "results.csv": CSV,
  }, (dir) => {
    const { notes, told } = noting();
    assertEquals(last(readSeries(dir, undefined, notes)), { training_loss: 0.25 });
    assertEquals(told.map((reason) => reason.slice(0, 32)), [
      "a record has no valid length at ",
      "invalid JSON: line 1, column 2: ",
      "cannot be read: file is not a da",
    ]);
  }));

Deno.test("pipes in place of files are not opened", () =>
  withRun({}, (dir) => {
    for (const name of ["results.csv", "mlflow.db", "trainer_state.json", "events.out.tfevents.1"]) {
      new Deno.Command("mkfifo", { args: [join(dir, name)] }).outputSync();
    }
    const { notes, told } = noting();
    assertEquals(readSeries(dir, undefined, notes), []);
    assertEquals(told, Array(4).fill("not a regular file"));
  }));

Deno.test("of a long log the end is read, and that is told", () =>
  withRun({ "train.log": "loss 0.5\n" }, async (dir) => {
    const specs = [{ log: "loss (?<loss>[0-9.]+)" }];
    await loadFormats(specs);
    const path = join(dir, "train.log");
    // A hole in the file.
    Deno.truncateSync(path, 2 ** 26);
    Deno.writeTextFileSync(path, "\nloss 0.25\n", { append: true });
    const { notes, told } = noting();
    const [series] = readSeries(dir, specs, notes);
    assertEquals([...series!.series.values], [0.25]);
    assertEquals(told, ["has 67108875 bytes: only the last 67108864 are read"]);
  }));

Deno.test("what is printed is read by an expression", () =>
  withRun({ "train.log": "epoch 1 loss 0.5\nepoch 2 loss 0.25\n", "results.csv": CSV }, async (dir) => {
    const specs = [{ log: "epoch (?<epoch>[0-9]+) loss (?<validation_loss>[0-9.]+)" }];
    await loadFormats(specs);
    const [series] = readSeries(dir, specs, SILENT);
    assertEquals(last([series!]), { validation_loss: 0.25 });
    assertEquals([series!.series.axis, series!.file], ["epoch", "train.log"]);
  }));

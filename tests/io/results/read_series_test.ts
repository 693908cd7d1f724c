/** Series that the real libraries wrote, against what their own readers say of them: `tests/fixtures/trainers`. */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { basename, dirname, fromFileUrl, join } from "@std/path";
import { SILENT } from "../../../io/results/read_part.ts";
import { readSeries } from "../../../io/results/read_series.ts";
import { type NamedSeries, resultsOfSeries } from "../../../lib/results/series.ts";
import type { FileSpec } from "../../../lib/run/result_spec.ts";

const TRAINERS = fromFileUrl(new URL("../../fixtures/trainers", import.meta.url));

/** What the libraries' own readers say. */
interface Expected {
  readonly event_files?: Readonly<
    Record<string, { scalars: Record<string, { steps: number[]; values: JsonNumber[] }> }>
  >;
  readonly csv?: Readonly<Record<string, { columns: string[]; rows: (JsonNumber | null)[][] }>>;
  readonly jsonl?: Readonly<Record<string, (Record<string, unknown> | null)[]>>;
  readonly json?: Readonly<Record<string, Record<string, unknown>>>;
  readonly mlflow?: Readonly<Record<string, { runs: Record<string, MlflowRun> }>>;
}

interface MlflowRun {
  readonly lifecycle_stage: string;
  readonly start_time: number;
  readonly history: Record<string, [time: number, step: number, value: JsonNumber][]>;
  readonly parent?: string;
}

// "NaN", "Infinity" and "-Infinity" as text.
type JsonNumber = number | string;

const fixtures: readonly (readonly [name: string, expected: Expected])[] = [...Deno.readDirSync(TRAINERS)].flatMap(
  ({ name }) => {
    try {
      return [[name, JSON.parse(Deno.readTextFileSync(`${TRAINERS}/${name}/expected.json`))] as const];
    } catch {
      return [];
    }
  },
);

type Points = Record<string, [step: number, value: number][]>;

// The values of each key. Of steps that were written again, the later ones count.
function pointsOf(rows: Iterable<readonly [key: string, step: number, value: JsonNumber | null]>): Points {
  const points: Points = {};
  for (const [key, step, value] of rows) {
    if (value === null) continue;
    const values = points[key] ??= [];
    while (values.length > 0 && values.at(-1)![0] >= step) values.pop();
    values.push([step, Number(value)]);
  }
  return points;
}

function read(path: string, spec?: Partial<FileSpec>): NamedSeries[] {
  const file = basename(path);
  return readSeries(dirname(path), [{ file, ...spec }], {
    ...SILENT,
    unreadable: (path, reason) => assert(reason.startsWith("holds "), `${path}: ${reason}`),
  });
}

function found(all: readonly NamedSeries[]): Points {
  return Object.fromEntries(
    all.map(({ series: { key, steps, values } }) => [key, Array.from(steps, (step, at) => [step, values[at]!])]),
  );
}

function withoutNaN(points: Points): Points {
  return Object.fromEntries(
    Object.entries(points).map(([key, values]) => [key, values.filter(([, value]) => !Number.isNaN(value))] as const)
      .filter(([, { length }]) => length > 0),
  );
}

let count = 0;

for (const [name, { event_files = {}, csv = {}, jsonl = {}, json = {}, mlflow }] of fixtures) {
  const out = `${TRAINERS}/${name}/out`;

  for (const [dir, { scalars }] of Object.entries(event_files)) {
    // One of them has a damaged record: its values are those before it, and that is told.
    if (name.startsWith("torn")) continue;
    Deno.test(`event files of ${name} in ${dir} have the values that TensorBoard reads`, () => {
      count++;
      const expected = pointsOf(
        Object.entries(scalars).flatMap(([key, { steps, values }]) =>
          steps.map((step, at) => [key, step, values[at]!] as const)
        ),
      );
      assertEquals(found(read(join(out, dir, "*tfevents*"), { format: "tensorboard" })), expected);
    });
  }

  for (const [file, { columns, rows }] of Object.entries(csv)) {
    if (file.includes("-interval/")) continue;
    Deno.test(`${file} of ${name} has the values that pandas reads`, () => {
      count++;
      const all = read(join(out, file), { format: "csv" });
      const names = columns.map((column) => column.trim());
      const axis = names.indexOf(all[0]!.series.axis!);
      const cells = rows.flatMap((row) => row.map((value, at) => [names[at]!, row[axis] as number, value] as const));
      // Empty cells and NaN are the same to pandas.
      assertEquals(withoutNaN(found(all)), withoutNaN(pointsOf(cells.filter(([key]) => key !== names[axis]))));
    });
  }

  for (const [file, records] of Object.entries(jsonl)) {
    Deno.test(`${file} of ${name} has the values of its maps`, () => {
      count++;
      const all = read(join(out, file), { format: "json_lines" });
      const { axis } = all[0]!.series;
      const cells = records.flatMap((record) =>
        record === null ? [] : flatten(record).map(([key, value]) => [key, record[axis!] as number, value] as const)
      );
      assertEquals(found(all), pointsOf(cells.filter(([key]) => key !== axis)));
    });
  }

  for (const [file, content] of Object.entries(json).filter(([file]) => file.endsWith("trainer_state.json"))) {
    Deno.test(`${file} of ${name} has the values of its history`, () => {
      count++;
      const cells = (content.log_history as Record<string, JsonNumber>[]).flatMap(({ step, ...record }) =>
        Object.entries(record).map(([key, value]) => [key, step as number, value] as const)
      );
      // Of two keys with the same name in a table, the first counts: `loss`, not its mean.
      const { loss: _loss, train_loss: _mean, ...expected } = pointsOf(cells);
      const { loss, train_loss: _ours, ...others } = found(read(join(out, file)));
      assertEquals(loss, _loss);
      assertEquals(others, expected);
    });
  }

  if (mlflow !== undefined) {
    Deno.test(`the newest run of ${name} has the values that MLflow's client reads`, () => {
      count++;
      const runs = Object.values(mlflow).flatMap(({ runs }) => Object.values(runs))
        .filter(({ lifecycle_stage, parent }) => lifecycle_stage === "active" && parent === undefined)
        .sort((a, b) => a.start_time - b.start_time);
      const expected = pointsOf(
        Object.entries(runs.at(-1)!.history).flatMap(([key, values]) =>
          values.map(([, step, value]) => [key, step, value] as const)
        ),
      );
      const store = ["mlflow.db", "mlruns"].find((store) => [...Deno.readDirSync(out)].some((e) => e.name === store));
      assertEquals(found(read(join(out, store!))), expected);
    });
  }
}

// Keys of nested maps and indices of lists are joined by `_`.
function flatten(value: unknown, key = ""): [key: string, value: JsonNumber][] {
  if (typeof value === "number" || value === "NaN" || value === "Infinity" || value === "-Infinity") {
    return [[key, value]];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => flatten(item, key === "" ? name : `${key}_${name}`));
}

Deno.test("there are fixtures of all kinds", () => assertGreater(count, 60));

Deno.test("readSeries() reads the newest version of Lightning's CSVLogger, of each column its last value", () => {
  const series = readSeries(`${TRAINERS}/lightning-2.6-csv/out`, undefined, SILENT);
  assertEquals(Object.fromEntries(resultsOfSeries(series, "validation", { at: "last" })), {
    loss: "0.22561687231063843",
    mae: "0.3873279094696045",
  });
  assertEquals(new Set(series.map(({ file }) => file)), new Set(["lightning_logs/version_1/metrics.csv"]));
});

/** What is read of a directory of a fixture, and what is told. */
function readAll(path: string): { readonly all: NamedSeries[]; readonly told: string[] } {
  const told: string[] = [];
  const all = readSeries(`${TRAINERS}/${path}`, undefined, {
    ...SILENT,
    unreadable: (path, reason) => void told.push(`${basename(path)}: ${reason}`),
    conflict: (_, { column, used, other }) =>
      void told.push(`${column}: ${used.value} in ${used.file}, ${other.value} in ${other.file}`),
  });
  return { all, told };
}

Deno.test("rows of timm that lack columns are left out: in pandas, the learning rate is a loss of the validation", () => {
  const { all, told } = readAll("timm-1.0/out/output/train/20260102-030405-interval");
  assertEquals(found(all), {
    train_loss: [[0, 2.3], [2, 1.4720000000000002]],
    eval_loss: [[0, 2], [2, 2]],
    eval_top1: [[0, 40], [2, 42]],
    eval_top5: [[0, 80], [2, 80]],
    lr: [[0, 0.1], [2, 0.1]],
  });
  assertEquals(told, ["summary.csv: a row has 3 fields, expected 6: left out"]);
});

Deno.test("an event file that was torn ends there, one with a damaged record does, too, and that is told", () => {
  const { event_files } = Object.fromEntries(fixtures)["torn-torch-2.15"]!;
  for (const [dir, { scalars }] of Object.entries(event_files!)) {
    const { all, told } = readAll(`torn-torch-2.15/out/${dir}`);
    const expected = Object.entries(scalars).flatMap(([key, { steps, values }]) =>
      steps.map((step, at) => [key, step, values[at]!] as const)
    );
    assertEquals(found(all), pointsOf(expected), dir);
    assertEquals(told.length, dir.endsWith("damaged") ? 1 : 0, told.join());
  }
});

Deno.test("directories of Keras give the section, those within the one of a writer the end of the name", () => {
  const columnsOf = (path: string) => readAll(path).all.map(({ section, name }) => `${section} ${name}`).sort();
  assertEquals(columnsOf("keras-2.12/out/logs"), [
    "training epoch_accuracy",
    "training epoch_loss",
    ...["validation epoch_accuracy", "validation epoch_loss"],
    ...["validation evaluation_accuracy_vs_iterations", "validation evaluation_loss_vs_iterations"],
  ]);
  for (const writer of ["tensorboardX-2.6.5", "torch-2.15-tensorboard-2.21"]) {
    assertEquals(columnsOf(`${writer}/out/runs/all`).filter((column) => column.includes("pair")), [
      "undefined pair_a",
      "undefined pair_b",
    ]);
  }
});

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/csv";
import { dirname, fromFileUrl, join } from "@std/path";
import { analyze } from "../../../io/analysis/analyze.ts";
import type { Table } from "../../../lib/analysis/tables/table.ts";
import { bytesOf } from "../../lib/checkpoints/pickle.ts";

const fixtures = fromFileUrl(new URL("../../fixtures/results/", import.meta.url));
const fixture = join(fixtures, "mi-prometheus/ReverseRecallCommandLines/NTM/20261124_053333");

// As a CSV file has them.
function records({ columns, rows, blank }: Table): Record<string, string>[] {
  return Array.from(rows, (row) => Object.fromEntries(columns.map((column, at) => [column, row[at]! || blank])));
}

class Tree implements Disposable {
  readonly dir = Deno.makeTempDirSync();

  /** Copies the experiment of the fixtures. */
  add(path: string): string {
    const to = join(this.dir, path);
    copy(fixture, to);
    return to;
  }

  write(path: string, text: string): void {
    Deno.mkdirSync(dirname(join(this.dir, path)), { recursive: true });
    Deno.writeTextFileSync(join(this.dir, path), text);
  }

  change(path: string, edit: (text: string) => string): void {
    Deno.writeTextFileSync(join(this.dir, path), edit(Deno.readTextFileSync(join(this.dir, path))));
  }

  async analyze(cores = 1) {
    using analysis = await analyze([this.dir], { cores });
    return {
      rows: records(analysis.tables.grid_analysis!),
      summary: records(analysis.tables.grid_summary!),
      unreadable: analysis.unreadable.map(({ path, reason }) => `${path.slice(this.dir.length + 1)}: ${reason}`),
    };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.dir, { recursive: true });
  }
}

function copy(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copy(join(from, name), join(to, name));
    else Deno.writeFileSync(join(to, name), Deno.readFileSync(join(from, name)));
  }
}

const REFERENCE = parse(Deno.readTextFileSync(join(fixtures, "mi-prometheus_grid_analysis.csv")), {
  skipFirstRow: true,
});
// Columns of the experiment, shown in the row of its first test. MI-Prometheus takes the file system's first one.
const SHARED = Object.keys(REFERENCE[0]!).filter((column) => !column.startsWith("test_"));

for (const container of ["a zip file", "the old container"]) {
  Deno.test(`a tree of MI-Prometheus, its model in ${container}, has the values of MI-Prometheus's analyzer`, async () => {
    using tree = new Tree();
    const dir = tree.add("ReverseRecallCommandLines/NTM/20261124_053333");
    if (container !== "a zip file") {
      Deno.writeFileSync(join(dir, "models/model_best.pt"), Deno.readFileSync(join(fixtures, "model_best_legacy.pt")));
    }
    const { rows, unreadable } = await tree.analyze();
    assertEquals(unreadable, []);
    assertEquals(rows.map((row) => row.test_start_timestamp), ["20261124_053358", "20261124_053416"]);
    const identity = ["experiment_id", "experiment_name", "repetition", "launched_with", "test_launched_with"];
    assertEquals(Object.keys(rows[0]!).sort(), [...Object.keys(REFERENCE[0]!), ...identity].sort());
    for (const [index, row] of rows.entries()) {
      const tested = REFERENCE.find((other) => other.test_start_timestamp === row.test_start_timestamp)!;
      const expected = {
        ...tested,
        ...Object.fromEntries(SHARED.map((column) => [column, REFERENCE[index]![column]])),
      };
      const { test_configuration_filepath: path, ...values } = row;
      // The path written there never existed.
      Deno.statSync(join(tree.dir, path!));
      assertEquals(values, {
        ...Object.fromEntries(Object.entries(expected).filter(([column]) => column !== "test_configuration_filepath")),
        experiment_id: "20261124_053333",
        experiment_name: "ReverseRecallCommandLines/NTM",
        repetition: "0",
        // No journal says what these were launched with.
        launched_with: " ",
        test_launched_with: " ",
      });
    }
  });
}

Deno.test("two tests that began within a second both count", async () => {
  using tree = new Tree();
  const dir = tree.add("P/M/1");
  copy(join(dir, "test_20261124_053416"), join(dir, "test_20261124_053416_2"));
  copy(join(dir, "test_20261124_053416"), join(dir, "again/test_20261124_053416"));
  const { rows } = await tree.analyze();
  assertEquals(rows.map((row) => row.test_start_timestamp), [
    ...["20261124_053416", "20261124_053358", "20261124_053416", "20261124_053416_2"],
  ]);
});

Deno.test("experiments that only differ in seeds are repetitions of one configuration", async () => {
  using tree = new Tree();
  for (const path of ["P/M/3", "P/M/1", "P/M/2"]) tree.add(path);
  tree.change("P/M/1/training_configuration.yaml", (text) => text.replaceAll(/seed_torch: .*/g, "seed_torch: 1"));
  tree.change("P/M/2/training_configuration.yaml", (text) => text.replace("lr: 0.01", "lr: 0.1"));
  const { rows, summary } = await tree.analyze();
  assertEquals(rows.map((row) => `${row.experiment_id} r${row.repetition}`), [
    ..."1 r0,1 r0,2 r0,2 r0,3 r1,3 r1".split(","),
  ]);
  assertEquals(summary.map(({ experiment_name, n }) => [experiment_name, n]), [["P/M", "2"], ["P/M", "1"]]);
});

Deno.test("an experiment inside another counts once, and so do its tests", async () => {
  using tree = new Tree();
  tree.add("P/M/1");
  tree.add("P/M/1/inner/2");
  const { rows } = await tree.analyze();
  assertEquals(rows.map((row) => row.training_configuration_filepath!.replace(/\/[^/]*$/, "")), [
    ...["P/M/1", " ", "P/M/1/inner/2", " "],
  ]);
  assertEquals(rows.map((row) => row.test_configuration_filepath!.startsWith(`P/M/1/inner/2/`)), [
    ...[false, false, true, true],
  ]);
});

Deno.test("tests without a row of results and experiments without a model are skipped", async () => {
  using tree = new Tree();
  tree.add("P/M/1");
  tree.change("P/M/1/test_20261124_053358/testing_set_agg_statistics.csv", (text) => `${text.split("\n")[0]}\n`);
  Deno.removeSync(join(tree.dir, "P/M/1/test_20261124_053416/testing_configuration.yaml"));
  Deno.removeSync(join(tree.add("P/M/2"), "models/model_best.pt"));
  const { rows, unreadable } = await tree.analyze();
  assertEquals(rows.map((row) => [row.experiment_id, row.test_start_timestamp]), [["1", " "]]);
  assertEquals(unreadable, []);
});

Deno.test("unreadable files are reported with their paths, and only cost their own cells", async () => {
  using tree = new Tree();
  for (const path of ["P/M/1", "P/M/2"]) tree.add(path);
  tree.write("P/M/1/training_configuration.yaml", "model: [NTM\n");
  tree.change("P/M/1/test_20261124_053358/testing_set_agg_statistics.csv", (text) => text.replace(/\r?\n$/, ",9\n"));
  tree.write("P/M/1/test_20261124_053358/metrics.json", '{"testing": {"f1": ');
  tree.write("P/M/1/test_20261124_053416/testing_set_agg_statistics.csv", "");
  Deno.symlinkSync("nowhere", join(tree.dir, "P/M/2/metrics.json"));
  const { rows, unreadable } = await tree.analyze();
  // A test with an empty file has no row.
  assertEquals(rows.map((row) => row.test_start_timestamp), [
    ...["20261124_053358", "20261124_053358", "20261124_053416"],
  ]);
  assertEquals(rows.map((row) => row.test_acc), ["0.5214843750", "0.5214843750", "0.4863281250"]);
  // The checkpoint also has the model's name.
  assertEquals([rows[0]!.problem, rows[0]!.model, rows[0]!.training_start_timestamp], [" ", "NTM", "1"]);
  assertEquals([rows[1]!.model, rows[1]!.training_loss], ["NTM", " "]);
  for (
    const [index, problem] of [
      /^P\/M\/1\/training_configuration.yaml: line \d+, column \d+: invalid YAML/,
      /^P\/M\/1\/test_20261124_053358\/testing_set_agg_statistics.csv: last row has 12 fields, expected 11/,
      /^P\/M\/1\/test_20261124_053358\/metrics.json: invalid JSON: line 1, column 20/,
      /^P\/M\/1\/test_20261124_053416\/testing_set_agg_statistics.csv: file is empty/,
      /^P\/M\/2\/metrics.json: cannot be read: no such file or directory/,
    ].entries()
  ) assertMatch(unreadable[index] ?? "", problem);
  assertEquals(unreadable.length, 5, unreadable.join("\n"));
});

const TORCH = Deno.readFileSync(join(fixture, "models/model_best.pt"));
const LEGACY = Deno.readFileSync(join(fixtures, "model_best_legacy.pt"));
const CORRUPT: Readonly<Record<string, readonly [name: string, bytes: Uint8Array, reason: RegExp]>> = {
  "in the format safetensors": ["model_best.safetensors", bytesOf("this is no model"), /not a safetensors file/],
  "that was cut off": ["model_best.pt", TORCH.subarray(0, 9_000), /truncated: no zip directory at the end/],
  "that was cut off, in the old container": [
    "model_best.pt",
    LEGACY.subarray(0, 9_000),
    /truncated: expected 12334 bytes/,
  ],
  "that is empty": ["model_best.pt", new Uint8Array(), /file is empty/],
  "that is none of torch's": ["model_best.pt", bytesOf("this is no model"), /not a torch checkpoint/],
};
for (const [what, [name, bytes, reason]] of Object.entries(CORRUPT)) {
  Deno.test(`a damaged checkpoint ${what} leaves its cells blank`, async () => {
    using tree = new Tree();
    const dir = tree.add("P/M/1");
    tree.add("P/M/2");
    Deno.removeSync(join(dir, "models/model_best.pt"));
    Deno.writeFileSync(join(dir, "models", name), bytes);
    const { rows, unreadable } = await tree.analyze();
    assertEquals(unreadable.length, 1);
    assertEquals(unreadable[0]!.split(": ")[0], `P/M/1/models/${name}`);
    assertMatch(unreadable[0]!, reason);
    assertEquals(rows.map((row) => [row.training_start_timestamp, row.training_loss, row.test_acc]), [
      ["1", " ", "0.5214843750"],
      [" ", " ", "0.4863281250"],
      ["2", "0.6892365217", "0.5214843750"],
      [" ", " ", "0.4863281250"],
    ]);
  });
}

Deno.test("results come from metrics.json, or else the checkpoint, or else the statistics", async () => {
  using tree = new Tree();
  const dir = tree.add("P/M/1");
  assertEquals((await tree.analyze()).rows[0]!.validation_loss, "0.6926010251");
  Deno.renameSync(join(dir, "models/model_best.pt"), join(dir, "models/model_best.onnx"));
  assertEquals((await tree.analyze()).rows[0]!.validation_loss, "0.7000616789");
  Deno.removeSync(join(dir, "validation_set_agg_statistics.csv"));
  assertEquals((await tree.analyze()).rows[0]!.validation_batch_size, "000008");

  const header = new TextEncoder().encode(
    JSON.stringify({ __metadata__: { validation_loss: "0.50", epoch: "3", model_timestamp: "20261124_053334" } }),
  );
  const file = new Uint8Array(8 + header.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  Deno.removeSync(join(dir, "models/model_best.onnx"));
  Deno.writeFileSync(join(dir, "models/model_best.safetensors"), file);
  const [saved] = (await tree.analyze()).rows;
  assertEquals(
    [saved!.validation_loss, saved!.validation_batch_size, saved!.training_epoch, saved!.model_save_timestamp],
    ["0.50", undefined, "3", "20261124_053334"],
  );

  tree.write("P/M/1/metrics.json", '{"validation": {"loss": 0.250}}');
  const [told] = (await tree.analyze()).rows;
  assertEquals([told!.validation_loss, told!.training_epoch], ["0.250", "3"]);

  // A damaged file is not replaced by another source.
  tree.write("P/M/1/metrics.json", '{"validation": {"loss": 0.25');
  const [damaged] = (await tree.analyze()).rows;
  assertEquals([damaged!.validation_loss, damaged!.training_epoch], [undefined, undefined]);
});

Deno.test("the last row of a long file is found without reading it whole", async () => {
  using tree = new Tree();
  const dir = tree.add("P/M/1");
  Deno.renameSync(join(dir, "models/model_best.pt"), join(dir, "models/model_best.onnx"));
  const rows = Array.from({ length: 40_000 }, (_, i) => `${i},0.${i}`).join("\n");
  tree.write("P/M/1/validation_set_agg_statistics.csv", `episode,acc\n${rows}\n`);
  const [row] = (await tree.analyze()).rows;
  assertEquals([row!.validation_episode, row!.validation_acc], ["39999", "0.39999"]);
});

Deno.test("hidden directories with experiments are reported, and loops and pipes are ignored", async () => {
  using tree = new Tree();
  const dir = tree.add("P/M/1");
  copy(dir, join(tree.dir, "P/M/.ipynb_checkpoints/1"));
  tree.write("P/.git/HEAD", "");
  Deno.symlinkSync(dir, join(dir, "loop"));
  Deno.symlinkSync(tree.dir, join(tree.dir, "P/whole"));
  Deno.symlinkSync("/", join(tree.dir, "P/system"));
  const { success } = new Deno.Command("mkfifo", { args: [join(dir, "metrics.json")] }).outputSync();
  const { rows, unreadable } = await tree.analyze();
  assertEquals(rows.length, 2);
  assertEquals(unreadable, success ? ["P/M/1/metrics.json: not a regular file"] : []);
  using analysis = await analyze([tree.dir], { cores: 1 });
  assertEquals(analysis.hidden.map((path) => path.slice(tree.dir.length + 1)), ["P/M/.ipynb_checkpoints"]);
});

Deno.test("linked experiments, tests and models are read, each once", async () => {
  using tree = new Tree();
  using elsewhere = new Tree();
  const moved = elsewhere.add("moved");
  const dir = tree.add("P/M/1");
  // The same experiment through two links, and one in the tree.
  Deno.symlinkSync(moved, join(tree.dir, "P/M/2"));
  Deno.symlinkSync(moved, join(tree.dir, "P/M/3"));
  Deno.symlinkSync(dir, join(tree.dir, "P/M/4"));
  for (const part of ["models", "test_20261124_053358"]) {
    Deno.renameSync(join(dir, part), join(elsewhere.dir, part));
    Deno.symlinkSync(join(elsewhere.dir, part), join(dir, part));
  }
  // Data is not searched, however large.
  elsewhere.add("data/P/M/5");
  Deno.symlinkSync(join(elsewhere.dir, "data"), join(tree.dir, "P/data"));
  for (const cores of [1, 4]) {
    const { rows, unreadable } = await tree.analyze(cores);
    assertEquals(unreadable, []);
    assertEquals(rows.map((row) => [row.experiment_id, row.test_start_timestamp]), [
      ...[["1", "20261124_053358"], ["1", "20261124_053416"]],
      ...[["2", "20261124_053358"], ["2", "20261124_053416"]],
    ]);
    assertEquals(rows[0]!.training_terminal_status, "Not converged: Episode Limit reached");
  }
});

Deno.test("a row that is longer than its header keeps what fits", async () => {
  using tree = new Tree();
  tree.add("P/M/1");
  tree.change("P/M/1/test_20261124_053358/testing_set_agg_statistics.csv", (text) => text.replace(/\r?\n$/, ",9\n"));
  const { rows, unreadable } = await tree.analyze();
  assertEquals(rows[0]!.test_acc, "0.5214843750");
  assertEquals(unreadable.length, 1);
  assert(!Object.keys(rows[0]!).some((column) => /None|undefined/.test(column)));
});

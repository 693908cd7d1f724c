/** Analyses of runs that no grid made, as the real libraries left them (`tests/fixtures/trainers`), and as others may. */
import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { analyze } from "../../../io/analysis/analyze.ts";
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

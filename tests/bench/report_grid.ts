/** Creates grids with results and curves, for benchmarks of reports. */
import { join } from "@std/path";
import { execute } from "./measure.ts";
import { tasksDir } from "./tasks_dir.ts";

/** A grid. */
export interface ReportGrid {
  /** Number of learning rates and of widths. Each is trained with two optimizers. */
  readonly axes: readonly [rates: number, widths: number];
  readonly repetitions: number;
  /** Rows of `training_statistics.csv`, with a loss and an accuracy. */
  readonly rows: number;
}

/**
 * Makes a grid directory: runs a grid whose trainings do nothing, and writes the results that they could have left.
 *
 * @returns its path
 */
export function makeReportGrid(dir: string, { axes: [rates, widths], repetitions, rows }: ReportGrid): string {
  const list = (count: number) => `[${Array.from({ length: count }, (_, at) => at + 1).join(", ")}]`;
  Deno.writeTextFileSync(
    join(dir, "g.yaml"),
    [
      "grid_axes:",
      `  training.lr: ${list(rates)}`,
      `  model.width: ${list(widths)}`,
      "  optimizer: [adam, sgd]",
      "grid_settings:",
      "  command: [true]",
      `  experiment_repetitions: ${repetitions}`,
      "  metric: { name: validation_accuracy, goal: maximize }",
      "",
    ].join("\n"),
  );
  execute(Deno.execPath(), ["run", "-A", "--no-check", join(tasksDir, "train.ts"), "g.yaml", "--quiet"], { cwd: dir });
  const experiments = join(dir, "experiments");
  const [grid] = Array.from(Deno.readDirSync(experiments), ({ name }) => join(experiments, name));
  let n = 0;
  for (const { name, isDirectory } of Deno.readDirSync(grid!)) {
    if (isDirectory && name.startsWith("g-")) writeResults(join(grid!, name), rows, n++);
  }
  return grid!;
}

function writeResults(dir: string, rows: number, n: number): void {
  const noise = (at: number) => ((at * 7_919 + n * 104_729) % 1_000) / 1_000;
  const loss = (at: number) => Math.exp(-at / rows * (3 + n % 7 / 3)) + 0.1 * noise(at) + 0.05;
  let text = "episode,epoch,loss,accuracy\n";
  for (let row = 1; row <= rows; row++) {
    text += `${row * 100},${Math.ceil(row * 10 / rows)},${loss(row)},${1 - loss(row) / 2}\n`;
  }
  const final = { loss: loss(rows), accuracy: 1 - loss(rows + 1) / 2 };
  Deno.writeTextFileSync(join(dir, "training_statistics.csv"), text);
  Deno.writeTextFileSync(join(dir, "metrics.json"), JSON.stringify({ training: final, validation: final }));
}

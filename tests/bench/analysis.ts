/** Benchmarks the analysis of an MI-Prometheus tree against a Python script with pandas, PyYAML's C loader and torch. */
import { parse } from "@std/csv";
import { join } from "@std/path";
import { findPython } from "../can_run.ts";
import { makeExperimentTree } from "./experiment_tree.ts";
import { compare, type Contender, execute, median, peakMemory, ratio, report, reportRatio } from "./measure.ts";
import { tasksDir } from "./tasks_dir.ts";

const ROUNDS = 2;
const COUNT = 10_000;
const PART = 2_500;

/** Runs the benchmark: 10,000 experiments with two tests each. */
export function benchAnalysis(): void {
  report(`analysis: ${COUNT} experiments, two tests each`);
  // The tree takes half a gigabyte, which may not fit on a memory file system.
  const dir = Deno.makeTempDirSync({ prefix: "bench-analysis-" });
  try {
    makeExperimentTree(join(dir, "tree/a"), 0, PART);
    makeExperimentTree(join(dir, "tree/b"), PART, COUNT);
    let round = 0;
    const args = (tree: string) => [tree, "--quiet", "--output", join(dir, `out${round++}`)];
    const contenders: Contender[] = [{
      name: "grid:analyze",
      run: () =>
        execute(Deno.execPath(), ["run", "-A", "--no-check", join(tasksDir, "analyze.ts"), ...args("tree")], {
          cwd: dir,
        }),
    }];
    const python = findPython("import pandas, torch, yaml; yaml.CLoader");
    if (python === undefined) report("  python3 with pandas, PyYAML's C extension and torch not found: skipped");
    else {
      const script = new URL("./analysis.py", import.meta.url).pathname;
      contenders.push({ name: "python", run: () => execute(python, [script, "tree", "python.csv"], { cwd: dir }) });
    }
    const times = compare(contenders, ROUNDS);
    for (const { name } of contenders) report(`  ${name.padEnd(22)} ${median(times.get(name)!).toFixed(2)} s`);
    if (python !== undefined) {
      checkTables(join(dir, "out0_grid_analysis.csv"), join(dir, "python.csv"));
      reportRatio("python ÷ grid:analyze", ratio(times, "python", "grid:analyze"), "≥ 8");
    }
    for (const [tree, count] of [["tree/a", PART], ["tree", COUNT]] as const) {
      const memory = peakMemory(join(tasksDir, "analyze.ts"), args(tree), dir);
      reportRatio(`peak memory with ${count} experiments, MB`, memory / 1e6, "< 200");
    }
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

// Values in columns that both tables have must be equal.
function checkTables(actualPath: string, expectedPath: string): void {
  const [actual, expected] = [actualPath, expectedPath].map((path) =>
    parse(Deno.readTextFileSync(path), { skipFirstRow: true })
  );
  if (actual!.length !== expected!.length) throw new Error(`expected ${expected!.length} rows, got ${actual!.length}`);
  for (const [index, row] of expected!.entries()) {
    for (const [column, value] of Object.entries(row)) {
      const cell = actual![index]![column];
      if (cell !== value) throw new Error(`row ${index}, ${column}: expected ${value}, got ${cell}`);
    }
  }
}

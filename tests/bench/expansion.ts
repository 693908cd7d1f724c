/** Benchmarks the expansion of grids against a Python script with PyYAML's C loader and dumper. */
import { join } from "@std/path";
import { findPython } from "../can_run.ts";
import {
  compare,
  type Contender,
  execute,
  median,
  peakMemory,
  ratio,
  report,
  reportRatio,
  scratch,
} from "./measure.ts";
import { tasksDir } from "./tasks_dir.ts";

const ROUNDS = 3;

/** Runs the benchmark: 10,000 and 100,000 experiments over a configuration of 60 lines. */
export function benchExpansion(): void {
  report("expansion: a configuration of 60 lines, two axes, ids and the written plan");
  const dir = scratch("bench-expansion-");
  try {
    Deno.writeTextFileSync(join(dir, "base.yaml"), configuration());
    for (const count of [10_000, 100_000]) {
      Deno.writeTextFileSync(
        join(dir, `g${count}.yaml`),
        `grid_tasks: [{default_configs: base.yaml}]
grid_axes:
  training.optimizer.lr: {range: [0.001, ${count / 100 / 1_000}, 0.001]}
  model.width: {range: [1, 100, 1]}
grid_settings: {command: "train {config} {seed}"}
`,
      );
    }
    let round = 0;
    const expand = (count: number): Contender => ({
      name: `grid:expand ${count}`,
      run: () => {
        const args = [
          "run",
          "-A",
          "--no-check",
          join(tasksDir, "expand.ts"),
          `g${count}.yaml`,
          "--expdir",
          `e${round++}`,
        ];
        execute(Deno.execPath(), args, { cwd: dir });
      },
    });
    const python = findPython("import yaml; yaml.CSafeLoader; yaml.CSafeDumper");
    const contenders = [expand(10_000), expand(100_000)];
    if (python === undefined) report("  python3 with PyYAML's C extension not found: skipped");
    else {
      const script = new URL("./expansion.py", import.meta.url).pathname;
      contenders.push({
        name: "python",
        run: () => execute(python, [script, "base.yaml", "10000", "out.ndjson"], { cwd: dir }),
      });
    }
    const times = compare(contenders, ROUNDS);
    for (const { name } of contenders) report(`  ${name.padEnd(22)} ${median(times.get(name)!).toFixed(2)} s`);
    if (python !== undefined) {
      reportRatio("python ÷ grid:expand, 10,000 experiments", ratio(times, "python", "grid:expand 10000"), "≥ 15");
    }
    reportRatio(
      "100,000 ÷ 10,000 experiments, time",
      ratio(times, "grid:expand 100000", "grid:expand 10000"),
      "about 10",
    );
    reportRatio(
      "peak memory with 100,000 experiments, GB",
      peakMemory(join(tasksDir, "expand.ts"), ["g100000.yaml", "--expdir", "memory"], dir) / 1e9,
      "< 1",
    );
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function configuration(): string {
  const section = (name: string) =>
    `${name}:
  problem:
    name: SerialRecall
    control_bits: 3
    data_bits: 8
    batch_size: 64
    min_sequence_length: 3
    max_sequence_length: 20
    size: 32000
    bias: 0.5
    randomize_control_lines: true
    mode: "optimized"
  dataloader:
    num_workers: 0
    shuffle: false
    timeout: 0.0
`;
  return `${section("training")}  optimizer:
    name: Adam
    lr: 0.01
    betas: [0.9, 0.999]
  gradient_clipping: 10
  terminal_conditions:
    loss_stop: 1.0e-5
    episode_limit: 100000
${section("validation")}  partial_validation_interval: 100
${section("testing")}model:
  name: MAES
  width: 20
  controller:
    name: RNNController
    num_layers: 1
  memory: {num_content_bits: 15, num_addresses: -1}
`;
}

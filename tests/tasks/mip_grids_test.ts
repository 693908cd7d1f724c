/** Compares `grid:expand --dry-run` of MI-Prometheus's published grids with what Python computes from the same files. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { findPython } from "../can_run.ts";
import { Project } from "../project.ts";

const FIXTURES = fromFileUrl(new URL("../fixtures/grid/", import.meta.url));
const MI_PROMETHEUS = join(FIXTURES, "mi-prometheus");
const PYTHON = findPython("import yaml");

/** The number of experiments of each grid, and its trainer. */
const GRIDS = {
  "configs/mac/mac_smac_cogent_a_finetuning.yaml": [2, "mip-offline-trainer"],
  "configs/mac/mac_smac_cogent_b_finetuning.yaml": [4, "mip-offline-trainer"],
  "configs/mac/mac_smac_initial_training.yaml": [4, "mip-offline-trainer"],
  "configs/maes_baselines/maes_grid_training.yaml": [18, "mip-offline-trainer"],
  "configs/vision/grid_trainer_mnist.yaml": [10, "mip-online-trainer"],
} as const;

for (const [grid, [count, trainer]] of Object.entries(GRIDS)) {
  Deno.test({
    name: `${grid} has the configurations that MI-Prometheus gives it`,
    ignore: PYTHON === undefined,
    async fn() {
      using project = new Project();
      Deno.symlinkSync(join(MI_PROMETHEUS, "configs"), join(project.dir, "configs"));
      const { code, stdout, stderr } = await project.run("expand", [grid, "--dry-run", "--json"]);
      assertEquals(code, 0, stderr);
      const experiments: { config: unknown; command: string }[] = JSON.parse(stdout);
      for (const { command } of experiments) assert(command.startsWith(`${trainer} --c `), command);
      const configurations = experiments.map(({ config }) => JSON.stringify(config));
      assertEquals(await merge({ root: MI_PROMETHEUS, grid, configurations }), { count, differences: [] });
    },
  });
}

async function merge(input: unknown): Promise<unknown> {
  const child = new Deno.Command(PYTHON!, {
    args: [join(FIXTURES, "merge_configurations.py")],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(input)));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

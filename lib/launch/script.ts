/** The script that a run is. */
import type { ValueMap } from "../config/value.ts";
import type { Settings } from "../grid/settings.ts";
import type { Experiment, Plan } from "../plan/plan.ts";
import { fill, fillTemplate } from "./fill.ts";
import type { LaunchContext } from "./launch_context.ts";
import { RUN_MARK } from "./mark.ts";
import { shellQuote } from "./shell_quote.ts";

const THREAD_CAPS = [
  "OMP_NUM_THREADS",
  "MKL_NUM_THREADS",
  "OPENBLAS_NUM_THREADS",
  "NUMEXPR_NUM_THREADS",
  "VECLIB_MAXIMUM_THREADS",
  "BLIS_NUM_THREADS",
];

/**
 * The script that a run is: POSIX sh that goes to the working directory, sets the environment and becomes the command, through
 * the program that `$gw_session` names, if any. It can be run by hand to repeat a run exactly.
 *
 * @param argv the command
 * @param workdir absolute
 * @param mark found in the environment of everything that the run starts
 */
export function launchScript(
  argv: readonly string[],
  workdir: string,
  plan: Plan,
  experiment: Experiment,
  config: ValueMap,
  settings: Settings,
  launch: LaunchContext,
  mark: string,
): string {
  const env: [string, string][] = [
    ["GRID_ROOT", launch.gridDir],
    ["GRID_RUN_DIR", launch.dir],
    ["GRID_CONFIG", launch.config],
    ["GRID_EXPERIMENT_ID", experiment.id],
    ["GRID_EXPERIMENT_NAME", experiment.name],
    ["GRID_REPETITION", String(experiment.repetition)],
    ["GRID_SEED", experiment.seed === undefined ? "" : String(experiment.seed)],
    ["GRID_ATTEMPT", String(launch.attempt)],
    ["GRID_STAGE", launch.stage],
    ["GRID_CHECKPOINT", launch.checkpoint],
    ["GRID_TEST_DIR", launch.testDir],
    ["GRID_TEST_NAME", launch.testName],
  ];
  for (const [name, text] of settings.env) {
    env.push([
      name,
      fillTemplate(text, (placeholder) => fill(placeholder, plan, experiment, config, settings, launch))[0]!,
    ]);
  }
  if (launch.gpu) {
    env.push(["CUDA_VISIBLE_DEVICES", launch.devices.join(",")]);
    // The run holds the leases of its devices: a grid that it runs shares them out anew, and would wait for ever for them.
    env.push(["GRID_WORKERS_LEASE_DIR", `${launch.dir}/leases`]);
  }
  const cpus = launch.cpusPerRun;
  return [
    "#!/bin/sh",
    `cd ${shellQuote(workdir)} || exit 1`,
    ...THREAD_CAPS.map((name) => `export ${name}="\${${name}:-${cpus}}"`),
    `export ${RUN_MARK}=${shellQuote(mark)}"\${${RUN_MARK}:+\n$${RUN_MARK}}"`,
    `export ${env.map(([name, value]) => `${name}=${shellQuote(value)}`).join(" \\\n  ")}`,
    `exec \${gw_session:+"$gw_session"} ${argv.map((word) => shellQuote(word)).join(" ")}`,
    "",
  ].join("\n");
}

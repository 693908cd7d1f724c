/** The shell script that starts a launch; it stays beside the results, to repeat the run by hand. */
import { fillCommand } from "./command.ts";
import { fillTemplate, placeholderValue } from "./fill.ts";
import { type LaunchContext, workingDirectory } from "./launch_context.ts";
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
 * @throws {RangeError} when a value holds a NUL character, or a placeholder has nothing to stand for
 */
export function launchScript(context: LaunchContext): string {
  const { argv } = fillCommand(context);
  const cpus = context.cpusPerRun;
  return [
    "#!/bin/sh",
    `cd ${shellQuote(workingDirectory(context.plan, context.spec.settings))} || exit 1`,
    ...THREAD_CAPS.map((name) => `export ${name}="\${${name}:-${cpus}}"`),
    // Only a supervisor sets gw_session: a script that is run by hand bears no mark, so that nobody sweeps it up.
    `[ -z "\${gw_session+by supervisor}" ] || export ${RUN_MARK}=${
      shellQuote(context.mark)
    }"\${${RUN_MARK}:+\n$${RUN_MARK}}"`,
    `export ${environment(context).map(([name, value]) => `${name}=${shellQuote(value)}`).join(" \\\n  ")}`,
    `exec \${gw_session:+"$gw_session"} ${argv.map((word) => shellQuote(word)).join(" ")}`,
    "",
  ].join("\n");
}

// Later ones win: what the settings say, and then what a run on GPUs cannot do without.
function environment(context: LaunchContext): [string, string][] {
  const { experiment, spec, devices } = context;
  return [
    ["GRID_ROOT", context.gridDir],
    ["GRID_RUN_DIR", context.dir],
    ["GRID_CONFIG", context.configFile],
    ["GRID_EXPERIMENT_ID", experiment.id],
    ["GRID_EXPERIMENT_NAME", experiment.name],
    ["GRID_REPETITION", String(experiment.repetition)],
    ["GRID_SEED", experiment.seed === undefined ? "" : String(experiment.seed)],
    ["GRID_ATTEMPT", String(context.attempt)],
    ["GRID_STAGE", spec.stage],
    ["GRID_CHECKPOINT", context.checkpoint],
    ["GRID_TEST_DIR", context.testDir],
    ["GRID_TEST_NAME", spec.test?.name ?? ""],
    ...Array.from(spec.settings.env, ([name, template]): [string, string] => [
      name,
      fillTemplate(template, (placeholder) => placeholderValue(placeholder, context))[0]!,
    ]),
    ...(devices === undefined ? [] : [
      ["CUDA_VISIBLE_DEVICES", devices.join(",")],
      // The run holds the leases of its devices: a grid that it runs shares them out anew, and would wait for ever for them.
      ["GRID_WORKERS_LEASE_DIR", `${context.dir}/leases`],
    ] as [string, string][]),
  ];
}

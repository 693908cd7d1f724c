/** Writes the shell script of a launch. It stays next to the results and can be run by hand to repeat the run. */
import { fillCommand } from "./command.ts";
import { fillTemplate, placeholderValue } from "./fill.ts";
import { type LaunchContext, workingDirectory } from "./launch_context.ts";
import { printMark, RUN_MARK } from "./mark.ts";
import { shellQuote } from "../messages/shell_quote.ts";

const THREAD_CAPS = [
  "OMP_NUM_THREADS",
  "MKL_NUM_THREADS",
  "OPENBLAS_NUM_THREADS",
  "NUMEXPR_NUM_THREADS",
  "VECLIB_MAXIMUM_THREADS",
  "BLIS_NUM_THREADS",
];

// Stands for the attempt in filled commands. No text has it: it is half of a UTF-16 surrogate pair. It is always quoted.
const ATTEMPT = "\ud800";

/**
 * The script of a launch, for POSIX sh: it changes to the working directory, sets the environment and executes the command.
 * The supervisor sets `$gw_session` to a program that starts the command in a new session; without it the command starts
 * directly. An element of a cluster that runs the launch again copies the script with another `gw_launch` and `gw_attempt`.
 *
 * @throws {RangeError} if a value contains a NUL character, or a placeholder has no value
 */
export function launchScript(launch: LaunchContext): string {
  const context = { ...launch, attempt: ATTEMPT };
  const { argv } = fillCommand(context);
  const mark = printMark(context.mark).replace(/\d+$/, "");
  return [
    "#!/bin/sh",
    // From here it gets into a journal that has lost its last lines.
    ...(context.launchedWith === undefined ? [] : [`# launched_with: ${context.launchedWith}`]),
    `gw_launch=${context.mark.number} gw_attempt=${launch.attempt}`,
    `cd ${shellQuote(workingDirectory(context.plan, context.spec.settings))} || exit 1`,
    ...THREAD_CAPS.map((name) => `export ${name}="\${${name}:-${context.threads}}"`),
    // Python would keep lines from a log for kilobytes. An empty value, which means off to Python, counts as set.
    'export PYTHONUNBUFFERED="${PYTHONUNBUFFERED-1}"',
    // Only a supervisor sets gw_session: a script that is run by hand has no mark, so the sweeper does not kill its processes.
    `[ -z "\${gw_session+by supervisor}" ] || export ${RUN_MARK}=${
      shellQuote(mark)
    }"$gw_launch\${${RUN_MARK}:+\n$${RUN_MARK}}"`,
    `export ${environment(context).map(([name, value]) => `${name}=${shellQuote(value)}`).join(" \\\n  ")}`,
    `exec \${gw_session:+"$gw_session"} ${argv.map((word) => shellQuote(word)).join(" ")}`,
    "",
  ].join("\n").replaceAll(ATTEMPT, `'"$gw_attempt"'`);
}

// Later variables win: `env` of the settings overrides GRID_* variables, and the GPU variables override `env`.
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
    ...(devices === undefined || devices === "cluster" ? [] : [
      ["CUDA_VISIBLE_DEVICES", devices.join(",")],
      // The run holds the leases of its GPUs. A grid inside the run would wait for them forever, so it gets its own leases.
      ["GRID_WORKERS_LEASE_DIR", `${context.dir}/leases`],
    ] as [string, string][]),
  ];
}

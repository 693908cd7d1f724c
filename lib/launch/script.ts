/** Writes the shell script of a launch. It stays next to the results and can be run by hand to repeat the run. */
import { dirname } from "@std/path";
import { shellQuote } from "../messages/text.ts";
import type { Plan } from "../plan/plan.ts";
import { fillCommand, fillTemplate, placeholderValue } from "./command.ts";
import { type LaunchContext, printMark, RUN_MARK, workingDirectory } from "./launch_context.ts";

const THREAD_CAPS = [
  "OMP_NUM_THREADS",
  "MKL_NUM_THREADS",
  "OPENBLAS_NUM_THREADS",
  "NUMEXPR_NUM_THREADS",
  "VECLIB_MAXIMUM_THREADS",
  "BLIS_NUM_THREADS",
];

// Stands for the attempt in filled words. No other text can contain it, because it is half of a UTF-16 surrogate pair. It is
// always quoted.
const ATTEMPT = "\ud800";

// Only in words that have the attempt: with it, the script would be a string of 16-bit units, which takes longer to encode.
function quote(word: string): string {
  const quoted = shellQuote(word);
  return word.includes(ATTEMPT) ? quoted.replaceAll(ATTEMPT, `'"$gw_attempt"'`) : quoted;
}

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
    // If the journal has lost its last lines, the hash is taken from here.
    ...(context.launchedWith === undefined ? [] : [`# launched_with: ${context.launchedWith}`]),
    `gw_launch=${context.mark.number} gw_attempt=${launch.attempt}`,
    `cd ${shellQuote(workingDirectory(context.plan, context.spec.settings))} || exit 1`,
    ...THREAD_CAPS.map((name) => `export ${name}="\${${name}:-${context.threads}}"`),
    ...activation(context.plan),
    // Otherwise Python would hold back kilobytes of output before it writes to a log. An empty value, which means "off" to
    // Python, counts as set.
    'export PYTHONUNBUFFERED="${PYTHONUNBUFFERED-1}"',
    // Only a supervisor sets gw_session: a script that is run by hand has no mark, so the sweeper does not kill its processes.
    `[ -z "\${gw_session+by supervisor}" ] || export ${RUN_MARK}=${
      shellQuote(mark)
    }"$gw_launch\${${RUN_MARK}:+\n$${RUN_MARK}}"`,
    `export ${environment(context).join(" \\\n  ")}`,
    `exec \${gw_session:+"$gw_session"} ${argv.map(quote).join(" ")}`,
    "",
  ].join("\n");
}

// Wherever it runs, and from whatever shell it was started: the environment in which the grid was made.
function activation({ python }: Plan): string[] {
  if (python?.environment === undefined) return [];
  const bin = dirname(python.program);
  const isThere = `[ ! -d ${quote(bin)} ] ||`;
  return [`${isThere} export ${python.environment}=${quote(dirname(bin))} PATH=${quote(bin)}"\${PATH:+:$PATH}"`];
}

// Assignments. Later variables win: `env` of the settings overrides GRID_* variables, and the GPU variables override `env`.
function environment(context: LaunchContext): string[] {
  const { experiment, spec, devices } = context;
  return [
    `GRID_ROOT=${quote(context.gridDir)}`,
    `GRID_RUN_DIR=${quote(context.dir)}`,
    `GRID_CONFIG=${quote(context.configFile)}`,
    `GRID_EXPERIMENT_ID=${quote(experiment.id)}`,
    `GRID_EXPERIMENT_NAME=${quote(experiment.name)}`,
    `GRID_REPETITION=${experiment.repetition}`,
    `GRID_SEED=${experiment.seed ?? "''"}`,
    'GRID_ATTEMPT="$gw_attempt"',
    `GRID_STAGE=${spec.stage}`,
    `GRID_CHECKPOINT=${quote(context.checkpoint)}`,
    `GRID_TEST_DIR=${quote(context.testDir)}`,
    `GRID_TEST_NAME=${quote(spec.test?.name ?? "")}`,
    ...Array.from(spec.settings.env, ([name, template]) => {
      const [value] = fillTemplate(template, (placeholder) => placeholderValue(placeholder, context));
      return `${name}=${quote(value!)}`;
    }),
    ...(devices === undefined || devices === "cluster" ? [] : [
      `CUDA_VISIBLE_DEVICES=${quote(devices.join(","))}`,
      // The run holds the leases of its GPUs. A grid inside the run would wait for them forever, so it gets its own leases.
      `GRID_WORKERS_LEASE_DIR=${quote(`${context.dir}/leases`)}`,
    ]),
  ];
}

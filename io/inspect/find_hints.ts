/** Finds what a tried run has left and is not read, and writes the lines of a grid file that would read it. */
import { yellow } from "@std/fmt/colors";
import { basename, join, resolve } from "@std/path";
import { isSeed, MLFLOW_STORE, placeFor } from "../../lib/init/places.ts";
import type { TrainerHelp } from "../../lib/init/trainer_help.ts";
import { linesToPaste } from "../../lib/inspect/proposals.ts";
import { type LogProposal, proposeLog } from "../../lib/inspect/propose_log.ts";
import { workingDirectory } from "../../lib/launch/launch_context.ts";
import { printable } from "../../lib/messages/printable.ts";
import { closest } from "../../lib/messages/suggestion.ts";
import { firstOf, shellQuote } from "../../lib/messages/text.ts";
import { argumentsOf } from "../../lib/plan/experiment.ts";
import { type Experiment, type Plan, type RunSpec, trainingSpec } from "../../lib/plan/plan.ts";
import type { Fields } from "../../lib/results/experiment_result.ts";
import type { ResultSpec } from "../../lib/run/result_spec.ts";
import { experimentDir, TRAIN_LOG } from "../../lib/store/layout.ts";
import { isGridDir } from "../grid/grid_dir.ts";
import type { HeldSession } from "../grid/session.ts";
import { readBytes, SILENT } from "../results/read_part.ts";
import type { ResultOrigin } from "../results/read_results.ts";
import { readSeries } from "../results/read_series.ts";
import { loadFormats } from "../results/series_formats.ts";
import { steadyNow } from "../system/clock.ts";
import { askOptions, pythonCommand, templateText } from "./ask_command.ts";
import { globOf, type UnreadFile, unreadFiles } from "./unread_files.ts";
import { changedFiles, fileTimes } from "./written_files.ts";

/** The working directory of a run, and what is written there. */
export interface WatchedWorkdir {
  /** Files that are new or have changed, relative to it. */
  changed(): string[];
}

/** Looks at the working directory of a run before it starts. */
export function watchWorkdir(root: string, workdir: string): WatchedWorkdir {
  const trial = resolve(root, "..");
  // Other grids may run, and write into their directories.
  const isExcluded = (path: string) => path === trial || isGridDir(path);
  const look = () => fileTimes(workdir, isExcluded, steadyNow);
  const before = look();
  return { changed: () => changedFiles(before, look()) };
}

/** What is known of a run that has succeeded. */
export interface TriedRun {
  /** Files that it wrote outside of its directory, relative to its working directory. */
  readonly written: readonly string[];
  /** Its results. */
  readonly columns: Fields;
  readonly origins: readonly ResultOrigin[];
}

/** What a user is told. */
export interface Hints {
  readonly lines: readonly string[];
  /** Lines to add to `grid_settings`. */
  readonly paste: readonly string[];
  /** Keys of the settings whose place they take. */
  readonly replaced: readonly string[];
  /** Whether they read results of this run where there were none. */
  readonly hasResults: boolean;
  /** Whether they make the next run write results where they are found. */
  readonly isCured: boolean;
}

const MAX_NAMES = 4;
const INDENT = "  ";
const WIDTH = 12;
const MAX_LOG_BYTES = 4 * 2 ** 20;

/** Finds what to tell a user of a run that has succeeded, and which lines to paste into the grid file. */
export async function findHints(session: HeldSession, experiment: Experiment, run: TriedRun): Promise<Hints> {
  const { root, plan } = session;
  const spec = trainingSpec(plan.groups[experiment.group]!);
  const dir = join(root, experimentDir(experiment));
  const { results: specs } = spec.settings;
  const own = [...run.columns.keys()].filter((column) => !column.endsWith("_duration_s"));
  const known = new Set(run.origins.map(({ file }) => file));
  // Hugging Face's Trainer writes the same numbers into several files.
  const unread = unreadFiles(dir, specs, known).filter(({ columns }) =>
    columns.some((column) => !own.includes(column))
  );
  const logs = own.length === 0 ? await proposedLogs(dir) : [];
  const help = await optionsOf(plan, experiment, spec, run.written.length > 0);
  const cure = run.written.length === 0 ? undefined : cureFor(spec, run.written, help, plan);
  const results = proposedSpecs(specs, run.origins, unread, logs);
  if (results !== undefined) await loadFormats(results);
  const series = readSeries(dir, results ?? specs, SILENT);
  const hasMetric = spec.settings.metric !== undefined;
  const paste = linesToPaste({
    ...(results !== undefined && { results }),
    series,
    columns: own,
    hasMetric,
    stopsEarly: spec.settings.earlyStopping !== undefined || plan.experiments.length < MIN_EXPERIMENTS,
    ...cure?.change,
  });
  const replaced = [
    ...(cure === undefined || "env" in cure.change ? [] : ["command"]),
    ...(results === undefined || specs === undefined ? [] : ["results"]),
  ];
  const lines = [
    ...unread.map(({ spec, columns }) => line("not read", `${spec.file} has ${firstOf(columns, MAX_NAMES)}`)),
    ...logs.map(({ example, count }) => line("in the log", count === 1 ? example : `${example} (${count} such lines)`)),
    ...(run.written.length === 0 ? [] : [yellow(line("outside", describeWritten(run.written, cure)))]),
    ...unknownArguments(plan, experiment, spec, help).map((text) => yellow(line("arguments", text))),
  ];
  const hasResults = own.length === 0 && results !== undefined && series.length > 0;
  const isCured = results !== undefined || cure !== undefined && own.length === 0;
  return { lines, paste: paste.map((text) => printable(text)), replaced, hasResults, isCured };
}

// Early stopping of fewer runs saves little.
const MIN_EXPERIMENTS = 6;

function line(name: string, text: string): string {
  return printable(`${INDENT}${name.padEnd(WIDTH)}${text}`);
}

// Those that read something: colours may be between a name and its number.
async function proposedLogs(dir: string): Promise<LogProposal[]> {
  const proposals = proposeLog(readLog(dir));
  if (proposals.length === 0) return [];
  await loadFormats(proposals.map(({ pattern }) => ({ log: pattern })));
  return proposals.filter(({ pattern }) => readSeries(dir, [{ log: pattern }], SILENT).length > 0);
}

function readLog(dir: string): string {
  try {
    const path = join(dir, TRAIN_LOG);
    const { size } = Deno.statSync(path);
    const from = Math.max(0, size - MAX_LOG_BYTES);
    return new TextDecoder().decode(readBytes(path, from, size - from));
  } catch {
    return "";
  }
}

// With the setting, only what it names is read: what is read without it is named, too.
function proposedSpecs(
  specs: readonly ResultSpec[] | undefined,
  origins: readonly ResultOrigin[],
  unread: readonly UnreadFile[],
  logs: readonly LogProposal[],
): ResultSpec[] | undefined {
  const added: ResultSpec[] = [...unread.map(({ spec }) => spec), ...logs.map(({ pattern }) => ({ log: pattern }))];
  if (added.length === 0) return undefined;
  const present = specs ?? [...new Set(origins.map(({ file }) => globOf(file)))].map((file) => ({ file }));
  return [...present, ...added];
}

async function optionsOf(
  plan: Plan,
  experiment: Experiment,
  { command, settings }: RunSpec,
  isOutside: boolean,
): Promise<TrainerHelp | undefined> {
  if (command.kind !== "template") return undefined;
  const hasArguments = /\{args\}/.test(templateText(command.template)) && argumentsOf(plan, experiment).length > 0;
  if (!hasArguments && !isOutside) return undefined;
  const { shell, setup } = settings;
  return await askOptions({ template: command.template, shell, setup, workdir: workingDirectory(plan, settings) });
}

/** How to make a run write into its directory. */
interface Cure {
  /** The whole command, or a variable. */
  readonly change: { readonly command: string } | { readonly env: { readonly name: string; readonly value: string } };
  /** What is added: `--out={dir} in command`. */
  readonly added: string;
}

// MLflow's store, by default in the working directory, also where another library writes to it.
const MLFLOW = /^(?:mlflow\.db|mlruns\/)/;

function cureFor(
  { command, settings }: RunSpec,
  written: readonly string[],
  help: TrainerHelp | undefined,
  plan: Plan,
): Cure | undefined {
  if (command.kind !== "template") return undefined;
  if (written.every((path) => MLFLOW.test(path)) && settings.env.size === 0) {
    const env = { name: "MLFLOW_TRACKING_URI", value: MLFLOW_STORE };
    return { change: { env }, added: `the variable ${env.name}` };
  }
  const text = templateText(command.template);
  const found = pythonCommand(command.template);
  const isGiven = (name: string) => new RegExp(`--${name.replaceAll(/[.\\]/g, "\\$&")}\\b`).test(text);
  const option = help?.options.find((option) =>
    !isSeed(option) && placeFor(option) !== undefined && !isGiven(option.name)
  );
  if (option !== undefined && /\{args\}/.test(text)) {
    const added = `--${option.name}=${placeFor(option)}`;
    return { change: { command: text.replace("{args}", `${added} {args}`) }, added: `${added} in command` };
  }
  if (found === undefined || command.template.form === "argv" || /^\s*cd\b/.test(text)) return undefined;
  const { python, script } = found;
  const path = shellQuote(resolve(workingDirectory(plan, settings), script)).replaceAll(/[{}]/g, "$&$&");
  // A relative path of the interpreter would lead elsewhere.
  if (python.includes("/") && !python.startsWith("/")) return undefined;
  return { change: { command: `cd {dir} && ${text.replace(script, path)}` }, added: "cd {dir} && … in command" };
}

function describeWritten(written: readonly string[], cure: Cure | undefined): string {
  const names = firstOf(written, MAX_NAMES);
  const what = `${names}: written outside of {dir}, where all runs of the grid write the same files`;
  return cure === undefined ? what : `${what}; ${cure.added} makes it write into {dir}`;
}

function unknownArguments(
  plan: Plan,
  experiment: Experiment,
  { command }: RunSpec,
  help: TrainerHelp | undefined,
): string[] {
  if (help === undefined || command.kind !== "template" || !/\{args\}/.test(templateText(command.template))) return [];
  const script = basename(pythonCommand(command.template)!.script);
  const names = help.options.flatMap(({ name, aliases }) => [name, ...aliases]);
  const known = new Set(names.map(plainName));
  return argumentsOf(plan, experiment).flatMap(([key]) => {
    // Parsers take abbreviations.
    if ([...known].some((name) => name.startsWith(plainName(key)))) return [];
    const similar = closest(key, names);
    return [
      `--${key} is not among the options that ${script} --help lists${
        similar === undefined ? "" : `: did you mean --${similar}?`
      }`,
    ];
  });
}

function plainName(name: string): string {
  return name.replaceAll("_", "-").replace(/^no-/, "");
}

/** Describes the experiments of a plan, for `--dry-run`: as a table for people, as data for scripts. */
import { join } from "@std/path";
import { type Json, toJson } from "../../config/json_value.ts";
import { fillCommand } from "../../launch/command.ts";
import { alignColumns } from "../../messages/text/align_columns.ts";
import { printable } from "../../messages/text/printable.ts";
import { configOf, paramsOf } from "../../plan/experiment.ts";
import type { Experiment, Plan } from "../../plan/plan.ts";
import { trainingSpec } from "../../plan/run_specs.ts";
import { threadsPerRun } from "../../schedule/limits/backend.ts";
import { CONFIGURATION, experimentDir } from "../../store/layout.ts";

/** An experiment, as `grid:expand --dry-run --json` prints it. */
export interface ExperimentDescription {
  readonly id: string;
  readonly name: string;
  readonly repetition: number;
  /** Values of the axes, by dotted key. */
  readonly params: Readonly<Record<string, Json>>;
  readonly config: Json;
  /** A shell line. Contains `{grid_dir}` for the grid directory, which does not exist yet. */
  readonly command: string;
  /** What the command would do with it now; only of an existing grid directory. */
  readonly now?: string;
}

// Stands for the grid directory while commands are filled in. Needs no shell quotes.
const UNKNOWN_DIR = "/GRID_WORKERS_NO_DIRECTORY_YET";

/** Describes all experiments, in the order of the plan. */
export function describeExperiments(plan: Plan): ExperimentDescription[] {
  return plan.experiments.map((experiment) => describeExperiment(plan, experiment));
}

/** Describes an experiment of a plan. */
export function describeExperiment(plan: Plan, experiment: Experiment): ExperimentDescription {
  const spec = trainingSpec(plan.groups[experiment.group]!);
  const config = configOf(plan, experiment);
  const dir = join(UNKNOWN_DIR, experimentDir(experiment));
  const { line } = fillCommand({
    plan,
    experiment,
    spec,
    config,
    dir,
    gridDir: UNKNOWN_DIR,
    configFile: join(dir, CONFIGURATION.train),
    testDir: "",
    checkpoint: "",
    attempt: 1,
    threads: threadsPerRun(spec.settings, { kind: "cpu" }),
    devices: undefined,
    mark: { grid: "", dir: "", stage: spec.stage, number: 1 },
  });
  return {
    id: experiment.id,
    name: experiment.name,
    repetition: experiment.repetition,
    params: Object.fromEntries(paramsOf(plan, experiment).map(([key, value]) => [key, toJson(value)])),
    config: toJson(config),
    command: line.replaceAll(UNKNOWN_DIR, "{grid_dir}"),
  };
}

// Values and commands may have several lines.
function inOneLine(cell: string): string {
  return printable(cell.replaceAll("\n", "\\n"));
}

/** A table of experiments: ids, names, what would be done now if that is known, values of the axes, commands. */
export function renderTable(experiments: readonly ExperimentDescription[]): string[] {
  const hasNow = experiments.some(({ now }) => now !== undefined);
  const rows = experiments.map(({ id, name, repetition, params, command, now = "" }) => [
    id,
    `${name} r${repetition}`,
    ...(hasNow ? [now] : []),
    Object.entries(params).map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
      .join(" "),
    command,
  ]);
  const header = ["id", "name", ...(hasNow ? ["now"] : []), "values", "command"];
  return alignColumns([header, ...rows.map((row) => row.map(inOneLine))]);
}

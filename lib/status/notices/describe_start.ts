/** Describes what a command would start, for `--agree`. */
import { join } from "@std/path";
import { type Json, toJson } from "../../config/value.ts";
import { fillCommand } from "../../launch/command.ts";
import { printable } from "../../messages/printable.ts";
import { alignColumns, plural } from "../../messages/text.ts";
import { aggregateRun } from "../../plan/aggregate.ts";
import { configOf, paramsOf } from "../../plan/experiment.ts";
import { type Experiment, type Plan, trainingSpec } from "../../plan/plan.ts";
import { isFailed, type RunTable, stateInWords, stateName } from "../../run/run_state.ts";
import type { Stage } from "../../run/stage.ts";
import type { JobList } from "../../schedule/jobs/plan_jobs.ts";
import { threadsPerRun } from "../../schedule/slots.ts";
import type { Job } from "../../schedule/state.ts";
import { CONFIGURATION, experimentDir } from "../../store/layout.ts";
import { jobLabel } from "../label.ts";

/** The number of runs that are shown. */
const SHOWN = 10;

/**
 * Describes the runs of a stage: their number, and the first ten with their commands.
 *
 * @param jobs the jobs, each with the number of times that it would run
 * @param where where they would run, in words: `on CPUs`
 */
export function describeStart(
  stage: Stage,
  plan: Plan,
  jobs: readonly Pick<Job, "experiment" | "test" | "times">[],
  where: string,
): string[] {
  const count = jobs.reduce((sum, { times }) => sum + times, 0);
  const noun = stage === "train" ? "training" : "test";
  const shown = jobs.slice(0, SHOWN);
  const more = jobs.length - shown.length;
  const experiments = shown.map(({ experiment }) => plan.experiments[experiment]!);
  const lines = stage === "train"
    ? renderTable(describeExperiments({ ...plan, experiments }))
    : shown.map((job, index) => jobLabel(experiments[index]!, job));
  return [
    `${count === 0 ? "no" : count} ${plural(count, noun)} to run ${where}${count === 0 ? "" : ":"}`,
    ...(count === 0 ? [] : lines.map((line) => `  ${line}`)),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

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
  /** What the command would do with it; only for an existing grid directory. */
  readonly now?: string;
}

// Stands for the grid directory while commands are filled in. It needs no shell quotes.
const UNKNOWN_DIR = "/GRID_WORKERS_NO_DIRECTORY_YET";

/** Describes all experiments, in the order of the plan. */
export function describeExperiments(plan: Plan): ExperimentDescription[] {
  return plan.experiments.map((experiment) => describeExperiment(plan, experiment));
}

function describeExperiment(plan: Plan, experiment: Experiment): ExperimentDescription {
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

/** Renders experiments as a table: ids, names, what would be done if that is known, values of the axes, commands. */
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

/** A command that would run a grid. */
export interface DryRun {
  readonly plan: Plan;
  readonly runs: RunTable;
  /** Indices of the selected experiments; `undefined` for all. */
  readonly only: ReadonlySet<number> | undefined;
  /** What its stages would start. */
  readonly stages: readonly {
    readonly stage: Stage;
    readonly list: JobList;
    readonly anew: readonly Experiment[];
  }[];
}

/**
 * Describes a dry run.
 *
 * @returns a summary, and the selected experiments, each with what would be done now: `train`, `retry`, `train, test`, `keep`, …
 */
export function describeDryRun(
  dry: DryRun,
): { readonly summary: string; readonly experiments: readonly ExperimentDescription[] } {
  const words = dry.stages.map((stage) => wordsOf(stage, dry));
  const counts = new Map<string, number>();
  const experiments = [...dry.plan.experiments.entries()].flatMap(([index, experiment]) => {
    if (experiment.dropped || (dry.only !== undefined && !dry.only.has(index))) return [];
    const started = words.flatMap((word) => word(index) ?? []);
    const now = started.length > 0 ? started.join(", ") : idleWord(experiment, dry);
    const label = started.length > 0 ? `to ${started.join(" and ")}` : now === "keep" ? "kept" : now;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    return [{ ...describeExperiment(dry.plan, experiment), now }];
  });
  const unselected = dry.plan.experiments.filter(({ dropped }) => !dropped).length - experiments.length;
  if (unselected > 0) counts.set("not selected", unselected);
  return { summary: [...counts].map(([label, count]) => `${count} ${label}`).join(", "), experiments };
}

// What a stage would do with an experiment, in words.
function wordsOf({ stage, list, anew }: DryRun["stages"][number], { plan, runs }: DryRun) {
  const started = new Set(list.jobs.map(({ experiment }) => experiment));
  const again = new Set(anew);
  return (index: number): string | undefined => {
    if (!started.has(index)) return undefined;
    if (stage === "test") return "test";
    const experiment = plan.experiments[index]!;
    if (again.has(experiment)) return "train anew";
    return isFailed(aggregateRun(plan, runs, "train", experiment)) ? "retry" : "train";
  };
}

// Why nothing is started.
function idleWord(experiment: Experiment, { plan, runs, stages }: DryRun): string {
  for (const { stage } of stages) {
    const { state } = aggregateRun(plan, runs, stage, experiment);
    const name = stateName(state);
    if (stage === "test" && name === "pending") return "not tested";
    if (name !== "succeeded") return stateInWords(name);
  }
  return "keep";
}

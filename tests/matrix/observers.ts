/** What each command that only reads says about a grid, beside what became of its runs. */
import { parse as parseCsv } from "@std/csv";
import { join } from "@std/path";
import { RUN_STATE_NAMES, type RunStateName } from "../../lib/run/run_state.ts";
import { reportIn } from "../report_file.ts";
import { EXPERIMENTS, type Ground, type Stage, STAGES } from "./ground.ts";

/** The state of each run. */
export type States = Readonly<Record<Stage, ReadonlyMap<number, RunStateName>>>;

/** What commands have to say about a grid. */
export interface Expected {
  readonly states: States;
  /** The stage of the last command that ran anything. */
  readonly stage: Stage;
  /** Whether runs go on, though no scheduler does. */
  readonly isLive: boolean;
  /** The exit codes that `grid:wait` may have. */
  readonly wait: readonly number[];
}

/** The counts of states, in display order: `1 pending, 2 running`. */
export function countsOf(states: ReadonlyMap<number, RunStateName>): string {
  const count = (name: RunStateName) => [...states.values()].filter((state) => state === name).length;
  return RUN_STATE_NAMES.filter((name) => count(name) > 0).map((name) => `${count(name)} ${words(name)}`).join(", ");
}

const words = (name: RunStateName) => name.replaceAll("_", " ");

/** A difference between what a command says and what is. */
type Difference = string;

type Observer = (ground: Ground, expected: Expected) => Promise<Difference[]>;

/** By the command. Each of them is the first to look at the grid: they run at the same time, and write nothing. */
export const OBSERVERS: Readonly<Record<string, Observer>> = {
  "status --json": observeStatusJson,
  status: observeStatus,
  list: observeList,
  wait: observeWait,
  show: observeShow,
  logs: observeLogs,
  analyze: observeAnalysis,
  report: observeReport,
  diff: observeDiff,
  "clean --dry-run": observeClean,
  "train --dry-run": observeDryRun,
};

/** All differences of some observers. */
export async function observe(
  ground: Ground,
  expected: Expected,
  names: readonly string[] = Object.keys(OBSERVERS),
): Promise<Difference[]> {
  const all = await Promise.all(names.map(async (name) => {
    try {
      return (await OBSERVERS[name]!(ground, expected)).map((difference) => `${name}: ${difference}`);
    } catch (error) {
      return [`${name}: ${(error as Error).message}`];
    }
  }));
  return all.flat();
}

function compare(what: string, actual: unknown, expected: unknown): Difference[] {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  return a === b ? [] : [`${what}: says ${a}, is ${b}`];
}

async function observeStatusJson(ground: Ground, { states }: Expected): Promise<Difference[]> {
  const { code, stdout, stderr } = await ground.run("status", [ground.grid, "--json"]);
  if (code !== 0) return [`exit code ${code}: ${stderr}`];
  const { counts, experiments } = JSON.parse(stdout);
  return STAGES.flatMap((stage) => [
    ...compare(
      `counts of ${stage}`,
      RUN_STATE_NAMES.filter((name) => counts[stage][name] > 0).map((name) => `${counts[stage][name]} ${words(name)}`)
        .join(", "),
      countsOf(states[stage]),
    ),
    // deno-lint-ignore no-explicit-any
    ...experiments.flatMap((experiment: any) => {
      const x = experiment.params.x;
      return [
        ...compare(`${stage} x=${x}`, experiment[stage].state, states[stage].get(x)),
        ...compare(`attempts of ${stage} x=${x}`, experiment[stage].attempts, ground.trace(stage, x).starts),
      ];
    }),
  ]);
}

async function observeStatus(ground: Ground, { states }: Expected): Promise<Difference[]> {
  const { stdout } = await ground.run("status", [ground.grid]);
  return STAGES.flatMap((stage) => {
    const counts = new RegExp(`^  ${stage} +(\\d.*?)(?:, about .* left)?$`, "m").exec(stdout)?.[1];
    return compare(stage, counts, countsOf(states[stage]));
  });
}

function failures({ states }: Expected): number {
  const isFailed = (state: RunStateName | undefined) => state === "failed" || state === "timed_out";
  return EXPERIMENTS.filter((x) => STAGES.some((stage) => isFailed(states[stage].get(x)))).length;
}

function succeeded({ states }: Expected, stage: Stage): number {
  return [...states[stage].values()].filter((state) => state === "succeeded").length;
}

async function observeList(ground: Ground, expected: Expected): Promise<Difference[]> {
  const { stdout } = await ground.run("list", ["--json"]);
  const [grid] = JSON.parse(stdout).grids;
  const isSubmitted = expected.isLive && ground.backend === "slurm";
  return [
    ...compare("submitted", grid.state === "submitted", isSubmitted),
    ...compare("trained", grid.trained, succeeded(expected, "train")),
    ...compare("failed", grid.failed, failures(expected)),
    ...(expected.stage === "test" ? compare("tested", grid.tested, succeeded(expected, "test")) : []),
  ];
}

async function observeWait(ground: Ground, { states, stage, isLive, wait }: Expected): Promise<Difference[]> {
  const { code, stderr } = await ground.run("wait", [ground.grid, "--timeout", "1s"]);
  const counts = /(?:unfinished|has ended): (.*?)(?:;| \(exit code)/.exec(stderr)?.[1];
  return [
    ...(wait.includes(code) ? [] : [`exits with ${code}, expected ${wait.join(" or ")}: ${stderr.trim()}`]),
    ...(isLive && stderr.includes("has ended") ? [`"has ended" while runs live: ${stderr.trim()}`] : []),
    ...(code === 124 ? [] : compare("counts", counts, countsOf(statesAt(states, stage)))),
  ];
}

// What could not be tested counts by its training.
function statesAt({ train, test }: States, stage: Stage): ReadonlyMap<number, RunStateName> {
  if (stage === "train") return train;
  return new Map(EXPERIMENTS.map((x) => [x, train.get(x) === "succeeded" ? test.get(x)! : train.get(x)!]));
}

async function observeShow(ground: Ground, { states }: Expected): Promise<Difference[]> {
  const { code, stdout, stderr } = await ground.run("show", [ground.grid, "x=4", "--json"]);
  if (code !== 0) return [`exit code ${code}: ${stderr}`];
  return JSON.parse(stdout).runs.flatMap((
    { stage, state, results }: { stage: Stage; state: string; results: Record<string, number> },
  ) => [
    ...compare(stage, state, states[stage].get(4)),
    ...(state !== "succeeded" ? [] : compare(`loss of ${stage}`, results[LOSS[stage]], 0.4)),
  ]);
}

const LOSS = { train: "training_loss", test: "test_loss" } as const;

async function observeLogs(ground: Ground, { states, stage }: Expected): Promise<Difference[]> {
  if (states[stage].get(4) === "pending") return [];
  const { stderr } = await ground.run("logs", [ground.grid, "x=4", "--stage", stage]);
  const state = words(states[stage].get(4)!);
  return new RegExp(`: ${state}\\b`).test(stderr) ? [] : [`${stage} x=4 is ${state}, but it says ${stderr.trim()}`];
}

async function observeAnalysis(ground: Ground, expected: Expected): Promise<Difference[]> {
  const { states } = expected;
  const { stdout, stderr, code } = await ground.run("analyze", [ground.grid]);
  if (code !== 0) return [`exit code ${code}: ${stderr}`];
  const [, counts] = /\d+ experiments? \((.*?)\)/.exec(stderr + stdout) ?? [];
  const [, pending] = /; (\d+) more pending/.exec(stderr + stdout) ?? [];
  const summary = stdout.split("\n").find((line) => line.endsWith("_grid_summary.csv"))!;
  const rows = parseCsv(Deno.readTextFileSync(join(ground.project.dir, summary)), { skipFirstRow: true });
  const values = (column: string) =>
    rows.filter((row) => row[column] !== undefined && row[column] !== "" && row[column] !== "0").map((row) =>
      Number(row.param_x)
    );
  const done = (stage: Stage) => EXPERIMENTS.filter((x) => states[stage].get(x) === "succeeded");
  return [
    ...compare(
      "counts of the training",
      [...(pending === undefined ? [] : [`${pending} pending`]), counts].join(", "),
      countsOf(states.train),
    ),
    ...compare("models with a result", values("training_loss_n"), done("train")),
    ...compare("models with a result of their test", values("test_loss_n"), done("test")),
  ];
}

async function observeReport(ground: Ground, expected: Expected): Promise<Difference[]> {
  const { states } = expected;
  const { stdout, stderr, code } = await ground.run("report", [ground.grid]);
  if (code !== 0) return [`exit code ${code}: ${stderr}`];
  const { counts, configurations } = reportIn(Deno.readTextFileSync(join(ground.project.dir, stdout.trim())));
  const named = new Map(counts.states.map(([state, count]) => [state, count]));
  return [
    ...compare(
      "counts of the training",
      RUN_STATE_NAMES.filter((name) => named.has(name)).map((name) => `${named.get(name)} ${words(name)}`).join(", "),
      countsOf(states.train),
    ),
    ...compare(
      "configurations with a model",
      configurations.filter(({ n }) => n > 0).map(({ params }) => Number(params[0])).sort(),
      EXPERIMENTS.filter((x) => states.train.get(x) === "succeeded"),
    ),
    ...compare("tests", counts.tests, succeeded(expected, "test")),
  ];
}

async function observeDiff(ground: Ground, { states }: Expected): Promise<Difference[]> {
  const { stdout, stderr, code } = await ground.run("diff", [ground.grid, ground.grid, "--json"]);
  if (code !== 0) return [`exit code ${code}: ${stderr}`];
  const { both } = JSON.parse(stdout).results;
  return compare(
    "models",
    both.map(({ name, nA, nB }: { name: string; nA: number; nB: number }) => [name, nA, nB]),
    EXPERIMENTS.map((x) => {
      const n = states.train.get(x) === "succeeded" ? 1 : 0;
      return [`g-x=${x}`, n, n];
    }),
  );
}

// The best model is kept, and those that are still to be tested.
async function observeClean(ground: Ground, { states, isLive }: Expected): Promise<Difference[]> {
  const { stderr, code } = await ground.run("clean", [ground.grid, "--checkpoints", "--dry-run"]);
  if (isLive) return compare("exit code while runs live", code, 3);
  const isDone = (x: number) => states.test.get(x) === "succeeded";
  const removable = EXPERIMENTS.filter((x) => x > 1 && isDone(x)).length;
  const [, count] = /: (\d+) checkpoints?\b/.exec(stderr) ?? [];
  return [...compare("exit code", code, 0), ...compare("checkpoints", Number(count ?? 0), removable)];
}

async function observeDryRun(ground: Ground, { states, isLive }: Expected): Promise<Difference[]> {
  const { stdout, stderr, code } = await ground.run("train", [ground.grid, "--dry-run", "--json"]);
  if (code !== 0) return [`exit code ${code}: ${stderr}`];
  return JSON.parse(stdout).flatMap(({ now, params }: { now: string; params: { x: number } }) =>
    // What is queued on a cluster stays there.
    isLive && ground.backend === "slurm" && now === "pending"
      ? compare(`x=${params.x}`, now, states.train.get(params.x))
      : compare(`x=${params.x}`, now, nowOf(states.train.get(params.x)!))
  );
}

function nowOf(state: RunStateName): string {
  if (state === "succeeded") return "keep";
  return ["pending", "interrupted", "lost"].includes(state) ? "train" : words(state);
}

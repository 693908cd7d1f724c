/** Puts the results of two grids side by side, by configuration. */
import type { ConfigurationSummary, Summary } from "../analysis/summary.ts";
import type { Plan } from "../plan/plan.ts";

/** A grid with its results. */
export interface ComparedGrid {
  readonly plan: Plan;
  readonly summary: Summary;
}

/** A result in both grids. */
export interface ComparedResult {
  readonly column: string;
  /** The means; null without a number. */
  readonly a: number | null;
  readonly b: number | null;
  /** Standard deviations; null for a single value. */
  readonly stdA: number | null;
  readonly stdB: number | null;
}

/** A configuration that both grids have. */
export interface ComparedConfiguration {
  readonly name: string;
  /** Its name in the second grid, if that is another. */
  readonly nameB: string;
  /** Number of trained models. */
  readonly nA: number;
  readonly nB: number;
  readonly results: readonly ComparedResult[];
}

/** The results of two grids. */
export interface ComparedResults {
  /**
   * `configuration`: configurations are the same if their resolved texts are; `axes`: if their axes have the same values, as
   * nothing else is the same.
   */
  readonly matchedBy: "configuration" | "axes";
  readonly both: readonly ComparedConfiguration[];
  /** Names of the configurations that only one has. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
}

/** Compares the results in some columns. */
export function diffResults(a: ComparedGrid, b: ComparedGrid, columns: readonly string[]): ComparedResults {
  const [hashesA, hashesB] = [keysBy(a.plan, hashOf), keysBy(b.plan, hashOf)];
  const isSame = [...hashesA.keys()].some((hash) => hashesB.has(hash));
  const [keysA, keysB] = isSame ? [hashesA, hashesB] : [keysBy(a.plan, axesOf), keysBy(b.plan, axesOf)];
  const [rowsA, rowsB] = [rowsOf(a.summary), rowsOf(b.summary)];
  const shared = [...keysA].flatMap(([key, name]) => keysB.has(key) ? [[name, keysB.get(key)!] as const] : []);
  return {
    matchedBy: isSame ? "configuration" : "axes",
    both: shared.map(([name, nameB]) => ({
      ...commonName([a.plan, name], [b.plan, nameB]),
      ...compare(rowsA.get(name), rowsB.get(nameB), columns),
    })),
    onlyA: [...keysA].flatMap(([key, name]) => keysB.has(key) ? [] : [name]),
    onlyB: [...keysB].flatMap(([key, name]) => keysA.has(key) ? [] : [name]),
  };
}

// The names of configurations by a key. All repetitions have one name; the first one stands for them.
function keysBy(plan: Plan, keyOf: (plan: Plan, index: number) => string): Map<string, string> {
  const names = new Set<string>();
  const keys = new Map<string, string>();
  for (const [index, { name, dropped }] of plan.experiments.entries()) {
    if (dropped || names.has(name)) continue;
    names.add(name);
    keys.set(keyOf(plan, index), name);
  }
  return keys;
}

function hashOf({ experiments }: Plan, index: number): string {
  const { hash, repetition } = experiments[index]!;
  return `${hash} ${repetition}`;
}

// What the name says, apart from the task: the values of the axes.
function axesOf(plan: Plan, index: number): string {
  return withoutTask(plan, plan.experiments[index]!.name);
}

function rowsOf({ configurations }: Summary): Map<string, ConfigurationSummary> {
  return new Map(configurations.map((row) => [row.name, row]));
}

// Without their tasks, if only these differ.
function commonName(
  [planA, name]: readonly [Plan, string],
  [planB, nameB]: readonly [Plan, string],
): Pick<ComparedConfiguration, "name" | "nameB"> {
  const [axesA, axesB] = [withoutTask(planA, name), withoutTask(planB, nameB)];
  return name !== nameB && axesA === axesB ? { name: axesA, nameB: axesB } : { name, nameB };
}

function withoutTask({ groups }: Plan, name: string): string {
  const task = groups.find(({ task }) => name.startsWith(`${task}-`))?.task;
  return task === undefined ? name : name.slice(task.length + 1);
}

function compare(
  a: ConfigurationSummary | undefined,
  b: ConfigurationSummary | undefined,
  columns: readonly string[],
): Omit<ComparedConfiguration, "name" | "nameB"> {
  const results = columns.map((column): ComparedResult => {
    const [left, right] = [a?.statistics(column), b?.statistics(column)];
    return {
      column,
      a: left?.mean ?? null,
      b: right?.mean ?? null,
      stdA: left?.std ?? null,
      stdB: right?.std ?? null,
    };
  });
  return { nA: a?.n ?? 0, nB: b?.n ?? 0, results };
}

/** Puts the results of two grids side by side, by configuration. */
import type { ConfigurationSummary, Summary } from "../../analysis/summary.ts";
import { type Experiment, groupsInUse, type Plan } from "../../plan/plan.ts";

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
  const [axesInA, axesInB] = namesWithoutTask(a.plan, b.plan);
  const [hashesA, hashesB] = [namesBy(a.plan, hashOf), namesBy(b.plan, hashOf)];
  const isSame = [...hashesA.keys()].some((hash) => hashesB.has(hash));
  const keysA = isSame ? hashesA : namesBy(a.plan, ({ name }) => axesInA(name));
  const keysB = isSame ? hashesB : namesBy(b.plan, ({ name }) => axesInB(name));
  const [rowsA, rowsB] = [rowsOf(a.summary), rowsOf(b.summary)];
  const shared = [...keysA].flatMap(([key, name]) => keysB.has(key) ? [[name, keysB.get(key)!] as const] : []);
  return {
    matchedBy: isSame ? "configuration" : "axes",
    both: shared.map(([name, nameB]) => ({
      // Without their tasks, if only these differ.
      ...(axesInA(name) === axesInB(nameB) && name !== nameB
        ? { name: axesInA(name), nameB: axesInB(nameB) }
        : { name, nameB }),
      ...compare(rowsA.get(name), rowsB.get(nameB), columns),
    })),
    onlyA: [...keysA].flatMap(([key, name]) => keysB.has(key) ? [] : [name]),
    onlyB: [...keysB].flatMap(([key, name]) => keysA.has(key) ? [] : [name]),
  };
}

// The names of configurations by a key. All repetitions have one name; the first one stands for them.
function namesBy({ experiments }: Plan, keyOf: (experiment: Experiment) => string): Map<string, string> {
  const seen = new Set<string>();
  const names = new Map<string, string>();
  for (const experiment of experiments) {
    const { name, dropped } = experiment;
    if (dropped || seen.has(name)) continue;
    seen.add(name);
    names.set(keyOf(experiment), name);
  }
  return names;
}

function hashOf({ hash, repetition }: Experiment): string {
  return `${hash} ${repetition}`;
}

// What is left of a name without its task: the values of the axes. Only where each grid has a single task, which may have another
// name in the other grid; several tasks are told apart by their names.
function namesWithoutTask(a: Plan, b: Plan): readonly [(name: string) => string, (name: string) => string] {
  const [tasksA, tasksB] = [tasksOf(a), tasksOf(b)];
  const areSingle = tasksA.length === 1 && tasksB.length === 1;
  const without = (task: string | undefined) => (name: string) =>
    areSingle && name.startsWith(`${task}-`) ? name.slice(`${task}-`.length) : name;
  return [without(tasksA[0]), without(tasksB[0])];
}

function tasksOf(plan: Plan): string[] {
  return [...new Set(groupsInUse(plan).map(({ task }) => task))];
}

function rowsOf({ configurations }: Summary): Map<string, ConfigurationSummary> {
  return new Map(configurations.map((row) => [row.name, row]));
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

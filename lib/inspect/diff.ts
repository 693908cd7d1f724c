/** Compares two grids: what they were made with, their experiments and files, and their results. */
import type { ConfigurationSummary, Summary } from "../analysis/summary.ts";
import { leaves } from "../config/key_path.ts";
import { describe, type ValueMap } from "../config/value.ts";
import { counted } from "../messages/text.ts";
import { type Experiment, type Group, groupsInUse, type Plan } from "../plan/plan.ts";
import type { Fingerprints } from "../run/journal_record.ts";
import { STAGES } from "../run/stage.ts";
import type { Provenance } from "../store/provenance_format.ts";

/** A difference. `null`: one grid does not have it. */
export interface Difference {
  /** `grid`: it concerns the grid as a whole. */
  readonly kind: "grid" | "axis" | "parameter" | "configuration" | "setting" | "file";
  /** The tasks that it concerns; absent if it concerns all of them. */
  readonly tasks?: readonly string[];
  readonly key: string;
  readonly a: string | null;
  readonly b: string | null;
}

/**
 * The differences between the plans: axes, configurations without axes, settings, by task; and the seed and tests of the grid.
 */
export function diffPlans(a: Plan, b: Plan): Difference[] {
  const [groupsA, groupsB] = pairTasks(byTask(a), byTask(b));
  const shared = [...groupsA.keys()].filter((task) => groupsB.has(task));
  const found = new Map<string, { readonly difference: Difference; readonly tasks: string[] }>();
  for (const task of shared) {
    for (const difference of diffGroups(groupsA.get(task)!, groupsB.get(task)!)) {
      const key = JSON.stringify(difference);
      const known = found.get(key) ?? { difference, tasks: [] };
      known.tasks.push(task);
      found.set(key, known);
    }
  }
  return [
    ...diffTexts("grid", gridTexts(a), gridTexts(b)),
    ...diffTexts("grid", taskTexts(groupsA), taskTexts(groupsB)),
    ...Array.from(
      found.values(),
      ({ difference, tasks }) => tasks.length === shared.length ? difference : { ...difference, tasks },
    ),
  ];
}

// A grid without tasks has one that is named after its file.
function pairTasks(a: Map<string, Group>, b: Map<string, Group>): [Map<string, Group>, Map<string, Group>] {
  return a.size === 1 && b.size === 1 ? [a, new Map([[[...a.keys()][0]!, [...b.values()][0]!]])] : [a, b];
}

// The group of each task. The names of sub-grids have a number at the end.
function byTask(plan: Plan): Map<string, Group> {
  const counts = new Map<string, number>();
  return new Map(
    groupsInUse(plan).map((group) => {
      const count = (counts.get(group.task) ?? 0) + 1;
      counts.set(group.task, count);
      return [count === 1 ? group.task : `${group.task} (${count})`, group];
    }),
  );
}

type Texts = ReadonlyMap<string, string>;

function gridTexts({ seed, tests }: Plan): Texts {
  return new Map([
    ["seed", seed === undefined ? "none" : String(seed)],
    ["tests", tests.map(({ name }) => name).join(", ") || "one"],
  ]);
}

function taskTexts(groups: ReadonlyMap<string, Group>): Texts {
  return new Map(Array.from(groups.keys(), (task) => [`task ${task}`, "present"]));
}

function diffGroups(a: Group, b: Group): Difference[] {
  return [
    ...diffTexts("axis", axisTexts(a), axisTexts(b)),
    ...diffTexts("configuration", leafTexts(a.config), leafTexts(b.config)),
    ...diffTexts("configuration", setTexts(a), setTexts(b)),
    ...diffTexts("setting", leafTexts(a.settings), leafTexts(b.settings)),
  ];
}

function axisTexts({ axes }: Group): Texts {
  return new Map(axes.map(({ key, values }) => [key, `[${values.map(describe).join(", ")}]`]));
}

function setTexts({ set }: Group): Texts {
  return new Map(set.map(({ parts, value }) => [`--set ${parts.join(".")}`, describe(value)]));
}

function leafTexts(map: ValueMap): Texts {
  return new Map(leaves(map).map(([key, value]) => [key, describe(value)]));
}

/** The keys whose texts differ: first those of `a` in its order, then those that only `b` has. */
function diffTexts(kind: Difference["kind"], a: Texts, b: Texts): Difference[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key)).map((key) => ({
    kind,
    key,
    a: a.get(key) ?? null,
    b: b.get(key) ?? null,
  }));
}

const SHOWN_DIGITS = 8;

/** The files named by commands whose hashes differ, at the newest launches of each stage. */
export function diffFiles(a: Fingerprints, b: Fingerprints): Difference[] {
  return diffTexts("file", hashesOf(a), hashesOf(b));
}

function hashesOf(fingerprints: Fingerprints): ReadonlyMap<string, string> {
  return new Map(STAGES.flatMap((stage) => {
    const newest = [...fingerprints.values()].filter((one) => one.stage === stage).at(-1);
    return Object.entries(newest?.files ?? {}).map(([path, hash]) => [path, hash.slice(0, SHOWN_DIGITS)] as const);
  }));
}

/** What this module reads of a provenance; `undefined` if the grid has none. */
type Origin = Pick<Provenance, "grid_workers" | "git"> | undefined;

/** The differences in commits, in uncommitted changes, and in the versions of this program. */
export function diffOrigins(a: Origin, b: Origin): Difference[] {
  const [left, right] = [a?.git?.diff ?? "", b?.git?.diff ?? ""];
  return [
    ...diffTexts("grid", textsOf(a), textsOf(b)),
    ...(left === right
      ? []
      : [{ kind: "grid", key: "uncommitted changes", a: describeLines(left), b: describeLines(right) } as const]),
  ];
}

function textsOf(origin: Origin): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  if (origin === undefined) return texts;
  const { git, grid_workers } = origin;
  if (git !== null) texts.set("commit", `${git.commit}${git.dirty ? " with uncommitted changes" : ""}`);
  return texts.set("grid-workers", grid_workers);
}

function describeLines(diff: string): string {
  return diff === "" ? "none" : `a diff of ${counted(diff.split("\n").length - 1, "line")}`;
}

/** A grid with its results. */
export interface ComparedGrid {
  readonly plan: Plan;
  readonly summary: Summary;
}

/** A result that both grids have. */
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
  /** Its name in the second grid, if it has another name there. */
  readonly nameB: string;
  /** Number of trained models. */
  readonly nA: number;
  readonly nB: number;
  readonly results: readonly ComparedResult[];
}

/** The results of two grids. */
export interface ComparedResults {
  /**
   * `configuration`: two configurations are the same if their resolved texts are equal. `axes`: if the values of their axes are
   * equal; used if no texts are equal. `parameters`: if the values of their parameters are equal; used for runs that no grid made.
   */
  readonly matchedBy: "configuration" | "axes" | "parameters";
  readonly both: readonly ComparedConfiguration[];
  /** Names of the configurations that only one grid has. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
}

/** Compares the results of two grids in some columns, by configuration. */
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
      // Task names are left out if nothing else differs.
      ...(axesInA(name) === axesInB(nameB) && name !== nameB
        ? { name: axesInA(name), nameB: axesInB(nameB) }
        : { name, nameB }),
      ...compare(rowsA.get(name), rowsB.get(nameB), columns),
    })),
    onlyA: [...keysA].flatMap(([key, name]) => keysB.has(key) ? [] : [name]),
    onlyB: [...keysB].flatMap(([key, name]) => keysA.has(key) ? [] : [name]),
  };
}

/** What is compared of runs that no grid made, which have no plan. */
export type ComparedRuns = readonly ConfigurationSummary[];

/** The values that the parameters have on each side, where they are not the same. */
export function diffParameters(a: ComparedRuns, b: ComparedRuns): Difference[] {
  return diffTexts("parameter", valuesOf(a), valuesOf(b));
}

function valuesOf(rows: ComparedRuns): Texts {
  const values = new Map<string, Set<string>>();
  for (const { params } of rows) {
    for (const [key, text] of params) values.set(key, (values.get(key) ?? new Set()).add(text));
  }
  return new Map(Array.from(values, ([key, texts]) => [key, `[${[...texts].sort().join(", ")}]`]));
}

/**
 * Compares the results of runs that no grid made, by the parameters that both sides have; those of which none are known by their
 * names.
 */
export function diffRuns(a: ComparedRuns, b: ComparedRuns, columns: readonly string[]): ComparedResults {
  const keysOfB = new Set(b.flatMap(({ params }) => [...params.keys()]));
  const shared = [...new Set(a.flatMap(({ params }) => [...params.keys()]))].filter((key) => keysOfB.has(key));
  const [rowsA, rowsB] = [rowsByParameters(a, shared), rowsByParameters(b, shared)];
  const without = (rows: Rows, others: Rows) =>
    [...rows].flatMap(([key, row]) => others.has(key) ? [] : [describeRow(row)]);
  return {
    matchedBy: "parameters",
    both: [...rowsA].flatMap(([key, row]) => {
      const other = rowsB.get(key);
      if (other === undefined) return [];
      const values = parametersText(row, shared);
      const names = values === "" ? { name: row.name, nameB: other.name } : { name: values, nameB: values };
      return [{ ...names, ...compare(row, other, columns) }];
    }),
    onlyA: without(rowsA, rowsB),
    onlyB: without(rowsB, rowsA),
  };
}

type Rows = ReadonlyMap<string, ConfigurationSummary>;

// The first of several rows that only differ in what the other side does not have.
function rowsByParameters(rows: ComparedRuns, keys: readonly string[]): Rows {
  const found = new Map<string, ConfigurationSummary>();
  for (const row of rows) {
    const values = keys.map((key) => row.params.get(key) ?? null);
    const key = values.some((value) => value !== null) ? JSON.stringify(values) : row.name;
    if (!found.has(key)) found.set(key, row);
  }
  return found;
}

function parametersText({ params }: ConfigurationSummary, keys: Iterable<string>): string {
  return Array.from(keys).flatMap((key) => params.has(key) ? [`${key}=${params.get(key)}`] : []).join(" ");
}

function describeRow(row: ConfigurationSummary): string {
  const values = parametersText(row, row.params.keys());
  return values === "" ? row.name : `${row.name} (${values})`;
}

// The name of the configuration for each key. All repetitions have the same name, so the first one is used.
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

// The part of a name after its task: the values of the axes. Only if each grid has a single task, which may have another name
// in the other grid. Several tasks are distinguished by their names.
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

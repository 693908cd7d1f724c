/** Finds how two grids differ in what their experiments are made of. */
import { leaves } from "../../config/key_path.ts";
import { describe, type ValueMap } from "../../config/value.ts";
import { counted } from "../../messages/text.ts";
import { type Group, groupsInUse, type Plan } from "../../plan/plan.ts";
import type { Fingerprints } from "../../run/journal_record.ts";
import { STAGES } from "../../run/stage.ts";
import type { Provenance } from "../../store/provenance_format.ts";

/** A difference. `null`: it is not there. */
export interface Difference {
  /** `grid`: of the grid as a whole. */
  readonly kind: "grid" | "axis" | "configuration" | "setting" | "file";
  /** The tasks that have it; absent if all of them do. */
  readonly tasks?: readonly string[];
  readonly key: string;
  readonly a: string | null;
  readonly b: string | null;
}

/** The differences of the plans: axes, configurations without axes, settings, by task; seed and tests of the grid. */
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

// The sub-grids of a task are numbered.
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

/** The keys whose texts differ, in the order of the first, then those of the second alone. */
function diffTexts(kind: Difference["kind"], a: Texts, b: Texts): Difference[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key)).map((key) => ({
    kind,
    key,
    a: a.get(key) ?? null,
    b: b.get(key) ?? null,
  }));
}

// Finds which files that the commands of two grids name have different contents.

const SHOWN_DIGITS = 8;

/** The files whose hashes differ, as the newest launches of each stage had them. */
export function diffFiles(a: Fingerprints, b: Fingerprints): Difference[] {
  return diffTexts("file", hashesOf(a), hashesOf(b));
}

function hashesOf(fingerprints: Fingerprints): ReadonlyMap<string, string> {
  return new Map(STAGES.flatMap((stage) => {
    const newest = [...fingerprints.values()].filter((one) => one.stage === stage).at(-1);
    return Object.entries(newest?.files ?? {}).map(([path, hash]) => [path, hash.slice(0, SHOWN_DIGITS)] as const);
  }));
}

// Finds how two grids differ in what they were made with.

/** What this module reads of a provenance; `undefined` if the grid has none. */
type Origin = Pick<Provenance, "grid_workers" | "git"> | undefined;

/** The differences of the commits, their uncommitted changes, and the versions of this program. */
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

/** Runs that no grid made: which of their parameters make configurations, and which runs are repetitions of one. */
import { isSeedName } from "../run/seed_names.ts";
import type { Fields } from "./experiment_result.ts";

/** A run, as it was found. */
export interface FinishedRun {
  /** Absolute path of the directory that was searched. */
  readonly grid: string;
  /** Its path there, or another name. */
  readonly name: string;
  /** The names of its directory, or others by which its own files may call it. */
  readonly ownNames: readonly string[];
  /** All of its parameters, by dotted key. */
  readonly params: Fields;
}

/** What a run is among the others. */
export interface RunIdentity {
  /** The parameters that make its configuration: those that are not the same in all runs, without seeds. */
  readonly params: Fields;
  /** Equal for runs that only differ in seeds. */
  readonly configuration: string;
  readonly repetition: number;
  /** Its seeds, as far as they are known. */
  readonly seeds: { readonly torch: string; readonly numpy: string };
}

/**
 * Compares runs with each other. Runs of which no parameters are known are configurations of their own.
 *
 * @returns one for each run
 */
export function compareRuns(runs: readonly FinishedRun[]): RunIdentity[] {
  const keys = differingKeys(runs);
  const repetitions = new Map<string, number>();
  return runs.map(({ grid, name, params }, index) => {
    const own = new Map(keys.flatMap((key) => params.has(key) ? [[key, params.get(key)!]] : []));
    const configuration = params.size === 0 ? `${index} ${name}` : JSON.stringify([...own]);
    const group = `${grid}\0${configuration}`;
    const repetition = repetitions.get(group) ?? 0;
    repetitions.set(group, repetition + 1);
    return { params: own, configuration, repetition, seeds: seedsOf(params) };
  });
}

function differingKeys(runs: readonly FinishedRun[]): string[] {
  interface Known {
    readonly first: string;
    runs: number;
    differs: boolean;
    /** Whether each run has its own name there. */
    isName: boolean;
  }
  const all = new Map<string, Known>();
  const known = runs.filter(({ params }) => params.size > 0);
  for (const { params, ownNames } of known) {
    for (const [key, text] of params) {
      let entry = all.get(key);
      if (entry === undefined) all.set(key, entry = { first: text, runs: 0, differs: false, isName: true });
      entry.runs++;
      entry.differs ||= entry.first !== text;
      entry.isName &&= ownNames.some((name) => isNamed(key, text, name));
    }
  }
  return [...all].flatMap(([key, { runs, differs, isName }]) =>
    (differs || runs < known.length) && !isName && !isSeed(key) ? [key] : []
  );
}

const NAME_KEY = /(?:^|[._])(?:name|id|version|dir|path|time|date|timestamp)$/i;

// `name: train2`, `save_dir: runs/detect/train2`. A directory that is named after a parameter has no such key.
function isNamed(key: string, text: string, name: string): boolean {
  if (name === "") return false;
  if (text === name) return NAME_KEY.test(key);
  return text.endsWith(`/${name}`) || text.includes(`/${name}/`) || text.startsWith(`${name}/`);
}

function isSeed(key: string): boolean {
  return isSeedName(key.slice(key.lastIndexOf(".") + 1));
}

function seedsOf(params: Fields): RunIdentity["seeds"] {
  const seeds = [...params].filter(([key]) => isSeed(key));
  const of = (pattern: RegExp) => seeds.find(([key]) => pattern.test(key))?.[1] ?? "";
  const any = of(/(?:^|\.)(?:random_)?seed(?:_everything)?$/) || seeds[0]?.[1] || "";
  return { torch: of(/torch/) || any, numpy: of(/numpy|np/) || any };
}

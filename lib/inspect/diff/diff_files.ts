/** Finds which files that the commands of two grids name have different contents. */
import type { Fingerprints } from "../../run/journal_record.ts";
import { STAGES } from "../../run/stage.ts";
import { type Difference, diffTexts } from "./diff_plans.ts";

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

/** Finds how two grids differ in what they were made with. */
import { counted } from "../../messages/text.ts";
import type { Provenance } from "../../store/provenance_format.ts";
import { type Difference, diffTexts } from "./diff_plans.ts";

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

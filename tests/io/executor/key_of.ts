import { gridKey } from "../../../lib/launch/mark.ts";

/** The key of a grid directory without a plan. */
export function keyOf(root: string): string {
  return gridKey(undefined, Deno.statSync(root).ino);
}

import { gridKey } from "../../../lib/launch/launch_context.ts";

/** The key of a grid directory without a plan. */
export function keyOf(root: string): string {
  return gridKey(undefined, Deno.statSync(root).ino);
}

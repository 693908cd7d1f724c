/** Removes files and directories of a grid directory that were found to be removable. */
import { dirname, join } from "@std/path";
import type { HeldSession } from "../grid/session.ts";
import { explain } from "../system/file_errors.ts";
import { lstatIfExists, statIfExists } from "../system/files.ts";
import type { Cleanable } from "./find_cleanable.ts";

/** What was removed. */
export interface Removed {
  readonly count: number;
  readonly bytes: number;
}

/**
 * Removes items. Before the first checkpoint of an experiment is removed, the journal on the disk says so, so that whoever misses
 * it later is told, also after a kill.
 *
 * @param session holds the grid
 * @throws if one cannot be removed; those before it are gone
 */
export async function removeItems(session: HeldSession, items: readonly Cleanable[]): Promise<Removed> {
  const told = new Set<string>();
  let [count, bytes] = [0, 0];
  for (const item of items) {
    if (item.kind === "checkpoint" && !told.has(item.id)) {
      told.add(item.id);
      session.record({ type: "cleaned", time: Date.now(), id: item.id, stage: "train" });
      await session.flush();
    }
    if (!removeItem(session.root, item)) continue;
    count++;
    bytes += item.bytes;
  }
  return { count, bytes };
}

// Removes nothing outside of the grid directory, whatever names its plan has, and nothing that is reached through a link: no part of
// the path was one when the item was found.
function removeItem(root: string, { kind, path }: Cleanable): boolean {
  const full = join(root, path);
  const parent = dirname(full);
  if (!`${parent}/`.startsWith(`${root}/`) || statIfExists(parent) === undefined) return false;
  if (Deno.realPathSync(parent) !== parent) return false;
  const info = lstatIfExists(full);
  if (kind === "former" ? info?.isDirectory !== true : info?.isFile !== true) return false;
  try {
    Deno.removeSync(full, { recursive: kind === "former" });
  } catch (error) {
    throw explain(error, `cannot remove ${full}`);
  }
  return true;
}

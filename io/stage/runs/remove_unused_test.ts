/** Removes the directories of tests that never started. */
import { join } from "@std/path";
import type { Run } from "../../../lib/run/run_state.ts";
import { CONFIGURATION } from "../../../lib/store/layout.ts";
import { removeIfExists } from "../../system/files.ts";

/**
 * Removes the directory of a test whose launch was withdrawn, unless there is more in it than its configuration.
 *
 * @param root the grid directory
 */
export function removeUnusedTest(
  root: string,
  { run, launch }: { readonly run: Run; readonly launch: { readonly dir: string } },
): void {
  const testDir = (run.queued ?? run.newest)?.testDir;
  if (testDir === undefined) return;
  const path = join(root, launch.dir, testDir);
  try {
    const names = Array.from(Deno.readDirSync(path), ({ name }) => name);
    if (names.some((name) => name !== CONFIGURATION.test)) return;
    for (const name of names) removeIfExists(join(path, name));
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

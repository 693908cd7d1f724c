/** What commands that run experiments leave for CI services. */
import type { Stage } from "../lib/run/stage.ts";
import type { StageFlags } from "./flags/stage_flags.ts";

/**
 * Checks that it can be written, before anything is created or started.
 *
 * @throws {UsageError | InputError} if it cannot
 */
export async function checkRecords({ junit }: StageFlags): Promise<void> {
  if (junit === undefined) return;
  const { checkJunitPath } = await import("../io/ci/write_junit.ts");
  checkJunitPath(junit);
}

/**
 * Writes it, however the runs ended.
 *
 * @param roots grid directories, absolute
 */
export async function writeRecords(
  roots: readonly string[],
  stages: readonly Stage[],
  { junit }: StageFlags,
): Promise<void> {
  if (junit === undefined) return;
  const { writeJunit } = await import("../io/ci/write_junit.ts");
  writeJunit(junit, { roots, stages });
}

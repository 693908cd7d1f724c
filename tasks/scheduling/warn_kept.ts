/** Warns about results of a grid directory that were made by another command, another script or another seed. */
import type { GridSession } from "../../io/grid/session.ts";
import { program } from "../../io/system/processes/program.ts";
import { printMessage } from "../../io/system/terminal/terminal.ts";
import { shownPath } from "../../lib/messages/shown_path.ts";
import type { Stage } from "../../lib/run/stage.ts";

/** Warns about results of a stage that would be made with something else now. */
export async function warnKept(
  { path, plan, runs, fingerprints }: Pick<GridSession, "path" | "plan" | "runs" | "fingerprints">,
  stage: Stage,
): Promise<void> {
  const { createFingerprintReader } = await import("../../io/grid/fingerprint_reader.ts");
  const { describeKept } = await import("../../lib/status/notices/describe_fingerprints.ts");
  const gridDir = shownPath(path, Deno.cwd());
  const current = createFingerprintReader(plan, fingerprints).read;
  for (const line of describeKept({ gridDir, program: program(), plan, runs, fingerprints, current }, stage)) {
    printMessage(`${gridDir}: warning: ${line}`);
  }
}

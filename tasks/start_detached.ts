/** `--detach`: a task goes on in the background. */
import { fromFileUrl } from "@std/path";
import { say } from "../io/system/terminal.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import type { StageFlags } from "./flags/stage_flags.ts";

/**
 * Starts a task on a grid directory in the background.
 *
 * @param task its name, `train`
 * @param gridDir absolute
 * @returns the exit code
 */
export async function startDetached(task: string, gridDir: string, flags: StageFlags): Promise<number> {
  const { detach } = await import("../io/stage/detach.ts");
  const script = fromFileUrl(new URL(`./${task}.ts`, import.meta.url));
  const values = {
    "--on": flags.on,
    "--max-concurrent-runs": flags.maxConcurrentRuns ?? flags.max_concur_runs,
    "--grace": flags.grace,
    "--repeat": flags.repeat,
    // A grid that is made now has them already.
    ...(task === "test" && { "--li": flags.li, "--ll": flags.ll }),
  };
  const detached = await detach(script, gridDir, [
    gridDir,
    ...flags.only.flatMap((selector) => ["--only", selector]),
    ...flags.assumeDead.flatMap((host) => ["--assume-dead", host]),
    ...Object.entries(values).flatMap(([flag, value]) => value === undefined ? [] : [flag, String(value)]),
    ...(flags.retryFailed ? ["--retry-failed"] : []),
    ...(flags.again ? ["--again"] : []),
    ...(flags.quiet ? ["--quiet"] : []),
  ]);
  const shown = shownPath(gridDir, Deno.cwd());
  switch (detached.kind) {
    case "locked": {
      const { LockedError } = await import("../io/grid/lock.ts");
      throw new LockedError(detached.holder);
    }
    case "ended":
      say(`it has ended already${detached.code > 1 ? `, with exit code ${detached.code}` : ""}`);
      break;
    case "running":
      say(`at work in the background as pid ${detached.pid}; deno task grid:stop ${shown} ends it`);
  }
  say(`messages: ${shown}/scheduler.log`);
  // How its runs ended is not waited for.
  return detached.kind === "ended" && detached.code > 1 ? detached.code : 0;
}

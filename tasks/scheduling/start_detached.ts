/** Implements `--detach`: continues a task in the background. */
import { fromFileUrl } from "@std/path";
import { absolutePath } from "../../io/system/absolute_path.ts";
import { program } from "../../io/system/processes/program.ts";
import { printMessage } from "../../io/system/terminal/terminal.ts";
import { hint } from "../../lib/messages/hint.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { isFinal } from "../../lib/schedule/exit_code.ts";
import type { StageFlags } from "../flags/stage_flags.ts";

/**
 * Starts a task on a grid directory in the background.
 *
 * @param task the name of the task, `train` for example
 * @param gridDir absolute
 * @returns the exit code
 */
export async function startDetached(task: string, gridDir: string, flags: StageFlags): Promise<number> {
  const { detach } = await import("../../io/stage/detach.ts");
  const script = fromFileUrl(new URL(`../${task}.ts`, import.meta.url));
  const detached = await detach(script, gridDir, [
    ...argumentsOf(task, gridDir, flags),
    ...(flags.retryFailed ? ["--retry-failed"] : []),
    ...(flags.again ? ["--again"] : []),
    ...(flags.continueStopped ? ["--continue-stopped"] : []),
  ]);
  const shown = shownPath(gridDir, Deno.cwd());
  switch (detached.kind) {
    case "locked": {
      const { LockedError } = await import("../../io/grid/lock/lock_errors.ts");
      throw new LockedError(detached.holder, gridDir);
    }
    case "ended":
      printMessage(`already finished${detached.code > 0 ? ` (exit code ${detached.code})` : ""}`);
      break;
    case "running":
      printMessage(
        `running in the background (pid ${detached.pid}); stop it with ${hint(program(), "stop", [shown])}`,
      );
  }
  printMessage(`log: ${shown}/scheduler.log`);
  // Other exit codes depend on the runs, which --detach does not wait for.
  return detached.kind === "ended" && isFinal(detached.code) ? detached.code : 0;
}

/**
 * The arguments with which a task goes on with a grid directory in another process, without the flags by which runs start once more.
 *
 * @param only what it runs: selectors of experiments
 */
export function argumentsOf(
  task: string,
  gridDir: string,
  flags: StageFlags,
  only: readonly string[] = flags.only,
): string[] {
  const values = {
    "--on": flags.on,
    "--max-concurrent-runs": flags.maxConcurrentRuns ?? flags.max_concur_runs,
    "--grace": flags.grace,
    "--time-limit": flags.timeLimit,
    "--junit": flags.junit === undefined ? undefined : absolutePath(flags.junit),
    "--repeat": flags.repeat,
    "--workdir": flags.workdir === undefined ? undefined : absolutePath(flags.workdir),
    // For training, they are part of the plan.
    ...(task === "test" && { "--prefix": flags.prefix, "--li": flags.li, "--ll": flags.ll }),
  };
  return [
    gridDir,
    ...only.flatMap((selector) => ["--only", selector]),
    ...flags.assumeDead.flatMap((host) => ["--assume-dead", host]),
    ...flags.after.flatMap((grid) => ["--after", absolutePath(grid)]),
    ...flags.afterSuccess.flatMap((grid) => ["--after-success", absolutePath(grid)]),
    ...(flags.require ?? []).flatMap((requirement) => ["--require", requirement]),
    ...Object.entries(values).flatMap(([flag, value]) => value === undefined ? [] : [flag, String(value)]),
    ...(flags.fresh ? ["--fresh"] : []),
    ...(flags.strict ? ["--strict"] : []),
    ...(flags.quiet ? ["--quiet"] : []),
  ];
}

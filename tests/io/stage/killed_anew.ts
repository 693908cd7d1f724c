/**
 * Trains all experiments of a grid directory anew, and kills itself right before the nth call that changes something on disk or
 * starts a process; exits with 0 if there are fewer. Arguments: the grid directory, n.
 */
import { holdGrid } from "../../../io/grid/session.ts";
import { runStage } from "../../../io/stage/run_stage.ts";

const [root, nth] = Deno.args as [string, string];

const CALLS = [
  [Deno, "mkdirSync"],
  [Deno, "renameSync"],
  [Deno, "writeTextFileSync"],
  [Deno, "symlinkSync"],
  [Deno.FsFile.prototype, "writeSync"],
  [Deno.FsFile.prototype, "syncData"],
  [Deno.FsFile.prototype, "syncSync"],
  [Deno.Command.prototype, "spawn"],
] as const;

let calls = 0;
for (const [owner, name] of CALLS) {
  const original = (owner as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!;
  (owner as unknown as Record<string, unknown>)[name] = function (this: unknown, ...args: unknown[]) {
    if (++calls === Number(nth)) Deno.kill(Deno.pid, "SIGKILL");
    return original.apply(this, args);
  };
}

{
  await using session = await holdGrid(root);
  await runStage(session, { stage: "train", only: ["all"], again: true, grace: 1 });
}

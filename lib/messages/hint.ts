/** Commands that messages tell the user to type, written as the user calls this program. */
import { shellQuote } from "./text.ts";

/**
 * How the user calls this program, as words for a shell: `grid`, `npx grid-workers`, `deno run -A /opt/grid-workers/tasks/grid.ts`;
 * `deno task` or `npx -y deno task` if its commands are tasks of `deno.json`.
 */
export type Program = string;

/** The program after an installation. */
export const GRID: Program = "grid";

/** The program, if its commands are tasks of `deno.json`. */
export const DENO_TASK: Program = "deno task";

/**
 * A command to paste into a shell: `grid status experiments/g_1`, or `deno task grid:status experiments/g_1`.
 *
 * @param program how the user calls this program
 * @param command the name of the command, with flags that need no quotes: `status`, `run --on slurm`
 * @param args further arguments, which are quoted
 */
export function hint(program: Program, command: string, args: readonly string[] = []): string {
  return [isDenoTask(program) ? `${program} grid:${command}` : `${program} ${command}`, ...args.map(shellQuote)]
    .join(" ");
}

/** The name of a command in a sentence: `grid run`, or `grid:run`. */
export function commandName(program: Program, command: string): string {
  return isDenoTask(program) ? `grid:${command}` : hint(program, command);
}

/** The program without paths of this machine, for texts that are shared with others. */
export function portableProgram(program: Program): Program {
  if (isDenoTask(program)) return DENO_TASK;
  return program.includes("/") ? GRID : program;
}

/** Whether the commands are tasks of `deno.json`. */
function isDenoTask(program: Program): boolean {
  return / deno task /.test(` ${program} `);
}

/** The commands of this program: the table behind `grid COMMAND`, `grid --help` and shell completions. */
import type { Main } from "./flags/command_line.ts";

export interface CommandEntry {
  readonly name: string;
  /** One line, without a full stop. The task `grid:NAME` of `deno.json` has the same one. */
  readonly description: string;
  /** The name of its module in this folder, if it is not that of the command. Its `main` takes the arguments. */
  readonly module?: string;
  /** Arguments that precede those of the command line: `--on gpu` in `train:gpu`. */
  readonly flags?: readonly string[];
}

/** Commands that are listed together. */
interface CommandGroup {
  readonly title: string;
  readonly commands: readonly CommandEntry[];
}

/** All commands, in the order in which they are listed. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    title: "Run grids",
    commands: [
      { name: "run", description: "Train, test, analyze and report a grid" },
      { name: "try", description: "Run one experiment once, in a temporary directory, and report what it produced" },
      { name: "train", description: "Expand a grid file and train its experiments" },
      { name: "test", description: "Test the trained models of a grid" },
      { name: "stop", description: "Stop the scheduler of a grid and its runs, like Ctrl-C" },
    ],
  },
  {
    title: "See how they go",
    commands: [
      { name: "list", description: "List grids: what is done, running and failed, their age and size" },
      { name: "status", description: "Show which experiments are pending, running, succeeded and failed" },
      { name: "wait", description: "Wait until a grid has ended, and exit with the exit code of its scheduler" },
      { name: "logs", description: "Print the logs of runs, and follow them" },
      { name: "show", description: "Show one experiment and its runs" },
    ],
  },
  {
    title: "See what came out",
    commands: [
      { name: "analyze", description: "Collect the results of grids in CSV files" },
      { name: "clean", description: "Remove what grids no longer need: former directories, checkpoints" },
      { name: "diff", description: "Compare two grids: configuration, code, and the results of equal experiments" },
      { name: "report", description: "Write a report of grids as one HTML file" },
    ],
  },
  {
    title: "Set up",
    commands: [
      { name: "init", description: "Write a commented grid file for a trainer" },
      { name: "completions", description: "Print a script for completion in bash, zsh or fish" },
    ],
  },
  {
    title: "Single steps, and the same on CPUs, GPUs or a cluster",
    commands: [
      { name: "expand", description: "Check a grid file and create its grid directory" },
      { name: "schema", description: "Print the JSON Schema of grid files, for editors" },
      ...on("train", "Expand a grid file and train its experiments"),
      ...on("test", "Test the trained models of a grid"),
      ...on("schedule", "Train the experiments of a grid directory").map(({ flags: _, ...entry }) => ({
        ...entry,
        module: entry.name.replace(":", "_"),
      })),
    ],
  },
];

/** A command for each backend: `train:gpu` is `train --on gpu`. */
function on(name: string, description: string): CommandEntry[] {
  return Object.entries({ cpu: "CPUs", gpu: "GPUs", slurm: "Slurm", sge: "Grid Engine" }).map(([backend, where]) => ({
    name: `${name}:${backend}`,
    description: `${description}, on ${where}`,
    module: name,
    flags: ["--on", backend],
  }));
}

export function listCommands(): CommandEntry[] {
  return COMMAND_GROUPS.flatMap(({ commands }) => commands);
}

export async function commandModule({ name, module = name }: CommandEntry): Promise<{ readonly main: Main }> {
  // With a literal, Deno might read the modules of all commands at each start.
  return await import(new URL(`./${module}.ts`, import.meta.url).href);
}

/** `grid:schedule:slurm`: train the experiments of a grid directory on a Slurm cluster. */
import { runTask } from "./flags/command_line.ts";
import { scheduleOn } from "./schedule_on.ts";

if (import.meta.main) await runTask((args) => scheduleOn("slurm", args));

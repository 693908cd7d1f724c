/** `grid:schedule:gpu`: train the experiments of a grid directory on GPUs. */
import { runTask } from "./flags/command_line.ts";
import { scheduleOn } from "./schedule_on.ts";

if (import.meta.main) await runTask((args) => scheduleOn("gpu", args));

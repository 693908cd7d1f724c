/** `grid:schedule:cpu`: trains the experiments of a grid directory on CPU cores. */
import { runTask } from "./flags/command_line.ts";
import { scheduleOn } from "./schedule_on.ts";

if (import.meta.main) await runTask((args) => scheduleOn("cpu", args));

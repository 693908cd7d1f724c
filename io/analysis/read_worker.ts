/** Worker thread that runs read tasks of an analysis and posts their results. */
import { serveBatches } from "./read_parallel.ts";
import { readTask } from "./read_task.ts";

serveBatches(readTask);

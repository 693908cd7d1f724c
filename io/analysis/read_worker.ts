/** Worker thread that runs read tasks of an analysis and posts their results. */
import { serveBatches } from "./read_parallel.ts";
import { readTask } from "./source.ts";

serveBatches(readTask);

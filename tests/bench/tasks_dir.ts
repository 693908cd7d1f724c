/** The location of the tasks that are benchmarked. */
import { dirname, fromFileUrl, join } from "@std/path";

/** Absolute path of the directory `tasks`. */
export const tasksDir: string = join(dirname(dirname(dirname(fromFileUrl(import.meta.url)))), "tasks");

import { dirname, fromFileUrl, join } from "@std/path";

/** Where the tasks are. */
export const tasksDir: string = join(dirname(dirname(dirname(fromFileUrl(import.meta.url)))), "tasks");

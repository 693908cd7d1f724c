/**
 * What this process saw of launches while it had all permissions. An analysis reads the files of others without the permission to
 * look at processes or to ask Slurm, and has to see the same states as every other command.
 */
import type { Inspection } from "../../../lib/run/recover.ts";
import type { JobQueue } from "../../../lib/slurm/job_queue.ts";

/** The memory of this process. */
interface Memory {
  /** By the path of the claim. */
  readonly inspections: Map<string, Inspection>;
  /** By grid directory, absolute. */
  readonly queues: Map<string, JobQueue>;
}

let memory: Memory | undefined;

/** Remembers what is seen from now on. */
export function startRemembering(): void {
  memory = { inspections: new Map(), queues: new Map() };
}

/** Remembers what a launch shows. */
export function rememberInspection(claim: string, seen: Inspection): void {
  memory?.inspections.set(claim, seen);
}

/** What a launch has shown; `undefined` if it was not inspected. */
export function recallInspection(claim: string): Inspection | undefined {
  return memory?.inspections.get(claim);
}

/** Remembers what squeue has listed for a grid. */
export function rememberQueue(root: string, queue: JobQueue): void {
  memory?.queues.set(root, queue);
}

/** What squeue has listed for a grid; `undefined` if it was not asked. */
export function recallQueue(root: string): JobQueue | undefined {
  return memory?.queues.get(root);
}

/** Reads what squeue lists. */
import type { JobQueue, QueuedJob, QueueLine } from "../cluster/job_queue.ts";

/**
 * The `--format` of squeue: hidden id, array id, elements, state, time since the start, node, reason, name. The name comes last,
 * as it may contain anything.
 */
export const QUEUE_FORMAT = "%A|%F|%K|%T|%M|%N|%r|%j";

/**
 * Parses the output of squeue in {@link QUEUE_FORMAT}. Lines in any other form are skipped: they continue the name of
 * another job.
 */
export function parseQueue(text: string): JobQueue {
  const jobs = new Map<number, QueuedJob>();
  for (const line of text.split("\n").flatMap((line) => parseLine(line) ?? [])) {
    const job: QueuedJob = jobs.get(line.job) ?? { lines: [], single: new Map() };
    jobs.set(line.job, job);
    const [[first, last] = [0, 0]] = line.tasks;
    if (line.tasks.length === 1 && first === last) job.single.set(first, line);
    job.lines.push(line);
  }
  return jobs;
}

function parseLine(text: string): QueueLine | undefined {
  const match = /^(\d+)\|(\d+)\|([^|]*)\|([^|]+)\|([^|]*)\|([^|]*)\|([^|]*)\|(.*)$/.exec(text);
  if (match === null) return undefined;
  const [id, job, tasks, state, time, node, reason, name] = match.slice(1) as [string, ...string[]] & string[];
  return {
    id: Number(id),
    job: Number(job),
    tasks: parseTasks(tasks!),
    state: state!,
    node: node!,
    reason: reason!,
    name: name!,
    ...parseElapsed(time!),
  };
}

/** `D-HH:MM:SS`, without what is 0 in front. */
function parseElapsed(text: string): { readonly elapsed?: number } {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(text);
  if (match === null) return {};
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as
    & [number, ...number[]]
    & number[];
  return { elapsed: ((days * 24 + hours!) * 60 + minutes!) * 60 + seconds! };
}

/** Parses the elements of an array: `3`, `0,3-40%2`, `1-9:2`, and `N/A` for a job that is not an array. */
function parseTasks(text: string): [number, number][] {
  const parts = text.replace(/[[\]]|%\d+/g, "").split(",");
  return parts.flatMap((part): [number, number][] => {
    const [, from, to = from, step] = /^(\d+)(?:-(\d+))?(?::(\d+))?$/.exec(part) ?? [];
    // The list is cut off: all elements that could follow may be there.
    if (part.endsWith("...")) return [[0, Infinity]];
    if (from === undefined) return [[0, 0]];
    if (step === undefined) return [[Number(from), Number(to)]];
    const count = Math.floor((Number(to) - Number(from)) / Number(step)) + 1;
    return Array.from({ length: count }, (_, index) => {
      const task = Number(from) + index * Number(step);
      return [task, task];
    });
  });
}

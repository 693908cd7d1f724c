/** Reads what qstat and qacct print. */
import type { Elements } from "../cluster/explain_end.ts";
import type { JobQueue, QueuedJob, QueueLine } from "../cluster/job_queue.ts";

/**
 * Parses the output of `qstat -xml`. Tasks are counted from 0, as this program does. States are those of Slurm.
 *
 * @param now milliseconds since the epoch. Times of starts have no zone: they are taken for those of this process
 */
export function parseQstat(text: string, now: number): JobQueue {
  const jobs = new Map<number, QueuedJob>();
  for (const [, item] of text.matchAll(/<job_list\b[^>]*>([\s\S]*?)<\/job_list>/g)) {
    const line = parseItem(item!, now);
    if (line === undefined) continue;
    const job: QueuedJob = jobs.get(line.job) ?? { lines: [], single: new Map() };
    jobs.set(line.job, job);
    const [[first, last] = [0, 0]] = line.tasks;
    if (line.tasks.length === 1 && first === last) job.single.set(first, line);
    job.lines.push(line);
  }
  return jobs;
}

function parseItem(item: string, now: number): QueueLine | undefined {
  const valueOf = (name: string) => unescape(new RegExp(`<${name}>([^<]*)</${name}>`).exec(item)?.[1] ?? "");
  const job = Number(valueOf("JB_job_number"));
  if (!(job > 0)) return undefined;
  const started = Date.parse(valueOf("JAT_start_time"));
  return {
    id: job,
    job,
    tasks: parseTasks(valueOf("tasks")),
    ...stateOf(valueOf("state")),
    node: valueOf("queue_name").split("@")[1] ?? "",
    name: valueOf("JB_name"),
    ...(started > 0 && { elapsed: Math.max(0, (now - started) / 1000) }),
  };
}

function unescape(text: string): string {
  const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => entities[name]!);
}

/** `1-3:1`, `5`, `7,9`; empty for a job that is no array. */
function parseTasks(text: string): [number, number][] {
  if (text === "") return [[0, 0]];
  return text.split(",").flatMap((part): [number, number][] => {
    const [, first, last = first, step = "1"] = /^(\d+)(?:-(\d+))?(?::(\d+))?$/.exec(part.trim()) ?? [];
    if (first === undefined) return [];
    const [from, to] = [Number(first) - 1, Number(last) - 1];
    if (Number(step) === 1 || from === to) return [[from, to]];
    const count = Math.floor((to - from) / Number(step)) + 1;
    return Array.from({ length: count }, (_, index) => [from + index * Number(step), from + index * Number(step)]);
  });
}

/**
 * The state of elements, from its letters (`man qstat`): `qw` waits, `hqw` is held, `Eqw` could not be started, `Rq` waits after it
 * was rescheduled, `t` and `r` run, `d…` is being deleted, `s`, `S`, `T` are suspended.
 */
function stateOf(letters: string): Pick<QueueLine, "state" | "reason"> {
  if (letters.includes("d")) return { state: "COMPLETING", reason: "" };
  if (letters.includes("E")) return { state: "PENDING", reason: "launch failed requeued held" };
  if (/[wq]/.test(letters)) {
    // A job that waits for another one is held, too.
    return { state: "PENDING", reason: letters.includes("h") ? "on hold" : "None" };
  }
  return { state: /[sST]/.test(letters) ? "SUSPENDED" : "RUNNING", reason: "" };
}

const FAILED_STATES: ReadonlyMap<number, string> = new Map([[37, "TIMEOUT"], [100, "CANCELLED"]]);

/**
 * Parses the output of `qacct -j`. Of an element that was rescheduled, the last entry counts.
 *
 * `failed`: 0, or a number and a text; 100 is an end by a signal, of `qdel` for example, 37 the end of its time, 25 that it is rescheduled, and what is
 * less than 25 happened before the script ran (`man accounting`).
 */
export function parseQacct(text: string, job: number): Elements {
  const elements = new Map<number, ReturnType<Elements["get"]> & object>();
  for (const entry of text.split(/^=+$/m)) {
    const valueOf = (name: string) => new RegExp(`^${name}[ \\t]+(.*?)[ \\t]*$`, "m").exec(entry)?.[1];
    const task = Number(valueOf("taskid") === "undefined" ? 1 : valueOf("taskid")) - 1;
    if (Number(valueOf("jobnumber")) !== job || !(task >= 0)) continue;
    const [failed, exitCode] = [parseInt(valueOf("failed") ?? "0", 10), Number(valueOf("exit_status") ?? 0)];
    const ended = exitCode === 0 ? "COMPLETED" : "FAILED";
    const state = failed === 0 ? ended : FAILED_STATES.get(failed) ?? "NODE_FAIL";
    const node = valueOf("hostname") ?? "";
    elements.set(task, { id: job, job, task, state, node, reason: valueOf("failed") ?? "", exitCode });
  }
  return elements;
}

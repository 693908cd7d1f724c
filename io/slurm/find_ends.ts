/** Finds out how elements ended that left no record. */
import type { Elements } from "../../lib/cluster/explain_end.ts";
import { ACCOUNTING_FIELDS, ENDED_FORMAT, parseAccounting, parseEnded } from "../../lib/slurm/ended.ts";
import { runSlurm } from "./client.ts";

// Each of both commands.
const TIMEOUT = 5_000;
// With more elements, the whole job is asked for.
const MAX_NAMED = 20;

/**
 * What Slurm says about elements of a job: squeue until the controller forgets ended jobs (MinJobAge), then sacct, where jobs are
 * accounted for. What sacct does not have may have been there: only an answer of squeue that lacks an element counts.
 *
 * @returns the elements that are known; `unknown` without an answer
 */
export async function findEnds(
  job: number,
  tasks: readonly number[],
  signal?: AbortSignal,
): Promise<Elements | "unknown"> {
  const jobs = tasks.length > MAX_NAMED ? String(job) : tasks.map((task) => `${job}_${task}`).join();
  const listed = await runSlurm(
    ["squeue", "--noheader", "--array", "--states=all", `--jobs=${jobs}`, `--Format=${ENDED_FORMAT}`],
    { timeout: TIMEOUT, signal },
  );
  if (listed.kind !== "ended") return "unknown";
  const ends = listed.code === 0 ? parseEnded(listed.stdout, job) : new Map();
  if (tasks.every((task) => ends.has(task))) return ends;
  if (listed.code !== 0 && !listed.stderr.includes("Invalid job id")) return "unknown";
  const accounted = await runSlurm(
    ["sacct", "--noheader", "--parsable2", "--allocations", `--jobs=${jobs}`, `--format=${ACCOUNTING_FIELDS}`],
    { timeout: TIMEOUT, signal },
  );
  if (accounted.kind !== "ended" || accounted.code !== 0) return ends;
  return new Map([...parseAccounting(accounted.stdout, job), ...ends]);
}

/** Finds out how an element ended that left no record. */
import type { ElementSight } from "../../lib/slurm/explain_end.ts";
import { ACCOUNTING_FIELDS, ENDED_FORMAT, parseAccounting, parseEnded } from "../../lib/slurm/ended_element.ts";
import { runClient } from "./client.ts";

// Each of both commands.
const TIMEOUT = 5_000;

/**
 * What Slurm says about an element: squeue until the controller forgets ended jobs (MinJobAge), then sacct, where jobs are
 * accounted for. What sacct does not have may have been there: only an answer of squeue that lacks the element counts.
 */
export async function findEnd(job: number, task: number): Promise<ElementSight> {
  const element = `${job}_${task}`;
  const listed = await runClient(
    ["squeue", "--noheader", "--array", "--states=all", `--jobs=${element}`, `--Format=${ENDED_FORMAT}`],
    { timeout: TIMEOUT },
  );
  if (listed.kind !== "ended") return "unknown";
  const entry = listed.code === 0 ? parseEnded(listed.stdout, job, task) : undefined;
  if (entry !== undefined) return entry;
  if (listed.code !== 0 && !listed.stderr.includes("Invalid job id")) return "unknown";
  const accounted = await runClient(
    ["sacct", "--noheader", "--parsable2", "--allocations", `--jobs=${element}`, `--format=${ACCOUNTING_FIELDS}`],
    { timeout: TIMEOUT },
  );
  if (accounted.kind !== "ended" || accounted.code !== 0) return "gone";
  return parseAccounting(accounted.stdout, job, task) ?? "gone";
}

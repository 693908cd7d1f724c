/** What became of a launch, from the records beside it: they decide, whatever the journal says. */
import { outcomeOf } from "../../lib/run/outcome.ts";
import type { Inspection } from "../../lib/run/recover.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { launchPaths } from "../../lib/store/layout.ts";
import { isErrno, readTextIfExists, readTextIfReadable, statIfExists } from "../system/files.ts";
import type { HostIdentity } from "../system/place.ts";
import { startTimeOf } from "../system/processes.ts";

const VOID = "void\n";
const UNLEASED = "unleased\n";

/**
 * @param dir the experiment's directory
 * @param launch its number
 * @param place where this process runs
 */
export function inspectLaunch(dir: string, stage: Stage, launch: number, place: HostIdentity): Inspection {
  try {
    return inspectRecords(dir, stage, launch, place);
  } catch {
    // What cannot be read tells nothing.
    return { kind: "foreign", host: place.host };
  }
}

function inspectRecords(dir: string, stage: Stage, launch: number, place: HostIdentity): Inspection {
  const paths = launchPaths(dir, stage, launch);
  const ended = readExit(paths.exit);
  if (ended !== undefined) return ended;
  const claim = readTextIfExists(paths.claim);
  if (claim === undefined) return { kind: "unclaimed" };
  if (claim === VOID) return { kind: "void" };
  if (!/^\d+ \S+ \S+ \S+ \S+\n$/.test(claim)) return { kind: "claimed" };
  const [pid, latestStart, boot, namespace, host] = claim.trim().split(" ") as [string, string, string, string, string];
  if (host !== place.host) return { kind: "foreign", host };
  if (boot !== place.boot) return { kind: "rebooted" };
  if (namespace !== place.pidNamespace) return { kind: "foreign", host };
  const alive = isAlive(Number(pid), latestStart);
  // The supervisor writes the record right after the process is gone: look again.
  return alive ? { kind: "alive", pid: Number(pid) } : readExit(paths.exit) ?? { kind: "dead" };
}

/** The pid in a claim: that of the process that leads the run's session. */
export function readClaimedPid(path: string): number | undefined {
  // The run may have made its directory unreadable.
  const claim = readTextIfReadable(path);
  const pid = Number(claim?.split(" ")[0]);
  return claim?.endsWith("\n") && pid > 1 ? pid : undefined;
}

// A process that started later has the pid of one that is gone.
function isAlive(pid: number, latestStart: string): boolean {
  const start = startTimeOf(pid);
  return start !== undefined && (latestStart === "-" || start <= Number(latestStart));
}

function readExit(path: string): Inspection | undefined {
  const text = readTextIfExists(path);
  if (text === UNLEASED) return { kind: "void" };
  if (text === undefined || !/^\d+\n$/.test(text)) return undefined;
  return { kind: "ended", outcome: outcomeOf(Number(text)), time: statIfExists(path)?.mtime?.getTime() ?? Date.now() };
}

/**
 * Claims a launch as void, so that a supervisor that comes late starts nothing.
 *
 * @returns whether the claim is ours: `false` when a supervisor was first
 */
export function voidLaunch(dir: string, stage: Stage, launch: number): boolean {
  try {
    Deno.writeTextFileSync(launchPaths(dir, stage, launch).claim, VOID, { createNew: true });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    // Without its directory it cannot be claimed at all.
    if (error instanceof Deno.errors.NotFound || isErrno(error, "ENOTDIR")) return true;
    throw error;
  }
}

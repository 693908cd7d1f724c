/** What a former scheduler left unfinished, settled before anything new is started. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import { encodeMark, markOf } from "../../lib/launch/mark.ts";
import type { Experiment, Plan } from "../../lib/plan/plan.ts";
import { type Inspection, settle } from "../../lib/run/recover.ts";
import { type History, parseRunKey, type StageHistory } from "../../lib/run/run_state.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { experimentDir, TEST_LOG, trainLog } from "../../lib/store/layout.ts";
import { endTrees } from "../executor/sweeper.ts";
import type { Journal } from "../grid/journal.ts";
import { inspectLaunch, voidLaunch } from "../grid/launch_records.ts";
import type { HostIdentity } from "../system/place.ts";

/** A run of a former scheduler that still lives. */
export interface Adopted {
  /** The index of the experiment. */
  readonly experiment: number;
  /** The name of the test, where there are several. */
  readonly test?: string;
  readonly launch: number;
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly started: number;
  /** UUIDs of GPUs. */
  readonly devices: readonly string[];
  readonly runsPerGpu: number;
  /** Relative to the grid directory. */
  readonly log: string;
}

/** A run of which it cannot be known from here whether it lives. */
export interface Unknown {
  readonly experiment: Experiment;
  readonly test?: string;
  readonly past: StageHistory;
  readonly host: string;
}

/** What reconciling came to. */
export interface Reconciled {
  /** Whether the journal has got new records. */
  readonly settled: boolean;
  readonly adopted: readonly Adopted[];
  /** Runs of which it cannot be known whether they live. */
  readonly unknown: readonly Unknown[];
  /** Processes of ended runs that cannot be killed. */
  readonly survivors: readonly number[];
}

/**
 * Settles every launch that has a start and no end in the journal: takes its exit record, adopts it while it lives, makes its
 * claim void when nothing claimed it, and calls it lost when its process is gone.
 *
 * @param assumeDead hosts of which the user says that nothing lives there any more
 */
export async function reconcile(
  root: string,
  plan: Plan,
  history: History,
  stage: Stage,
  journal: Journal,
  place: HostIdentity,
  assumeDead: readonly string[],
): Promise<Reconciled> {
  const adopted: Adopted[] = [];
  const unknown: Unknown[] = [];
  let settled = false;
  if (history[stage].size === 0) return { settled: false, adopted, unknown, survivors: [] };
  const indices = new Map(plan.experiments.map(({ id }, index) => [id, index]));
  const open = Array.from(history[stage]).flatMap(([key, past]) => {
    const { id, ...subject } = parseRunKey(key);
    const index = indices.get(id);
    if (past.state !== "running" || index === undefined) return [];
    return [{ experiment: plan.experiments[index]!, index, subject, past }];
  });
  const inspections = await Promise.all(
    open.map(({ experiment, past }) =>
      inspectSettled(join(root, experimentDir(experiment)), stage, past.launch, place)
    ),
  );
  for (const [at, { experiment, index, subject, past }] of open.entries()) {
    let found = inspections[at]!;
    if (found.kind === "foreign" && assumeDead.includes(found.host)) found = { kind: "dead" };
    const record = settle(past, experiment.id, stage, found, Date.now(), subject.test);
    if (record !== undefined) {
      journal.append(record);
      settled = true;
    } else if (found.kind === "foreign") {
      unknown.push({ experiment, ...subject, past, host: found.host });
    } else {
      adopted.push({
        experiment: index,
        ...subject,
        launch: past.launch,
        attempt: past.attempts,
        started: past.started ?? Date.now(),
        devices: past.devices,
        runsPerGpu: past.runsPerGpu,
        log: stage === "train"
          ? `${experimentDir(experiment)}/${trainLog(past.launch)}`
          : `${experimentDir(experiment)}/${past.testDir}/${TEST_LOG}`,
      });
    }
  }
  // What a former scheduler could not sweep up any more.
  const kept = new Set(
    adopted.map(({ experiment, launch }) =>
      markOf(join(root, experimentDir(plan.experiments[experiment]!)), stage, launch)
    ),
  );
  const survivors = await endTrees({
    // A grid that an adopted run runs is part of it.
    marked: (marks) =>
      marks.some((mark) => mark.startsWith(`${encodeMark(root)}/`) && mark.includes(`:${stage}.`)) &&
      !marks.some((mark) => kept.has(mark)),
    session: () => false,
  });
  return { settled, adopted, unknown, survivors };
}

/**
 * Waits for runs of which it cannot be known whether they live, until their records tell of their ends.
 *
 * @param isOver whether to give up
 */
export async function waitForUnknown(
  root: string,
  unknown: readonly Unknown[],
  stage: Stage,
  journal: Journal,
  place: HostIdentity,
  isOver: () => boolean,
): Promise<void> {
  let left = [...unknown];
  while (left.length > 0 && !isOver()) {
    left = left.filter(({ experiment, test, past }) => {
      const found = inspectLaunch(join(root, experimentDir(experiment)), stage, past.launch, place);
      const record = found.kind === "ended" && settle(past, experiment.id, stage, found, found.time, test);
      if (!record) return true;
      journal.append(record);
      return false;
    });
    if (left.length > 0) await delay(UNKNOWN_MS);
  }
}

// How often the records of runs on other hosts are looked at: they may lie on a file system of the network.
const UNKNOWN_MS = 1_000;

// A supervisor that is about to claim, to name its holder or to write its record needs a moment, and half a second more while
// the disk is full: states that would mean a new launch have to last.
const PATIENCE_MS = 2_000;

async function inspectSettled(dir: string, stage: Stage, launch: number, place: HostIdentity): Promise<Inspection> {
  let found = inspectLaunch(dir, stage, launch, place);
  if (found.kind === "unclaimed") {
    if (voidLaunch(dir, stage, launch)) return { kind: "void" };
    found = inspectLaunch(dir, stage, launch, place);
  }
  for (let waited = 0; waited < PATIENCE_MS && (found.kind === "dead" || found.kind === "claimed"); waited += 100) {
    await delay(100);
    found = inspectLaunch(dir, stage, launch, place);
  }
  // Whoever made the claim would have put its name in by now.
  return found.kind === "claimed" ? { kind: "dead" } : found;
}

/** Describes results that a command keeps although they were made by a different command. */
import { describeChanges } from "../../messages/fingerprint_changes.ts";
import { hint, type Program } from "../../messages/hint.ts";
import { counted } from "../../messages/text.ts";
import { launchedSeed } from "../../plan/identities.ts";
import { type Experiment, type Plan, type RunSpec, stageSpecs } from "../../plan/plan.ts";
import type { Fingerprint, Fingerprints } from "../../run/journal_record.ts";
import { hasSucceeded, type LaunchInfo, runOf, type RunTable } from "../../run/run_state.ts";
import type { Stage } from "../../run/stage.ts";

/** A grid whose results may have been made by other commands than its current ones. */
export interface KeptSource {
  /** The grid directory, as shown to the user. */
  readonly gridDir: string;
  /** How the user calls this program. */
  readonly program: Program;
  readonly plan: Plan;
  readonly runs: RunTable;
  /** The fingerprints of its launches. */
  readonly fingerprints: Fingerprints;
  /** The fingerprint of a run that starts now. */
  readonly current: (spec: RunSpec) => Fingerprint;
}

/** Results that were all made in the same way, which differs from the current one. */
interface Kept {
  readonly before: Fingerprint | undefined;
  readonly now: Fingerprint;
  /** The experiments of the runs. */
  readonly ids: string[];
  /** The seeds that the runs were given, and their current seeds, where these differ. */
  readonly seeds: readonly [before: Set<number>, now: Set<number>];
}

/**
 * Describes the succeeded runs of a stage that were started with other commands or files than the grid has now, one line per
 * kind of change: `24 kept, made by another command: "python train.py" → "python train.py --epochs 60"`, and how to run them
 * again. Runs for which this is not known are left out.
 */
export function describeKept(source: KeptSource, stage: Stage): string[] {
  const { plan, runs } = source;
  const kinds: Kinds = { source, bySpec: new Map() };
  const specs = plan.groups.map((group) => stageSpecs(group, stage));
  for (const experiment of plan.experiments) {
    if (experiment.dropped || (stage === "train" && experiment.model !== undefined)) continue;
    const { id } = experiment;
    for (const spec of specs[experiment.group]!) {
      const run = runOf(runs, spec.test === undefined ? { stage, id } : { stage, id, test: spec.test.name });
      if (hasSucceeded(run) && run.newest !== undefined) addKept(kinds, spec, experiment, run.newest);
    }
  }
  const byChange = new Map<string, string[]>();
  for (const kept of [...kinds.bySpec.values()].flatMap(({ kept }) => [...kept.values()])) {
    const made = describeMade(kept);
    if (made !== "") byChange.set(made, [...byChange.get(made) ?? [], ...kept.ids]);
  }
  return Array.from(byChange, ([made, ids]) => {
    const what = stage === "train" ? ids.length : counted(ids.length, "test");
    return `${what} kept, made ${made}; ${advise(stage, source, ids)}`;
  });
}

// Training again requires a selection of experiments.
function advise(stage: Stage, { gridDir, program }: KeptSource, ids: readonly string[]): string {
  if (stage === "test") return `${hint(program, "test", [gridDir, "--again"])} tests once more`;
  if (ids.length > MAX_IDS) return "--again --only all trains all anew";
  return `--again ${ids.map((id) => `--only ${id}`).join(" ")} trains ${ids.length === 1 ? "it" : "them"} anew`;
}

const MAX_IDS = 3;

// Cached by kind: a plan may have a hundred thousand experiments, and reading a fingerprint accesses files.
interface Kinds {
  readonly source: KeptSource;
  readonly bySpec: Map<RunSpec, { readonly now: Fingerprint; readonly kept: Map<string, Kept> }>;
}

function addKept(kinds: Kinds, spec: RunSpec, experiment: Experiment, launch: LaunchInfo): void {
  const { launchedWith } = launch;
  if (launchedWith === undefined) return;
  const { source, bySpec } = kinds;
  const ofSpec = bySpec.get(spec) ?? { now: source.current(spec), kept: new Map() };
  bySpec.set(spec, ofSpec);
  const isSame = launchedWith === ofSpec.now.hash;
  if (isSame && launch.seed === undefined) return;
  const seed = spec.stage === "train" ? launchedSeed(launch, source.fingerprints, experiment.hash) : undefined;
  const isReseeded = seed !== undefined && experiment.seed !== undefined && seed !== experiment.seed;
  if (isSame && !isReseeded) return;
  const key = isReseeded ? `${launchedWith} reseeded` : launchedWith;
  let kept = ofSpec.kept.get(key);
  if (kept === undefined) {
    kept = { before: source.fingerprints.get(launchedWith), now: ofSpec.now, ids: [], seeds: [new Set(), new Set()] };
    ofSpec.kept.set(key, kept);
  }
  kept.ids.push(experiment.id);
  if (!isReseeded || kept.seeds[0].size > MAX_SEEDS) return;
  kept.seeds[0].add(seed);
  kept.seeds[1].add(experiment.seed);
}

// `by another command: "a" → "b"`; empty if there is no relevant difference.
function describeMade({ before, now, seeds }: Kept): string {
  const changes = before === undefined ? [] : describeChanges(withoutSeed(before), withoutSeed(now));
  if (seeds[0].size > 0) {
    const [was, is] = [before?.settings.seed, now.settings.seed];
    const values = was !== is && was !== undefined && is !== undefined ? [was, is] : seeds.map(listSeeds);
    changes.push(`another seed: ${values.join(" → ")}`);
  }
  // The journal has lost the record of what it was.
  if (before === undefined && seeds[0].size === 0) changes.push("something else, which was not recorded");
  return changes.length === 0 ? "" : `${/^another seed/.test(changes[0]!) ? "with" : "by"} ${changes.join(" and ")}`;
}

// Without the master seed: only the seeds of the runs themselves count.
function withoutSeed(fingerprint: Fingerprint): Fingerprint {
  const { seed: _, ...settings } = fingerprint.settings;
  return { ...fingerprint, settings };
}

const MAX_SEEDS = 3;

function listSeeds(seeds: ReadonlySet<number>): string {
  return `${[...seeds].slice(0, MAX_SEEDS).join(", ")}${seeds.size > MAX_SEEDS ? ", …" : ""}`;
}

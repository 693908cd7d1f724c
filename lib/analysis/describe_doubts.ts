/** Describes what makes the means and comparisons of an analysis doubtful. */
import { describeChanges } from "../messages/fingerprint_changes.ts";
import { printable } from "../messages/printable.ts";
import { counted, firstOf } from "../messages/text.ts";
import type { Fingerprints } from "../run/journal_record.ts";
import { formatMean } from "./statistics.ts";
import type { ConfigurationSummary, Summary } from "./summary.ts";

/** What the trained models of an analysis were launched with. */
export interface Launches {
  readonly fingerprints: Fingerprints;
  /** Hashes of the models that were trained with the same settings: more than one if these have changed. */
  readonly launchedWith: readonly (readonly string[])[];
}

/**
 * Describes trained runs without results, results that were launched differently, repetitions that look like one run, and
 * parameters that change nothing, one line per kind:
 * `2 configurations average over results that were launched differently: another command: "a" → "b" …`.
 *
 * @param unreadable number of files that could not be read
 */
export function describeDoubts(summary: Summary, launches: Launches, unreadable = 0): string[] {
  const { configurations } = summary;
  return [
    // What cannot be read is told by itself.
    ...(summary.empty.count > unreadable ? describeEmpty(summary) : []),
    ...describeMixtures(configurations, launches),
    ...describeRepeated(configurations),
    ...summary.idle.map(describeIdle),
  ];
}

function describeEmpty({ trained, empty: { count, first } }: Summary): string[] {
  if (first === undefined) return [];
  const name = printable(`${first.name} r${first.repetition} ${first.id}`);
  const runs = count === trained ? `all ${counted(trained, "trained run")}` : `${count} of ${trained} trained runs`;
  return [trained === 1 ? `the trained run left no results: ${name}` : `${runs} left no results, the first: ${name}`];
}

const MAX_VALUES = 5;

// Results with few digits can be equal by chance, but not often.
function describeIdle({ key, values, compared }: Summary["idle"][number]): string {
  const shown = firstOf(values.map(printable), MAX_VALUES);
  const times = compared === 1 ? "the only comparison" : `all ${compared} comparisons`;
  return `${
    printable(key)
  } changes no result: runs that differ only in it (${shown}) have the same numbers in ${times}: ` +
    "does the trainer use it? (argparse with type=bool takes any text for true, and parse_known_args ignores misspelled arguments)";
}

function describeMixtures(
  configurations: readonly ConfigurationSummary[],
  { fingerprints, launchedWith }: Launches,
): string[] {
  const averaged = new Map<string, ConfigurationSummary[]>();
  for (const configuration of configurations) {
    for (const hashes of configuration.mixtures) {
      const change = describeChange(hashes, fingerprints);
      averaged.set(change, [...averaged.get(change) ?? [], configuration]);
    }
  }
  const compared = launchedWith.filter(({ length }) => length > 1)
    .map((hashes) => describeChange(hashes, fingerprints)).filter((change) => !averaged.has(change));
  return [
    ...Array.from(
      averaged,
      ([change, mixed]) =>
        `${nameSome(mixed, configurations)} ${
          mixed.length === 1 ? "averages" : "average"
        } over results that were launched differently: ${change}`,
    ),
    ...[...new Set(compared)].map((change) => `configurations are compared that were launched differently: ${change}`),
  ];
}

// From the oldest to the newest: `another train.py (launched_with a1b2c3d4, e5f6a7b8)`.
function describeChange(hashes: readonly string[], fingerprints: Fingerprints): string {
  const time = (hash: string) => fingerprints.get(hash)?.time ?? 0;
  const sorted = [...hashes].sort((a, b) => time(a) - time(b));
  const changes = sorted.slice(1).flatMap((hash, index) => {
    const [before, now] = [fingerprints.get(sorted[index]!), fingerprints.get(hash)];
    return before === undefined || now === undefined ? [] : describeChanges(before, now);
  });
  const column = `launched_with ${sorted.map(printable).join(", ")}`;
  return changes.length === 0 ? column : `${[...new Set(changes)].join(" and ")} (${column})`;
}

// Results with few digits can be equal by chance.
function describeRepeated(configurations: readonly ConfigurationSummary[]): string[] {
  const repeated = configurations.filter(({ isRepeated }) => isRepeated);
  if (repeated.length === 0) return [];
  const [first] = repeated;
  const counts = new Set(repeated.map(({ n }) => n));
  const n = counts.size === 1 ? first!.n : undefined;
  const repetitions = n === 2 ? "both repetitions" : `all ${n === undefined ? "" : `${n} `}repetitions`;
  return [
    `${repetitions} of ${
      nameSome(repeated, configurations)
    } have the same numbers: they may be one run several times ` +
    "(does the command take {seed}, or its program GRID_SEED?)",
  ];
}

// With its grid, if there are several: names can be the same.
function nameSome(some: readonly ConfigurationSummary[], all: readonly ConfigurationSummary[]): string {
  const { grid, name } = some[0]!;
  const isAmbiguous = all.some((other) => other.grid !== grid);
  const first = printable(isAmbiguous ? `${grid} ${name}` : name);
  return some.length === 1 ? first : `${some.length} configurations (${first}, …)`;
}

/** Whether early stopping has selected any of the trained models. */
export function hasSelected({ configurations }: Summary): boolean {
  return configurations.some(({ judged }) => judged > 0);
}

/**
 * A note on the best configuration: its mean is too good, because it includes a seed that early stopping selected for being
 * good.
 *
 * @param column what configurations are ranked by
 * @returns `undefined` if its mean includes no selected seed, or there was nothing to select it from
 */
export function describeSelected(
  best: ConfigurationSummary,
  column: string,
  summary: Summary,
): string | undefined {
  if (best.judged === 0 || summary.configurations.length < 2) return undefined;
  const fresh = best.fresh(column);
  const seeds = best.judged === best.n ? "is of the seed" : "includes the seed";
  const claim = `the mean of ${printable(best.name)} ${seeds} that early stopping selected, and is likely too good`;
  if (fresh === undefined) return `${claim}: two further repetitions would tell (experiment_repetitions: 3, --resume)`;
  const { mean, std } = formatMean(fresh);
  return `${claim}: its ${fresh.n} fresh seeds have ${mean}${std} (--fresh shows them for all)`;
}

/** Parsed overrides: the flags of the command line that change a grid. */
import { removedKey, splitKey } from "../config/key_path.ts";
import type { Value } from "../config/value.ts";
import { parseYaml } from "../config/yaml.ts";
import type { Problem } from "../messages/problem.ts";
import type { Origin, ProblemReport } from "../messages/report.ts";
import { axisFlag, sweepValues } from "./axes/sweep_text.ts";
import { flagKey, type GridOverrides } from "./grid_overrides.ts";

/** Overrides of a grid file, parsed from flags. */
export interface Overrides {
  /** `--set KEY=YAML`: sets keys of every configuration, over all other layers; an axis of that key gets only this value. */
  readonly set: readonly (readonly [string, Value])[];
  /** `--axis KEY=[a, b]`: adds or replaces axes. */
  readonly axis: readonly (readonly [string, Value])[];
  /** `--setting KEY=VALUE`: sets `grid_settings`. */
  readonly setting: readonly (readonly [string, Value])[];
  /** `--samples`: how many points are drawn, instead of the `n` of `grid_sample`. */
  readonly samples?: number;
  /** `--li`: the logging interval in batches, for MI-Prometheus's trainers and `{li}`. */
  readonly li?: number;
  /** `--ll`: the log level, for MI-Prometheus's trainers and `{ll}`. */
  readonly ll?: string;
  /** `--tensorboard`: 0, 1 or 2, for MI-Prometheus's trainers and `{tensorboard}`. */
  readonly tensorboard?: number;
}

/** A parsed `--set`: a value for a key, or a removal if the last part is `~name`. */
export interface SetOverride {
  readonly parts: readonly string[];
  readonly value: Value;
  readonly origin: Origin;
}

/** Parses the keys of `--set`. Invalid ones are reported and left out. */
export function parseSetOverrides(set: Overrides["set"], report: ProblemReport): SetOverride[] {
  return set.flatMap(([key, value]) => {
    const origin = { flag: `--set ${key}` };
    try {
      return [{ parts: parseSetKey(key), value, origin }];
    } catch (error) {
      report.error(origin, (error as Error).message);
      return [];
    }
  });
}

// Both `~a.b` (the form for axes) and `a.~b` remove a key.
function parseSetKey(key: string): readonly string[] {
  const removed = removedKey(key);
  const parts = removed === undefined
    ? splitKey(key)
    : [...splitKey(removed).slice(0, -1), `~${splitKey(removed).at(-1)}`];
  if (parts.slice(0, -1).some((part) => removedKey(part) !== undefined)) {
    throw new RangeError(`invalid key "${key}": only the last part can be a removal`);
  }
  return parts;
}

/** No overrides. */
export const NO_OVERRIDES: Overrides = { set: [], axis: [], setting: [] };

/** Parses the flags. Invalid ones are left out and reported in `problems`. */
export function readOverrides(
  given: GridOverrides,
): { readonly overrides: Overrides; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const { samples, trainer, tester, prefix, li, ll, tensorboard } = given;
  if (tensorboard !== undefined && tensorboard > 2) {
    problems.push({ severity: "error", source: `--tensorboard ${tensorboard}`, message: "expected 0, 1 or 2" });
  }
  const programs = Object.entries({ trainer, tester, prefix }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const]
  );
  const overrides: Overrides = {
    set: readSet(given.set, problems),
    axis: readPairs("--axis", given.axis, problems),
    setting: [...readPairs("--setting", given.setting, problems), ...programs],
    ...(samples !== undefined && { samples }),
    ...(li !== undefined && { li }),
    ...(ll !== undefined && { ll }),
    ...(tensorboard !== undefined && { tensorboard }),
  };
  warnReplaced("--set", given.set.map((text) => [`--set ${text}`, flagKey(text)]), problems);
  warnReplaced("--axis", given.axis.map((text) => [`--axis ${text}`, flagKey(text)]), problems);
  warnReplaced("--setting", [
    ...given.setting.map((text) => [`--setting ${text}`, flagKey(text)] as const),
    ...programs.map(([name, value]) => [`--${name} ${value}`, name] as const),
  ], problems);
  return { overrides, problems };
}

// Of two flags for the same key, the last one applies.
function warnReplaced(
  flag: string,
  given: readonly (readonly [text: string, key: string])[],
  problems: Problem[],
): void {
  for (const [index, [source, key]] of given.entries()) {
    const later = given.slice(index + 1).findLast(([text, other]) => other === key && text !== source);
    if (later === undefined) continue;
    problems.push({ severity: "warning", source, message: `replaced by ${later[0]}: give ${flag} of ${key} once` });
  }
}

function readSet(texts: readonly string[], problems: Problem[]): [string, Value][] {
  return texts.flatMap((text) => {
    const pairs = readPairs("--set", [text], problems);
    for (const [key, value] of pairs) {
      // Quoted text is meant literally, and default_configs are separated by commas.
      const isPlain = typeof value === "string" && text.trimEnd().endsWith(value) && key !== "default_configs";
      const values = isPlain ? sweepValues(value) : undefined;
      if (values === undefined) continue;
      problems.push({
        severity: "warning",
        source: `--set ${text}`,
        message: `the value is the text "${value}": did you mean ${axisFlag(key, values)}? ` +
          `For the text, quote it: --set '${key}="${value}"'`,
      });
    }
    return pairs;
  });
}

function readPairs(flag: string, texts: readonly string[], problems: Problem[]): [string, Value][] {
  return texts.flatMap((text): [string, Value][] => {
    const addProblem = (message: string) =>
      void problems.push({ severity: "error", source: `${flag} ${text}`, message });
    const equals = text.indexOf("=");
    const key = text.slice(0, equals).trim();
    if (equals < 1 || key === "") {
      addProblem("expected KEY=VALUE");
      return [];
    }
    try {
      const value = text.slice(equals + 1).trim();
      // An empty value means null, as in YAML files.
      return [[key, parseYaml(value === "" ? "null" : value, `${flag} ${key}`).value]];
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      addProblem(error.message);
      return [];
    }
  });
}

/** The problems with a `--savetag`, which becomes the end of a grid directory's name. */
export function checkSavetag(savetag: string | undefined): Problem[] {
  if (savetag === undefined || /^[A-Za-z0-9._=,+@-]{1,100}$/.test(savetag)) return [];
  return [{
    severity: "error",
    source: `--savetag ${savetag}`,
    message: "expected up to 100 letters, digits and . _ = , + @ -, as it becomes part of a directory name",
  }];
}

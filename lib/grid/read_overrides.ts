/** Parses the values of the flags that change a grid: `--set`, `--axis`, `--setting` and others. */
import type { Value } from "../config/value.ts";
import { parseYaml } from "../config/yaml.ts";
import type { Problem } from "../messages/problem.ts";
import { axisFlag, sweepValues } from "./axes/sweep_text.ts";
import type { GridOverrides } from "./grid_overrides.ts";
import type { Overrides } from "./overrides.ts";
import { flagKey } from "./settings/flag_keys.ts";

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
      // Text in quotes is meant as it is, and default_configs are separated by commas.
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

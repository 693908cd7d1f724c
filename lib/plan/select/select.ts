/** Selects experiments of a plan: with `--only`, and with the arguments of commands about single runs. */
import { describe } from "../../config/describe.ts";
import { isList } from "../../config/value.ts";
import { parseYaml } from "../../config/yaml/parse_yaml.ts";
import { InputError } from "../../messages/problem.ts";
import { suggestion } from "../../messages/suggestion.ts";
import { RUN_STATE_NAMES, type RunStateName } from "../../run/run_state.ts";
import type { Experiment, Plan } from "../plan.ts";
import { findKey, matchValue, suggestKeys } from "./match_key.ts";
import { matchNames } from "./match_names.ts";
import { matchesNone } from "./matches_none.ts";
import { keyHint, nearName, selectorHint } from "./selector_hint.ts";

/** What selectors need to know about an experiment, apart from its plan. */
export interface SelectorContext {
  /** Gives the state of an experiment. Without it, selectors for states are only checked, and match all experiments. */
  stateOf?(experiment: Experiment): RunStateName;
  /** Gives the name of the directory of an experiment. */
  dirOf(experiment: Experiment): string;
  /** What messages about the selectors begin with. Default: `--only`. */
  readonly source?: string;
}

/** A selector, with the experiments that it matches. */
interface Selection {
  readonly selector: string;
  /** What the selector is about. Selectors about the same mean any of them. */
  readonly subject: string;
  readonly experiments: readonly Experiment[];
  /** Why there are none. Other selectors about the same may match some. */
  readonly none?: string;
}

/**
 * Selects experiments. A selector is a name, a glob for names, the first digits of an id, `NAME rN`, the name of an experiment's
 * directory, `KEY=VALUE`, `KEY=[VALUE, …]`, `repetition=N` or `state=failed`.
 *
 * Of several selectors about the same (which experiments, one key, the state, the repetition) an experiment has to match any;
 * of selectors about different things, all.
 *
 * @returns indices of experiments; `undefined` without selectors, which selects all
 * @throws {InputError} if a selector matches nothing or has an unknown key, or no experiment matches all of them
 */
export function selectExperiments(
  plan: Plan,
  selectors: readonly string[],
  context: SelectorContext,
): Set<number> | undefined {
  if (selectors.length === 0) return undefined;
  try {
    const selections = selectors.map((selector) => match(plan, selector.trim(), context));
    const selected = combine(selections);
    return new Set([...plan.experiments.keys()].filter((index) => selected.has(plan.experiments[index]!)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { source = "--only" } = context;
    throw new InputError([{ severity: "error", source, message: error.message }], { cause: error });
  }
}

function combine(selections: readonly Selection[]): Set<Experiment> {
  const bySubject = Map.groupBy(selections, ({ subject }) => subject);
  for (const same of bySubject.values()) {
    if (same.every(({ experiments }) => experiments.length === 0)) throw new RangeError(same[0]!.none);
  }
  const selected = [...bySubject.values()]
    .map((same) => new Set(same.flatMap(({ experiments }) => experiments)))
    .reduce((some, others) => some.intersection(others));
  if (selected.size > 0) return selected;
  const alternatives = [...bySubject.values()].map((same) => same.map(({ selector }) => selector).join(" or "));
  throw new RangeError(
    `no experiment matches all of ${alternatives.map((text) => / or /.test(text) ? `(${text})` : text).join(" and ")}`,
  );
}

function match(plan: Plan, selector: string, { stateOf, dirOf }: SelectorContext): Selection {
  if (selector === "") throw new RangeError("expected a selector, got nothing");
  const experiments = plan.experiments.filter(({ dropped }) => !dropped);
  const equals = selector.indexOf("=");
  const [key, text] = [selector.slice(0, equals).trim(), selector.slice(equals + 1).trim()];
  if (key === "state") return { selector, subject: key, ...withState(experiments, text, stateOf) };
  if (key === "repetition") return { selector, subject: key, experiments: ofRepetition(experiments, text) };
  const named = matchNames(selector, experiments, dirOf);
  // Names also contain "=": a selector can be both.
  const found = equals > 0 ? matchKey(plan, experiments, [key, text], named.length > 0) : undefined;
  if (found !== undefined) return { selector, ...found, experiments: [...found.experiments, ...named] };
  if (named.length > 0) return { selector, subject: "name", experiments: named };
  const former = plan.experiments.filter(({ dropped }) => dropped);
  if (matchNames(selector, former, dirOf).length > 0) {
    throw new RangeError(`${selector} matches only experiments that the grid file no longer has`);
  }
  throw new RangeError(
    `${selector} ${matchesNone(experiments.length)}${selectorHint(plan, selector, experiments, dirOf)}`,
  );
}

// `undefined` if the selector is a name or looks like one.
function matchKey(
  plan: Plan,
  experiments: readonly Experiment[],
  [key, text]: readonly [string, string],
  isName: boolean,
): Pick<Selection, "subject" | "experiments"> | undefined {
  try {
    const found = findKey(plan, experiments, key);
    if (found !== undefined) {
      const [full] = found.byGroup.values();
      return { subject: `key ${full}`, experiments: matchValue(plan, experiments, found, text) };
    }
  } catch (error) {
    if (isName && error instanceof RangeError) return undefined;
    throw error;
  }
  if (isName) return undefined;
  const { near, known } = suggestKeys(plan, experiments, key);
  if (near === "" && looksLikeName(experiments, `${key}=${text}`)) return undefined;
  throw new RangeError(
    `unknown key "${key}"${keyHint(experiments, key, text) || near || `: expected ${known.join(", ")}`}`,
  );
}

function looksLikeName(experiments: readonly Experiment[], selector: string): boolean {
  return /[*?{}/ ]|-r\d/.test(selector) || nearName(experiments, selector) !== "";
}

// A list of states or repetitions, or a single one.
function itemsOf(text: string): string[] {
  try {
    const { value } = parseYaml(text, "--only");
    if (isList(value)) return value.map(describe);
  } catch {
    // Not valid YAML: one item.
  }
  return text.split(",").map((item) => item.trim());
}

function withState(
  experiments: readonly Experiment[],
  text: string,
  stateOf: SelectorContext["stateOf"],
): Pick<Selection, "experiments" | "none"> {
  const states: readonly string[] = RUN_STATE_NAMES;
  // As tables print it: "timed out".
  const wanted = itemsOf(text).map((item) => item.replaceAll(/[ -]/g, "_"));
  const unknown = wanted.find((state) => !states.includes(state));
  if (unknown !== undefined) {
    throw new RangeError(
      `unknown state "${unknown}"${suggestion(unknown, states) || `: expected one of ${states.join(", ")}`}`,
    );
  }
  if (stateOf === undefined) return { experiments };
  const byState = Map.groupBy(experiments, stateOf);
  const matching = wanted.flatMap((state) => byState.get(state as RunStateName) ?? []);
  const counts = RUN_STATE_NAMES.filter((state) => byState.has(state)).map((state) =>
    `${byState.get(state)!.length} ${state.replace("_", " ")}`
  );
  return {
    experiments: matching,
    none: `state=${text} ${matchesNone(experiments.length)}: ${counts.join(", ")}`,
  };
}

function ofRepetition(experiments: readonly Experiment[], text: string): Experiment[] {
  const wanted = itemsOf(text);
  const known = new Set(experiments.map(({ repetition }) => String(repetition)));
  const unknown = wanted.filter((item) => !known.has(item));
  if (unknown.length === 0) return experiments.filter(({ repetition }) => wanted.includes(String(repetition)));
  const last = known.size - 1;
  throw new RangeError(
    `repetition=${unknown.join(",")} ${matchesNone(experiments.length)}: ${
      last <= 0 ? "the only one is 0" : `repetitions are 0 to ${last}`
    }`,
  );
}

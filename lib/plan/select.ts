/** Selects experiments of a plan: with `--only`, and with the arguments of commands about single runs. */
import { describe, isList } from "../config/value.ts";
import { parseYaml } from "../config/yaml.ts";
import { InputError } from "../messages/problem.ts";
import { closest, suggestion } from "../messages/suggestion.ts";
import { shorten } from "../messages/text.ts";
import { RUN_STATE_NAMES, type RunStateName } from "../run/run_state.ts";
import { findKey, matchesNone, matchNames, matchValue, suggestKeys } from "./match.ts";
import type { Experiment, Plan } from "./plan.ts";

/** What selectors need besides the plan. */
export interface SelectorContext {
  /** The state of an experiment. Without this function, selectors for states are only checked, and match all experiments. */
  stateOf?(experiment: Experiment): RunStateName;
  /** The name of the directory of an experiment. */
  dirOf(experiment: Experiment): string;
  /** The beginning of messages about the selectors. Default: `--only`. */
  readonly source?: string;
}

/** A selector, with the experiments that it matches. */
interface Selection {
  readonly selector: string;
  /** What the selector is about. An experiment has to match any one of the selectors with the same subject. */
  readonly subject: string;
  readonly experiments: readonly Experiment[];
  /** Why it matches nothing. Other selectors with the same subject may match something. */
  readonly none?: string;
}

/**
 * Selects experiments. A selector is a name, a glob for names, the first digits of an id, `NAME rN`, the name of an
 * experiment's directory, `KEY=VALUE`, `KEY=[VALUE, …]`, `repetition=N` or `state=failed`.
 *
 * If several selectors have the same subject (which experiments, one key, the state, the repetition), an experiment has to
 * match any one of them. It has to match selectors for all subjects.
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
    // Text that is not valid YAML is a single item.
  }
  return text.split(",").map((item) => item.trim());
}

function withState(
  experiments: readonly Experiment[],
  text: string,
  stateOf: SelectorContext["stateOf"],
): Pick<Selection, "experiments" | "none"> {
  const states: readonly string[] = RUN_STATE_NAMES;
  // Also as tables print it: "timed out".
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

/**
 * What to type instead of a selector that matches no experiment, to append to a message.
 *
 * @param experiments those that the selector could select
 * @param dirOf returns the name of the directory of an experiment
 */
function selectorHint(
  plan: Plan,
  selector: string,
  experiments: readonly Experiment[],
  dirOf: (experiment: Experiment) => string,
): string {
  const state = selector.replaceAll(/[ -]/g, "_");
  if (RUN_STATE_NAMES.some((name) => name === state)) return `, did you mean "state=${state}"?`;
  if (/^r\d+$/.test(selector)) return `, did you mean "repetition=${selector.slice(1)}"?`;
  if (/^[\w.-]+\s*[<>]/.test(selector)) return ": expected KEY=VALUE or KEY=[VALUE, …]";
  if (/^[0-9a-f]{1,3}$/.test(selector) && experiments.some(({ hash }) => hash.startsWith(selector))) {
    return ": expected at least four digits of an id";
  }
  if (/^[0-9a-f]{4,64}$/.test(selector)) return nearId(experiments, selector) || `: ${describeIds(experiments)}`;
  const [, name, former, repetition] = /^(.*?)(?:(~\d+)\/*| (r\d+)(?: [0-9a-f]+)?)$/.exec(selector) ?? [];
  const same = name === undefined ? [] : matchNames(name, experiments, dirOf);
  if (former !== undefined && same.length > 0) return `: it is a former directory of ${dirOf(same[0]!)}`;
  if (repetition !== undefined && same.length > 0) return `: ${name} has ${describeRepetitions(same)}`;
  if (isKey(plan, experiments, selector)) return `: expected ${selector}=VALUE`;
  return nearName(experiments, selector) || `: ${describeNames(experiments)}`;
}

/**
 * What to type instead of `KEY=VALUE` if the configuration has no such key.
 *
 * @returns an empty string if it is not known
 */
function keyHint(experiments: readonly Experiment[], key: string, text: string): string {
  if (/[!<>]$/.test(key)) return ": expected KEY=VALUE or KEY=[VALUE, …]";
  if (key === "test") return ": selectors choose experiments, with all of their tests";
  if (key === "id" || key === "hash") return `, did you mean "${text}"?`;
  if (key !== "name") return "";
  const { name } = experiments.find(({ name }) => name.includes(text)) ?? {};
  return name === undefined ? "" : `, did you mean "${name}"?`;
}

const SHOWN = 3;

const MAX_NAME = 60;

function describeNames(experiments: readonly Experiment[]): string {
  const names = [...new Set(experiments.slice(0, MAX_NAMES).map(({ name }) => name))];
  const shown = names.slice(0, SHOWN).map((name) => shorten(name, MAX_NAME)).join(", ");
  const only = experiments.length === 1 ? "its name is" : "all have the name";
  return `${names.length === 1 ? only : "names are"} ${shown}${names.length > SHOWN ? ", …" : ""}`;
}

function describeIds(experiments: readonly Experiment[]): string {
  const ids = experiments.slice(0, SHOWN).map(({ id }) => id);
  return `${ids.length === 1 ? "its id is" : "ids are"} ${ids.join(", ")}${experiments.length > SHOWN ? ", …" : ""}`;
}

// An id that has the typed digits except for a typo.
function nearId(experiments: readonly Experiment[], selector: string): string {
  const known = new Map(experiments.slice(0, MAX_NAMES).map(({ hash, id }) => [hash.slice(0, selector.length), id]));
  const near = closest(selector, known.keys());
  return near === undefined ? "" : `, did you mean "${known.get(near)}"?`;
}

function describeRepetitions(experiments: readonly Experiment[]): string {
  const known = [...new Set(experiments.map(({ repetition }) => repetition))].sort((a, b) => a - b);
  return known.length === 1 ? `r${known[0]} only` : `r${known[0]} to r${known.at(-1)}`;
}

function isKey(plan: Plan, experiments: readonly Experiment[], selector: string): boolean {
  try {
    return findKey(plan, experiments, selector) !== undefined;
  } catch (error) {
    // An ambiguous key counts as known.
    if (error instanceof RangeError) return true;
    throw error;
  }
}

/** `, did you mean "NAME"?` with a similar name, or an empty string. */
function nearName(experiments: readonly Experiment[], selector: string): string {
  return suggestion(selector, new Set(experiments.slice(0, MAX_NAMES).map(({ name }) => name)));
}

// Similarity is slow to compute.
const MAX_NAMES = 1_000;

const MAX_SHOWN = 8;

const LISTED_NAME = 100;

/**
 * The only experiment that is selected.
 *
 * @param selected indices of experiments, at least one
 * @param source the beginning of the message
 * @throws {InputError} if there are several; it says how to select each of them
 */
export function singleExperiment(
  plan: Plan,
  selected: ReadonlySet<number>,
  selectors: readonly string[],
  source: string,
): Experiment {
  const experiments = Array.from(selected, (index) => plan.experiments[index]!);
  if (experiments.length === 1) return experiments[0]!;
  const shown = experiments.slice(0, MAX_SHOWN).map(({ id, name, repetition }) =>
    `  ${id}  ${shorten(name, LISTED_NAME)} r${repetition}`
  );
  const more = experiments.length > MAX_SHOWN ? [`  … and ${experiments.length - MAX_SHOWN} more`] : [];
  const given = selectors.length === 0 ? "the grid has" : `${selectors.join(" ")} selects`;
  const message = [`${given} ${experiments.length} experiments: choose one`, ...shown, ...more].join("\n");
  throw new InputError([{ severity: "error", source, message }]);
}

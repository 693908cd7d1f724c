/** Says what to type instead of a selector that matches no experiment. */
import { closest, suggestion } from "../../messages/suggestion.ts";
import { shorten } from "../../messages/text/shorten.ts";
import { RUN_STATE_NAMES } from "../../run/run_state.ts";
import type { Experiment, Plan } from "../plan.ts";
import { findKey } from "./match_key.ts";
import { matchNames } from "./match_names.ts";

/**
 * What to type instead, to append to a message.
 *
 * @param experiments those among which the selector was to select
 * @param dirOf gives the name of the directory of an experiment
 */
export function selectorHint(
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
 * What to type instead of `KEY=VALUE` whose key is no key of a configuration.
 *
 * @returns an empty string if it is not known
 */
export function keyHint(experiments: readonly Experiment[], key: string, text: string): string {
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

// As many digits as were typed may be those of an id, but for a typo.
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
    // A key that is ambiguous.
    if (error instanceof RangeError) return true;
    throw error;
  }
}

/** `, did you mean "NAME"?` with a similar name, or an empty string. */
export function nearName(experiments: readonly Experiment[], selector: string): string {
  return suggestion(selector, new Set(experiments.slice(0, MAX_NAMES).map(({ name }) => name)));
}

// Similarity takes time.
const MAX_NAMES = 1_000;

/** Selects experiments of a plan with `--only`. */
import { globToRegExp } from "@std/path";
import { equalValues } from "../config/equal.ts";
import { getAt } from "../config/key_path.ts";
import { parseYaml } from "../config/parse_yaml.ts";
import type { Value } from "../config/value.ts";
import { InputError } from "../messages/problem.ts";
import { suggestion } from "../messages/suggestion.ts";
import { RUN_STATE_NAMES, type RunStateName } from "../run/run_state.ts";
import { configOf } from "./experiment.ts";
import type { Experiment, Plan } from "./plan.ts";

/**
 * Selects the experiments that match all selectors. A selector is a glob for names, `KEY=VALUE` for the configuration,
 * `repetition=N`, `state=failed`, or the first digits of an id.
 *
 * @param stateOf gives the state of an experiment
 * @returns indices of experiments; `undefined` without selectors, which selects all
 * @throws {InputError} if a selector matches nothing, or no experiment matches all of them
 */
export function selectExperiments(
  plan: Plan,
  selectors: readonly string[],
  stateOf: (experiment: Experiment) => RunStateName,
): Set<number> | undefined {
  if (selectors.length === 0) return undefined;
  try {
    return matchAll(plan, selectors, stateOf);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError([{ severity: "error", source: "--only", message: error.message }], { cause: error });
  }
}

function matchAll(
  plan: Plan,
  selectors: readonly string[],
  stateOf: (experiment: Experiment) => RunStateName,
): Set<number> {
  let selected = new Set(plan.experiments.keys());
  for (const selector of selectors) {
    const matching = [...plan.experiments.keys()].filter(matcherFor(plan, selector, stateOf));
    if (matching.length === 0) {
      throw new RangeError(
        `${selector} matches none of the ${plan.experiments.length} experiments${hint(plan, selector)}`,
      );
    }
    selected = new Set(matching.filter((index) => selected.has(index)));
  }
  if (selected.size === 0) throw new RangeError(`no experiment matches all of ${selectors.join(" and ")}`);
  return selected;
}

function matcherFor(
  plan: Plan,
  selector: string,
  stateOf: (experiment: Experiment) => RunStateName,
): (index: number) => boolean {
  const experiments = plan.experiments;
  const equals = selector.indexOf("=");
  const [key, text] = [selector.slice(0, equals), selector.slice(equals + 1)];
  if (key === "state") {
    const states: readonly string[] = RUN_STATE_NAMES;
    if (!states.includes(text)) {
      throw new RangeError(
        `unknown state "${text}"${suggestion(text, states) || `: expected one of ${states.join(", ")}`}`,
      );
    }
    return (index) => stateOf(experiments[index]!) === text;
  }
  if (key === "repetition") return (index) => experiments[index]!.repetition === Number(text);
  const glob = globToRegExp(selector, { extended: true });
  const isId = /^[0-9a-f]{4,32}$/.test(selector);
  if (equals <= 0) {
    return (index) => glob.test(experiments[index]!.name) || (isId && experiments[index]!.hash.startsWith(selector));
  }
  // Names also contain "=", so KEY=VALUE can be a glob for names, too.
  const wanted = parseValue(text);
  return (index) => {
    const experiment = experiments[index]!;
    if (glob.test(experiment.name)) return true;
    const value = getAt(configOf(plan, experiment), key.split("."));
    return value !== undefined && equalValues(value, wanted);
  };
}

function parseValue(text: string): Value {
  try {
    return parseYaml(text, "--only").value;
  } catch {
    return text;
  }
}

function hint(plan: Plan, selector: string): string {
  const key = selector.split("=")[0]!;
  const known = [...new Set(plan.groups.flatMap((group) => group.axes.map((axis) => axis.key)))];
  const names = plan.experiments.slice(0, 1_000).map((experiment) => experiment.name);
  return suggestion(key, known) || suggestion(selector, names);
}
